// The gate is open: what does the host's page pay for knowing it?
//
// Three figures: the requests that are made, how much of the page is moved, and how long the page's main thread is at work
// after the session was answered. The last is read from the browser's own trace: what that thread spends on scripts and on
// drawing, from the answer until the page has long been quiet. Beside it stands what all of its tasks take: most of that is
// how the browser hands an answer over, and a page that makes the same request and does nothing with it takes it, too.
import { Tab } from "./browser.mjs";
import { OPEN } from "../portal.mjs";

/** How long after the answer the page is watched. */
const WATCHED = 1000;

const PATIENCE = 20_000;

/** The parts of tasks that are a page's own doing, by their names in the trace: scripts, then drawing. */
const WORK = [
  "BlinkScheduler_PerformMicrotaskCheckpoint",
  "EvaluateScript",
  "EventDispatch",
  "FireAnimationFrame",
  "FireIdleCallback",
  "FunctionCall",
  "MajorGC",
  "MinorGC",
  "RunMicrotasks",
  "TimerFire",
  "v8.compile",
  "v8.compileModule",
  "v8.evaluateModule",
  "v8.run",
  "Layerize",
  "Layout",
  "Paint",
  "ParseHTML",
  "PrePaint",
  "UpdateLayoutTree",
];

const CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "v8"];

export function ways({ origins }) {
  const account = `account=${OPEN.slug}&name=${encodeURIComponent(OPEN.name)}`;
  return [
    { name: "callsheet", title: "Callsheet’s element", url: `${origins.host}/callsheet?${account}` },
    { name: "react", title: "React peer", url: `${origins.host}/react?${account}` },
    { name: "neither", title: "neither, the request alone", url: `${origins.host}/neither?${account}` },
  ];
}

/** Opens the page once with cold caches, at full speed. */
export async function watch(browser, way) {
  const requests = [];
  let answer;
  // The page is left alone until it is over: a question to it would be work, too.
  const answered = new Promise((resolve) => (answer = resolve));
  const tab = await Tab.open(browser, {
    requested: (url) => requests.push(url),
    answered: (url) => isSession(url) && answer(true),
  });
  try {
    const trace = await Trace.start(browser);
    await tab.go(way.url);
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, false));
    if (!(await Promise.race([answered, late]))) throw new Error(`${way.title}: the page didn't ask for a session`);
    await new Promise((resolve) => setTimeout(resolve, WATCHED + 200));
    const events = await trace.stop();
    return {
      requests: requests.slice(1),
      shift: await tab.evaluate(SHIFT),
      ...workAfterAnswer(events),
    };
  } finally {
    await tab.close();
  }
}

/** How far the page's contents were moved, as Cumulative Layout Shift counts it. */
const SHIFT = `new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 100);
})`;

const isSession = (url) => url.includes("/session?");

class Trace {
  #browser;
  #events = [];
  #stopListening;

  static async start(browser) {
    const trace = new Trace();
    trace.#browser = browser;
    trace.#stopListening = browser.on("Tracing.dataCollected", ({ value }) => trace.#events.push(...value));
    await browser.send("Tracing.start", {
      transferMode: "ReportEvents",
      traceConfig: { includedCategories: CATEGORIES },
    });
    return trace;
  }

  async stop() {
    const complete = new Promise((resolve) => {
      const stop = this.#browser.on("Tracing.tracingComplete", () => {
        stop();
        resolve();
      });
    });
    await this.#browser.send("Tracing.end");
    await complete;
    this.#stopListening();
    return this.#events;
  }
}

/**
 * Milliseconds of the processor that the page's main thread took from the session's answer on: `work` for scripts and for
 * drawing, `tasks` for everything.
 */
export function workAfterAnswer(events) {
  const asked = events.find(({ name, args }) => name === "ResourceSendRequest" && isSession(args.data.url));
  const isSame = ({ name, args }) =>
    name === "ResourceReceiveResponse" && args.data.requestId === asked?.args.data.requestId;
  const answer = events.find(isSame);
  if (!answer) throw new Error("the trace has no answer to the request for a session");
  const end = answer.ts + WATCHED * 1000;
  const seen = events.filter(
    ({ ph, pid, tid, ts, dur }) =>
      ph === "X" && pid === answer.pid && tid === answer.tid && ts + dur > answer.ts && ts < end,
  );
  return {
    work: milliseconds(outermost(seen.filter(({ name }) => WORK.includes(name)))),
    tasks: milliseconds(outermost(seen.filter(({ name }) => name === "RunTask"))),
  };
}

/** Those that are no part of another one. */
function outermost(events) {
  let end = -Infinity;
  return events
    .toSorted((a, b) => a.ts - b.ts || b.dur - a.dur)
    .filter(({ ts, dur }) => {
      if (ts + dur <= end) return false;
      end = ts + dur;
      return true;
    });
}

/** A thread that waits for the processor isn't at work. */
function milliseconds(events) {
  return events.reduce((sum, { dur, tdur }) => sum + (tdur ?? dur), 0) / 1000;
}
