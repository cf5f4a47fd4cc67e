// When the form speaks of errors: never before one had a chance to finish, live once it has spoken.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

const INVALID_EMAIL = "Enter an email address in the right format, like name@example.com";
const INVALID_PHONE = "Enter a phone number with its country code, like +48 22 123 45 67";

test.beforeEach(async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  await new Portal(page).openLocked("production");
});

test("nothing is wrong while one types for the first time", async ({ page }) => {
  const { modal } = new Portal(page);
  const { email } = modal.form.contact("technical_emergency");
  await email.pressSequentially("not an addr");
  // The draft is sent a moment after the last key, so by then any error would be there.
  await modal.draftIsSaved();
  await expect(email).toBeFocused();
  await expect(email).not.toHaveAttribute("aria-invalid");
  await expect(email).toHaveAccessibleDescription("");
});

test("an error shows when the field is left, follows each key after that, and goes when it is mended", async ({
  page,
}) => {
  const { email, phone } = new Portal(page).modal.form.contact("technical_emergency");
  await email.fill("oncall@");
  await phone.focus();
  await expect(email).toHaveAttribute("aria-invalid", "true");
  await expect(email).toHaveAccessibleDescription(INVALID_EMAIL);
  await expect(phone).not.toHaveAttribute("aria-invalid");
  await email.focus();
  await page.keyboard.press("End");
  await page.keyboard.type("partner.example");
  await expect(email).toHaveAccessibleDescription("");
  await expect(email).not.toHaveAttribute("aria-invalid");
  await page.keyboard.press("Backspace");
  for (let keys = 0; keys < ".example".length - 1; keys += 1) await page.keyboard.press("Backspace");
  await expect(email).toHaveAccessibleDescription(INVALID_EMAIL);
});

test("leaving one field says nothing of the others", async ({ page }) => {
  const { form } = new Portal(page).modal;
  await form.contact("technical_emergency").email.focus();
  await form.contact("technical_emergency").phone.focus();
  await expect(form.contact("technical_emergency").email).toHaveAccessibleDescription("Enter an email address");
  await expect(form.contact("technical_non_emergency").email).toHaveAccessibleDescription("");
  await expect(form.summary).toBeHidden();
});

const VALUES = [
  { what: "a phone number with a country code", phone: "+48 (22) 123-45.67", error: "" },
  { what: "a phone number that begins with 00", phone: "0048 22 123 45 67", error: "" },
  { what: "a phone number without a country code", phone: "22 123 45 67", error: INVALID_PHONE },
  { what: "letters", phone: "+48 CALL NOW", error: INVALID_PHONE },
];

for (const { what, phone, error } of VALUES) {
  test(`${what} ${error ? "is an error" : "is fine"} as a phone number`, async ({ page }) => {
    const row = new Portal(page).modal.form.contact("technical_emergency");
    await row.phone.fill(phone);
    await row.name.focus();
    await expect(row.phone).toHaveAccessibleDescription(error);
  });
}

test("a press isn't lost when the error of the field that it leaves moves the button", async ({ page }) => {
  const { form } = new Portal(page).modal;
  await form.contact("technical_emergency").email.fill("oncall@");
  await form.addContact("technical_emergency").click();
  await expect(form.contacts("technical_emergency")).toHaveCount(2);
  await expect(form.contact("technical_emergency").email).toHaveAccessibleDescription(INVALID_EMAIL);
});

test("a web page must be reached by https", async ({ page }) => {
  const { webPage, email } = new Portal(page).modal.form.publicContact;
  await webPage.fill("http://partner.example");
  await email.focus();
  await expect(webPage).toHaveAccessibleDescription(/^Enter a web address that begins with https:/);
  await webPage.fill("https://partner.example");
  await expect(webPage).toHaveAccessibleDescription("");
});

test("once all is right, the form says what deserves a second look, and keeps nobody from saving", async ({ page }) => {
  const { modal } = new Portal(page);
  const { form } = modal;
  const email = "all@bella-pizza.example";
  const looks = page.getByRole("status").filter({ hasText: `Every field depends on ${email}` });
  await form.fill(BELLA_PIZZA, "production");
  const lists = ["technical_emergency", "technical_non_emergency", "merchant_issues", "operational_internal"] as const;
  for (const field of lists) await form.contact(field).email.fill(email);
  await expect(looks).toBeHidden();
  await form.publicContact.email.fill(email);
  await expect(looks).toBeVisible();
  await form.publicContact.email.fill("help@bella-pizza.example");
  await expect(looks).toBeHidden();
  await form.publicContact.email.fill(email);
  await expect(looks).toBeVisible();
  await modal.submit.click();
  await expect(modal.goToPortal).toBeVisible();
});

