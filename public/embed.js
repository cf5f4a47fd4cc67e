// <callsheet-gate>: asks whether the account's gate is open, and while it is locked covers the page with the mandatory modal.
// Other pages load this file, as a classic script or as a module, so it has no imports, no dependencies and few bytes. The form
// itself is a page of the portal in a frame, where no script of the host can read what is typed; whatever can be done there is.
// `docs/embedding.md` is the manual, `embed.d.ts` has the types.
(() => {
  const name = 'callsheet-gate';
  if (customElements.get(name)) return;
  const script = document.currentScript ?? document.querySelector('[type=module][src*="/embed.js"]');

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
  styles.replaceSync(`dialog{border:0;border-radius:8px;font-family:system-ui;color-scheme:light dark}\
::backdrop{background:#0009}\
@media(min-width:48rem){dialog{inset:4%}}\
dialog:has(iframe){width:auto;max-width:72rem;height:auto;max-height:60rem}\
iframe{border:0;position:absolute;inset:0;width:100%;height:100%}\
button{padding:1em}\
div{clip-path:circle(0);position:fixed}`);

  const make = (parent, tag, properties) => parent.appendChild(Object.assign(document.createElement(tag), properties));
  const json = async (address, headers) => {
    const answer = await fetch(address, { cache: 'no-store', headers });
    const body = await answer.json();
    if (!answer.ok) throw body;
    return body;
  };
  const inTime = (answer) => Promise.race([answer, new Promise((_, reject) => setTimeout(reject, time, 'late'))]);

  customElements.define(name, class extends HTMLElement {
    static observedAttributes = ['account', 'environment', 'session-url', 'portal', 'preview', ...looks];
    state = 'checking';
    #change;
    #hear;

    constructor() {
      super();
      const root = this.attachShadow({ mode: 'open' });
      const status = make(root, 'div', { role: 'status' });
      root.adoptedStyleSheets = [styles];

      let { fetchSession } = this;
      let asked = 0; // How often: answers to earlier questions don't count.
      let timer, blocked, token, dialog, frame, brought;

      const given = (attribute) => this.getAttribute(attribute);
      const isPreview = () => given('preview') !== null;
      const portal = () => new URL(given('portal') ?? script?.src ?? location).origin;
      const place = () => ({ account: given('account'), environment: given('environment') ?? 'production', locale: given('locale') || document.documentElement.lang || navigator.language });
      const tell = (event, detail) => this.dispatchEvent(new CustomEvent('callsheet-' + event, { bubbles: true, composed: true, detail }));
      const report = (code, message) => {
        console.warn(name, code, message);
        tell('error', { code, message });
      };

      const session = () => inTime(fetchSession?.() ?? json(given('session-url')));
      const close = this.close = () => {
        dialog?.close();
        dialog?.remove();
        dialog = frame = null;
        clearTimeout(blocked);
        clearTimeout(timer);
      };

      const refresh = this.refresh = async () => {
        const number = ++asked;
        clearTimeout(timer);
        let code = 'session-unavailable';
        try {
          const { gate: known, token: made } = await session();
          const where = place();
          code = 'unreachable';
          const gate = known?.state ? known : await inTime(json(portal() + '/api/v1/accounts/' + where.account + '/gate?environment=' + where.environment, made && { authorization: 'Bearer ' + made }));
          if (number === asked) {
            token = made;
            take(gate);
          }
        } catch (reason) {
          if (number === asked) fail(`${reason?.type ?? code}`.split('/').pop(), `${reason?.detail ?? reason}`);
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
        dialog = make(root, 'dialog', { ariaLabel: title, style: 'color-scheme:' + given('theme') });
        // Browsers let Escape through at the second time, whatever a script says.
        dialog.onclose = ({ target }) => target === dialog && (isPreview() ? close() : dialog.showModal());
        dialog.oncancel = (event) => isPreview() || event.preventDefault();
        make(dialog, 'h2', { textContent: title });
        dialog.showModal();
        if (isFailed) make(dialog, 'button', { textContent: retry, onclick: refresh }).focus();
        else {
          (frame = make(dialog, 'iframe', { title, src: portal() + '/embed?program&' + new URLSearchParams({ ...where, theme: given('theme') }) })).focus();
          // The program is here sooner than the frame could ask for it. The frame makes sure that it is the portal's, and asks for
          // it itself when this comes to nothing.
          brought = fetch(portal() + '/embed.wasm').then((answer) => answer.arrayBuffer()).catch(() => {});
          blocked = setTimeout(() => {
            show(true);
            fail('frame-blocked', portal());
          }, time);
        }
      };

      const post = (message) => frame?.contentWindow.postMessage(message, portal());
      const send = () => {
        const message = { ...place(), callsheet: 'host', token, preview: isPreview() };
        for (const look of looks) message[look] ??= given(look);
        post(message);
      };

      const hear = {
        ready() {
          clearTimeout(blocked);
          send();
          brought.then(post);
        },
        async renew() {
          try {
            token = (await session()).token;
            send();
          } catch (reason) {
            report('session-unavailable', `${reason}`);
          }
        },
        gate(data) {
          asked++; // Whatever was asked before is older.
          take(data);
        },
        error({ code, message }) { report(code, message); },
        saved({ version }) { tell('saved', { version }); },
        close,
      };
      this.#hear = ({ source, origin, data, persisted }) => {
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
        if (document.prerendering) document.addEventListener('prerenderingchange', ask);
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
        if (early) this.setAttribute(look, early);
      }
    }

    disconnectedCallback() { this.connectedCallback(removeEventListener); }
    attributeChangedCallback(attribute) { this.#change(attribute); }
    connectedCallback(listen = addEventListener) {
      listen('message', this.#hear);
      listen('pageshow', this.#hear);
      this.#change();
    }
  });
})();
