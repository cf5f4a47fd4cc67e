// What the server's own tests do: start it, tell it what to do, and talk to it in plain SMTP, octet by octet.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { connect as connectSecurely } from "node:tls";

const PROGRAM = join(import.meta.dirname, "server.mjs");

/** The server, for one test. */
export class MailServer {
  #process;
  #addresses;

  static async start(...parameters) {
    const server = new MailServer();
    server.#process = spawn(process.execPath, [PROGRAM, ...parameters], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const [line] = await once(server.#process.stdout, "data");
    server.#addresses = JSON.parse(line);
    return server;
  }

  get addresses() {
    return this.#addresses;
  }

  /** Somebody who brings mail, and has heard the greeting. */
  async visit() {
    const visitor = this.approach();
    await visitor.hears(220);
    return visitor;
  }

  /** Somebody who connects. */
  approach() {
    return new Visitor(connect(endpoint(this.#addresses.smtp)));
  }

  async ask(method, path, body) {
    const answer = await fetch(`http://${this.#addresses.control}${path}`, {
      method,
      body: JSON.stringify(body),
    });
    return { status: answer.status, ...(await answer.json()) };
  }

  /** Tells it what to do from now on. */
  async tell(rule) {
    const { status, error } = await this.ask("POST", "/rules", rule);
    if (status !== 200) throw new Error(error);
  }

  /** Ends it as tests do; answers its exit code. */
  async end() {
    const ended = once(this.#process, "exit");
    this.#process.stdin.end();
    const [code] = await ended;
    return code;
  }
}

/** One connection. */
export class Visitor {
  #socket;
  #heard = "";
  #wake = () => {};

  constructor(socket) {
    this.#listen(socket);
  }

  /** Sends lines, each of which is answered, and expects that the last answer begins like this. */
  async says(line, code) {
    this.#socket.write(`${line}\r\n`);
    return this.hears(code);
  }

  /** Sends octets without waiting. */
  sends(text) {
    this.#socket.write(text);
  }

  /** Waits for a reply, however many lines it has. */
  async hears(code) {
    const complete = /^(?:\d{3}-.*\r\n)*(\d{3}) .*\r\n/;
    while (!complete.test(this.#heard)) {
      if (this.#socket.closed)
        throw new Error(
          `hung up after “${this.#heard}”, but ${code} was expected`,
        );
      await new Promise((resolve) => (this.#wake = resolve));
    }
    const [reply, said] = complete.exec(this.#heard);
    this.#heard = this.#heard.slice(reply.length);
    if (Number(said) !== code)
      throw new Error(`heard “${reply}”, but ${code} was expected`);
    return reply;
  }

  /** Whether anything was said that nobody waited for. */
  get heardMore() {
    return this.#heard;
  }

  /** Waits until the server hangs up. */
  async isLeft() {
    while (!this.#socket.closed)
      await new Promise((resolve) => (this.#wake = resolve));
  }

  /** Brings a mail up to the end of its data, whose reply is another matter. */
  async brings({
    from = "sender@operator.example",
    to = "anna@bella-pizza.example",
    text = "Hello",
  } = {}) {
    await this.says(`MAIL FROM:<${from}>`, 250);
    for (const one of [to].flat()) await this.says(`RCPT TO:<${one}>`, 250);
    await this.says("DATA", 354);
    this.sends(
      `Message-ID: <1@operator.example>\r\nSubject: Test\r\n\r\n${text}\r\n.\r\n`,
    );
  }

  /** Goes on in TLS. */
  async secures(authority) {
    const secured = connectSecurely({
      socket: this.#socket,
      ca: authority,
      servername: "localhost",
    });
    await once(secured, "secureConnect");
    this.#socket.removeAllListeners("data");
    this.#listen(secured);
  }

  leaves() {
    this.#socket.destroy();
  }

  #listen(socket) {
    this.#socket = socket;
    socket.on("error", () => {});
    socket.on("close", () => this.#wake());
    socket.on("data", (chunk) => {
      this.#heard += chunk;
      this.#wake();
    });
  }
}

/** Somebody who begins with TLS. */
export function approachSecurely(address, authority) {
  return new Visitor(
    connectSecurely({
      ...endpoint(address),
      ca: authority,
      servername: "localhost",
    }),
  );
}

function endpoint(address) {
  const [host, port] = address.split(":");
  return { host, port: Number(port) };
}
