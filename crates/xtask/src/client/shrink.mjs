// Makes a program smaller once more: `node shrink.mjs <program.wasm> <names.json> <result.wasm>`.
//
// What the program imports from its script, and exports to it, has long names with random digits; esbuild has given them short
// ones in the script, and wrote down which. What it has no name for, the script doesn't use. wasm-opt still finds something
// where Trunk has run it before: with the control flow taken apart and put together anew, and told that nothing is kept below
// address 1024, where the far end of the stack is. How loads and stores are aligned is a hint that engines don't take, and differs
// from one to the next. Functions that are alike are put side by side (`order.mjs`).
//
// It prints the result's SHA-256 in base64, by which a page can tell the program from any other.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { CUSTOM, EXPORTS, IMPORTS, digits, number, section, sections, sized, text } from "./binary.mjs";
import { named } from "./order.mjs";

/** The number that the format has for functions among the imports. */
const FUNCTION = 0;

/** The one name that wasm-bindgen's script and the program have in common, and that is short as it is. */
const MEMORY = "memory";

const [program, namesFile, result] = process.argv.slice(2);
const names = { ...JSON.parse(readFileSync(namesFile, "utf8")), [MEMORY]: MEMORY };

writeFileSync(result, withShortNames(readFileSync(program)));
optimize("-Oz", "--flatten", "--rereloop", "-Oz", "-Oz");
writeFileSync(result, named(readFileSync(result)));
optimize("-g", "--reorder-functions-by-name");
optimize("--strip-debug", "-Oz", "--dealign");
const finished = withoutRemarks(readFileSync(result));
writeFileSync(result, finished);
console.log(createHash("sha256").update(finished).digest("base64"));

function optimize(...passes) {
  const args = [result, "--low-memory-unused", ...passes, "--output", result];
  execFileSync("wasm-opt", args, { stdio: ["ignore", "ignore", "inherit"] });
}

/** The module with its sections of imports and exports written anew. */
function withShortNames(module) {
  return rewritten(module, ({ kind, content, whole }) => {
    if (kind === IMPORTS) return section(IMPORTS, ...imports(content));
    if (kind === EXPORTS) return section(EXPORTS, ...exports(content));
    return whole;
  });
}

/** The module without sections that only tools read. */
function withoutRemarks(module) {
  return rewritten(module, ({ kind, whole }) => (kind === CUSTOM ? Buffer.of() : whole));
}

function rewritten(module, write) {
  return Buffer.concat([module.subarray(0, 8), ...[...sections(module)].map(write)]);
}

function imports(content) {
  const count = number(content, 0);
  const parts = [digits(count.value)];
  let at = count.next;
  for (let index = 0; index < count.value; index++) {
    const from = text(content, at);
    const name = text(content, from.next);
    if (content[name.next] !== FUNCTION) throw new Error(`${name.value}: only functions are imported`);
    const type = number(content, name.next + 1);
    parts.push(sized(from.value), sized(names[name.value] ?? name.value), content.subarray(name.next, type.next));
    at = type.next;
  }
  return parts;
}

function exports(content) {
  const count = number(content, 0);
  const parts = [];
  let at = count.next;
  for (let index = 0; index < count.value; index++) {
    const name = text(content, at);
    const { next } = number(content, name.next + 1);
    if (names[name.value]) parts.push(Buffer.concat([sized(names[name.value]), content.subarray(name.next, next)]));
    at = next;
  }
  return [digits(parts.length), ...parts];
}
