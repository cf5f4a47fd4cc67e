// The gate in a page of the operator's: Callsheet's element and modal beside a React peer's, on the same page.
import { Portal } from "../portal.mjs";
import { summary } from "../statistics.mjs";
import { table, withUnit } from "../report.mjs";
import { sums, weigh } from "./bytes.mjs";
import { Host } from "./host.mjs";
import { Link, SLOW_4G } from "./link.mjs";
import * as locked from "./locked.mjs";
import * as open from "./open.mjs";
import { measureSlowness } from "./slowness.mjs";

export const name = "embed";
export const title = "The gate in a page of the operator’s";
export const isInBrowser = true;

/** Which ways are measured: Callsheet’s first, the peer that it is held against second, then whatever else is of interest. */
const MEASURED = ["callsheet", "react", "react-ahead"];

/** The most that each figure may be: a share, kB, kB, a count, a score, ms. */
const GOALS = { ratio: 1, page: 110, script: 2, requests: 1, shift: 0, work: 1 };

/**
 * Measures everything. `directories` tells where the peer was built to and where pictures go.
 *
 * @param {{binary: string, browser: import("./browser.mjs").Browser, rounds: number, directories: {peer: string, pictures: string}, say: (line: string) => void}} options
 */
export async function run({ binary, browser, rounds, directories, say }) {
  const link = new Link();
  let host;
  let portal;
  try {
    // Browsers come to both by the slow link, under names of different sites, so that a frame of one in a page of the
    // other is as foreign as it will be.
    const toHost = await link.to(() => host.port);
    const toPortal = await link.to(() => portal.port);
    const origins = {
      host: `http://host.localhost:${toHost}`,
      other: `http://other.localhost:${toHost}`,
      portal: `http://portal.localhost:${toPortal}`,
    };
    const embedSession = (account) => portal.embedSession(account);
    host = await Host.start({ peer: directories.peer, origins, embedSession });
    portal = await Portal.start(binary, { scope: "embed", settings: settings(origins) });
    const place = { browser, origins, portal, rounds, directories, say };

    say("checking that page and frame are slowed down alike");
    const slowness = await measureSlowness(browser, { origins, slowdown: locked.SLOWDOWN });
    const locate = (origin) => `http://127.0.0.1:${origin === origins.portal ? portal.port : host.port}`;
    const files = await weighAll(place, locate);
    const shown = await measureLocked(place);
    const watched = await measureOpen(place);
    return conclude({ slowness, files, shown, watched, rounds });
  } finally {
    await portal?.stop();
    await host?.stop();
    link.close();
  }
}

function settings({ host, portal }) {
  return {
    CALLSHEET_PUBLIC_URL: portal,
    CALLSHEET_EMBED_ORIGINS: host,
    CALLSHEET_SUPPORT_URL: `${host}/support`,
    CALLSHEET_HELP_URL: `${host}/help`,
  };
}

/** Loads each page once, unmeasured, so that nothing is slow for being the first time; what it loads is weighed. */
async function weighAll({ browser, origins, portal, directories, say }, locate) {
  const files = {};
  for (const way of chosen(origins, portal)) {
    say(`weighing: ${way.title}`);
    const urls = [];
    const requested = (url) => url.startsWith("http") && url !== way.url && urls.push(url);
    await locked.show(browser, way, { requested, directory: directories.pictures });
    files[way.name] = await weigh(urls, locate);
  }
  return files;
}

async function measureLocked({ browser, origins, portal, rounds, directories, say }) {
  const ways = chosen(origins, portal);
  const times = Object.fromEntries(ways.map((way) => [way.name, []]));
  const loaded = {};
  for (let round = 1; round <= rounds; round += 1) {
    for (const way of byTurns(ways, round)) {
      const shown = await locked.show(browser, way, { directory: directories.pictures });
      times[way.name].push(shown.time);
      loaded[way.name] = shown.loaded;
    }
    say(
      `locked, round ${round} of ${rounds}: ${ways.map(({ name }) => `${name} ${times[name].at(-1).toFixed(0)} ms`).join(", ")}`,
    );
  }
  return ways.map(({ name, title }) => ({ name, title, ...summary(times[name]), loaded: loaded[name] }));
}

