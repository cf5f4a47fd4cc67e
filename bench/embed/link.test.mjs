import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, createServer, get as request } from "node:http";
import { test } from "node:test";
import { Link } from "./link.mjs";

const SIZE = 50_000;

async function withServer(speed, act) {
  const server = createServer((request, answer) =>
    answer.end(request.url === "/large" ? Buffer.alloc(SIZE, "x") : "x"),
  );
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const link = new Link(speed);
  const port = await link.to(() => server.address().port);
  const get = async (path, agent) => {
    const started = performance.now();
    const [answer] = await once(request({ host: "127.0.0.1", port, path, agent }), "response");
    let length = 0;
    for await (const chunk of answer) length += chunk.length;
    return { length, time: performance.now() - started };
  };
  try {
    await act(get);
  } finally {
    link.close();
    server.closeAllConnections();
    server.close();
  }
}

/** What is late because the machine is busy is no fault of the link, so the best of several counts; what is early is. */
async function check(least, most, measure) {
  let best = Infinity;
  for (let attempts = 5; attempts > 0 && best > most; attempts -= 1) {
    best = Math.min(best, await measure());
    assert.ok(best >= least, `${best.toFixed(1)} ms is less than ${least}`);
  }
  assert.ok(best <= most, `${best.toFixed(1)} ms is more than ${most}`);
}

test("a new connection costs two round trips, one that is there costs one", async () => {
  await withServer({ roundTrip: 100, down: 1e9, up: 1e9 }, async (get) => {
    await check(200, 290, async () => (await get("/", new Agent())).time);
    const agent = new Agent({ keepAlive: true });
    await get("/", agent);
    await check(100, 190, async () => (await get("/", agent)).time);
    agent.destroy();
  });
});

test("bytes arrive complete, at the rate of the line", async () => {
  await withServer({ roundTrip: 0, down: 100_000, up: 1e9 }, async (get) => {
    await check((SIZE / 100_000) * 1000, 650, async () => {
      const { length, time } = await get("/large", new Agent());
      assert.equal(length, SIZE);
      return time;
    });
  });
});

test("connections share the line", async () => {
  await withServer({ roundTrip: 0, down: 200_000, up: 1e9 }, async (get) => {
    await check(((2 * SIZE) / 200_000) * 1000 - 20, 650, async () => {
      const both = await Promise.all([get("/large", new Agent()), get("/large", new Agent())]);
      assert.deepEqual(
        both.map(({ length }) => length),
        [SIZE, SIZE],
      );
      // Neither waits for the other to be over.
      return Math.min(...both.map(({ time }) => time));
    });
  });
});
