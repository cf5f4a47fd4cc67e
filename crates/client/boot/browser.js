// What browsers know about languages, zones, domains and focus, lent to the programs of the client: `browser.rs` calls it.
// Both loaders take it in.

export const page = document.documentElement;

/** The addresses of the language files, by tag. */
export const files = JSON.parse(document.querySelector('meta[name=messages]').content);

/** The tag of the first language wished for that there is. */
export const languageOf = (wishes) => {
  const matching = (wish) => Object.keys(files).find((tag) => tag === wish)
    ?? Object.keys(files).find((tag) => wish && tag.slice(0, 2) === wish.slice(0, 2).toLowerCase());
  return wishes.map(matching).find(Boolean) ?? 'en';
};

// Longer than any answer of a healthy server takes over a bad connection.
const timeOut = 20_000;
const early = new Map();

/** Sends a request off before the program is there, which takes the answer. */
export const get = (path) => {
  // It is read at once: the time that it may take is over before a slow connection has brought the program.
  const answer = fetch(path, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(timeOut) })
    .then(async (answer) => new Response(await answer.text(), answer));
  answer.catch(() => {}); // Whoever takes the answer deals with the failure.
  early.set(path, answer);
  return answer;
};

let pressed = false;
const waiting = [];
const release = () => { pressed = false; for (const act of waiting.splice(0)) act(); };
addEventListener('pointerdown', () => { pressed = true; }, true);
for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => setTimeout(release), true);

const dates = new Map();
const formatter = (tag, options) => {
  const key = tag + JSON.stringify(options);
  if (!dates.has(key)) dates.set(key, new Intl.DateTimeFormat(tag, options));
  return dates.get(key);
};
const monday = Date.UTC(2024, 0, 1);

// How the program in the page leaves it.
let leave = () => document.getElementById('boot').remove();

export const browser = {
  takeOver: (next) => { leave(); leave = next; },
  reload: () => location.reload(),
  language: () => page.lang,
  // The answer to a request that was sent off with the page, once.
  take: (path) => {
    const answer = early.get(path);
    early.delete(path);
    return answer;
  },
  // What was asked with the page is old once somebody else signs in, or all is there.
  forgetEarly: () => early.clear(),
  messages: (tag) => files[tag],
  timeZones: () => document.querySelector('meta[name=time-zones]').content,
  plural: (tag, count) => new Intl.PluralRules(tag).select(count),
  moment: (tag, iso, style) => formatter(tag, style === 'time' ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso)),
  day: (tag, iso) => formatter(tag, { dateStyle: 'long' }).format(new Date(iso)),
  weekday: (tag, index, width) => formatter(tag, { weekday: width, timeZone: 'UTC' }).format(monday + index * 864e5),
  ownZone: () => new Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC',
  // Minutes that a zone's clocks are ahead of UTC now; undefined for zones that this browser doesn't know.
  offset: (zone) => {
    try {
      const parts = formatter('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(new Date());
      const [, sign, hours, minutes] = parts.find((part) => part.type === 'timeZoneName').value.match(/([+-])(\d+):?(\d+)?/) ?? [0, '+', 0, 0];
      return (sign === '-' ? -1 : 1) * (hours * 60 + Number(minutes ?? 0));
    } catch { return undefined; }
  },
  // Minutes since Monday 00:00 on this browser's clocks.
  minuteOfWeek: () => {
    const now = new Date();
    return ((now.getDay() + 6) % 7) * 1440 + now.getHours() * 60 + now.getMinutes();
  },
  // The A-label form of a domain name, as WHATWG's "domain to ASCII" makes it.
  domainToAscii: (domain) => {
    try { return new URL(`https://${domain}`).hostname; } catch { return undefined; }
  },
  // Character by character, as the server does it: a sigma doesn't look at what is around it.
  lowerCase: (text) => Array.from(text, (character) => character.toLowerCase()).join(''),
  // What couldn't be sent is kept for this window alone, since it is contact data.
  keep: (key, value) => { try { if (value === undefined) sessionStorage.removeItem(key); else sessionStorage.setItem(key, value); } catch { /* Private windows refuse; nothing depends on it. */ } },
  kept: (key) => { try { return sessionStorage.getItem(key) ?? undefined; } catch { return undefined; } },
  focused: () => document.activeElement?.id ?? '',
  whenReleased: (act) => { if (pressed) waiting.push(act); else act(); },
  closeSheet: (id) => {
    const sheet = document.getElementById(id);
    sheet.open = false;
    sheet.querySelector('summary').focus();
  },
  focus: (id) => {
    const element = document.getElementById(id);
    element?.focus();
    element?.scrollIntoView({ block: 'center' });
    return Boolean(element);
  },
};
