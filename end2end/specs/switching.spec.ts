// What is on its way when another account, environment or person comes stays where it belongs.

import { BELLA_PIZZA, CITY_WALKS, PASSWORD, addressOf } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";
import { SignInPage } from "../pages/SignInPage.ts";

const NO_SERVER = /net::ERR_/;

test("a draft that fails after the environment was switched is kept for its own", async ({
  page,
  complaints,
  colleague,
}) => {
  complaints.expect(NO_SERVER);
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  const { form } = portal.modal;
  await portal.openLocked("sandbox");
  let fail = () => {};
  const failure = new Promise<void>((resolve) => (fail = resolve));
  const asked = page.waitForRequest((request) => request.method() === "PATCH");
  await page.route(
    "**/draft?*",
    async (route) => {
      if (route.request().method() !== "PATCH") return route.fallback();
      await failure;
      await route.abort();
    },
    { times: 1 },
  );
  await form.publicContact.email.fill("sandbox@partner.example");
  await asked;
  await portal.modal.environment.selectOption("Production");
  await expect(form.field("alert_contacts")).toBeVisible();
  fail();
  // One that was typed here goes to the server, so everything before it has been dealt with.
  await form.contact("technical_emergency").email.fill("production@partner.example");
  await portal.modal.draftIsSaved();
  const viewer = await colleague(BELLA_PIZZA, "viewer");
  const draft = await (await viewer.ask("GET", "/draft?environment=production")).text();
  expect(draft).toContain("production@partner.example");
  expect(draft).not.toContain("sandbox@partner.example");
  await portal.modal.environment.selectOption("Sandbox");
  await expect(form.publicContact.email).toHaveValue("sandbox@partner.example");
});

test("a submit that is answered after the environment was switched says nothing of the other one", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  const { form, submit, dialog, goToPortal } = portal.modal;
  await portal.openLocked("sandbox");
  await form.fill(BELLA_PIZZA, "sandbox");
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  const asked = page.waitForRequest((request) => request.method() === "PUT");
  await page.route(
    "**/contact-information?*",
    async (route) => {
      if (route.request().method() !== "PUT") return route.fallback();
      const response = await route.fetch();
      await held;
      await route.fulfill({ response });
    },
    { times: 1 },
  );
  await submit.click();
  await asked;
  await portal.modal.environment.selectOption("Production");
  await expect(form.field("alert_contacts")).toBeVisible();
  const answered = page.waitForResponse((response) => response.request().method() === "PUT");
  answer();
  await answered;
  await submit.click();
  // It is production's form that is judged: it lacks the alert contacts.
  await expect(form.summary).toContainText("Select at least one alert contact");
  await expect(goToPortal).toBeHidden();
  await expect(dialog).toBeVisible();
});

test("what was typed and taken back isn't there again after a reload", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  const { email } = portal.modal.form.publicContact;
  await portal.openLocked("sandbox");
  await email.pressSequentially("x");
  await email.press("Backspace");
  await page.reload();
  await portal.modal.isReady();
  await expect(email).toHaveValue("");
});

test("somebody else who signs in where a session ended sees nothing of the one before", async ({
  page,
  context,
  complaints,
}) => {
  complaints.expect(/status of 401/);
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openLocked("production");
  await context.clearCookies();
  await portal.modal.form.publicContact.email.fill("mine@partner.example");
  await expect(portal.sessionEnded).toBeVisible();
  await portal.sessionEnded.getByRole("textbox", { name: "Email" }).fill(addressOf(CITY_WALKS, "admin"));
  await portal.sessionEnded.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
  await portal.sessionEnded.getByRole("button", { name: "Sign in" }).click();
  await expect(portal.modal.dialog).toContainText("City Walks");
  await expect(portal.modal.form.publicContact.email).toHaveValue("");
  await expect(portal.modal.form.field("alert_contacts")).toContainText("Emma Hughes");
  await expect(portal.modal.form.field("alert_contacts")).not.toContainText("Anna Nowak");
});

for (const next of ["/sign-in", "//elsewhere.example/", "/\\elsewhere.example/", "https://elsewhere.example/"]) {
  test(`a sign-in that is to lead to ${next} leads home`, async ({ page }) => {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await new SignInPage(page).signInAs(BELLA_PIZZA, "editor");
    await new Portal(page).modal.isReady();
    await expect(page).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/\?environment=production$/);
  });
}
