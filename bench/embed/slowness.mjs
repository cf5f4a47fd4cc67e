// Is everything as slow as it should be? A page and a frame of another origin do the same work, at full speed and slowed down,
// and load the same file. What isn't slow in both would be measured for something else than it is.
import { Tab } from "./browser.mjs";

/** The least that counts as slowed down, as a share: on a busy machine no comparison is exact, but one is far from four. */
const LEAST = 0.5;

const WORK = `(() => {
  const started = performance.now();
  let sum = 0;
  for (let index = 0; index < 5e7; index += 1) sum += index % 7;
  return { time: performance.now() - started, sum };
})()`;

const ROUNDS = 5;

export async function measureSlowness(browser, { origins, slowdown }) {
  const tab = await Tab.open(browser, { slowdown });
  try {
    await tab.go(`${origins.host}/slow`);
    await frameOf(tab);
    const places = { page: tab.session, frame: tab.frames[0] };
    const factors = await measureFactors(tab, places, slowdown);
    for (const [place, factor] of Object.entries(factors)) {
      if (factor < slowdown * LEAST)
        throw new Error(`the ${place} is slowed down by ${factor.toFixed(1)}, not by ${slowdown}`);
    }
    return { processor: factors, roundTrip: await roundTrips(tab, places) };
  } finally {
    await tab.close();
  }
}

async function frameOf(tab) {
  for (let patience = 200; tab.frames.length === 0 || !(await isLoaded(tab)); patience -= 1) {
    if (patience === 0) throw new Error("the frame of another origin isn't a process of its own");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function isLoaded(tab) {
  return tab
    .evaluate("location.pathname === '/slow-frame' && document.readyState === 'complete'", tab.frames[0])
    .catch(() => false);
}

/** Fast and slow by turns; the best times of both, which what else the machine does has disturbed least. */
async function measureFactors(tab, places, slowdown) {
  const best = { page: { slow: Infinity, fast: Infinity }, frame: { slow: Infinity, fast: Infinity } };
  // The first time, the browser also compiles it.
  for (const session of Object.values(places)) await tab.evaluate(WORK, session);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [place, session] of Object.entries(places)) {
      for (const [speed, rate] of [
        ["fast", 1],
        ["slow", slowdown],
      ]) {
        await tab.slowDown(rate);
        const { time } = await tab.evaluate(WORK, session);
        best[place][speed] = Math.min(best[place][speed], time);
      }
    }
  }
  return { page: best.page.slow / best.page.fast, frame: best.frame.slow / best.frame.fast };
}

/** How long a small answer takes over a connection that is there. */
async function roundTrips(tab, places) {
  const ask = `(async () => {
    await (await fetch("/slow-frame", { cache: "no-store" })).text();
    const started = performance.now();
    await (await fetch("/nothing", { cache: "no-store" })).text();
    return performance.now() - started;
  })()`;
  const times = {};
  for (const [place, session] of Object.entries(places)) times[place] = await tab.evaluate(ask, session);
  return times;
}
