import assert from "node:assert/strict";
import { test } from "node:test";
import { CODE, CUSTOM, IMPORTS, digits, number, section, sections, sized, text } from "../src/client/binary.mjs";
import { named } from "../src/client/order.mjs";

const HEAD = Buffer.from("\0asm\x01\0\0\0", "latin1");

/** A module with so many imports, whose functions have these bodies. */
const moduleOf = (imported, bodies) =>
  Buffer.concat([
    HEAD,
    section(IMPORTS, digits(imported)),
    section(CODE, digits(bodies.length), ...bodies.map((body) => sized(body))),
  ]);

/** The places that a module's names give to its functions, imports first. */
const placesIn = (module) => {
  const { content } = [...sections(module)].find(({ kind }) => kind === CUSTOM);
  const title = text(content, 0);
  assert.equal(title.value, "name");
  const names = content.subarray(number(content, title.next + 1).next);
  const count = number(names, 0);
  const places = [];
  for (let at = count.next; at < names.length;) {
    const index = number(names, at);
    const name = text(names, index.next);
    places[index.value] = Number(name.value);
    at = name.next;
  }
  assert.equal(places.length, count.value);
  return places;
};

test("functions that are alike stand side by side, after the largest", () => {
  const bodies = ["one two three", "abcdefghijklmn", "one two four", "abcdefghijklmnopq", "one two five"];
  const [one, letters, four, most, five] = placesIn(named(moduleOf(0, bodies)));
  assert.deepEqual([most, letters], [0, 1]);
  assert.deepEqual([one, four, five].sort(), [2, 3, 4]);
});

test("imports stay where they are, and nobody loses a place", () => {
  const places = placesIn(named(moduleOf(2, ["x", "yy", "zzz"])));
  assert.deepEqual(places.slice(0, 2), [0, 1]);
  assert.deepEqual(places.slice(2).sort(), [2, 3, 4]);
});

test("numbers are read as they were written", () => {
  for (const value of [0, 1, 127, 128, 300, 16_383, 16_384, 1_000_000]) {
    const written = digits(value);
    assert.deepEqual(number(written, 0), { value, next: written.length });
  }
});
