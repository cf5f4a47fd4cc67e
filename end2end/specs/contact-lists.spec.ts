// Lists of contacts: rows come and go, and the focus goes with them.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { CONTACT_FIELDS } from "../fixtures/fields.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

test.beforeEach(async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  await new Portal(page).openLocked("sandbox");
});

for (const field of CONTACT_FIELDS) {
  test(`${field}: a row that is added takes the focus; one that is removed hands it on`, async ({ page }) => {
    const { form } = new Portal(page).modal;
    await form.contact(field).email.fill("first@partner.example");
    await form.addContact(field).click();
    await expect(form.contact(field, 2).name).toBeFocused();
    await form.contact(field, 2).email.fill("second@partner.example");
    await form.addContact(field).click();
    await expect(form.contact(field, 3).name).toBeFocused();
    await form.contact(field, 3).email.fill("third@partner.example");

    await form.contact(field, 2).remove.click();
    await expect(form.contacts(field)).toHaveCount(2);
    await expect(form.contact(field, 2).email).toHaveValue("third@partner.example");
    await expect(form.contact(field, 2).name).toBeFocused();
    await form.contact(field, 2).remove.click();
    await expect(form.contact(field, 1).name).toBeFocused();
    await expect(form.contact(field, 1).email).toHaveValue("first@partner.example");
  });
}

test("adding and removing is told to those who can't see it", async ({ page }) => {
  const portal = new Portal(page);
  const { form } = portal.modal;
  await form.addContact("technical_emergency").click();
  await expect(portal.modal.announcement("Contact added")).toBeAttached();
  await form.contact("technical_emergency", 2).remove.click();
  await expect(portal.modal.announcement("Contact removed")).toBeAttached();
});

test("a list without rows is an error, and leads to the button that adds one", async ({ page }) => {
  const { form, submit } = new Portal(page).modal;
  await form.contact("technical_emergency").remove.click();
  await expect(form.contacts("technical_emergency")).toHaveCount(0);
  await expect(form.addContact("technical_emergency")).toBeFocused();
  await expect(form.field("technical_emergency")).toHaveAccessibleDescription(/Add at least one contact$/);
  await submit.click();
  await form.summary.getByRole("link", { name: /^Technical emergency contacts: Add at least one contact/ }).click();
  await expect(form.field("technical_emergency")).toBeFocused();
});

test("ten contacts are enough", async ({ page }) => {
  const { form } = new Portal(page).modal;
  for (let count = 2; count <= 10; count += 1) {
    await form.addContact("technical_emergency").click();
    await expect(form.contact("technical_emergency", count).name).toBeFocused();
  }
  await expect(form.addContact("technical_emergency")).toBeHidden();
  await expect(form.field("technical_emergency")).toContainText("You can’t add more than 10 contacts.");
  await form.contact("technical_emergency", 10).remove.click();
  await expect(form.addContact("technical_emergency")).toBeVisible();
});

test("a new contact is written to in the language that the page is in", async ({ page }) => {
  const { form, language } = new Portal(page).modal;
  await expect(form.contact("technical_emergency").language).toHaveValue("en");
  await language.selectOption("pl");
  await page.getByRole("button", { name: "Dodaj kontakt" }).first().click();
  const rows = page.getByRole("combobox", { name: "Język", exact: true });
  await expect(rows.first()).toHaveValue("en");
  await expect(rows.nth(1)).toHaveValue("pl");
});

test("everything that is typed into a row is stored", async ({ page, colleague }) => {
  const { modal } = new Portal(page);
  await modal.form.fill(BELLA_PIZZA, "sandbox");
  const row = modal.form.contact("technical_emergency");
  await row.name.fill("  On call ");
  await row.phone.fill("0048 22 123 45 67");
  await row.language.selectOption("pl");
  await modal.submit.click();
  await expect(modal.goToPortal).toBeVisible();
  const { values } = await (await colleague(BELLA_PIZZA, "viewer")).stored("sandbox");
  expect(values["technical_emergency"]).toEqual([
    { name: "On call", email: "oncall@partner.example", phone: "+48221234567", language: "pl" },
  ]);
});
