// <callsheet-gate>: asks whether the account's gate is open, and while it is locked covers the page with the mandatory modal.
// Other pages load this file, as a classic script or as a module, so it has no imports, no dependencies and few bytes. The form
// itself is a page of the portal in a frame, where no script of the host can read what is typed; whatever can be done there is.
// `docs/embedding.md` is the manual, `embed.d.ts` has the types.
(() => {
  const name = 'callsheet-gate';
  if (customElements.get(name)) return;
  const page = document;
  const script = page.currentScript ?? page.querySelector('[type=module][src*="/embed.js"]');

  // How long an answer may take, and how long after a failure it is tried again.
  const time = 1e4;
  const looks = ['locale', 'theme', 'accent', 'font', 'radius', 'mode'];

  // The frame has its own words. These are for when it isn't there yet, or isn't to be had.
  const words = {
    en: ['Mandatory information', 'Unavailable. Try again'],
    pl: ['Obowiązkowe informacje', 'Niedostępne. Spróbuj ponownie'],
    de: ['Obligatorische Informationen', 'Nicht verfügbar. Erneut versuchen'],
    pt: ['Informações obrigatórias', 'Indisponível. Tentar novamente'],
    it: ['Informazioni obbligatorie', 'Non disponibile. Riprova'],
    es: ['Información obligatoria', 'No disponible. Reintentar'],
  };

  const styles = new CSSStyleSheet();
  styles.replaceSync(`dialog{border:0;border-radius:8px;color-scheme:light dark;font-family:system-ui}
::backdrop{background:#0009}
dialog:has(iframe){width:auto;height:auto;max-width:72rem;max-height:60rem}
@media(min-width:48rem){dialog{inset:4%}}
iframe{position:absolute;inset:0;width:100%;height:100%;border:0}
button{padding:1em}
div{position:fixed;clip-path:inset(50%)}`);

  const make = (parent, tag, properties) => parent.appendChild(Object.assign(page.createElement(tag), properties));
  const json = async (address, headers) => {
    const answer = await fetch(address, { headers, cache: 'no-store' });
    const body = await answer.json();
    if (!answer.ok) throw body;
    return body;
  };
  const inTime = (answer) => Promise.race([answer, new Promise((_, reject) => setTimeout(reject, time, 'late'))]);

  customElements.define(name, class extends HTMLElement {
    static observedAttributes = ['account', 'environment', 'session-url', 'portal', 'preview', ...looks];
    #change;
    #hear;

    constructor() {
      super();
      const root = this.attachShadow({ mode: 'open' });
      const status = make(root, 'div', { role: 'status' });
      root.adoptedStyleSheets = [styles];

      let { fetchSession } = this;
      let asked = 0; // How often: answers to earlier questions don't count.
      let timer, blocked, token, dialog, frame;

      const given = (attribute) => this.getAttribute(attribute);
      const isPreview = () => given('preview') !== null;
      const portal = () => new URL(given('portal') ?? script?.src ?? location).origin;
      const place = () => ({ account: given('account'), environment: given('environment') ?? 'production', locale: given('locale') || page.documentElement.lang || navigator.language });
      const tell = (event, detail) => this.dispatchEvent(new CustomEvent(`callsheet-${event}`, { detail, bubbles: true, composed: true }));
      const report = (code, message) => {
        console.warn(name, code, message);
        tell('error', { code, message });
      };

      const session = () => inTime(fetchSession?.() ?? json(given('session-url')));
      const close = this.close = () => {
        const closed = dialog;
        clearTimeout(timer);
        clearTimeout(blocked);
        dialog = frame = null;
        closed?.close();
        closed?.remove();
      };

      const refresh = this.refresh = async () => {
        const number = ++asked;
        clearTimeout(timer);
        let code = 'session-unavailable';
        try {
          const made = await session();
          const where = place();
          const headers = made.token && { authorization: `Bearer ${made.token}` };
          code = 'unreachable';
          const gate = made.gate?.state ? made.gate : await inTime(json(`${portal()}/api/v1/accounts/${where.account}/gate?environment=${where.environment}`, headers));
          if (number === asked) {
            token = made.token;
            take(gate);
          }
        } catch (reason) {
          if (number === asked) fail(reason?.type?.split?.('/').pop() ?? code, `${reason?.detail ?? reason}`);
        }
      };

      const take = ({ state, missing, text }) => {
        this.state = state;
        if (state === 'open' && (text || !isPreview())) {
          close();
          // A moment later: assistive technology has to have seen the page again.
          setTimeout(() => { status.textContent = text; }, 99);
        } else if (!frame) show();
        tell('gate', { state, missing });
      };

      const fail = (code, reason) => {
        this.state = 'unknown';
        // A form that is open stays, whatever an answer about the gate says.
        if (given('mode') !== 'warn' && !dialog) show(true);
        timer = setTimeout(refresh, time);
        report(code, reason);
      };

      const show = (isFailed) => {
        const where = place();
        const [title, retry] = words[where.locale.slice(0, 2)] ?? words.en;
        close();
        const shown = dialog = make(root, 'dialog', { ariaLabel: title });
        dialog.style.colorScheme = given('theme');
        // Browsers let Escape through at the second time, whatever a script says.
        shown.onclose = () => shown === dialog && (isPreview() ? close() : shown.showModal());
        shown.oncancel = (event) => isPreview() || event.preventDefault();
        make(dialog, 'h2', { textContent: title });
        dialog.showModal();
        if (isFailed) make(dialog, 'button', { textContent: retry, onclick: refresh }).focus();
        else {
          frame = make(dialog, 'iframe', { title, src: `${portal()}/embed?${new URLSearchParams({ ...where, theme: given('theme') })}` });
          frame.focus();
          blocked = setTimeout(() => {
            show(true);
            fail('frame-blocked', portal());
          }, time);
        }
      };

      const send = () => {
        const message = { ...place(), callsheet: 'host', token, preview: isPreview() };
        for (const look of looks) message[look] ??= given(look);
        frame?.contentWindow.postMessage(message, portal());
      };

      const hear = {
        ready() {
          clearTimeout(blocked);
          send();
        },
        renew() {
          session().then((made) => {
            token = made.token;
            send();
          }).catch((reason) => report('session-unavailable', `${reason}`));
        },
        saved({ version }) { tell('saved', { version }); },
        gate(data) {
          asked++; // Whatever was asked before is older.
          take(data);
        },
        error({ code, message }) { report(code, message); },
        close,
      };
      this.#hear = ({ persisted, source, origin, data }) => {
        if (persisted) refresh();
        if (frame && source === frame.contentWindow && origin === portal()) hear[data.callsheet]?.(data);
      };

      // Attributes come one by one, and the gate is asked once; not at all by a page that is only being prepared.
      this.#change = (attribute) => {
        if (looks.includes(attribute)) return send();
        // What is open is of the account and the environment before.
        close();
        const number = ++asked;
        const ask = () => number === asked && this.isConnected && refresh();
        if (page.prerendering) page.addEventListener('prerenderingchange', ask, { once: true });
        else queueMicrotask(ask);
      };

      const property = (name, get, set) => Object.defineProperty(this, name, { get, set });
      property('fetchSession', () => fetchSession, (value) => {
        fetchSession = value;
        this.#change();
      });
      for (const look of looks) {
        // What was set before this script arrived is the element's own.
        const early = this[look];
        property(look, () => given(look), (value) => {
          this.setAttribute(look, value ?? '');
        });
        if (early) this[look] = early;
      }
      this.state = 'checking';
    }

    attributeChangedCallback(attribute) { this.#change(attribute); }
    connectedCallback() { this.#listen(addEventListener); }
    disconnectedCallback() { this.#listen(removeEventListener); }
    #listen(listen) {
      listen('message', this.#hear);
      listen('pageshow', this.#hear);
      this.#change();
    }
  });
})();
