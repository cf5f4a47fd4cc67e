// The picker of alert contacts: users of the account, picked and not typed.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

const { people } = BELLA_PIZZA;

test("everybody of the account can be picked, and nobody else", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openLocked("production");
  const picker = portal.modal.form.field("alert_contacts");
  await expect(picker.getByRole("checkbox")).toHaveCount(3);
  for (const name of Object.values(people)) {
    await expect(portal.modal.form.alertContact(name)).not.toBeChecked();
  }
  await expect(portal.modal.form.alertContact(people.admin)).toHaveAccessibleDescription(
    /admin@bella-pizza.example.*Administrator.*Active/,
  );
});

test("who is picked is stored, and can be taken off again before the submit", async ({ page, colleague }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openLocked("production");
  const { form, submit, goToPortal } = portal.modal;
  await form.fill(BELLA_PIZZA, "production");
  await form.alertContact(people.viewer).check();
  await form.alertContact(people.admin).uncheck();
  await form.alertContact(people.editor).check();
  await submit.click();
  await expect(goToPortal).toBeVisible();
  const administrator = await colleague(BELLA_PIZZA, "admin");
  const ids = await Promise.all([people.viewer, people.editor].map((name) => administrator.user(name)));
  expect((await administrator.stored("production")).values["alert_contacts"]).toEqual(ids.map((user) => user.id));
});

test("nobody picked is an error once the picker was left", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openLocked("production");
  const { form } = portal.modal;
  const picker = form.field("alert_contacts");
  await form.alertContact(people.admin).check();
  await form.alertContact(people.admin).uncheck();
  await form.grantAccess.focus();
  await expect(picker).toHaveAccessibleDescription(/Select at least one alert contact$/);
  await form.alertContact(people.admin).check();
  await expect(picker).not.toHaveAccessibleDescription(/Select at least one/);
});

test("somebody who left meanwhile is shown, and can be taken off", async ({ page, colleague }) => {
  const administrator = await colleague(BELLA_PIZZA, "admin");
  const leaver = await administrator.grantAccess("Lea Leaver", "lea@bella-pizza.example", "viewer");
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openLocked("production");
  const { form, submit, goToPortal } = portal.modal;
  await form.fill(BELLA_PIZZA, "production");
  await form.alertContact("Lea Leaver").check();
  await expect
    .poll(async () => (await administrator.ask("GET", "/draft?environment=production")).text())
    .toContain(leaver.id);
  await administrator.remove(leaver);

  await page.reload();
  await expect(form.alertContact("No longer a user")).toBeChecked();
  await submit.click();
  await expect(form.summary).toContainText("This person no longer has access. Select somebody else");
  await form.alertContact("No longer a user").click();
  await expect(page.locator(":focus"), "the focus stays in the picker").toHaveCount(1);
  await submit.click();
  await expect(goToPortal).toBeVisible();
});

test("sandbox doesn't ask for alert contacts, and saving there keeps those of production", async ({
  page,
  colleague,
}) => {
  const administrator = await colleague(BELLA_PIZZA, "admin");
  await administrator.complete("production");
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openUnlocked("sandbox", "/configuration/contact-information");
  await expect(portal.form.field("alert_contacts")).toBeHidden();
  await portal.form.publicContact.email.fill("new@partner.example");
  await portal.saveChanges.click();
  await expect(portal.main).toContainText("Contact information saved");
  const { values } = await administrator.stored("production");
  expect(values["alert_contacts"]).toHaveLength(1);
  expect(values["operational_public"]).toMatchObject({ email: "new@partner.example" });
});
