// A mail server for tests: it does what it is told, and tells what arrived.
//
// usage: node server.mjs [--port N] [--tls] [--user NAME --password WORD] [--ascii] [--one-by-one]
//
// Prints a line of JSON with its addresses: `smtp`, `smtps` and `authority` (with --tls; the file with the certificate to
// trust), and `control`, where tests tell it what to do: see control.mjs. It ends when its standard input does, so that it
// never outlives a test.

import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { makeCertificate } from "./certificates.mjs";
import { createControl } from "./control.mjs";
import { Conversations } from "./conversations.mjs";
import { Journal } from "./journal.mjs";
import { Rules } from "./rules.mjs";

const { values: given } = parseArgs({
  options: {
    /** Where it listens without TLS. 0 takes a free one. */
    port: { type: "string", default: "0" },
    /** Has TLS: offered by STARTTLS, and from the first octet on a port of its own. */
    tls: { type: "boolean", default: false },
    /** Takes mail from this user only. */
    user: { type: "string" },
    password: { type: "string" },
    /** Doesn't take mail for addresses beyond ASCII. */
    ascii: { type: "boolean", default: false },
    /** Wants to answer a command before it gets the next. */
    "one-by-one": { type: "boolean", default: false },
  },
});

const directory = mkdtempSync(join(tmpdir(), "callsheet-mail-"));
process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
process.stdin.once("close", () => process.exit(0)).resume();

const { certificate, authority } = given.tls ? makeCertificate(directory) : {};
const credentials =
  given.user === undefined
    ? undefined
    : { user: given.user, password: given.password ?? "" };
const rules = new Rules();
const journal = new Journal();
const conversations = new Conversations({
  rules,
  journal,
  certificate,
  credentials,
  ascii: given.ascii,
  oneByOne: given["one-by-one"],
  port: Number(given.port),
});
await conversations.open();

const control = createControl({ rules, journal, conversations });
control.listen(0, "127.0.0.1");
await once(control, "listening");
const addresses = {
  ...conversations.addresses(),
  control: `127.0.0.1:${control.address().port}`,
  authority,
};
console.log(JSON.stringify(addresses));
