// The mail server that everything is handed to, from the measuring side.
import { fork } from "node:child_process";
import { once } from "node:events";

/** How long a mail may take to come, and all mails together may. */
const PATIENCE = { mail: 20_000, all: 600_000 };

export class Sink {
  #process;
  port;

  static async start() {
    const sink = new Sink();
    sink.#process = fork(new URL("sink.mjs", import.meta.url));
    ({ port: sink.port } = await sink.#hear("port", PATIENCE.mail));
    return sink;
  }

  get url() {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** Has it tell when somebody begins to hand over a mail, and forget those until now. */
  listen() {
    this.#process.send({ await: Number.MAX_SAFE_INTEGER, tell: true });
  }

  /** The time at which somebody begins to hand over the next mail, on the clock of `process.hrtime`, in nanoseconds. */
  async begun() {
    return BigInt((await this.#hear("begun", PATIENCE.mail)).begun);
  }

  /** Has it count from now on; what is answered is answered once so many mails are there: mails a second. */
  async rate(mails, work) {
    this.#process.send({ await: mails, tell: false });
    const all = this.#hear("all", PATIENCE.all);
    // What follows must not begin before they are through with what they note afterwards.
    const [{ all: taken }] = await Promise.all([all, work()]);
    return mails / taken.seconds;
  }

  /** Waits until nothing has come for so many milliseconds. */
  async quiet(milliseconds) {
    let before = -1;
    for (;;) {
      this.#process.send({ taken: true });
      const { taken } = await this.#hear("taken", PATIENCE.mail);
      if (taken === before) return;
      before = taken;
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
    }
  }

  /** The first of the mails counted, octet by octet. */
  async sample() {
    this.#process.send({ sample: true });
    return Buffer.from((await this.#hear("sample", PATIENCE.mail)).sample, "latin1");
  }

  async stop() {
    const ended = once(this.#process, "exit");
    this.#process.disconnect();
    await ended;
  }

  #hear(what, patience) {
    return new Promise((resolve, reject) => {
      const listen = (message) => {
        if (!(what in message)) return;
        clearTimeout(impatience);
        this.#process.off("message", listen);
        resolve(message);
      };
      const impatience = setTimeout(() => {
        this.#process.off("message", listen);
        reject(new Error(`the sink had nothing to tell of “${what}”`));
      }, patience);
      this.#process.on("message", listen);
    });
  }
}
