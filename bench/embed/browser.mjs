// Chromium by its own protocol, over a pipe. A driver for tests would be in the way: what is measured here has to be slowed
// down from its first instruction, also in frames of other origins, which are processes of their own and targets of their own.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = process.env.CALLSHEET_CHROMIUM ?? "/usr/bin/chromium";

const ARGUMENTS = [
  "--headless",
  "--remote-debugging-pipe",
  "--window-size=1280,800",
  "--lang=en-US",
  // A page and its frames of other origins are other processes, as they are for everybody with a desktop browser.
  "--site-per-process",
  "--host-resolver-rules=MAP *.localhost 127.0.0.1",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--no-default-browser-check",
  // Nothing but the pages that are measured may use the network or the processor.
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-extensions",
  "--disable-sync",
];

export class Browser {
  #process;
  #profile;
  #pipe;
  #received = Buffer.alloc(0);
  #count = 0;
  #waiting = new Map();
  #listeners = new Map();

  static async start() {
    const browser = new Browser();
    browser.#launch();
    return browser;
  }

  /** The browser's name and version. */
  async version() {
    return (await this.send("Browser.getVersion")).product;
  }

  /** Asks the browser, or a target that a session was opened with. */
  send(method, params = {}, sessionId = undefined) {
    const id = (this.#count += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { method, resolve, reject });
      this.#pipe.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  /** Calls for every event of that name, with what it tells and the session that it comes from. */
  on(event, listener) {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  async close() {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.send("Browser.close").catch(() => {});
    const impatience = setTimeout(() => this.#process.kill("SIGKILL"), 5_000);
    await ended;
    clearTimeout(impatience);
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #launch() {
    this.#profile = mkdtempSync(join(tmpdir(), "callsheet-bench-chromium-"));
    // Chromium refuses to start as root, as in most containers, unless it is told to do without its sandbox.
    const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    const all = [...ARGUMENTS, ...asRoot, `--user-data-dir=${this.#profile}`];
    this.#process = spawn(PROGRAM, all, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    const fail = (why) => {
      for (const { reject, method } of this.#waiting.values()) reject(new Error(`${method}: ${why}`));
      this.#waiting.clear();
    };
    this.#process.once("error", (error) => fail(`${PROGRAM} couldn't be started (${error.message})`));
    this.#process.once("exit", () => fail("the browser ended"));
    const [, , , to, from] = this.#process.stdio;
    this.#pipe = to;
    to.on("error", () => {});
    from.on("data", (chunk) => this.#read(chunk));
  }

  #read(chunk) {
    this.#received = Buffer.concat([this.#received, chunk]);
    let end;
    while ((end = this.#received.indexOf(0)) >= 0) {
      const message = JSON.parse(this.#received.subarray(0, end).toString());
      this.#received = this.#received.subarray(end + 1);
      if (message.id) this.#answer(message);
      else
        for (const listener of this.#listeners.get(message.method) ?? []) listener(message.params, message.sessionId);
    }
  }

  #answer({ id, result, error }) {
    const { resolve, reject, method } = this.#waiting.get(id) ?? {};
    this.#waiting.delete(id);
    if (error) reject?.(new Error(`${method}: ${error.message}`));
    else resolve?.(result);
  }
}

/** A tab with nothing in its caches. */
export class Tab {
  #browser;
  #context;
  #target;
  #settings;
  #stops = [];
  #frames = [];
  session;

  /**
   * `slowdown` divides the processor's speed for the page's main thread and for those of its frames alike; `script` runs in
   * all of them before anything else does; `told` is called with what they pass to `benchTell(text)`; `requested` and
   * `answered` with the address of every request, and of every one whose answer has begun.
   */
  static async open(browser, settings) {
    const tab = new Tab();
    tab.#browser = browser;
    tab.#settings = settings;
    await tab.#open();
    return tab;
  }

  /** The sessions of frames that are processes of their own. */
  get frames() {
    return this.#frames;
  }

  async go(url) {
    const { errorText } = await this.#browser.send("Page.navigate", { url }, this.session);
    if (errorText) throw new Error(`${url}: ${errorText}`);
  }

  /** The value of an expression, awaited, in the page or in a frame. */
  async evaluate(expression, session = this.session) {
    const options = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.#browser.send("Runtime.evaluate", options, session);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async screenshot(path) {
    const { data } = await this.#browser.send("Page.captureScreenshot", {}, this.session);
    writeFileSync(path, Buffer.from(data, "base64"));
  }

  async setCookie(cookie) {
    await this.#browser.send("Network.setCookie", cookie, this.session);
  }

  /** Changes the slowdown of the page and its frames. */
  async slowDown(rate) {
    for (const session of [this.session, ...this.#frames]) {
      await this.#browser.send("Emulation.setCPUThrottlingRate", { rate }, session);
    }
  }

  async close() {
    for (const stop of this.#stops) stop();
    await this.#browser.send("Target.disposeBrowserContext", { browserContextId: this.#context });
  }

  async #open() {
    const browser = this.#browser;
    this.#context = (await browser.send("Target.createBrowserContext", { disposeOnDetach: true })).browserContextId;
    const options = { url: "about:blank", browserContextId: this.#context };
    this.#target = (await browser.send("Target.createTarget", options)).targetId;
    const { sessionId } = await browser.send("Target.attachToTarget", { targetId: this.#target, flatten: true });
    this.session = sessionId;
    const isMine = (session) => session === this.session || this.#frames.includes(session);
    const listen = (event, act) =>
      this.#stops.push(browser.on(event, (params, session) => isMine(session) && act(params)));
    listen("Target.attachedToTarget", ({ sessionId, targetInfo, waitingForDebugger }) => {
      void this.#adopt(sessionId, targetInfo.type, waitingForDebugger).catch(() => {});
    });
    listen("Runtime.bindingCalled", ({ payload }) => this.#settings.told?.(payload));
    listen("Network.requestWillBeSent", ({ request }) => this.#settings.requested?.(request.url));
    listen("Network.responseReceived", ({ response }) => this.#settings.answered?.(response.url));
    await this.#prepare(sessionId);
    // The page believes itself in front, as the only one that a person looks at.
    await browser.send("Emulation.setFocusEmulationEnabled", { enabled: true }, sessionId);
  }

  /** A frame of another origin has come up, and waits to be allowed to run. */
  async #adopt(session, type, isWaiting) {
    if (type === "iframe") {
      this.#frames.push(session);
      await this.#prepare(session);
    }
    if (isWaiting) await this.#browser.send("Runtime.runIfWaitingForDebugger", {}, session);
  }

  async #prepare(session) {
    const { slowdown, script, told, requested } = this.#settings;
    const send = (method, params) => this.#browser.send(method, params, session);
    // They are sent at once and carried out in this order, so that a frame doesn't wait longer than it has to.
    const asked = [send("Page.enable"), send("Emulation.setCPUThrottlingRate", { rate: slowdown ?? 1 })];
    if (told) asked.push(send("Runtime.enable"), send("Runtime.addBinding", { name: "benchTell" }));
    if (script) asked.push(send("Page.addScriptToEvaluateOnNewDocument", { source: script }));
    if (requested) asked.push(send("Network.enable"));
    asked.push(send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }));
    await Promise.all(asked);
  }
}
