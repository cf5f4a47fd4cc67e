// Mail: how soon a notification is on its way, and how fast an outbox full of mails is emptied, beside bare loops over the same
// library and beside django-post-office.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OPEN, Portal } from "../portal.mjs";
import { table, withUnit } from "../report.mjs";
import { quantile, summary } from "../statistics.mjs";
import * as callsheet from "./callsheet.mjs";
import * as lettre from "./lettre.mjs";
import { PostOffice } from "./post_office.mjs";
import { Postgres } from "./postgres.mjs";
import { Sink } from "./sinks.mjs";

export const name = "mail";
export const title = "Mail";

/** The most milliseconds, and the least shares. */
const GOALS = { conversation: 10, lettre: 0.5, postOffice: 5 };

/** Posts a round on each database, and the pause before each, in ms: nobody else is there. */
const POSTS = 20;
const PAUSE = 50;

/** Mails that wait at once, and how often at most that is measured: it takes a minute each time. */
const MAILS = Number(process.env.BENCH_MAILS ?? 10_000);
const DRAINS = 3;

/** The name of Callsheet's database on PostgreSQL. */
const DATABASE = "callsheet";

/** How long nothing must have come until nothing more is taken to come, in ms. */
const QUIET = 1_000;

export async function run({ binary, rounds, directories, say }) {
  const directory = mkdtempSync(join(tmpdir(), "callsheet-bench-mail-"));
  const running = [];
  const start = async (starting) => {
    const started = await starting;
    running.unshift(started);
    return started;
  };
  try {
    const sink = await start(Sink.start());
    const postgres = await start(Postgres.start());
    const settings = { CALLSHEET_SMTP_URL: sink.url };
    const onSqlite = await start(Portal.start(binary, { scope: "notify", settings }));
    const database = { CALLSHEET_DATABASE_URL: postgres.create(DATABASE).url };
    const onPostgres = await start(Portal.start(binary, { scope: "notify", settings: { ...settings, ...database } }));
    await sink.quiet(QUIET);

    const file = join(directory, "message.eml");
    const message = await sampleOf(onPostgres, sink);
    const office = await PostOffice.start({
      python: join(directories.peers, "post_office/bin/python"),
      scripts: new URL("../peers/post_office/", import.meta.url).pathname,
      database: postgres.create("post_office"),
      sink,
      file,
      message,
    });
    const loops = {
      lettre: () => lettre.drain(directories.lettre, "transport", sink, MAILS / 10, { message, file }),
      connections: () => lettre.drain(directories.lettre, "connections", sink, MAILS, { message, file }),
    };
    const waits = await measureWaits({ onSqlite, onPostgres, office, sink, rounds, say });
    const drains = await measureDrains({ portal: onPostgres, office, loops, sink, rounds, say });
    const unrecorded = callsheet.unrecorded(postgres, DATABASE);
    return conclude({ waits, drains, unrecorded, bytes: message.length });
  } finally {
    for (const one of running) await one.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** One of Callsheet's own mails, so that all hand over the same. */
async function sampleOf(portal, sink) {
  sink.listen();
  await callsheet.postToConversation(portal, sink);
  await sink.quiet(QUIET);
  return sink.sample();
}

async function measureWaits({ onSqlite, onPostgres, office, sink, rounds, say }) {
  const waits = { sqlite: [], postgres: [], office: [] };
  const portals = { sqlite: onSqlite, postgres: onPostgres };
  sink.listen();
  // Servers that have been up for a while: their connections to the database, and the statements on each, aren't new.
  for (const portal of Object.values(portals)) await postOften(portal, sink);
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, portal] of Object.entries(portals)) waits[name].push(...(await postOften(portal, sink)));
    waits.office.push(...(await office.sendToConversation(POSTS, sink)));
    const last = (name) => withUnit(quantile(waits[name].slice(-POSTS), 0.95), "ms");
    say(
      `on its way, round ${round} of ${rounds}: SQLite ${last("sqlite")}, PostgreSQL ${last("postgres")}, post office ${last("office")}`,
    );
  }
  await sink.quiet(QUIET);
  return waits;
}

async function postOften(portal, sink) {
  const measured = [];
  for (let post = 0; post < POSTS; post += 1) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    measured.push(await callsheet.postToConversation(portal, sink));
  }
  return measured;
}

