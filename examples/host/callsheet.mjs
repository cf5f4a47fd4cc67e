// What this host asks of Callsheet: sessions for its users, and whether a gate is open.

import { readGatePass } from "./gate-pass.mjs";

/** How long Callsheet may take to answer. Whoever waits for a page doesn't wait longer. */
const TIMEOUT = 5_000;

/** How long the keys that verify passes are kept. */
const KEYS_KEPT = 300_000;

/** Something that Callsheet answered, or didn't, in words and with a status for whoever asked here. */
export class Trouble extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export class Callsheet {
  #url;
  #key;
  /** The last pass of each gate that was open, by account and environment. */
  #passes = new Map();
  #jwks;
  #jwksUntil = 0;

  constructor(url, key) {
    this.#url = url;
    this.#key = key;
  }

  /** A session for somebody who is signed in here: what the element in the page asks for. */
  async session(account, environment, user) {
    return this.#ask("/api/v1/embed-sessions", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ account, environment, user }),
    });
  }

  /**
   * Whether the gate is open, by a pass that says so. One is good for five minutes, so Callsheet isn't asked each time. No
   * pass, or one that fails, is never open.
   */
  async isOpen(account, environment) {
    const gate = `${account}/${environment}`;
    if (await this.#says(this.#passes.get(gate), account, environment)) return true;
    const query = new URLSearchParams({ environment, pass: "true" });
    const { pass } = await this.#ask(`/api/v1/accounts/${encodeURIComponent(account)}/gate?${query}`);
    const open = await this.#says(pass, account, environment);
    if (open) this.#passes.set(gate, pass);
    return open;
  }

  async #says(pass, account, environment) {
    if (!pass) return false;
    const claims = readGatePass(pass, await this.#keys(), { issuer: this.#url, account, environment });
    return claims?.state === "open";
  }

  async #keys() {
    if (Date.now() > this.#jwksUntil) {
      this.#jwks = await this.#ask("/.well-known/jwks.json");
      this.#jwksUntil = Date.now() + KEYS_KEPT;
    }
    return this.#jwks;
  }

  /** Asks, and says plainly what is the matter: a page needn't know more than whether to try again. */
  async #ask(path, options = {}) {
    const headers = { ...options.headers, authorization: `Bearer ${this.#key}` };
    let answer;
    try {
      answer = await fetch(this.#url + path, { ...options, headers, signal: AbortSignal.timeout(TIMEOUT) });
      if (answer.ok) return await answer.json();
    } catch (error) {
      throw new Trouble(502, `Callsheet doesn't answer (${error.cause?.code ?? error.name})`);
    }
    const { title, detail } = await answer.json().catch(() => ({}));
    const told = `Callsheet says ${answer.status} ${title ?? ""}: ${detail ?? ""}`;
    throw new Trouble(answer.status === 404 ? 404 : 502, told);
  }
}
