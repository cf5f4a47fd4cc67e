// A mail server that takes everything, keeps nothing, and notes when. A process of its own: see `Sink` in `sinks.mjs`.
//
// It is as plain as can be, so that what is measured is those who hand mails over, not the one who takes them.
import { createServer } from "node:net";
import { Conversation, GREETING } from "./conversation.mjs";

const journal = {
  /** How many mails are awaited. */
  awaited: Infinity,
  taken: 0,
  first: 0n,
  /** Whether to tell of each mail as soon as somebody begins to hand it over. */
  tells: false,
  sample: undefined,

  begins() {
    const now = process.hrtime.bigint();
    if (this.taken === 0 && this.first === 0n) this.first = now;
    if (this.tells) process.send({ begun: now.toString() });
  },

  takes(message) {
    this.taken += 1;
    this.sample ??= message;
    if (this.taken !== this.awaited) return;
    const last = process.hrtime.bigint();
    process.send({ all: { seconds: Number(last - this.first) / 1e9 } });
  },
};

const server = createServer((socket) => {
  socket.setNoDelay(true);
  // Whoever hangs up in the middle has no more mails to hand over, which is all that matters here.
  socket.on("error", () => socket.destroy());
  const conversation = new Conversation(journal);
  socket.on("data", (octets) => {
    const answer = conversation.hear(octets.toString("latin1"));
    if (answer) socket.write(answer);
    if (conversation.isOver) socket.end();
  });
  socket.write(GREETING);
});

process.on("message", ({ await: awaited, tell, sample, taken }) => {
  if (awaited !== undefined) Object.assign(journal, { awaited, taken: 0, first: 0n, sample: undefined });
  if (tell !== undefined) journal.tells = tell;
  if (sample) process.send({ sample: journal.sample });
  if (taken) process.send({ taken: journal.taken });
});
process.on("disconnect", () => process.exit());
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
