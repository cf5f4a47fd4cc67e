// Runs all benches and writes the report.
//
// usage: node bench/run.mjs BINARY PEERS OUT [ROUNDS]
//
// BINARY is `callsheet`, beside which `callsheet-peer-lettre` is; PEERS the directory with the other peers; OUT the directory
// for the report and pictures of what was measured. `BENCH_ONLY=mail` runs that bench alone.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Browser } from "./embed/browser.mjs";
import * as embed from "./embed/bench.mjs";
import * as mail from "./mail/bench.mjs";
import * as routing from "./routing/bench.mjs";
import { json, markdown } from "./report.mjs";

const BENCHES = [embed, mail, routing];

/** Enough for a median that another run finds again, few enough to be waited for. */
const ROUNDS = 9;

const [binary, peers, out, rounds = ROUNDS] = process.argv.slice(2);
if (!binary || !peers || !out || !(Number(rounds) > 0)) {
  console.error("usage: node bench/run.mjs BINARY PEERS OUT [ROUNDS]");
  process.exit(2);
}

const pictures = join(out, "pictures");
mkdirSync(pictures, { recursive: true });
const only = process.env.BENCH_ONLY;
const chosen = BENCHES.filter(({ name }) => !only || name === only);
const browser = chosen.some(({ isInBrowser }) => isInBrowser) ? await Browser.start() : undefined;
try {
  const machine = {
    cores: cpus().length,
    processor: cpus()[0]?.model.trim() ?? "unknown",
    browser: await browser?.version(),
    node: process.versions.node,
  };
  const workspace = fileURLToPath(new URL("..", import.meta.url));
  const lettre = join(dirname(binary), "callsheet-peer-lettre");
  const directories = { peers, peer: join(peers, "react"), lettre, pictures };
  const benches = [];
  for (const bench of chosen) {
    const say = (line) => console.log(`${bench.name}: ${line}`);
    benches.push(await bench.run({ binary, browser, rounds: Number(rounds), directories, workspace, say }));
  }
  writeFileSync(join(out, "report.md"), markdown({ benches, machine }));
  writeFileSync(join(out, "report.json"), json({ benches, machine }));
} finally {
  await browser?.close();
}
