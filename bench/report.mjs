// The report: a table of figures beside their goals, and for each bench what it measured and how.

/**
 * A figure with a goal.
 *
 * @typedef {object} Figure
 * @property {string} name what was measured
 * @property {number} value
 * @property {string} unit such as `ms`, `kB`, `×`; empty for plain counts
 * @property {number} goal the most that it may be
 * @property {boolean} [below] whether it has to stay below the goal rather than at most reach it
 * @property {boolean} [least] whether the goal is the least that it may be
 * @property {string} [beside] what the peer needs, in words
 */

/** Whether a figure is as good as it should be. */
export function isReached({ value, goal, below, least }) {
  if (least) return value >= goal;
  return below ? value < goal : value <= goal;
}

/** The whole report in Markdown. `benches` are `{title, figures, text}`. */
export function markdown({ benches, machine }) {
  const figures = benches.flatMap((bench) => bench.figures);
  const missed = figures.filter((figure) => !isReached(figure)).length;
  const verdict = missed === 0 ? "All goals are reached." : `${missed} of ${figures.length} goals are missed.`;
  const programs = [machine.browser, `Node.js ${machine.node}`].filter(Boolean);
  return [
    "# Benchmarks",
    `${verdict} Measured on ${machine.cores} cores (${machine.processor}) with ${programs.join(" and ")}.`,
    ...benches.flatMap(({ title, figures, text }) => [`## ${title}`, table(rows(figures)), text]),
  ]
    .map((part) => part.trim())
    .join("\n\n")
    .concat("\n");
}

/** The same for programs. */
export function json({ benches, machine }) {
  const told = benches.map(({ name, title, figures, details }) => ({
    name,
    title,
    figures: figures.map((figure) => ({ ...figure, reached: isReached(figure) })),
    details,
  }));
  return `${JSON.stringify({ machine, benches: told }, undefined, 2)}\n`;
}

function rows(figures) {
  const row = (figure) => {
    const goal = `${bound(figure)} ${withUnit(figure.goal, figure.unit, false)}`;
    const reached = isReached(figure) ? "reached" : "**missed**";
    return [figure.name, withUnit(figure.value, figure.unit), figure.beside ?? "", goal, reached];
  };
  return [["figure", "measured", "beside it", "goal", ""], ...figures.map(row)];
}

function bound({ below, least }) {
  if (least) return "≥";
  return below ? "<" : "≤";
}

/** A table in Markdown; the first row is its head. Columns of numbers stand at the right. */
export function table([head, ...body]) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const isNumeric = (column) => body.some((row) => /^[≤<≥]?\s?-?[\d.,]+/.test(row[column] ?? ""));
  const rule = head.map((_, column) => (isNumeric(column) ? "---:" : "---"));
  return [head, rule, ...body].map(line).join("\n");
}

/** A number with as many decimals as its size deserves. */
export function withUnit(value, unit, isExact = true) {
  const text = isExact ? value.toFixed(decimals(value, unit)) : String(value);
  return unit ? `${text} ${unit}` : text;
}

function decimals(value, unit) {
  switch (unit) {
    case "×":
      return 2;
    case "kB":
      return Math.abs(value) < 10 ? 3 : 1;
    case "ms":
      return Math.abs(value) < 100 ? 2 : 0;
    default:
      return Number.isInteger(value) ? 0 : 3;
  }
}
