// A PostgreSQL of our own, as durable as it is by default: each commit is on the disk.
import { spawn, spawnSync } from "node:child_process";
import { chownSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PATIENCE = 20_000;

export class Postgres {
  #directory = mkdtempSync(join(tmpdir(), "callsheet-bench-postgres-"));
  #options = owner();
  #process;

  static async start() {
    const postgres = new Postgres();
    try {
      await postgres.#start();
      return postgres;
    } catch (error) {
      await postgres.stop();
      throw error;
    }
  }

  /** Makes an empty database; answers its address. */
  create(name) {
    this.#run("createdb", "-h", this.#directory, "-U", "postgres", name);
    return { url: `postgres://postgres@localhost/${name}?host=${this.#directory}`, host: this.#directory, name };
  }

  /** The one row that a query of the database answers. */
  query(name, sql) {
    const words = [
      "-h",
      this.#directory,
      "-U",
      "postgres",
      "-d",
      name,
      "--no-align",
      "--tuples-only",
      "--command",
      sql,
    ];
    return this.#run("psql", ...words)
      .trim()
      .split("|");
  }

  async stop() {
    if (this.#process && this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = new Promise((resolve) => this.#process.once("exit", resolve));
      // Whoever is still connected is sent away.
      this.#process.kill("SIGINT");
      await ended;
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #start() {
    if (this.#options.uid !== undefined) chownSync(this.#directory, this.#options.uid, this.#options.gid);
    const data = join(this.#directory, "data");
    this.#run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "-D", data);
    const settings = ["listen_addresses=", "max_connections=100", "track_commit_timestamp=on"].flatMap((setting) => [
      "-c",
      setting,
    ]);
    this.#process = spawn(program("postgres"), ["-D", data, "-k", this.#directory, ...settings], {
      ...this.#options,
      stdio: "ignore",
    });
    const deadline = Date.now() + PATIENCE;
    const isReady = () =>
      spawnSync(program("pg_isready"), ["-h", this.#directory, "-U", "postgres"], this.#options).status === 0;
    while (!isReady()) {
      if (Date.now() > deadline) throw new Error("PostgreSQL doesn't start");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  #run(name, ...words) {
    const { status, stdout, stderr, error } = spawnSync(program(name), words, { ...this.#options, encoding: "utf8" });
    if (status !== 0) throw new Error(`${name} failed: ${error?.message ?? stdout + stderr}`);
    return stdout;
  }
}

function program(name) {
  const directory = process.env.CALLSHEET_POSTGRES_BIN;
  return directory ? join(directory, name) : name;
}

/** Whom PostgreSQL runs as: it refuses to be root. */
function owner() {
  if (process.getuid() !== 0) return {};
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const user = users.find(([name]) => name === "postgres") ?? users.find(([name]) => name === "nobody");
  return { uid: Number(user[2]), gid: Number(user[3]), cwd: "/" };
}
