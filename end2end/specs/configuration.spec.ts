// Configuration → Contact information: the same form after the gate has opened, with its history.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

const { people } = BELLA_PIZZA;
const PATH = "/configuration/contact-information";

test.beforeEach(async ({ page, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  await signIn(page, BELLA_PIZZA, "editor");
  await new Portal(page).openUnlocked("production", PATH);
});

test("it shows what is stored, and who saved it", async ({ page }) => {
  const portal = new Portal(page);
  await expect(portal.form.contact("technical_emergency").email).toHaveValue("oncall@partner.example");
  await expect(portal.form.alertContact(people.admin)).toBeChecked();
  await expect(portal.form.schedule().aroundTheClock).toBeChecked();
  await expect(portal.main).toContainText(new RegExp(`Saved on .* by ${people.admin}`));
  await expect(portal.form.week.getByRole("img", { name: "168 of 168 hours a week are covered" })).toBeVisible();
});

test("what is changed is marked as unsaved, saved, and in the history", async ({ page, colleague }) => {
  const portal = new Portal(page);
  const entries = portal.history.getByRole("listitem").filter({ has: page.getByRole("time") });
  await expect(entries).toHaveCount(1);
  await expect(portal.main.getByRole("status").filter({ hasText: "Unsaved changes" })).toBeHidden();
  await portal.form.contact("technical_emergency").email.fill("night@partner.example");
  await expect(portal.main.getByRole("status").filter({ hasText: "Unsaved changes" })).toBeVisible();
  await portal.saveChanges.click();
  await expect(portal.main).toContainText("Contact information saved");
  await expect(portal.main.getByRole("status").filter({ hasText: "Unsaved changes" })).toBeHidden();
  await expect(portal.main).toContainText(new RegExp(`Saved on .* by ${people.editor}`));

  await expect(entries).toHaveCount(2);
  const newest = entries.first();
  await expect(newest).toContainText(people.editor);
  await expect(newest).toContainText("Production");
  await expect(newest.getByRole("term")).toHaveText(["Technical emergency contacts"]);
  await expect(newest.getByRole("deletion")).toContainText("oncall@partner.example");
  await expect(newest.getByRole("insertion")).toContainText("night@partner.example");
  const { values } = await (await colleague(BELLA_PIZZA, "viewer")).stored("production");
  expect(values["technical_emergency"]).toMatchObject([{ email: "night@partner.example" }]);
});

test("a press without a change says that there is nothing to save", async ({ page, colleague }) => {
  const portal = new Portal(page);
  await portal.saveChanges.click();
  await expect(portal.main).toContainText("There is nothing to save: nothing has changed.");
  expect((await (await colleague(BELLA_PIZZA, "viewer")).stored("production")).version).toBe(1);
});

test("errors are summed up and nothing is saved", async ({ page, colleague }) => {
  const portal = new Portal(page);
  await portal.form.contact("technical_emergency").remove.click();
  await portal.form.publicContact.email.fill("help@");
  await portal.saveChanges.click();
  await expect(portal.form.summary).toBeFocused();
  await expect(portal.form.summary.getByRole("link")).toHaveCount(2);
  await portal.form.summary.getByRole("link", { name: /to share with users/ }).click();
  await expect(portal.form.publicContact.email).toBeFocused();
  expect((await (await colleague(BELLA_PIZZA, "viewer")).stored("production")).version).toBe(1);
});

test("what is unsaved stays while one looks at another page", async ({ page }) => {
  const portal = new Portal(page);
  await portal.form.publicContact.email.fill("unsaved@partner.example");
  await portal.goTo("Users");
  await expect(portal.title).toHaveText("Users");
  await portal.goTo("Contact information");
  await expect(portal.form.publicContact.email).toHaveValue("unsaved@partner.example");
  await expect(portal.main.getByRole("status").filter({ hasText: "Unsaved changes" })).toBeVisible();
});

test("what deserves a second look is noted", async ({ page, colleague }) => {
  const portal = new Portal(page);
  const everything = [{ email: "one@partner.example", language: "en" }];
  await (
    await colleague(BELLA_PIZZA, "admin")
  ).change("production", {
    technical_emergency: everything,
    technical_non_emergency: everything,
    merchant_issues: everything,
    operational_internal: everything,
    operational_public: { email: "one@partner.example" },
    operational_support: [
      {
        time_zone: "Europe/Warsaw",
        languages: ["en"],
        hours: { weekly: [{ day: "monday", from: "09:00", to: "17:00" }] },
      },
    ],
  });
  await expect(portal.main).toContainText("Every field depends on one@partner.example.");
  await expect(portal.main).toContainText("Only one person gets alerts.");
  await expect(portal.main).toContainText("Support isn’t available around the clock.");
});

test("what is typed deserves a second look as well", async ({ page }) => {
  const portal = new Portal(page);
  const email = "all@bella-pizza.example";
  const looks = portal.main.getByRole("status").filter({ hasText: `Every field depends on ${email}` });
  const lists = ["technical_emergency", "technical_non_emergency", "merchant_issues", "operational_internal"] as const;
  for (const field of lists) await portal.form.contact(field).email.fill(email);
  await portal.form.publicContact.email.fill(email);
  await expect(looks).toBeVisible();
});

test("what is noted already isn't noted again below the form", async ({ page }) => {
  const portal = new Portal(page);
  const unconfirmed = portal.main.getByText(/Nobody at \S+ has confirmed the address yet/);
  await expect(unconfirmed.first()).toBeVisible();
  const noted = await unconfirmed.count();
  await portal.form.publicContact.webPage.fill("https://bella-pizza.example/other");
  const answered = page.waitForResponse((response) => response.url().includes("/draft"));
  const { warnings } = (await (await answered).json()) as { warnings: readonly { code: string }[] };
  expect(warnings.filter(({ code }) => code === "unverified_address")).toHaveLength(noted);
  await expect(portal.main.getByRole("status").filter({ hasText: "Draft saved at" })).toBeVisible();
  await expect(unconfirmed).toHaveCount(noted);
});

test("who would be told of what follows the form as one types", async ({ page }) => {
  const portal = new Portal(page);
  const told = portal.main.getByRole("region", { name: "Who is told now" });
  const category = (name: string) => told.locator("dl > div").filter({ has: page.getByText(name, { exact: true }) });
  const { email } = portal.form.contact("technical_emergency");
  await email.fill("new@bella-pizza.example");
  await expect(category("An emergency now would reach")).toContainText("new@bella-pizza.example");
  await expect(category("An emergency now would reach")).not.toContainText("so administrators are told");
  await email.fill("new@");
  await expect(category("An emergency now would reach")).toContainText("Anna Nowak (admin@bella-pizza.example)");
  await expect(category("An emergency now would reach")).toContainText("so administrators are told");
});

test("older changes are shown on request", async ({ page, colleague }) => {
  const portal = new Portal(page);
  const administrator = await colleague(BELLA_PIZZA, "admin");
  for (let count = 0; count < 25; count += 1) {
    await administrator.change("production", { operational_public: { email: `help-${count}@partner.example` } });
  }
  await page.reload();
  const entries = portal.history.getByRole("listitem").filter({ has: page.getByRole("time") });
  const more = portal.history.getByRole("button", { name: "Show older changes" });
  await expect(more).toBeVisible();
  const before = await entries.count();
  await more.click();
  await expect(entries).not.toHaveCount(before);
  await expect(entries.nth(before)).toBeFocused();
  while (await more.isVisible()) {
    const shown = await entries.count();
    await more.click();
    await expect(entries).not.toHaveCount(shown);
  }
  await expect(entries).toHaveCount(26);
  await expect(entries.last()).toContainText("First saved");
});
