// Runs all benches and writes the report.
//
// usage: node bench/run.mjs BINARY PEERS OUT [ROUNDS]
//
// BINARY is `callsheet`, PEERS the directory with the built peers, OUT the directory for the report and pictures of what
// was measured.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { Browser } from "./embed/browser.mjs";
import * as embed from "./embed/bench.mjs";
import { json, markdown } from "./report.mjs";

const BENCHES = [embed];

/** Enough for a median that another run finds again, few enough to be waited for. */
const ROUNDS = 9;

const [binary, peers, out, rounds = ROUNDS] = process.argv.slice(2);
if (!binary || !peers || !out || !(Number(rounds) > 0)) {
  console.error("usage: node bench/run.mjs BINARY PEERS OUT [ROUNDS]");
  process.exit(2);
}

const pictures = join(out, "pictures");
mkdirSync(pictures, { recursive: true });
const browser = await Browser.start();
try {
  const machine = {
    cores: cpus().length,
    processor: cpus()[0]?.model.trim() ?? "unknown",
    browser: await browser.version(),
    node: process.versions.node,
  };
  const benches = [];
  for (const bench of BENCHES) {
    const say = (line) => console.log(`${bench.name}: ${line}`);
    const directories = { peer: join(peers, "react"), pictures };
    benches.push(await bench.run({ binary, browser, rounds: Number(rounds), directories, say }));
  }
  writeFileSync(join(out, "report.md"), markdown({ benches, machine }));
  writeFileSync(join(out, "report.json"), json({ benches, machine }));
} finally {
  await browser.close();
}