test("the form says whom an emergency would reach, as one types", async ({ page }) => {
  const { modal } = new Portal(page);
  const { form } = modal;
  const reached = page.getByRole("status").filter({ hasText: "an emergency now would reach" });
  const nobodyListed = "Contacts are missing or can’t be reached, so administrators are told.";
  await expect(reached).toContainText("Anna Nowak (admin@bella-pizza.example)");
  await expect(reached).toContainText(nobodyListed);
  await form.contact("technical_emergency").name.fill("Marek");
  await form.contact("technical_emergency").email.fill("oncall@bella-pizza.example");
  await expect(reached).toContainText("Marek (oncall@bella-pizza.example)");
  await expect(reached).not.toContainText("Anna Nowak");
  await expect(reached).not.toContainText(nobodyListed);
  // Who is half typed isn't reached yet, and keeps nobody else from being reached.
  await form.addContact("technical_emergency").click();
  await form.contact("technical_emergency", 2).email.fill("ola@");
  await expect(reached).toContainText("Anna Nowak");
  await expect(reached).toContainText("Marek (oncall@bella-pizza.example)");
  await form.contact("technical_emergency", 2).email.fill("ola@bella-pizza.example");
  await expect(reached).toContainText("ola@bella-pizza.example");
  await expect(reached).not.toContainText(nobodyListed);
  // It is there again after a reload.
  await modal.draftIsSaved();
  await page.reload();
  await expect(reached).toContainText("ola@bella-pizza.example");
});

test("whom an emergency would reach is put anew only when that changes", async ({ page }) => {
  const { modal } = new Portal(page);
  const line = page.getByRole("status").getByText("Anna Nowak (admin@bella-pizza.example)");
  await expect(line).toBeVisible();
  await line.evaluate((element) => element.setAttribute("data-seen", ""));
  await modal.form.publicContact.email.fill("help@bella-pizza.example");
  await modal.draftIsSaved();
  await expect(line).toHaveAttribute("data-seen");
});

test("whom an emergency would reach follows what a colleague saves elsewhere", async ({ page, colleague }) => {
  const reached = page.getByRole("status").filter({ hasText: "an emergency now would reach" });
  await expect(reached).toContainText("Anna Nowak");
  await (await colleague(BELLA_PIZZA, "admin")).complete("sandbox");
  await expect(reached).not.toContainText("Anna Nowak");
  await expect(reached).toContainText("oncall@partner.example");
});

test("a likely typo is hinted at, and one press mends it", async ({ page }) => {
  const { form } = new Portal(page).modal;
  const { email, phone, row } = form.contact("technical_emergency");
  const hint = row.getByRole("button", { name: "Use oncall@gmail.com" });
  await email.fill("oncall@gmial.com");
  await expect(hint).toBeHidden();
  await phone.focus();
  await expect(hint).toBeVisible();
  // A hint is no error.
  await expect(email).not.toHaveAttribute("aria-invalid");
  await hint.click();
  await expect(email).toHaveValue("oncall@gmail.com");
  await expect(hint).toBeHidden();
  await expect(email).toBeFocused();
});

test("the same address twice in one field is an error, in two fields it isn't", async ({ page }) => {
  const { form } = new Portal(page).modal;
  await form.contact("technical_emergency").email.fill("same@partner.example");
  await form.addContact("technical_emergency").click();
  const second = form.contact("technical_emergency", 2);
  await second.email.fill("Same@PARTNER.example");
  await second.phone.focus();
  await expect(second.email).toHaveAccessibleDescription(
    "This email address is in the list already. Change or remove one of them",
  );
  const elsewhere = form.contact("technical_non_emergency");
  await elsewhere.email.fill("same@partner.example");
  await elsewhere.phone.focus();
  await expect(elsewhere.email).toHaveAccessibleDescription("");
});

test("international addresses are fine", async ({ page }) => {
  const { email, phone } = new Portal(page).modal.form.contact("technical_emergency");
  await email.fill("zażółć@żółw.example");
  await phone.focus();
  await expect(phone).toBeFocused();
  await expect(email).toHaveAccessibleDescription("");
});

test("what the server alone finds lands on its field", async ({ page, complaints }) => {
  complaints.expect(/status of 422/);
  const { modal } = new Portal(page);
  const { form, submit } = modal;
  await form.fill(BELLA_PIZZA, "production");
  const errors = [{ pointer: "/technical_emergency/0/email", code: "invalid_email", params: {} }];
  await page.route("**/contact-information?*", async (route) => {
    if (route.request().method() !== "PUT") return route.continue();
    const problem = { type: "/problems/invalid-contact-information", title: "", status: 422, detail: "", errors };
    return route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify(problem) });
  });
  await submit.click();
  await expect(form.summary).toBeFocused();
  const { email } = form.contact("technical_emergency");
  await expect(email).toHaveAccessibleDescription(INVALID_EMAIL);
  // It counts until the field changes.
  await email.fill("other@partner.example");
  await expect(email).toHaveAccessibleDescription("");
});
