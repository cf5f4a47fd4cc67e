// Reading and writing WebAssembly's format, as far as `shrink.mjs` and `order.mjs` need it.

/** The numbers that the format has for its sections. */
export const CUSTOM = 0;
export const IMPORTS = 2;
export const EXPORTS = 7;
export const CODE = 10;

/** The sections of a module: what each is, what it says, and all of it. */
export function* sections(module) {
  for (let at = 8; at < module.length;) {
    const length = number(module, at + 1);
    const end = length.next + length.value;
    yield { kind: module[at], content: module.subarray(length.next, end), whole: module.subarray(at, end) };
    at = end;
  }
}

/** A section with this content. */
export function section(kind, ...content) {
  return Buffer.concat([Buffer.from([kind]), sized(Buffer.concat(content))]);
}

/** Reads a number as WebAssembly writes it, seven bits a byte (LEB128). */
export function number(module, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = module[at++];
    value |= (byte & 127) << shift;
    if (byte < 128) return { value, next: at };
  }
}

/** Writes a number. */
export function digits(value) {
  return Buffer.from(value < 128 ? [value] : [(value & 127) | 128, ...digits(value >>> 7)]);
}

/** Reads a text, which has its length before it. */
export function text(module, at) {
  const { value, next } = number(module, at);
  return { value: module.toString("utf8", next, next + value), next: next + value };
}

/** Bytes with their length before them, as a text or a section has it. */
export function sized(bytes) {
  const content = Buffer.from(bytes);
  return Buffer.concat([digits(content.length), content]);
}
