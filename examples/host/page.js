// What the page itself does: loads its orders when the gate lets it, and writes down what the gate says.

const table = document.querySelector("#orders");
const state = document.querySelector("#orders-state");
const environment = document.querySelector("callsheet-gate").getAttribute("environment");

/** The server decides whether there is anything to show, whatever this page believes. */
async function loadOrders() {
  const answer = await fetch(`/orders.json?environment=${environment}`).catch(() => undefined);
  const orders = answer?.ok ? (await answer.json()).items : [];
  table.hidden = orders.length === 0;
  state.hidden = orders.length > 0;
  state.textContent =
    answer?.status === 403 ? "There are no orders to see before the contact information is complete." : "The orders can’t be loaded now.";
  table.tBodies[0].replaceChildren(...orders.map(row));
}

function row({ number, guest, total }) {
  const line = document.createElement("tr");
  line.append(...[number, guest, total].map((text) => Object.assign(document.createElement("td"), { textContent: text })));
  return line;
}

for (const name of ["callsheet-gate", "callsheet-saved", "callsheet-error"]) {
  document.addEventListener(name, (event) => {
    const entry = document.createElement("li");
    entry.textContent = `${name} ${JSON.stringify(event.detail)}`;
    document.querySelector("#log").append(entry);
    if (name === "callsheet-gate" && event.detail.state === "open") loadOrders();
  });
}
loadOrders();

// With `?late=1`, the loader comes long after the element. This script was let in by its nonce, and hands it on.
const late = document.querySelector("#late");
if (late) {
  addEventListener("load", () => {
    const loader = document.createElement("script");
    if (late.dataset.module === "1") loader.type = "module";
    loader.nonce = document.querySelector("script[nonce]").nonce;
    loader.src = late.dataset.src;
    document.head.append(loader);
  });
}
