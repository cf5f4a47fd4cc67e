// Runs right after the page has chosen a program (`programs`, `program`, `ahead` and `isEntrance` are index.html's): sets language and theme
// before the first paint, sends the requests for data off with the page, so that they don't wait for the WebAssembly, and lends
// the program what browsers know.
import { browser, files, get, languageOf, page } from './browser.js';

const stored = (key) => { try { return localStorage.getItem(key); } catch { return null; } };

const language = languageOf([stored('callsheet.language'), ...navigator.languages]);
page.lang = language;
page.dataset.theme = stored('callsheet.theme') ?? 'auto';

const remember = (key, value) => { try { localStorage.setItem(`callsheet.${key}`, value); } catch { /* Private windows refuse; nothing depends on it. */ } };

// A link may name the account that it is about. It is shown from then on, and needn't stay in the address.
const address = new URL(location.href);
const linked = address.searchParams.get('account');
if (linked) {
  remember('account', linked);
  address.searchParams.delete('account');
  history.replaceState(history.state, '', address);
}

// Another link of a mail, put into the same window: only what follows the # differs, which loads nothing by itself.
if (isEntrance) addEventListener('hashchange', () => location.reload());

const named = ['sandbox', 'production'];
const environment = () => [new URLSearchParams(location.search).get('environment'), stored('callsheet.environment')]
  .find((name) => named.includes(name)) ?? 'production';

const getAccount = (account) => {
  const base = `/api/v1/accounts/${account}`;
  for (const name of ['gate', 'contact-information', 'draft']) get(`${base}/${name}?environment=${environment()}`);
  get(`${base}/users`);
};
get(files[language]);
get('/api/v1/reference');
if (!isEntrance) {
  // Whoever comes by a link may have to sign in first.
  const account = !linked && stored('callsheet.account');
  const me = get('/api/v1/me');
  if (account) getAccount(account);
  else me.then((answer) => answer.clone().json()).then((me) => me.memberships?.[0] && getAccount(linked ?? me.memberships[0].account.slug)).catch(() => {});
}

// The only words that can't wait for the language's file: that it is on its way, and that it didn't come.
const words = {
  en: ['Loading…', 'The portal couldn’t be loaded. Check your connection and reload the page.'],
  pl: ['Wczytywanie…', 'Nie udało się wczytać portalu. Proszę sprawdzić połączenie i odświeżyć stronę.'],
  de: ['Wird geladen …', 'Das Portal konnte nicht geladen werden. Prüfen Sie Ihre Verbindung und laden Sie die Seite neu.'],
  'pt-BR': ['Carregando…', 'Não foi possível carregar o portal. Verifique sua conexão e recarregue a página.'],
  it: ['Caricamento…', 'Impossibile caricare il portale. Controlli la connessione e ricarichi la pagina.'],
  es: ['Cargando…', 'No se pudo cargar el portal. Revise su conexión y vuelva a cargar la página.'],
};
const status = () => document.querySelector('#boot [role=status]');
addEventListener('DOMContentLoaded', () => { status().textContent = words[language][0]; });

let told; // What the program before this one has told of last.
const prefetched = new Set();

globalThis.callsheet = {
  ...browser,
  // Runs a program of the client, which takes the page over.
  run: async (name, said) => {
    const [script, code] = programs[name];
    const { default: init } = await import(script);
    told = said;
    await init({ module_or_path: code });
  },
  prefetch: (name) => {
    if (prefetched.has(name)) return;
    prefetched.add(name);
    for (const href of programs[name]) ahead({ rel: 'prefetch', href, crossOrigin: 'anonymous' });
  },
  handedOver: () => told,
  path: () => location.pathname,
  // What follows the #: the token of a mail's link, which browsers send to nobody.
  fragment: () => location.hash.slice(1),
  query: () => location.search,
  parameter: (query, name) => new URLSearchParams(query).get(name) ?? undefined,
  // Another origin isn't ours, whatever it looks like, and the sign-in page leads nowhere.
  ownAddress: (address) => {
    try {
      const { origin, pathname, search } = new URL(address, location.origin);
      return origin === location.origin && pathname.replace(/\/+$/, '') !== '/sign-in' ? pathname + search : undefined;
    } catch { return undefined; }
  },
  go: (to, replace) => history[replace ? 'replaceState' : 'pushState'](null, '', to),
  environment,
  remember,
  forget: (key) => { try { localStorage.removeItem(`callsheet.${key}`); } catch { /* As above. */ } },
  remembered: (key) => stored(`callsheet.${key}`) ?? undefined,
  nameEnvironment: (name) => {
    const address = new URL(location.href);
    address.searchParams.set('environment', name);
    history.replaceState(history.state, '', address);
  },
  theme: () => page.dataset.theme,
  setTheme: (theme) => { page.dataset.theme = theme; },
  giveUp: () => {
    // A program that was to follow another one has no loading page; loading the whole page tells, or mends it.
    if (status()) status().textContent = words[page.lang][1];
    else location.reload();
  },
};
