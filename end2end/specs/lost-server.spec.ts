// The server can't be reached: nothing typed is lost, the page says so, and goes on once it is back.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";
import { SignInPage } from "../pages/SignInPage.ts";

const NOT_REACHED = "The server can’t be reached. What you typed is kept. Check your connection and try again.";

const NOT_KNOWN = "The server didn’t say whether all mandatory information is there.";

/** The page believes only after several questions in a row without an answer that the server is away. */
const SEVERAL_QUESTIONS = { timeout: 20_000 };

/** What browsers say of requests that go nowhere. */
const NO_SERVER = /net::ERR_/;

test("a submit that is lost on the way can be repeated", async ({ page, complaints }) => {
  complaints.expect(NO_SERVER);
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  const { form, submit, dialog, goToPortal } = portal.modal;
  await portal.openLocked("production");
  await form.fill(BELLA_PIZZA, "production");
  await page.route("**/contact-information?*", (route) => route.abort("connectionreset"), { times: 1 });
  await submit.click();
  await expect(dialog.getByRole("alert").filter({ hasText: NOT_REACHED })).toBeVisible();
  await expect(form.contact("technical_emergency").email).toHaveValue("oncall@partner.example");
  await submit.click();
  await expect(goToPortal).toBeVisible();
});

test("an answer that is lost on the way doesn't lose the save, nor what was typed", async ({
  page,
  complaints,
  colleague,
}) => {
  complaints.expect(NO_SERVER);
  complaints.expect(/status of 412/);
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  const { form, submit, dialog } = portal.modal;
  await portal.openLocked("sandbox");
  await form.fill(BELLA_PIZZA, "sandbox");
  await page.route(
    "**/contact-information?*",
    async (route) => {
      await route.fetch();
      await route.abort("connectionreset");
    },
    { times: 1 },
  );
  await submit.click();
  // The save counts: the gate is open, so the portal comes up by itself.
  await expect(dialog).toBeHidden();
  await portal.goTo("Contact information");
  await expect(portal.form.publicContact.email).toHaveValue("help@partner.example");
  expect((await (await colleague(BELLA_PIZZA, "viewer")).stored("sandbox")).version).toBe(1);
});

test("a server that crashes during the submit: nothing typed is lost, and after its restart it works", async ({
  page,
  server,
  complaints,
}) => {
  complaints.expect(NO_SERVER);
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  const { form, submit, dialog, goToPortal } = portal.modal;
  await portal.openLocked("production");
  await form.fill(BELLA_PIZZA, "production");
  await form.contact("technical_emergency").name.fill("Night watch");
  await server.crash();
  await submit.click();
  await expect(dialog.getByRole("alert").filter({ hasText: NOT_REACHED })).toBeVisible();
  await expect(dialog).toContainText(NOT_KNOWN, SEVERAL_QUESTIONS);
  await expect(form.contact("technical_emergency").name).toHaveValue("Night watch");
  await form.contact("technical_non_emergency").email.fill("typed-meanwhile@partner.example");
  await server.startAgain();
  await expect(dialog).not.toContainText(NOT_KNOWN);
  await expect(form.contact("technical_emergency").name).toHaveValue("Night watch");
  await submit.click();
  await goToPortal.click();
  await portal.goTo("Contact information");
  await expect(portal.form.contact("technical_non_emergency").email).toHaveValue("typed-meanwhile@partner.example");
});

test("the gate never says open while the server is away", async ({ page, server, colleague, complaints }) => {
  complaints.expect(NO_SERVER);
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openUnlocked("production");
  await server.crash();
  await expect(portal.modal.dialog).toContainText(NOT_KNOWN, SEVERAL_QUESTIONS);
  await server.startAgain();
  await expect(portal.modal.dialog).toBeHidden();
  await expect(portal.title).toBeVisible();
});

test("a draft that can't be sent is sent when the server is back, without another key", async ({
  page,
  server,
  complaints,
  colleague,
}) => {
  complaints.expect(NO_SERVER);
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openLocked("sandbox");
  await server.crash();
  await portal.modal.form.publicContact.email.fill("typed@partner.example");
  await expect(portal.modal.dialog).toContainText("The draft couldn’t be saved.");
  await server.startAgain();
  await portal.modal.draftIsSaved();
  const draft = await (await colleague(BELLA_PIZZA, "viewer")).ask("GET", "/draft?environment=sandbox");
  expect(await draft.text()).toContain("typed@partner.example");
});

for (const { what, away } of [
  { what: "the server's data", away: "**/api/v1/accounts/**" },
  { what: "what is stored", away: "**/contact-information?*" },
]) {
  test(`a page that is opened while ${what} can't be had says so, and goes on by itself`, async ({
    page,
    complaints,
  }) => {
    complaints.expect(NO_SERVER);
    await signIn(page, BELLA_PIZZA, "editor");
    const portal = new Portal(page);
    await page.route(away, (route) => route.abort());
    await portal.open("sandbox");
    await expect(portal.modal.dialog).toContainText("The portal can’t be opened right now");
    await page.unrouteAll();
    await portal.modal.isReady();
  });
}

test("trying again by hand works, too", async ({ page, complaints }) => {
  complaints.expect(NO_SERVER);
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  // Without an answer about the gate nothing goes on by itself.
  await page.route("**/gate?*", (route) => route.abort());
  await page.route("**/contact-information?*", (route) => route.abort());
  await portal.open("sandbox");
  const again = portal.modal.dialog.getByRole("button", { name: "Try again" });
  await expect(again).toBeVisible();
  await page.unroute("**/contact-information?*");
  await again.click();
  await portal.modal.isReady();
});

test("the configuration page says when what is stored can't be had, and goes on by itself", async ({
  page,
  colleague,
  complaints,
}) => {
  complaints.expect(NO_SERVER);
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await page.route("**/api/v1/**/contact-information?*", (route) => route.abort());
  await portal.openUnlocked("production", "/configuration/contact-information");
  await expect(portal.main.getByRole("alert")).toContainText("The server can’t be reached.");
  await expect(portal.modal.dialog).toBeHidden();
  await page.unrouteAll();
  await expect(portal.form.publicContact.email).toHaveValue("help@partner.example");
});

test("a sign-in that doesn't get through can be repeated", async ({ page, complaints }) => {
  complaints.expect(NO_SERVER);
  const form = new SignInPage(page);
  await form.open();
  await page.route("**/api/v1/session", (route) => route.abort(), { times: 1 });
  await form.signInAs(BELLA_PIZZA, "editor");
  await expect(form.trouble).toContainText("The server can’t be reached.");
  await form.submit.click();
  await new Portal(page).modal.isReady();
});

test("a server that fails is told apart from one that can't be reached", async ({ page, complaints }) => {
  complaints.expect(/status of 500/);
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  const { form, submit, dialog } = portal.modal;
  await portal.openLocked("sandbox");
  await form.fill(BELLA_PIZZA, "sandbox");
  const problem = { type: "about:blank", title: "Internal error", status: 500, detail: "" };
  await page.route(
    "**/contact-information?*",
    (route) => route.fulfill({ status: 500, contentType: "application/problem+json", body: JSON.stringify(problem) }),
    { times: 1 },
  );
  await submit.click();
  await expect(dialog.getByRole("alert")).toContainText("The server has a problem. Try again in a few minutes.");
  await expect(form.publicContact.email).toHaveValue("help@partner.example");
});
