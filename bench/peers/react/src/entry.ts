// What the host's page loads with itself: it asks for the session, and loads React and the form only when the gate is
// locked. The data is asked for at the same time as the code.

import { loadAll, loadGate, type Settings, type Session } from "./api";
import { languageOf, words } from "./languages";

async function run(element: HTMLElement) {
  const { account, accountName, environment, portal, sessionUrl, locale } = element.dataset;
  if (!account || !portal || !sessionUrl)
    throw new Error("the element lacks the account, the portal or the session's address");
  const answer = await fetch(sessionUrl, { cache: "no-store" });
  if (!answer.ok) throw new Error(`the session was answered with ${answer.status}`);
  const session = (await answer.json()) as Session;
  const settings: Settings = {
    account,
    accountName: accountName ?? account,
    environment: environment === "sandbox" ? "sandbox" : "production",
    portal,
    token: session.token,
    language: languageOf(locale ?? navigator.language),
  };
  const gate = session.gate ?? (await loadGate(settings));
  if (gate.state === "open") return;
  const data = loadAll(settings);
  // It is looked at once the code is there; until then a failure isn't one that nobody looks at.
  data.catch(() => {});
  const language = words(settings.language);
  const { openModal } = await import("./open");
  await openModal(element, settings, data, language);
}

const element = document.querySelector<HTMLElement>("[data-callsheet-peer]");
if (element) void run(element);
