// The session ends while one types: one signs in again right there, and nothing is lost.

import { addressOf, BELLA_PIZZA, PASSWORD } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";
import { SignInForm } from "../pages/SignInPage.ts";

/** Every request after the end of the session is refused, and the browser says so. */
const REFUSED = /status of 401/;

test.beforeEach(({ complaints }) => complaints.expect(REFUSED));

test("while typing into the modal", async ({ page, context, colleague }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  const { modal, sessionEnded } = portal;
  await portal.openLocked("sandbox");
  await modal.form.fill(BELLA_PIZZA, "sandbox");
  await context.clearCookies();
  const { name } = modal.form.contact("technical_emergency");
  await name.fill("Night watch");
  await expect(sessionEnded).toBeVisible();
  await expect(sessionEnded).toContainText("Sign in again to continue. What you typed is kept.");

  const form = new SignInForm(sessionEnded);
  await expect(form.email).toHaveValue(addressOf(BELLA_PIZZA, "editor"));
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(sessionEnded).toBeVisible();
  await form.password.fill("wrong");
  await form.submit.click();
  await expect(form.trouble).toContainText("The email address or the password isn’t right.");
  await form.password.fill(PASSWORD);
  await form.submit.click();
  await expect(sessionEnded).toBeHidden();
  await expect(name).toHaveValue("Night watch");
  await expect(name, "the focus is back where one typed").toBeFocused();
  await modal.draftIsSaved();
  await modal.submit.click();
  await expect(modal.goToPortal).toBeVisible();
  const { values } = await (await colleague(BELLA_PIZZA, "viewer")).stored("sandbox");
  expect(values["technical_emergency"]).toMatchObject([{ name: "Night watch" }]);
});

test("at the submit", async ({ page, context }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  const { modal, sessionEnded } = portal;
  await portal.openLocked("sandbox");
  await modal.form.fill(BELLA_PIZZA, "sandbox");
  await modal.draftIsSaved();
  await context.clearCookies();
  await modal.submit.click();
  await new SignInForm(sessionEnded).signIn(addressOf(BELLA_PIZZA, "editor"), PASSWORD);
  await expect(sessionEnded).toBeHidden();
  await modal.submit.click();
  await expect(modal.goToPortal).toBeVisible();
});

test("on a page of the open portal", async ({ page, context, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("sandbox");
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openUnlocked("sandbox", "/users");
  await portal.users.name.fill("Nina Neu");
  await context.clearCookies();
  await expect(portal.sessionEnded).toBeVisible();
  await new SignInForm(portal.sessionEnded).signIn(addressOf(BELLA_PIZZA, "admin"), PASSWORD);
  await expect(portal.sessionEnded).toBeHidden();
  await expect(portal.users.name).toHaveValue("Nina Neu");
});

test("somebody else who signs in there sees nothing of what was typed", async ({ page, context }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  const { modal, sessionEnded } = portal;
  await portal.openLocked("sandbox");
  await context.clearCookies();
  await modal.form.contact("technical_emergency").email.fill("secret@partner.example");
  await new SignInForm(sessionEnded).signIn("editor@grand-hotel.example", PASSWORD);
  await expect(sessionEnded).toBeHidden();
  await modal.isReady();
  await expect(modal.dialog).toContainText("Grand Hotel");
  await expect(modal.form.contact("technical_emergency").email).toHaveValue("");
});
