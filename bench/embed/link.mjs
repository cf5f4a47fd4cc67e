// A slow connection between the browser and its servers: a relay that every byte of a page goes through, whichever process
// of the browser asks for it.
//
// The browser's own throttling is a setting of each target: a page and a frame of another origin would have a connection
// each, and what opens connections ahead has none. Here all share one line, as they do in a telephone.
//
// What is emulated is latency, also that of a new TCP connection, and the rate of each direction, shared fairly between
// connections. Packet loss, slow start and TLS aren't.
import { createServer, connect } from "node:net";

/** Lighthouse's slow 4G: 150 ms for a round trip, 1.6 Mbit/s down, 0.75 Mbit/s up. Rates are in bytes a second. */
export const SLOW_4G = { roundTrip: 150, down: (1.6e6 * 1.024) / 8, up: 0.75e6 / 8 };

/** What is sent at once before another connection has its turn: what a TCP segment usually holds. */
const SEGMENT = 1460;

/** How much waits on this side before the sender is told to wait. */
const PATIENCE = 256 * 1024;

export class Link {
  #speed;
  #down;
  #up;
  #servers = [];
  #sockets = new Set();

  constructor(speed = SLOW_4G) {
    this.#speed = speed;
    this.#down = new Direction(speed.down, speed.roundTrip / 2);
    this.#up = new Direction(speed.up, speed.roundTrip / 2);
  }

  /** Opens a port of the loopback address that leads over this link to another one, which `port` answers when it is needed. */
  async to(port) {
    const server = createServer({ allowHalfOpen: true }, (client) => this.#join(client, port));
    this.#servers.push(server);
    await new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    return server.address().port;
  }

  close() {
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client, port) {
    const server = connect({ port: port(), host: "127.0.0.1", allowHalfOpen: true });
    // A client can't send before its handshake has been there and back.
    const openedAt = performance.now() + this.#speed.roundTrip;
    this.#up.carry(client, server, openedAt);
    this.#down.carry(server, client, openedAt);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ]) {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => this.#sockets.delete(socket));
    }
  }
}

/** One direction of the line. Connections take turns; what was sent arrives a latency later, in its order. */
class Direction {
  #rate;
  #latency;
  #waiting = [];
  #underWay = [];
  #freeAt = 0;
  #timer;

  constructor(rate, latency) {
    this.#rate = rate / 1000;
    this.#latency = latency;
  }

  carry(from, to, openedAt) {
    const flow = { from, to, chunks: [], size: 0, readyAt: openedAt };
    const add = (chunk) => {
      if (flow.chunks.length === 0) flow.readyAt = Math.max(openedAt, performance.now());
      flow.chunks.push(chunk);
      flow.size += chunk.length;
      if (flow.size > PATIENCE) from.pause();
      if (!this.#waiting.includes(flow)) this.#waiting.push(flow);
      this.#work();
    };
    from.on("data", add);
    // An empty chunk stands for the end.
    from.on("end", () => add(Buffer.alloc(0)));
  }

  #work() {
    clearTimeout(this.#timer);
    const now = performance.now();
    while (this.#underWay[0]?.at <= now) {
      const { flow, chunk } = this.#underWay.shift();
      if (chunk.length > 0) flow.to.write(chunk);
      else flow.to.end();
    }
    let next = this.#underWay[0]?.at ?? Infinity;
    while (this.#waiting.length > 0) {
      const turn = this.#waiting.findIndex((flow) => flow.readyAt <= now);
      if (turn < 0 || this.#freeAt > now) {
        const readyAt = Math.min(...this.#waiting.map((flow) => flow.readyAt));
        next = Math.min(next, Math.max(readyAt, this.#freeAt));
        break;
      }
      const [flow] = this.#waiting.splice(turn, 1);
      const chunk = segment(flow);
      // A timer that comes late doesn't make the line slower: what it could have sent meanwhile follows at once.
      this.#freeAt = Math.max(this.#freeAt, flow.readyAt) + chunk.length / this.#rate;
      this.#underWay.push({ flow, chunk, at: this.#freeAt + this.#latency });
      next = Math.min(next, this.#underWay[0].at);
      if (flow.size < PATIENCE) flow.from.resume();
      if (flow.chunks.length > 0) this.#waiting.push(flow);
    }
    if (next < Infinity) this.#timer = setTimeout(() => this.#work(), Math.max(0, next - performance.now()));
  }
}

/** Takes as much from the flow as is sent at once. */
function segment(flow) {
  const [first] = flow.chunks;
  if (first.length <= SEGMENT) {
    flow.chunks.shift();
    flow.size -= first.length;
    return first;
  }
  flow.chunks[0] = first.subarray(SEGMENT);
  flow.size -= SEGMENT;
  return first.subarray(0, SEGMENT);
}
