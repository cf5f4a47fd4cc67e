import assert from "node:assert/strict";
import { test } from "node:test";
import { isReached, json, markdown, table, withUnit } from "./report.mjs";

const machine = { cores: 2, processor: "a processor", browser: "a browser", node: "20" };
const size = { name: "bytes", value: 110, unit: "kB", goal: 110 };
const share = { name: "share", value: 0.5, unit: "×", goal: 0.5, least: true };
const time = { name: "main thread", value: 1, unit: "ms", goal: 1, below: true };

test("a goal is reached at most, or below, or at least", () => {
  assert.equal(isReached(size), true);
  assert.equal(isReached({ ...size, value: 110.001 }), false);
  assert.equal(isReached(time), false);
  assert.equal(isReached({ ...time, value: 0.99 }), true);
  assert.equal(isReached(share), true);
  assert.equal(isReached({ ...share, value: 0.49 }), false);
});

test("the report tells what is missed, and gives each bench a table", () => {
  const benches = [{ name: "embed", title: "A bench", figures: [size, time, share], text: "How it is measured." }];
  const text = markdown({ benches, machine });
  assert.match(text, /1 of 3 goals are missed/);
  assert.match(text, /\| bytes \| 110\.0 kB \|  \| ≤ 110 kB \| reached \|/);
  assert.match(text, /\| main thread \| 1\.00 ms \|  \| < 1 ms \| \*\*missed\*\* \|/);
  assert.match(text, /\| share \| 0\.50 × \|  \| ≥ 0\.5 × \| reached \|/);
  assert.match(text, /How it is measured\.\n$/);

  const told = JSON.parse(json({ benches, machine }));
  assert.deepEqual(
    told.benches[0].figures.map((figure) => figure.reached),
    [true, false, true],
  );
});

test("numbers stand at the right", () => {
  const lines = table([
    ["name", "size"],
    ["a", "1.0 kB"],
  ]).split("\n");
  assert.equal(lines[1], "| --- | ---: |");
});

test("numbers have as many decimals as they deserve", () => {
  const check = (value, unit, expected) => assert.equal(withUnit(value, unit), expected);
  check(1234.6, "ms", "1235 ms");
  check(0.456, "ms", "0.46 ms");
  check(0.996, "×", "1.00 ×");
  check(110.04, "kB", "110.0 kB");
  check(2.0041, "kB", "2.004 kB");
  check(3, "", "3");
  check(0.0041, "", "0.004");
});