async function measureOpen({ browser, origins, rounds, say }) {
  const ways = open.ways({ origins });
  const seen = Object.fromEntries(ways.map((way) => [way.name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const way of byTurns(ways, round)) seen[way.name].push(await open.watch(browser, way));
    say(
      `open, round ${round} of ${rounds}: ${ways.map(({ name }) => `${name} ${seen[name].at(-1).work.toFixed(2)} ms`).join(", ")}`,
    );
  }
  return ways.map(({ name, title }) => ({
    name,
    title,
    // One moved page or one request too many is what that page does, however often the others went well.
    requests: seen[name].map((one) => one.requests).toSorted((a, b) => b.length - a.length)[0],
    shift: Math.max(...seen[name].map((one) => one.shift)),
    work: summary(seen[name].map((one) => one.work)),
    tasks: summary(seen[name].map((one) => one.tasks)),
  }));
}

function chosen(origins, portal) {
  const wanted = process.env.BENCH_WAYS?.split(",") ?? MEASURED;
  const ways = locked.ways({ origins, portal });
  return wanted.map((name) => {
    const way = ways.find((way) => way.name === name);
    if (!way) throw new Error(`there is no way “${name}”; there are ${ways.map(({ name }) => name).join(", ")}`);
    return way;
  });
}

/** Each round begins with another one, so that none is always the first after a pause. */
function byTurns(ways, round) {
  const first = round % ways.length;
  return [...ways.slice(first), ...ways.slice(0, first)];
}

function conclude({ slowness, files, shown, watched, rounds }) {
  const [ours, theirs] = shown;
  const [element, peer] = watched;
  const kilobytes = (files) => sums(files).total / 1000;
  const isLoader = ({ path }) => path === "/embed.js";
  const loader = files[ours.name].filter(isLoader);
  const page = files[ours.name].filter((file) => !isLoader(file));
  const requests = (way) => way.requests.filter((url) => !/\/(embed\.js|peer\/)/.test(url)).length;
  const figures = [
    {
      name: "locked: time until the modal can be used, as a share of the peer’s",
      value: ours.median / theirs.median,
      unit: "×",
      goal: GOALS.ratio,
      beside: `${withUnit(ours.median, "ms")} and ${withUnit(theirs.median, "ms")}`,
    },
    {
      name: "locked: the page in the frame, brotli",
      value: kilobytes(page),
      unit: "kB",
      goal: GOALS.page,
      beside: `the peer ${withUnit(kilobytes(files[theirs.name]), "kB")}`,
    },
    { name: "`embed.js`, brotli", value: kilobytes(loader), unit: "kB", goal: GOALS.script },
    {
      name: "open: requests, beside the page and `embed.js`",
      value: requests(element),
      unit: "",
      goal: GOALS.requests,
      beside: `the peer ${requests(peer)}`,
    },
    {
      name: "open: layout shift",
      value: element.shift,
      unit: "",
      goal: GOALS.shift,
      beside: `the peer ${peer.shift.toFixed(3)}`,
    },
    {
      name: "open: main-thread time after the answer",
      value: element.work.median,
      unit: "ms",
      goal: GOALS.work,
      below: true,
      beside: `the peer ${withUnit(peer.work.median, "ms")}`,
    },
  ];
  const details = { rounds, slowness, link: SLOW_4G, locked: shown, open: watched, files };
  return { name, title, figures, details, text: explain({ slowness, files, shown, watched, rounds }) };
}

function explain({ slowness, files, shown, watched, rounds }) {
  const spread = ({ quartiles, range }) => [
    quartiles.map((time) => time.toFixed(0)).join("–"),
    range.map((time) => time.toFixed(0)).join("–"),
  ];
  const times = shown.map((way) => [way.title, withUnit(way.median, "ms"), ...spread(way)]);
  const work = watched.map((way) => [
    way.title,
    withUnit(way.work.median, "ms"),
    way.work.quartiles.map((time) => time.toFixed(2)).join("–"),
    withUnit(way.tasks.median, "ms"),
    String(way.requests.length),
    way.shift.toFixed(3),
  ]);
  const weights = shown.map((way) => {
    const { parts, total } = sums(files[way.name]);
    const list = Object.entries(parts).map(([part, bytes]) => `${part} ${withUnit(bytes / 1000, "kB")}`);
    return [way.title, withUnit(total / 1000, "kB"), list.join(", ")];
  });
  const factor = (place) => slowness.processor[place].toFixed(1);
  const trip = (place) => slowness.roundTrip[place].toFixed(0);
  return `
### Locked

${table([["medians of " + rounds + " rounds by turns", "until it can be used", "half of them", "all"], ...times])}

From the navigation to the host’s page until the frame is drawn in which the modal’s dialog is open and visible, its first
control is there, visible and enabled, and the focus is in the dialog. The same script looks for that in the page and in
the frame of the portal’s origin; the later moment counts. Each time in a fresh browser context, so that no cache holds anything.

Main threads run ${locked.SLOWDOWN} times slower: a fixed piece of work took ${factor("page")} times as long in the page and ${factor("frame")} times in a
frame of another origin. Threads beside the main one, which compile scripts and WebAssembly, aren’t slowed down. All traffic goes
through one relay with Lighthouse’s slow 4G (150 ms, 1.6 Mbit/s down, 0.75 up, connections cost a round trip more and share the line): an answer of a few
bytes took ${trip("page")} ms in the page and ${trip("frame")} ms in the frame. Host, portal and peer’s files: HTTP/1.1, brotli at its best.

### Bytes

${table([["loaded until then, brotli", "in all", "of that"], ...weights])}

### Open

${table([["medians of " + rounds + " rounds by turns", "scripts and drawing", "half of them", "all tasks", "requests", "layout shift"], ...work])}

The processor’s time that the page’s main thread takes within a second after the session’s answer, at full speed, from the
browser’s trace: for scripts and drawing, which is the figure above, and for all of its tasks, most of which is how the
browser hands an answer over.
`;
}
