// An example of a host: a page of the operator's own, elsewhere than the portal, that is shut as long as the portal is.
// Node.js 20 and nothing else. README.md tells how to start it, and what to look at first.

import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { Callsheet, Trouble } from "./callsheet.mjs";
import { ACCOUNTS, page, ROLES } from "./page.mjs";

const { CALLSHEET_URL, CALLSHEET_KEY, PORT = "0", PARENT } = process.env;
if (!CALLSHEET_URL || !CALLSHEET_KEY) {
  console.error("CALLSHEET_URL tells where Callsheet is, and CALLSHEET_KEY is a key of the scope embed");
  process.exit(2);
}
const portal = new URL(CALLSHEET_URL).origin;
const callsheet = new Callsheet(portal, CALLSHEET_KEY);

const FILES = {
  "/style.css": "text/css; charset=utf-8",
  "/page.js": "text/javascript; charset=utf-8",
  "/icon.svg": "image/svg+xml",
};

/** What there would be to see. */
const ORDERS = [
  { number: "1041", guest: "Table for two, 19:00", total: "€ 48.50" },
  { number: "1042", guest: "Delivery to Via Roma 4", total: "€ 23.00" },
  { number: "1043", guest: "Collection, 20:15", total: "€ 31.80" },
];

/**
 * Who is signed in here. A real host knows by its own session; this one believes the cookie that its own form has set, so
 * that one can try everybody out.
 */
function signedIn(request, query) {
  const cookie = /(?:^|; )host=([\w-]+)\.(\w+)/.exec(request.headers.cookie ?? "") ?? [];
  const known = (list, ...candidates) => candidates.find((one) => Object.hasOwn(list, one ?? ""));
  const account = known(ACCOUNTS, query.get("account"), cookie[1], "bella-pizza");
  const role = known(ROLES, query.get("role"), cookie[2], "administrator");
  return { account, role, email: `${role}@${account}.example`, name: `${ROLES[role]} of ${ACCOUNTS[account]}` };
}

const environmentOf = (query) => (query.get("environment") === "sandbox" ? "sandbox" : "production");

/** Scripts, requests and frames as the gate needs them (`docs/embedding.md`), and this page's own style and icon. */
function policy(nonce, query) {
  // `?connect=self`: less than the gate likes, and enough for it.
  const connect = query.get("connect") === "self" ? "'self'" : `'self' ${portal}`;
  const directives = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `connect-src ${connect}`,
    `frame-src ${portal}`,
    "style-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  // `?sandbox=1`, or `?sandbox=allow-scripts` for less than the gate needs.
  const sandbox = query.get("sandbox") === "1" ? "allow-scripts allow-same-origin allow-forms" : query.get("sandbox");
  if (sandbox && /^[a-z -]+$/.test(sandbox)) directives.push(`sandbox ${sandbox}`);
  return directives.join("; ");
}

function showPage(request, response, query) {
  const nonce = randomBytes(16).toString("base64url");
  const { account, role } = signedIn(request, query);
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-cache",
    "content-security-policy": policy(nonce, query),
    "set-cookie": `host=${account}.${role}; Path=/; HttpOnly; SameSite=Lax`,
  };
  if (query.get("coep") === "1") {
    headers["cross-origin-embedder-policy"] = "require-corp";
    headers["cross-origin-opener-policy"] = "same-origin";
  }
  response.writeHead(200, headers);
  response.end(page({ account, role, environment: environmentOf(query), query, nonce, callsheet: portal }));
}

function sendJson(response, status, content) {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(content));
}

/** What the element asks: a session for whoever is signed in here, in the account that they belong to here. */
async function passSessionOn(request, response, query) {
  const { account, role, email, name } = signedIn(request, new URLSearchParams());
  sendJson(response, 200, await callsheet.session(account, environmentOf(query), { email, name, role }));
}

/** The page is only shown as shut; this is what makes it so. */
async function sendOrders(request, response, query) {
  const { account } = signedIn(request, new URLSearchParams());
  const isOpen = await callsheet.isOpen(account, environmentOf(query));
  if (isOpen) sendJson(response, 200, { items: ORDERS });
  else sendJson(response, 403, { detail: "The account's contact information isn't complete." });
}

async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, "http://host.invalid");
  if (request.method !== "GET") return sendJson(response, 405, { detail: "There is only GET here." });
  if (pathname === "/") return showPage(request, response, searchParams);
  if (pathname === "/callsheet-session") return passSessionOn(request, response, searchParams);
  if (pathname === "/orders.json") return sendOrders(request, response, searchParams);
  if (!Object.hasOwn(FILES, pathname)) return sendJson(response, 404, { detail: "There is no such page." });
  response.writeHead(200, { "content-type": FILES[pathname] });
  response.end(readFileSync(new URL(`.${pathname}`, import.meta.url)));
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(`${request.url}: ${error.message}`);
    const status = error instanceof Trouble ? error.status : 500;
    if (response.headersSent) response.destroy();
    else sendJson(response, status, { detail: status === 500 ? "Something went wrong." : error.message });
  });
});
server.once("error", (error) => {
  console.error(error.message);
  process.exit(1);
});
server.listen(Number(PORT), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});

// Whoever started this host for the sake of a portal doesn't leave it behind: it ends with that process.
if (PARENT) setInterval(() => process.ppid === Number(PARENT) || process.exit(0), 250).unref();
