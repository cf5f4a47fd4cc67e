// Makes a program smaller once more, and shortens what it calls JavaScript's functions:
// `node shrink.mjs <program.wasm> <names.json> <result.wasm>`.
//
// wasm-opt still finds something where Trunk has run it before: with the control flow taken apart and put together anew, and
// told that nothing is kept below address 1024, where the far end of the stack is. The names of imports are long and end in random digits; esbuild has given
// them short ones in the script, and wrote down which.
//
// It prints the result's SHA-256 in base64, by which a page can tell the program from any other.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

/** The numbers that WebAssembly's format has for its section of imports, and for functions in it. */
const IMPORTS = 2;
const FUNCTION = 0;

const [program, namesFile, result] = process.argv.slice(2);
const quietly = { stdio: ["ignore", "ignore", "inherit"] };

const passes = ["--low-memory-unused", "-Oz", "--flatten", "--rereloop", "-Oz", "-Oz"];
execFileSync("wasm-opt", [program, ...passes, "--output", result], quietly);
const finished = withShortNames(readFileSync(result), JSON.parse(readFileSync(namesFile, "utf8")));
writeFileSync(result, finished);
console.log(createHash("sha256").update(finished).digest("base64"));

/** The module with its section of imports written anew. */
function withShortNames(module, names) {
  const parts = [module.subarray(0, 8)];
  for (let at = 8; at < module.length; ) {
    const kind = module[at];
    const length = number(module, at + 1);
    const end = length.next + length.value;
    if (kind === IMPORTS) {
      const content = imports(module, length.next, names);
      parts.push(Buffer.from([kind, ...digits(content.length)]), content);
    } else {
      parts.push(module.subarray(at, end));
    }
    at = end;
  }
  return Buffer.concat(parts);
}

function imports(module, start, names) {
  const count = number(module, start);
  const parts = [Buffer.from(digits(count.value))];
  let at = count.next;
  for (let index = 0; index < count.value; index++) {
    const from = text(module, at);
    const name = text(module, from.next);
    if (module[name.next] !== FUNCTION) throw new Error(`${name.value}: only functions are imported`);
    const type = number(module, name.next + 1);
    parts.push(written(from.value), written(names[name.value] || name.value), module.subarray(name.next, type.next));
    at = type.next;
  }
  return Buffer.concat(parts);
}

/** Reads a number as WebAssembly writes it, seven bits a byte (LEB128). */
function number(module, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = module[at++];
    value |= (byte & 127) << shift;
    if (byte < 128) return { value, next: at };
  }
}

function text(module, at) {
  const length = number(module, at);
  const next = length.next + length.value;
  return { value: module.toString("utf8", length.next, next), next };
}

function digits(value) {
  return value < 128 ? [value] : [(value & 127) | 128, ...digits(value >>> 7)];
}

function written(text) {
  const bytes = Buffer.from(text, "utf8");
  return Buffer.concat([Buffer.from(digits(bytes.length)), bytes]);
}
