// The gate is locked: how long until somebody can fill in the form?
//
// The clock starts with the navigation to the host's page and stops after the frame that shows the modal is drawn: its dialog is open
// and visible, the form's first control is there, visible and enabled, and the focus is in the dialog. Callsheet's modal
// is in a frame of another origin, where a script of the page can't look. So the same script runs in the page and in
// the frame, each looks for its own part once a frame, and the later of the two moments counts.
import { join } from "node:path";
import { Tab } from "./browser.mjs";
import { LOCKED } from "../portal.mjs";

/** What the processor's speed is divided by, in the page and in its frames. */
export const SLOWDOWN = 4;

const PATIENCE = 60_000;

/** Runs in every document before anything else does. */
const WATCH = `(() => {
  const isVisible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const hasForm = (place) => {
    const control = place.querySelector("form#contact-information :is(input, select, textarea)");
    return Boolean(control) && !control.matches(":disabled") && isVisible(control);
  };
  const inPage = () => {
    const within = document.querySelector("callsheet-gate")?.shadowRoot ?? document;
    const dialog = within.querySelector("dialog[open]");
    if (!dialog || !isVisible(dialog) || !dialog.contains(within.activeElement)) return undefined;
    const frame = dialog.querySelector("iframe");
    if (frame) return isVisible(frame) && within.activeElement === frame ? "frame" : undefined;
    return hasForm(dialog) ? "form" : undefined;
  };
  const inFrame = () => {
    const { activeElement, body } = document;
    return document.hasFocus() && activeElement && activeElement !== body && hasForm(document) ? "form" : undefined;
  };
  const find = top === self ? inPage : inFrame;
  const look = () => {
    const found = find();
    if (!found) return requestAnimationFrame(look);
    const drawn = new MessageChannel();
    drawn.port1.onmessage = () => {
      const at = performance.timeOrigin + performance.now();
      benchTell(JSON.stringify({ where: top === self ? "page" : "frame", found, at }));
    };
    drawn.port2.postMessage(undefined);
  };
  requestAnimationFrame(look);
})();`;

/** The ways that the modal comes to the page. A way is `{name, title, url, prepare}`. */
export function ways({ origins, portal }) {
  const account = `account=${LOCKED.slug}&name=${encodeURIComponent(LOCKED.name)}`;
  return [
    { name: "callsheet", title: "Callsheet, embedded", url: `${origins.host}/callsheet?${account}` },
    { name: "react", title: "React peer", url: `${origins.host}/react?${account}` },
    { name: "react-ahead", title: "React peer, loaded ahead", url: `${origins.host}/react-ahead?${account}` },
    {
      name: "portal",
      title: "Callsheet’s own portal",
      url: `${origins.portal}/`,
      prepare: async (tab) => tab.setCookie({ ...(await portal.signIn(LOCKED.slug)), url: origins.portal }),
    },
  ];
}

/** Opens the page once with cold caches, and tells when the modal was there, and what was loaded for it. */
export async function show(browser, way, { requested, directory } = {}) {
  let tell;
  const told = new Promise((resolve) => (tell = resolve));
  const moments = {};
  const tab = await Tab.open(browser, {
    slowdown: SLOWDOWN,
    script: WATCH,
    requested,
    told: (text) => {
      const { where, found, at } = JSON.parse(text);
      moments[where] ??= { found, at };
      const { page, frame } = moments;
      if (page?.found === "form") tell(page.at);
      else if (page && frame) tell(Math.max(page.at, frame.at));
    },
  });
  try {
    await way.prepare?.(tab);
    await tab.go(way.url);
    const at = await patiently(told, async () => {
      const picture = join(directory ?? ".", `${way.name}.png`);
      await tab.screenshot(picture);
      return `${way.title}: the modal didn't come (${JSON.stringify(moments)}); ${picture} shows the page`;
    });
    const startedAt = await tab.evaluate("performance.timeOrigin");
    if (directory) await tab.screenshot(join(directory, `${way.name}.png`));
    return { time: at - startedAt, loaded: await loaded(tab, startedAt) };
  } finally {
    await tab.close();
  }
}

async function patiently(promise, explain) {
  let timer;
  const impatience = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE, "late")));
  const result = await Promise.race([promise, impatience]);
  clearTimeout(timer);
  if (result === "late") throw new Error(await explain());
  return result;
}

/** What page and frames have loaded, when, in milliseconds since the navigation. */
async function loaded(tab, startedAt) {
  const read = `[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].map((entry) => ({
    url: entry.name,
    start: Math.round(performance.timeOrigin + entry.startTime - ${startedAt}),
    end: Math.round(performance.timeOrigin + entry.responseEnd - ${startedAt}),
  }))`;
  const parts = await Promise.all(
    [tab.session, ...tab.frames].map((session) => tab.evaluate(read, session).catch(() => [])),
  );
  return parts.flat();
}
