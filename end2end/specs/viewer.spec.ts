// Somebody who may read but not write: values and people, never a dead form.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { fieldsOf, FIELD_NAMES } from "../fixtures/fields.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

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
  await expect(panel.getByRole("link", { name: "Ask them by email" })).toHaveAttribute(
    "href",
    /^mailto:admin@bella-pizza\.example,editor@bella-pizza\.example\?subject=.*Bella%20Pizza/,
  );
  for (const role of ["textbox", "checkbox", "radio", "combobox"] as const) {
    await expect(panel.getByRole(role)).toHaveCount(0);
  }
  await expect(submit).toBeHidden();
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
