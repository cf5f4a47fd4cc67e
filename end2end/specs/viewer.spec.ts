// Somebody who may read but not write: values and people, never a dead form.

import { addressOf, BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expectAccessible } from "../fixtures/accessible.ts";
import { fieldsOf, FIELD_NAMES } from "../fixtures/fields.ts";
import { press } from "../fixtures/keyboard.ts";
import { linkIn } from "../fixtures/mailbox.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";
import { SignInPage } from "../pages/SignInPage.ts";

const { people } = BELLA_PIZZA;

test("while the gate is locked, a viewer sees what is there, and who could fill in the rest", async ({
  page,
  colleague,
}) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("sandbox");
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  const { dialog, submit } = portal.modal;
  await portal.openLocked("production");
  const panel = dialog.getByRole("tabpanel");
  for (const field of fieldsOf(BELLA_PIZZA, "production")) {
    await expect(panel.getByRole("term").filter({ hasText: FIELD_NAMES[field] })).toBeVisible();
  }
  await expect(panel.getByRole("term").filter({ hasText: "Alert contacts" })).toContainText("Missing");
  await expect(panel.getByRole("definition").filter({ hasText: "oncall@partner.example" })).toBeVisible();
  await expect(panel).toContainText(`These people can fill it in: ${people.admin}, ${people.editor}`);
  await expect(panel.getByRole("button", { name: "Ask them by email" })).toBeVisible();
  for (const role of ["textbox", "checkbox", "radio", "combobox"] as const) {
    await expect(panel.getByRole(role)).toHaveCount(0);
  }
  await expect(submit).toBeHidden();
});

test("a viewer asks those who can fill it in, and they get a mail that leads to it", async ({
  page,
  otherBrowser,
  mailbox,
}) => {
  await signIn(page, BELLA_PIZZA, "viewer");
  const { modal } = new Portal(page);
  await new Portal(page).openLocked("sandbox");
  await press(page, modal.dialog.getByRole("button", { name: "Ask them by email" }), "Enter");
  await expect(modal.announcement("2 people were asked by email.")).toBeVisible();
  await expectAccessible(page);
  const mail = await mailbox.receivedBy(addressOf(BELLA_PIZZA, "editor"));
  expect(mail.text).toContain(people.viewer);

  const theirs = await otherBrowser();
  await theirs.goto(linkIn(mail));
  await new SignInPage(theirs).signInAs(BELLA_PIZZA, "editor");
  await new Portal(theirs).modal.isReady();
  await expect(theirs).toHaveURL(/\/\?environment=sandbox$/);
  await expect(new Portal(theirs).modal.dialog).toContainText("Bella Pizza");
});

test("a viewer sees what colleagues have typed so far", async ({ page, colleague }) => {
  const editor = await colleague(BELLA_PIZZA, "editor");
  const typed = { technical_emergency: [{ email: "typed@partner.example", language: "en" }] };
  await editor.ask("PATCH", "/draft?environment=sandbox", typed);
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  await portal.openLocked("sandbox");
  await expect(portal.modal.dialog.getByRole("definition").first()).toContainText("typed@partner.example");
});

test("where nothing is given, a viewer reads just that", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  await portal.openLocked("production");
  const asked = fieldsOf(BELLA_PIZZA, "production");
  await expect(portal.modal.dialog.getByRole("definition")).toHaveText(asked.map(() => "Not given"));
});

test("a viewer can switch the environment and the language, sign out and write to support", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  await portal.openLocked("sandbox");
  await expect(portal.modal.language).toBeVisible();
  await expect(portal.modal.signOut).toBeVisible();
  await expect(portal.modal.contactSupport).toBeVisible();
});

test("once the gate is open, a viewer reads everything and changes nothing", async ({ page, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/configuration/contact-information");
  await expect(portal.main.getByRole("definition").filter({ hasText: "ops@partner.example" }).first()).toBeVisible();
  await expect(portal.main.getByRole("img", { name: "168 of 168 hours a week are covered" })).toBeVisible();
  await expect(portal.saveChanges).toBeHidden();
  await expect(portal.main.getByRole("textbox")).toHaveCount(0);
});
