// Runs first in the page that other pages frame: says that it is there, takes session and look from the page around it, sends
// the requests for data off before the WebAssembly has arrived, and lends the program what browsers know.
//
// Only the window around this page is listened to, and only the origin that it first spoke from. Which origins may be around
// this page is the server's word (`frame-ancestors`).
import { program, take } from './program.js'; // Before all others: it is what takes longest.
import { browser, files, get, languageOf, page } from './browser.js';

// How long the page around this one may take to bring another session.
const patience = 12_000;

const query = new URLSearchParams(location.search);
page.lang = languageOf([query.get('locale'), ...navigator.languages]);
get(files[page.lang]);
get('/api/v1/reference');

// The only words that can't wait for the language's file.
const words = {
  en: ['Mandatory information', 'Loading…', 'This couldn’t be loaded. Check your connection and reload the page.', 'This page is shown by other pages, and is nothing by itself.'],
  pl: ['Obowiązkowe informacje', 'Wczytywanie…', 'Nie udało się tego wczytać. Proszę sprawdzić połączenie i odświeżyć stronę.', 'Tę stronę wyświetlają inne strony; sama nic nie zawiera.'],
  de: ['Obligatorische Informationen', 'Wird geladen …', 'Das konnte nicht geladen werden. Prüfen Sie Ihre Verbindung und laden Sie die Seite neu.', 'Diese Seite wird von anderen Seiten angezeigt; allein enthält sie nichts.'],
  'pt-BR': ['Informações obrigatórias', 'Carregando…', 'Não foi possível carregar. Verifique sua conexão e recarregue a página.', 'Esta página é exibida por outras páginas; sozinha, não tem conteúdo.'],
  it: ['Informazioni obbligatorie', 'Caricamento…', 'Impossibile caricare. Controlli la connessione e ricarichi la pagina.', 'Questa pagina viene mostrata da altre pagine; da sola non contiene nulla.'],
  es: ['Información obligatoria', 'Cargando…', 'No se pudo cargar. Revise su conexión y vuelva a cargar la página.', 'Esta página la muestran otras páginas; por sí sola no contiene nada.'],
};
const isFramed = parent !== window;
const boot = (selector) => document.querySelector(`#boot ${selector}`);
const say = (which) => { boot('[role=status]').textContent = words[page.lang][which]; };
addEventListener('DOMContentLoaded', () => {
  boot('h1').textContent = document.title = words[page.lang][0];
  say(isFramed ? 1 : 3);
});