async function measureDrains({ portal, office, loops, sink, rounds, say }) {
  const rates = { callsheet: [], posts: [], lettre: [], connections: [], office: [] };
  const times = Math.min(rounds, DRAINS);
  for (let time = 1; time <= times; time += 1) {
    rates.posts.push(await callsheet.fillOutbox(portal, MAILS));
    rates.callsheet.push(await callsheet.drain(portal, sink, MAILS));
    rates.lettre.push(await loops.lettre());
    rates.connections.push(await loops.connections());
    await office.fill(MAILS);
    rates.office.push(await office.drain(sink, MAILS));
    const last = (name) => `${rates[name].at(-1).toFixed(0)}/s`;
    say(
      `${MAILS} mails, round ${time} of ${times}: callsheet ${last("callsheet")} (posted at ${last("posts")}), lettre ${last("lettre")} and ${last("connections")}, post office ${last("office")}`,
    );
  }
  return rates;
}

function conclude({ waits, drains, unrecorded, bytes }) {
  const late = (name) => quantile(waits[name], 0.95);
  const rates = Object.fromEntries(Object.entries(drains).map(([name, rates]) => [name, summary(rates)]));
  const conversation = (database, name) => ({
    name: `from the post to the conversation, ${database}: 95 % within`,
    value: late(name),
    unit: "ms",
    goal: GOALS.conversation,
    beside: `django-post-office ${withUnit(late("office"), "ms")}`,
  });
  const share = (words, peer, goal) => ({
    name: `${MAILS} mails on PostgreSQL, as a share of what ${words} hands over`,
    value: rates.callsheet.median / rates[peer].median,
    unit: "×",
    goal,
    least: true,
    beside: `${rates.callsheet.median.toFixed(0)}/s and ${rates[peer].median.toFixed(0)}/s`,
  });
  const figures = [
    conversation("SQLite", "sqlite"),
    conversation("PostgreSQL", "postgres"),
    share("a bare lettre loop", "lettre", GOALS.lettre),
    share("the same loop without Nagle’s algorithm", "connections", GOALS.lettre),
    share("django-post-office", "office", GOALS.postOffice),
  ];
  const summaries = Object.fromEntries(Object.keys(waits).map((key) => [key, summary(waits[key])]));
  const details = { waits: summaries, rates, unrecorded };
  return { name, title, figures, details, text: explain({ waits, rates, unrecorded, bytes }) };
}

function explain({ waits, rates, unrecorded, bytes }) {
  const wait = (title, name) => [title, ...[0.5, 0.95, 1].map((share) => withUnit(quantile(waits[name], share), "ms"))];
  const rate = (title, name) => [
    title,
    rates[name].median.toFixed(0),
    rates[name].range.map((one) => one.toFixed(0)).join("–"),
    withUnit(rates.callsheet.median / rates[name].median, "×"),
  ];
  return `
### On its way

${table([
  [`${waits.sqlite.length} times`, "half within", "95 % within", "all within"],
  wait("Callsheet, SQLite", "sqlite"),
  wait("Callsheet, PostgreSQL", "postgres"),
  wait("django-post-office, PostgreSQL", "office"),
])}

From the request that posts an emergency until the mail server hears \`MAIL FROM\`, while nothing else goes on, and after ${POSTS} that don’t count.
Callsheet has answered in between that the notification is stored; django-post-office’s is \`mail.send(priority="now")\`, without a request around it.

### Emptying an outbox

${table([
  [`${MAILS} mails`, "a second", "all", "Callsheet, of that"],
  rate("Callsheet", "callsheet"),
  rate("lettre’s own transport, without a database", "lettre"),
  rate("lettre’s connections, without Nagle’s algorithm, without a database", "connections"),
  rate("django-post-office", "office"),
  rate("posted to Callsheet before", "posts"),
])}

Mails of ${withUnit(bytes / 1000, "kB")} to a mail server on this machine that takes all, from the first \`MAIL FROM\` to the last mail
taken, so that nobody's start counts; all but django-post-office in 16 conversations. Lettre writes a message in pieces, which
Nagle’s algorithm holds back for up to 40 ms; Callsheet’s conversations do without it, as the loop does that holds lettre’s connections
by itself. Both loops hand over the same octets again and again. Callsheet renders each from its notification; django-post-office
finds them rendered. All mails are to the technical contact of ${OPEN.name}, so that the link by which they decline is made once, as it
is for the mails of a day from one server to the same contact. PostgreSQL is as durable as it is by default.

From the mail server’s “250” until Callsheet had recorded it, the time in which the end of the process would mean that a mail is
sent twice: ${unrecorded.map((time) => withUnit(time, "ms")).join(", ")} for half of all mails above, for 95 %, and for all, at most.
`;
}
