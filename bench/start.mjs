// How soon a server with an existing database answers `/readyz`, and how much memory it holds.
//
// usage: node bench/start.mjs BINARY REPORT [MEMORY_LOG]
//
// MEMORY_LOG has a line for each server that the browser tests stopped: the memory that it held then, in kB.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROUNDS = 5;
const START_TO_REACH_MS = 300;
const MEMORY_TO_REACH_MB = 60;
const PATIENCE_MS = 20_000;

const [binary, report, memoryLog] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), "callsheet-start-"));
const environment = {
  ...process.env,
  CALLSHEET_DATABASE_URL: `sqlite://${join(directory, "callsheet.db")}?mode=rwc`,
  CALLSHEET_LISTEN: "127.0.0.1:0",
};

/** The memory that a process holds, in MB; nothing where the system doesn't tell. */
function memoryOf(pid) {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return undefined;
  const [, kilobytes] = readFileSync(status, "utf8").match(/^VmRSS:\s+(\d+) kB/m) ?? [];
  return kilobytes / 1000;
}

/** Starts a server, waits until it is ready, and stops it. */
async function round() {
  const started = performance.now();
  const server = spawn(binary, ["serve"], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const impatience = setTimeout(() => server.kill("SIGKILL"), PATIENCE_MS);
  try {
    const address = await new Promise((resolve, reject) => {
      let printed = "";
      const listen = (text) => {
        printed += text;
        const [, address] = printed.match(/listening on (http:\/\/\S+)/) ?? [];
        if (address) resolve(address);
      };
      server.stdout.on("data", listen);
      server.stderr.on("data", listen);
      server.once("error", reject);
      server.once("exit", () => reject(new Error(`the server ended before it listened:\n${printed}`)));
    });
    while (!(await fetch(`${address}/readyz`)).ok);
    return { milliseconds: performance.now() - started, memory: memoryOf(server.pid) };
  } finally {
    server.kill("SIGTERM");
    await ended;
    clearTimeout(impatience);
  }
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

try {
  const filled = spawnSync(binary, ["demo"], { env: environment, encoding: "utf8" });
  if (filled.status !== 0) throw new Error(`the demo database couldn't be made:\n${filled.stdout}${filled.stderr}`);
  const rounds = [];
  for (let count = 0; count < ROUNDS; count += 1) rounds.push(await round());

  const rows = [
    [
      "from the start to `/readyz`, median",
      `${median(rounds.map((round) => round.milliseconds)).toFixed(0)} ms`,
      `${START_TO_REACH_MS} ms`,
    ],
  ];
  const memory = rounds.map((round) => round.memory).filter(Boolean);
  if (memory.length > 0) rows.push(["memory, just started", `${median(memory).toFixed(0)} MB`, ""]);
  if (memoryLog && existsSync(memoryLog)) {
    const most = Math.max(...readFileSync(memoryLog, "utf8").trim().split("\n").map(Number)) / 1000;
    rows.push(["memory after browser tests, the most", `${most.toFixed(0)} MB`, `${MEMORY_TO_REACH_MB} MB`]);
  }
  const table = [["server", "measured", "to reach"], ["---", "---:", "---:"], ...rows];
  writeFileSync(report, table.map((row) => `| ${row.join(" | ")} |\n`).join(""));
} finally {
  rmSync(directory, { recursive: true });
}