// What is wanted of the look, and which wish means something. A wish that means nothing is told, and nothing comes of it.
// A colour is made readable by the style sheet, whatever it is.
const isOneOf = (...names) => (value) => names.includes(value);
// A value by itself: nothing that only means something elsewhere.
const isPlain = (property) => (value) => CSS.supports(property, value)
  && !/\b(var|env|attr|if)\(|^\s*(inherit|initial|unset|revert)/i.test(value);
const rules = {
  theme: isOneOf('auto', 'light', 'dark'),
  locale: (value) => { try { return Boolean(Intl.getCanonicalLocales(value.replace('_', '-')).length); } catch { return false; } },
  accent: isPlain('color'),
  font: isPlain('font-family'),
  radius: (value) => /^\d{1,2}(\.\d+)?$/.test(value),
  mode: isOneOf('block', 'warn'),
};
const told = new Set();
const complain = (name, value) => {
  const message = `${name}="${value}" means nothing; the default is used.`;
  if (told.has(message)) return;
  told.add(message);
  tell({ callsheet: 'error', code: 'invalid-attribute', message });
};
let followLocale = () => {};
const wear = (wishes) => {
  const look = {};
  for (const [name, means] of Object.entries(rules)) {
    const value = wishes[name];
    if (!value) continue;
    if (means(value)) look[name] = value;
    else complain(name, value);
  }
  page.dataset.theme = look.theme ?? 'auto';
  page.toggleAttribute('data-accent', Boolean(look.accent));
  page.style.setProperty('--wish', look.accent ?? '');
  page.style.setProperty('--font', look.font ? `${look.font}, sans-serif` : '');
  page.style.setProperty('--radius', look.radius ? `${look.radius}px` : '');
  if (look.locale) followLocale(languageOf([look.locale]));
};
page.dataset.theme = rules.theme(query.get('theme')) ? query.get('theme') : 'auto';

let around; // The origin of the page around this one.
let host; // What it said last.
let user; // Whose session it is.
let renewed = () => {};
const tell = (message) => parent.postMessage(message, around ?? '*');

let arrived;
const arrival = new Promise((resolve) => { arrived = resolve; });
addEventListener('message', ({ source, origin, data }) => {
  if (!isFramed || source !== parent || origin !== (around ?? origin)) return;
  // The program comes by itself, or nothing does where it couldn't be had.
  if (data === undefined || data instanceof ArrayBuffer) return take(data);
  if (data?.callsheet !== 'host') return;
  // Whoever is signed in to the portal has a cookie, and no other page may act with it.
  if (!data.token && origin !== location.origin) return;
  around = origin;
  const before = host;
  host = data;
  wear(host);
  if (host.token !== before?.token) renewed();
  if (!before) {
    const base = `/api/v1/accounts/${host.account}`;
    get('/api/v1/me').then((answer) => answer.clone().json()).then((me) => { user = me.user?.id; }).catch(() => {});
    for (const name of ['gate', 'contact-information', 'draft']) get(`${base}/${name}?environment=${host.environment}`);
    get(`${base}/users`);
    arrived();
  }
});
if (isFramed) tell({ callsheet: 'ready' });

// Several requests may find out at once that the session is over: one other is enough.
let renewal;
const renew = () => renewal ??= new Promise((resolve) => {
  renewed = resolve;
  setTimeout(resolve, patience);
  tell({ callsheet: 'renew' });
}).finally(() => { renewal = undefined; });

// Every request to the API is the session's. Where the session is over, the page around this one is asked for another, and
// the request goes out again: what is typed meanwhile never notices. Unless somebody else has come: nothing of the one before
// them may go out in their name.
const { fetch } = globalThis;
const sign = (request) => {
  if (host?.token && new URL(request.url).pathname.startsWith('/api/')) request.headers.set('authorization', `Bearer ${host.token}`);
  return request;
};
const isSomebodyElse = async () => {
  const answer = await fetch(sign(new Request('/api/v1/me')));
  return answer.ok && user !== undefined && (await answer.json()).user?.id !== user;
};
globalThis.fetch = async (request, options) => {
  const wanted = new Request(request, options);
  const token = host?.token;
  const answer = await fetch(sign(wanted.clone()));
  if (answer.status !== 401 || !token) return answer;
  if (host.token === token) await renew();
  if (host.token === token) return answer;
  if (await isSomebodyElse()) {
    location.reload();
    return answer;
  }
  return fetch(sign(wanted));
};

globalThis.callsheet = {
  ...browser,
  run: async (init) => {
    if (!isFramed) return;
    await arrival;
    await init({ module_or_path: program });
  },
  environment: () => host.environment,
  account: () => host.account,
  isPreview: () => host.preview,
  // What the portal remembers of its own visits is none of this page's business.
  remember: () => {},
  forget: () => {},
  remembered: (key) => host[key],
  followLocale: (follow) => { followLocale = follow; },
  tellGate: (isOpen, missing, text) => tell({ callsheet: 'gate', state: isOpen ? 'open' : 'locked', missing, text }),
  tellSaved: (version) => tell({ callsheet: 'saved', version: Number(version) }),
  close: () => tell({ callsheet: 'close' }),
  // Once the program is in its place, the loading page that could say so has gone.
  giveUp: () => { if (boot('[role=status]')) say(2); else location.reload(); },
};
addEventListener('keydown', (event) => { if (event.key === 'Escape' && !event.defaultPrevented && host?.preview) globalThis.callsheet.close(); });
