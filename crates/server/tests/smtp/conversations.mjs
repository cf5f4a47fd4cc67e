// The conversations that the server has with those who bring mail.

import { once } from "node:events";
import { createServer } from "node:net";
import { createServer as createSecureServer } from "node:tls";
import { SMTPServer } from "smtp-server";

const LOOPBACK = "127.0.0.1";

/** Longer than any test waits: whoever hangs is to be left by the other side. */
const PATIENCE = 3_600_000;

export class Conversations {
  #rules;
  #journal;
  #listeners;
  /** The connections that are open, by the port of the other side. */
  #sockets = new Map();
  /** How conversations that hang go on. */
  #hanging = new Set();

  /**
   * @param {object} options
   * @param {import("./rules.mjs").Rules} options.rules what to do
   * @param {import("./journal.mjs").Journal} options.journal where to write down what was done
   * @param {{key: string, cert: string}} [options.certificate] without one there is no TLS
   * @param {{user: string, password: string}} [options.credentials] without them nobody needs to sign in
   * @param {boolean} [options.ascii] whether addresses beyond ASCII are too much for it
   * @param {boolean} [options.oneByOne] whether it wants to answer a command before it gets the next
   * @param {number} [options.port] where to listen without TLS; 0 takes a free port
   */
  constructor({
    rules,
    journal,
    certificate,
    credentials,
    ascii,
    oneByOne,
    port = 0,
  }) {
    this.#rules = rules;
    this.#journal = journal;
    const options = { certificate, credentials, ascii, oneByOne };
    const plain = this.#smtp({ ...options, secure: false });
    this.#listeners = [
      {
        scheme: "smtp",
        port,
        create: () => createServer((socket) => this.#meet(socket, plain)),
      },
    ];
    if (!certificate) return;
    const secure = this.#smtp({ ...options, secure: true });
    const create = () =>
      createSecureServer(certificate, (socket) => this.#meet(socket, secure));
    this.#listeners.push({ scheme: "smtps", port: 0, create });
  }

  /** Listens, where it listened before if it did. */
  async open() {
    for (const listener of this.#listeners.filter(({ server }) => !server)) {
      const server = listener.create();
      // Whoever doesn't get through the beginning of TLS tells so by leaving.
      server.on("tlsClientError", () => {});
      server.listen(listener.port, LOOPBACK);
      await once(server, "listening");
      listener.server = server;
      listener.port = server.address().port;
    }
  }

  /** Ends all conversations, and refuses connections. */
  close() {
    for (const listener of this.#listeners) {
      listener.server?.close();
      listener.server = undefined;
    }
    for (const socket of this.#sockets.values()) socket.destroy();
    this.#hanging.clear();
  }

  /** Where it listens, by scheme. */
  addresses() {
    return Object.fromEntries(
      this.#listeners.map(({ scheme, port }) => [
        scheme,
        `${LOOPBACK}:${port}`,
      ]),
    );
  }

  /** Lets those that hang go on, as if nothing had been; answers how many there were. */
  release() {
    const hanging = [...this.#hanging];
    this.#hanging.clear();
    for (const goOn of hanging) goOn();
    return hanging.length;
  }

  #smtp({ secure, certificate, credentials, ascii, oneByOne }) {
    const hidden = [
      ...(certificate ? [] : ["STARTTLS"]),
      ...(credentials ? [] : ["AUTH"]),
    ];
    const smtp = new SMTPServer({
      ...certificate,
      secure,
      name: "mail.test",
      disabledCommands: hidden,
      disableReverseLookup: true,
      allowInsecureAuth: true,
      authOptional: !credentials,
      hideSMTPUTF8: Boolean(ascii),
      hidePIPELINING: Boolean(oneByOne),
      logger: false,
      maxAllowedUnauthenticatedCommands: Number.MAX_SAFE_INTEGER,
      socketTimeout: PATIENCE,
      onConnect: (session, reply) =>
        this.#answer("connect", session, {}, reply),
      onAuth: ({ username, password }, session, reply) => {
        const isRight =
          username === credentials.user && password === credentials.password;
        this.#journal.note({
          stage: "auth",
          verdict: isRight ? "accept" : "refuse",
          session: session.id,
        });
        reply(
          null,
          isRight ? { user: username } : { message: "Wrong user or password" },
        );
      },
      onMailFrom: ({ address }, session, reply) =>
        this.#answer("mail", session, { from: address }, reply),
      onRcptTo: ({ address }, session, reply) =>
        this.#answer("recipient", session, { to: [address] }, reply),
      onData: (stream, session, reply) => this.#read(stream, session, reply),
    });
    // Connections end in all ways here, on purpose.
    smtp.on("error", () => {});
    return smtp;
  }

  #meet(socket, smtp) {
    const { remotePort } = socket;
    this.#sockets.set(remotePort, socket);
    socket.on("error", () => {});
    socket.once("close", () => this.#sockets.delete(remotePort));
    smtp.connect(socket);
  }

  /** Reads a mail to its end, or doesn't. */
  #read(stream, session, reply) {
    const to = session.envelope.rcptTo.map(({ address }) => address);
    const told = { from: session.envelope.mailFrom.address, to };
    stream.on("error", () => {});
    const middle = this.#rules.decide("data", to);
    if (middle.action !== "accept") {
      const goOn = () => this.#readOn(stream, session, told, reply);
      return stream.once("readable", () =>
        this.#carryOut(middle, "data", session, told, goOn),
      );
    }
    this.#readOn(stream, session, told, reply);
  }

  #readOn(stream, session, told, reply) {
    const chunks = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    stream.once("end", () => {
      const { id, secure, user } = session;
      const mail = {
        session: id,
        ...told,
        secure,
        user: user || undefined,
        raw: Buffer.concat(chunks),
      };
      this.#answer("message", session, told, reply, mail);
    });
  }

  /** Ends a stage as the rules say. A mail is taken in before its sender is told, or kept from knowing. */
  #answer(stage, session, told, reply, mail) {
    const decision = this.#rules.decide(stage, told.to);
    const isTaken = mail && !["defer", "refuse"].includes(decision.action);
    const taken = isTaken ? this.#journal.take(mail) : undefined;
    const goOn = (error) => {
      reply(error);
      if (taken && this.#sockets.has(session.remotePort))
        this.#journal.acknowledge(taken);
    };
    this.#carryOut(decision, stage, session, told, goOn);
  }

  #carryOut({ action, code, words }, stage, session, told, goOn) {
    const note = (verdict) =>
      this.#journal.note({ stage, verdict, session: session.id, ...told });
    switch (action) {
      case "accept":
        goOn();
        return note(action);
      case "hang":
        this.#hanging.add(() => {
          goOn();
          note("release");
        });
        return note(action);
      case "drop":
        this.#sockets.get(session.remotePort)?.destroy();
        return note(action);
      default:
        goOn(Object.assign(new Error(words), { responseCode: code }));
        return note(action);
    }
  }
}
