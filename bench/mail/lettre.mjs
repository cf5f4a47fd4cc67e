// Loops over lettre that Callsheet's outbox is held against: no database, no texts, the same mail again and again.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";

/** As many conversations as Callsheet has for mails that aren't emergencies. */
const CONVERSATIONS = 16;

/** Hands over so many mails in one of the peer's ways; answers mails a second. `file` is where the mail may be left for it. */
export async function drain(binary, way, sink, mails, { message, file }) {
  writeFileSync(file, message);
  const words = [way, String(sink.port), String(mails), String(CONVERSATIONS), file];
  return sink.rate(mails, () => finish(spawn(binary, words, { stdio: ["ignore", "ignore", "inherit"] })));
}

function finish(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`the lettre loop ended with ${code}`))));
  });
}
