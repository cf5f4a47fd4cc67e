import assert from "node:assert/strict";
import { test } from "node:test";
import { median, quantile, summary } from "./statistics.mjs";

test("the median is the value in the middle, whatever the order", () => {
  assert.equal(median([3, 100, 1]), 3);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([10, 9, 2, 1, 3]), 3);
  assert.equal(median([7]), 7);
  assert.throws(() => median([]));
});

test("quantiles lie between the values", () => {
  assert.equal(quantile([0, 10], 0.25), 2.5);
  assert.equal(quantile([5, 1, 3, 2, 4], 0.75), 4);
});

test("a summary tells the spread", () => {
  const { median, quartiles, range } = summary([5, 1, 3, 2, 4]);
  assert.deepEqual({ median, quartiles, range }, { median: 3, quartiles: [2, 4], range: [1, 5] });
});
