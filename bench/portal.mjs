// A real `callsheet serve` with the demo data, and what benchmarks need of it.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PATIENCE = 20_000;

/** The password of all who are in the demo data. */
const PASSWORD = "callsheet-demo";

/** The account whose gate is locked, as all are in the demo data, and the one that is filled in, so that its gate is open. */
export const LOCKED = { slug: "bella-pizza", name: "Bella Pizza" };
export const OPEN = { slug: "city-walks", name: "City Walks" };

export class Portal {
  #directory = mkdtempSync(join(tmpdir(), "callsheet-bench-"));
  #binary;
  #environment;
  #process;
  port;
  key;

  /** With a key of this scope, and settings beside those that every benchmark has; SQLite unless they name a database. */
  static async start(binary, { scope, settings }) {
    const portal = new Portal();
    portal.#binary = binary;
    portal.#environment = {
      ...process.env,
      CALLSHEET_DATABASE_URL: `sqlite://${join(portal.#directory, "callsheet.db")}?mode=rwc`,
      CALLSHEET_LISTEN: "127.0.0.1:0",
      ...settings,
    };
    try {
      portal.#run("demo");
      portal.key = portal.#run("key", "create", "--name", "bench", "--scope", scope);
      await portal.#serve();
      await portal.#fillIn();
      return portal;
    } catch (error) {
      await portal.stop();
      throw error;
    }
  }

  async stop() {
    await this.#end();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** Ends the server and starts another one on the same data, with these settings changed. */
  async restart(settings) {
    await this.#end();
    this.#environment = { ...this.#environment, ...settings };
    await this.#serve();
  }

  async #end() {
    if (this.#process && this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = new Promise((resolve) => this.#process.once("exit", resolve));
      this.#process.kill("SIGTERM");
      await ended;
    }
  }

  /** A session for somebody for whom the host vouches, as the server answers it. */
  async embedSession(account) {
    const user = { email: "host.user@host.example", name: "Host User", role: "editor" };
    return this.post("/embed-sessions", { account, environment: "production", user });
  }

  /** What is answered to a system with the key that posts this. */
  async post(path, body, headers = {}) {
    return this.#ask(path, {
      method: "POST",
      headers: { authorization: `Bearer ${this.key}`, "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  }

  url(path) {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** The cookie of somebody who signs in. */
  async signIn(account) {
    const answer = await fetch(this.url("/api/v1/session"), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: `admin@${account}.example`, password: PASSWORD }),
    });
    if (!answer.ok) throw new Error(`signing in was answered with ${answer.status}`);
    const [pair] = answer.headers.getSetCookie()[0].split(";");
    const [name, ...value] = pair.split("=");
    return { name, value: value.join("=") };
  }

  async #fillIn() {
    const cookie = await this.signIn(OPEN.slug);
    const headers = { cookie: `${cookie.name}=${cookie.value}`, "content-type": "application/json" };
    const { items } = await this.#ask(`/accounts/${OPEN.slug}/users`, { headers });
    const contact = (name) => [{ email: `${name}@${OPEN.slug}.example`, language: "en" }];
    const values = {
      alert_contacts: [items[0].id],
      technical_emergency: contact("oncall"),
      technical_non_emergency: contact("tech"),
      operational_internal: contact("ops"),
      operational_public: { email: `help@${OPEN.slug}.example` },
      operational_support: [{ time_zone: "Europe/Warsaw", languages: ["en"], hours: "around_the_clock" }],
    };
    await this.#ask(`/accounts/${OPEN.slug}/contact-information?environment=production`, {
      method: "PUT",
      headers: { ...headers, "if-match": '"0"' },
      body: JSON.stringify(values),
    });
    const gate = await this.#ask(`/accounts/${OPEN.slug}/gate?environment=production`, { headers });
    if (gate.state !== "open") throw new Error(`the gate of ${OPEN.slug} is ${gate.state}: ${gate.missing.join(", ")}`);
  }

  async #ask(path, options) {
    const answer = await fetch(this.url(`/api/v1${path}`), options);
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }

  #run(...words) {
    const { status, stdout, stderr, error } = spawnSync(this.#binary, words, {
      env: this.#environment,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`callsheet ${words.join(" ")} failed: ${error?.message ?? stdout + stderr}`);
    return stdout.trim();
  }

  async #serve() {
    const server = spawn(this.#binary, ["serve"], { env: this.#environment, stdio: ["ignore", "pipe", "pipe"] });
    this.#process = server;
    let printed = "";
    const address = await new Promise((resolve, reject) => {
      const fail = (why) => reject(new Error(`the server ${why}:\n${printed}`));
      const impatience = setTimeout(() => fail("doesn't say where it listens"), PATIENCE);
      const read = (text) => {
        printed += text;
        const [, address] = printed.match(/listening on (http:\/\/\S+)/) ?? [];
        if (!address) return;
        clearTimeout(impatience);
        resolve(address);
      };
      server.stdout.on("data", read);
      server.stderr.on("data", read);
      server.once("error", (error) => fail(`couldn't be started (${error.message})`));
      server.once("exit", (code) => fail(`ended with ${code}`));
    });
    this.port = Number(new URL(address).port);
  }
}
