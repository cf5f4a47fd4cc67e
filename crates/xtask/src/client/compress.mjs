// Writes a sibling compressed with brotli, at its best and slowest, for each file that a compressed answer is worth it
// for. Node.js has brotli built in, and is needed for wasm-opt anyway.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

// The portal's page differs with every answer.
const WORTH_IT = /(\.(css|js|json|svg|txt|wasm)|^embed\.html)$/;

const [directory] = process.argv.slice(2);
for (const name of readdirSync(directory, { recursive: true })) {
  if (!WORTH_IT.test(name)) continue;
  const path = join(directory, name);
  const content = readFileSync(path);
  const compressed = brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  if (compressed.length < content.length) writeFileSync(`${path}.br`, compressed);
}
