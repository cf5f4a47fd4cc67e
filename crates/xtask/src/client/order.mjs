// Puts the functions of a program in an order in which those that are alike stand side by side: brotli finds again what was
// there shortly before, and does so for fewer bits. It is worth two percent of a program.

import { CODE, CUSTOM, IMPORTS, digits, number, section, sections, sized } from "./binary.mjs";

/** How many bytes in a row make two functions alike: brotli hardly repeats fewer. */
const RUN = 4;

/** How much the function before the last counts, beside the last one. */
const FADING = 0.6;

/** What is added to the size of each function, so that tiny ones, which are like everything, don't come first. */
const TINY = 30;

/** The module with names for its functions, by which `wasm-opt --reorder-functions-by-name` sorts them. */
export function named(module) {
  const kinds = Object.fromEntries([...sections(module)].map(({ kind, content }) => [kind, content]));
  const bodies = functions(kinds[CODE]);
  const imported = number(kinds[IMPORTS], 0).value;
  const names = Array.from({ length: imported }, (_, place) => place);
  ordered(bodies).forEach((body, place) => {
    names[imported + body] = imported + place;
  });
  const entries = names.flatMap((place, index) => [digits(index), sized(String(place).padStart(6, "0"))]);
  const FUNCTION_NAMES = 1;
  return Buffer.concat([
    module,
    section(CUSTOM, sized("name"), section(FUNCTION_NAMES, digits(names.length), ...entries)),
  ]);
}

function functions(code) {
  const count = number(code, 0);
  const bodies = [];
  for (let at = count.next; bodies.length < count.value;) {
    const { value, next } = number(code, at);
    at = next + value;
    bodies.push(code.subarray(next, at));
  }
  return bodies;
}

/** Begins with the largest function, and goes on with whichever is most like the last ones. */
function ordered(bodies) {
  const runs = bodies.map(runsOf);
  const having = new Map();
  runs.forEach((own, body) => {
    for (const run of own) {
      if (!having.has(run)) having.set(run, []);
      having.get(run).push(body);
    }
  });
  const likeness = bodies.map(() => 0);
  const left = new Set(bodies.keys());
  const order = [];
  const place = (body) => {
    left.delete(body);
    order.push(body);
    for (const other of left) likeness[other] *= FADING;
    for (const run of runs[body]) {
      const others = having.get(run);
      // What few have in common says more.
      for (const other of others) likeness[other] += 1 / Math.log2(others.length + 1);
    }
  };
  const most = (value) => [...left].reduce((best, body) => (value(body) > value(best) ? body : best));
  place(most((body) => bodies[body].length));
  while (left.size > 0) place(most((body) => likeness[body] / (TINY + runs[body].size)));
  return order;
}

function runsOf(body) {
  const runs = new Set();
  for (let at = 0; at + RUN <= body.length; at++) runs.add(body.readUInt32LE(at));
  return runs;
}
