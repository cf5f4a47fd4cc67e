// Runs right after the page has chosen a program (`programs`, `program` and `ahead` are index.html's): sets language and theme
// before the first paint, sends the requests for data off with the page, so that they don't wait for the WebAssembly, and lends
// the program what browsers know about languages and zones.
(() => {
  const page = document.documentElement;
  const files = JSON.parse(document.querySelector('meta[name=messages]').content);
  const stored = (key) => { try { return localStorage.getItem(key); } catch { return null; } };

  const preferred = [stored('callsheet.language'), ...navigator.languages];
  const matching = (wish) => Object.keys(files).find((tag) => tag === wish)
    ?? Object.keys(files).find((tag) => wish && tag.slice(0, 2) === wish.slice(0, 2).toLowerCase());
  const language = preferred.map(matching).find(Boolean) ?? 'en';
  page.lang = language;
  page.dataset.theme = stored('callsheet.theme') ?? 'auto';

  const named = ['sandbox', 'production'];
  const environment = () => [new URLSearchParams(location.search).get('environment'), stored('callsheet.environment')]
    .find((name) => named.includes(name)) ?? 'production';

  // Longer than any answer of a healthy server takes over a bad connection.
  const timeOut = 20_000;
  const early = new Map();
  const get = (path) => {
    // It is read at once: the time that it may take is over before a slow connection has brought the program.
    const answer = fetch(path, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(timeOut) })
      .then(async (answer) => new Response(await answer.blob(), answer));
    answer.catch(() => {}); // Whoever takes the answer deals with the failure.
    early.set(path, answer);
    return answer;
  };
  const getAccount = (account) => {
    const base = `/api/v1/accounts/${account}`;
    for (const name of ['gate', 'contact-information', 'draft']) get(`${base}/${name}?environment=${environment()}`);
    get(`${base}/users`);
  };
  get(files[language]);
  get('/api/v1/reference');
  if (location.pathname !== '/sign-in') {
    const account = stored('callsheet.account');
    const me = get('/api/v1/me');
    if (account) getAccount(account);
    else me.then((answer) => answer.clone().json()).then((me) => me.memberships?.[0] && getAccount(me.memberships[0].account.slug)).catch(() => {});
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

  // How the program in the page leaves it, and what it has told of last.
  let leave = () => document.getElementById('boot').remove();
  let told;
  const prefetched = new Set();

  globalThis.callsheet = {
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
    takeOver: (next) => { leave(); leave = next; },
    handedOver: () => told,
    path: () => location.pathname,
    query: () => location.search,
    parameter: (query, name) => new URLSearchParams(query).get(name) ?? undefined,
    // Another origin isn't ours, whatever it looks like, and the sign-in page leads nowhere.
    ownAddress: (address) => {
      try {
        const { origin, pathname, search } = new URL(address, location.origin);
        return origin === location.origin && pathname.replace(/\/+$/, '') !== '/sign-in' ? pathname + search : undefined;
      } catch { return undefined; }
    },
    reload: () => location.reload(),
    go: (to, replace) => history[replace ? 'replaceState' : 'pushState'](null, '', to),
    language: () => page.lang,
    environment,
    // The answer to a request that was sent off with the page, once.
    take: (path) => {
      const answer = early.get(path);
      early.delete(path);
      return answer;
    },
    // What was asked with the page is old once somebody else signs in, or all is there.
    forgetEarly: () => early.clear(),
    messages: (tag) => files[tag],
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
    remember: (key, value) => { try { localStorage.setItem(`callsheet.${key}`, value); } catch { /* Private windows refuse; nothing depends on it. */ } },
    forget: (key) => { try { localStorage.removeItem(`callsheet.${key}`); } catch { /* As above. */ } },
    remembered: (key) => stored(`callsheet.${key}`) ?? undefined,
    // What couldn't be sent is kept for this window alone, since it is contact data.
    keep: (key, value) => { try { if (value === undefined) sessionStorage.removeItem(key); else sessionStorage.setItem(key, value); } catch { /* As above. */ } },
    kept: (key) => { try { return sessionStorage.getItem(key) ?? undefined; } catch { return undefined; } },
    focused: () => document.activeElement?.id ?? '',
    whenReleased: (act) => { if (pressed) waiting.push(act); else act(); },
    closeSheet: (id) => {
      const sheet = document.getElementById(id);
      sheet.open = false;
      sheet.querySelector('summary').focus();
    },
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
    focus: (id) => {
      const element = document.getElementById(id);
      element?.focus();
      element?.scrollIntoView({ block: 'center' });
      return Boolean(element);
    },
  };
})();
