// The error summary: after a submit that found errors it takes the focus, counts, and leads to each of them.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

test.beforeEach(async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  await new Portal(page).openLocked("production");
});

test("it takes the focus, and each link leads to its field", async ({ page }) => {
  const { form, submit } = new Portal(page).modal;
  await submit.click();
  await expect(form.summary).toBeFocused();
  const rows = [
    { link: "Alert contacts: Select at least one alert contact", target: form.field("alert_contacts") },
    {
      link: "Technical emergency contacts: Enter an email address",
      target: form.contact("technical_emergency").email,
    },
    {
      link: "Technical non-emergency contacts: Enter an email address",
      target: form.contact("technical_non_emergency").email,
    },
    {
      link: "Operational contact for merchant issues: Enter an email address",
      target: form.contact("merchant_issues").email,
    },
    {
      link: "Operational contact (for Example Operator): Enter an email address",
      target: form.contact("operational_internal").email,
    },
    {
      link: "Operational contact (to share with users): Enter an email address",
      target: form.publicContact.email,
    },
    {
      link: "Operational support: Choose around the clock, or add hours on at least one day",
      target: form.schedule().aroundTheClock,
    },
  ];
  await expect(form.summary.getByRole("link")).toHaveText(rows.map((row) => row.link));
  for (const { link, target } of rows) {
    await form.summary.getByRole("link", { name: link }).click();
    await expect(target, link).toBeFocused();
    await expect(target, link).toBeInViewport();
  }
});

test("every field is marked, too", async ({ page }) => {
  const { form, submit } = new Portal(page).modal;
  await submit.click();
  await expect(form.contact("technical_emergency").email).toHaveAccessibleDescription("Enter an email address");
  await expect(form.publicContact.email).toHaveAttribute("aria-invalid", "true");
  await expect(form.field("alert_contacts")).toHaveAccessibleDescription(/Select at least one alert contact$/);
});

test("it counts by tab, and counts down as things are mended", async ({ page }) => {
  const { form, submit, contactTab } = new Portal(page).modal;
  await expect(contactTab).toHaveAccessibleName("Contact information");
  await submit.click();
  await expect(contactTab).toHaveAccessibleName("Contact information 7 problems");
  await expect(form.summary).toContainText("Contact information: 7 problems");
  await form.contact("technical_emergency").email.fill("oncall@partner.example");
  await expect(form.summary).toContainText("Contact information: 6 problems");
  await expect(contactTab).toHaveAccessibleName("Contact information 6 problems");
});

test("it says in which of several rows the problem is", async ({ page }) => {
  const { form, submit } = new Portal(page).modal;
  await form.contact("technical_emergency").email.fill("oncall@partner.example");
  await form.addContact("technical_emergency").click();
  await submit.click();
  await form.summary
    .getByRole("link", { name: "Technical emergency contacts, Contact 2: Enter an email address" })
    .click();
  await expect(form.contact("technical_emergency", 2).email).toBeFocused();
});

test("a second submit takes the focus back to it", async ({ page }) => {
  const { form, submit } = new Portal(page).modal;
  await submit.click();
  await expect(form.summary).toBeFocused();
  await form.contact("technical_emergency").email.fill("oncall@partner.example");
  await submit.click();
  await expect(form.summary).toBeFocused();
  await expect(form.summary).toBeInViewport();
});

test("it goes when everything is mended, and nothing was submitted until then", async ({ page, colleague }) => {
  const { form, submit, goToPortal } = new Portal(page).modal;
  await submit.click();
  await expect(form.summary).toContainText("Correct what is listed here and try again. What you typed is kept.");
  await form.fill(BELLA_PIZZA, "production");
  await expect(form.summary).toBeHidden();
  const viewer = await colleague(BELLA_PIZZA, "viewer");
  expect((await viewer.stored("production")).version).toBe(0);
  await submit.click();
  await expect(goToPortal).toBeVisible();
});

test("the submit is never disabled, and one press submits once", async ({ page, colleague }) => {
  const { form, submit, goToPortal } = new Portal(page).modal;
  await expect(submit).toBeEnabled();
  await form.fill(BELLA_PIZZA, "production");
  await submit.dblclick();
  await expect(goToPortal).toBeVisible();
  const viewer = await colleague(BELLA_PIZZA, "viewer");
  expect((await viewer.stored("production")).version).toBe(1);
});
