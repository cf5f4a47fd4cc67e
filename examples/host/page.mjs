// The page: orders of a partner, and the gate in front of them.

/** The demo's accounts. A host has its own list of its own partners. */
export const ACCOUNTS = {
  "bella-pizza": "Bella Pizza",
  "city-walks": "City Walks",
  "trattoria-roma": "Trattoria Roma",
  "studio-hair": "Studio Hair",
  "grand-hotel": "Grand Hotel",
};

export const ROLES = { administrator: "Administrator", editor: "Editor", viewer: "Viewer" };

/** What is passed on to the element as it is. Booleans are there or not. */
const ATTRIBUTES = ["locale", "theme", "accent", "font", "radius", "mode", "preview"];

const escape = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** An element for the gate, as the query of the page has it. */
function gate(account, environment, query) {
  const attributes = { account, environment, "session-url": `/callsheet-session?environment=${environment}` };
  for (const name of ATTRIBUTES) if (query.has(name)) attributes[name] = query.get(name);
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${escape(value)}"`);
  return `<callsheet-gate ${written.join(" ")}></callsheet-gate>`;
}

function select(name, label, options, chosen) {
  const list = Object.entries(options).map(
    ([value, text]) => `<option value="${value}"${value === chosen ? " selected" : ""}>${escape(text)}</option>`,
  );
  return `<label>${label} <select name="${name}">${list.join("")}</select></label>`;
}

export function page({ account, role, environment, query, nonce, callsheet }) {
  const second = environment === "production" ? "sandbox" : "production";
  const environments = query.get("elements") === "2" ? [environment, second] : [environment];
  const gates = environments.map((one) => gate(account, one, query)).join("\n    ");
  const kind = query.get("module") === "0" ? "" : ' type="module"';
  const isLate = query.get("late") === "1";
  const loader = `<script${kind} nonce="${nonce}" src="${callsheet}/embed.js"></script>`;
  const theme = ["light", "dark"].includes(query.get("theme")) ? ` data-theme="${query.get("theme")}"` : "";
  return `<!doctype html>
<html lang="en"${theme}>
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Orders · ${escape(ACCOUNTS[account])}</title>
    <link rel="icon" href="/icon.svg">
    <link rel="stylesheet" href="/style.css">
    <script type="module" nonce="${nonce}" src="/page.js"></script>
    ${isLate ? `<link id="late" data-module="${kind ? 1 : 0}" data-src="${callsheet}/embed.js">` : loader}
  </head>
  <body>
    ${gates}
    <header>
      <strong>Tables &amp; Tours</strong>
      <form method="get" action="/">
        ${select("account", "Partner", ACCOUNTS, account)}
        ${select("role", "Signed in as", ROLES, role)}
        ${select("environment", "Environment", { production: "Production", sandbox: "Sandbox" }, environment)}
        <button>Switch</button>
      </form>
    </header>
    <main>
      <h1>Orders</h1>
      <p id="orders-state" role="status">Loading the orders…</p>
      <table id="orders" hidden>
        <thead><tr><th scope="col">Order</th><th scope="col">Guest</th><th scope="col">Total</th></tr></thead>
        <tbody></tbody>
      </table>
      <details>
        <summary>What the gate has said</summary>
        <ol id="log"></ol>
      </details>
    </main>
  </body>
</html>
`;
}
