// How tests tell the server what to do, and ask what happened: HTTP and JSON, on a port of its own.
//
// POST   /rules          a rule as in rules.mjs; it goes before the others
// DELETE /rules          back to accepting everything
// POST   /release        lets conversations that hang go on
// POST   /close, /open   refuses connections, and listens again where it listened before
// GET    /mails          what arrived, with all that is in it
// GET    /envelopes      what arrived, without
// GET    /steps          what happened in conversations; ?stage=, ?verdict= and ?session= choose
// DELETE /journal        forgets all that happened
//
// The three that are read wait for ?count= of them, until ?patience= (milliseconds) is over: 408 then, with what is there.

import { createServer } from "node:http";
import { Nonsense } from "./rules.mjs";

/** As long as tests wait for anything. */
const PATIENCE = 20_000;

export function createControl({ rules, journal, conversations }) {
  const waiting = async (query, items, read = items) => {
    const wanted = Number(query.get("count") ?? 0);
    const inTime = await journal.until(
      () => items().length >= wanted,
      Number(query.get("patience") ?? PATIENCE),
    );
    return { status: inTime ? 200 : 408, items: await read() };
  };
  const envelopes = () => journal.envelopes();
  const routes = {
    "POST /rules": (_query, body) => rules.add(body),
    "DELETE /rules": () => rules.clear(),
    "POST /release": () => ({ released: conversations.release() }),
    "POST /close": () => conversations.close(),
    "POST /open": () => conversations.open(),
    "DELETE /journal": () => journal.clear(),
    "GET /mails": (query) => waiting(query, envelopes, () => journal.mails()),
    "GET /envelopes": (query) => waiting(query, envelopes),
    "GET /steps": (query) => {
      const wanted = Object.fromEntries(
        [...query].filter(([name]) => !["count", "patience"].includes(name)),
      );
      return waiting(query, () => journal.steps(wanted));
    },
  };
  return createServer(async (request, answer) => {
    const { status = 200, ...content } = await carryOut(routes, request);
    answer
      .writeHead(status, { "content-type": "application/json" })
      .end(JSON.stringify(content));
  });
}

async function carryOut(routes, request) {
  const { pathname, searchParams } = new URL(request.url, "http://control");
  const route = routes[`${request.method} ${pathname}`];
  if (!route)
    return { status: 404, error: `there is no ${request.method} ${pathname}` };
  try {
    const body = (await request.toArray()).join("");
    return (await route(searchParams, body && JSON.parse(body))) ?? {};
  } catch (error) {
    return {
      status:
        error instanceof Nonsense || error instanceof SyntaxError ? 400 : 500,
      error: error.message,
    };
  }
}
