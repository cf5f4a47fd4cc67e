// What is made of many measurements.

/** The value in the middle; between the two in the middle when their number is even. */
export function median(values) {
  return quantile(values, 0.5);
}

/** The value below which this share of the values lies, interpolated. */
export function quantile(values, share) {
  if (values.length === 0) throw new Error("there is nothing to sum up");
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const above = Math.ceil(place);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}

/** Median and spread: half of the values lie between the quartiles. */
export function summary(values) {
  return {
    median: median(values),
    quartiles: [quantile(values, 0.25), quantile(values, 0.75)],
    range: [Math.min(...values), Math.max(...values)],
    values,
  };
}
