// The host: the operator's own page, on an origin of its own, and the endpoint that its server has for embed sessions. The
// same page comes with Callsheet's element, with the React peer, or with neither.
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const KINDS = { css: "text/css", js: "text/javascript", json: "application/json" };

const PARAGRAPH =
  "Orders of the last seven days, by branch and by hour, with what was cancelled and why. " +
  "Figures are renewed every night, and can be exported for the accounts department.";

export class Host {
  #server;
  #files;
  #manifest;
  #embedSession;
  /** Where browsers reach the host and the portal. */
  #origins;

  /** `peer` is the directory that Vite built the peer into; `embedSession` answers a session for an account. */
  static async start({ peer, embedSession, origins }) {
    const host = new Host();
    host.#files = readPeer(peer);
    host.#manifest = JSON.parse(readFileSync(join(peer, "manifest.json"), "utf8"));
    host.#embedSession = embedSession;
    host.#origins = origins;
    host.#server = createServer((request, answer) => {
      host.#answer(request, answer).catch((error) => {
        answer.writeHead(500, { "content-type": "text/plain" }).end(String(error));
      });
    });
    await new Promise((resolve) => host.#server.listen(0, "127.0.0.1", resolve));
    return host;
  }

  get port() {
    return this.#server.address().port;
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request, answer) {
    const { pathname, searchParams } = new URL(request.url, "http://host");
    const account = { slug: searchParams.get("account"), name: searchParams.get("name") };
    if (pathname === "/session") {
      const session = JSON.stringify(await this.#embedSession(account.slug));
      return answer.writeHead(200, { "content-type": KINDS.json, "cache-control": "no-store" }).end(session);
    }
    const file = this.#files.get(pathname);
    if (file) return answer.writeHead(200, file.headers).end(file.content);
    const page = this.#page(pathname, account);
    if (!page) return answer.writeHead(404).end();
    // Compressed as little as any host does on the fly; it is the same for all.
    const content = brotliCompressSync(page, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
    const headers = {
      "content-type": "text/html; charset=utf-8",
      "content-encoding": "br",
      "cache-control": "no-cache",
    };
    return answer.writeHead(200, headers).end(content);
  }

  #page(pathname, account) {
    switch (pathname) {
      case "/callsheet":
        return page(this.#callsheet(account));
      case "/react":
        return page(this.#react(account));
      case "/react-ahead":
        return page(this.#react(account, this.#ahead()));
      case "/neither":
        return page(neither(account));
      case "/slow":
        return page({ body: `<iframe src="${this.#origins.other}/slow-frame" title="Frame"></iframe>` });
      case "/slow-frame":
        return page({});
      default:
        return undefined;
    }
  }

  /** What the documentation says that a page adds. */
  #callsheet({ slug }) {
    return {
      head: `<script type="module" src="${this.#origins.portal}/embed.js"></script>`,
      body: `<callsheet-gate account="${slug}" session-url="${sessionUrl(slug)}" locale="en"></callsheet-gate>`,
    };
  }

  /** What a page adds for the peer. Its data comes from another origin, so a connection there is opened ahead. */
  #react({ slug, name }, more = "") {
    const { portal } = this.#origins;
    const entry = this.#manifest["src/entry.ts"].file;
    return {
      head: `<link rel="preconnect" href="${portal}" crossorigin>${more}<script type="module" src="/peer/${entry}"></script>`,
      body:
        `<div data-callsheet-peer data-account="${slug}" data-account-name="${name}" data-portal="${portal}" ` +
        `data-session-url="${sessionUrl(slug)}" data-locale="en"></div>`,
    };
  }

  /** All of the peer is on its way before anybody knows whether the gate is locked. */
  #ahead() {
    const { file, css } = this.#manifest["src/open.tsx"];
    const scripts = [file, this.#manifest["src/locales/en.json"].file];
    const styles = css.map((file) => `<link rel="preload" as="style" href="/peer/${file}">`);
    return [...styles, ...scripts.map((file) => `<link rel="modulepreload" href="/peer/${file}">`)].join("");
  }
}

const sessionUrl = (account) => `/session?account=${account}`;

/** The page asks for the session as the others do, and does nothing with it: what is left is what the browser does. */
function neither({ slug }) {
  return {
    head: `<script type="module">const answer = await fetch("${sessionUrl(slug)}", { cache: "no-store" }); await answer.json();</script>`,
  };
}

function page({ head = "", body = "" }) {
  const rows = Array.from({ length: 12 }, (_, index) => `<h2>Branch ${index + 1}</h2><p>${PARAGRAPH}</p>`);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Orders</title>
    <link rel="icon" href="data:,">
    <style>body { max-width: 60rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 sans-serif; }</style>
    ${head}
  </head>
  <body>
    <h1>Orders</h1>
    ${body}
    ${rows.join("\n    ")}
  </body>
</html>
`;
}

/** The peer's files by their paths, compressed as well and cached as long as Callsheet's own are. */
function readPeer(directory) {
  const files = readdirSync(join(directory, "assets")).map((name) => {
    const content = readFileSync(join(directory, "assets", name));
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    const headers = {
      "content-type": `${KINDS[name.split(".").at(-1)]}; charset=utf-8`,
      "content-encoding": "br",
      "cache-control": "public, max-age=31536000, immutable",
    };
    return [`/peer/assets/${name}`, { content: brotliCompressSync(content, { params }), headers }];
  });
  return new Map(files);
}
