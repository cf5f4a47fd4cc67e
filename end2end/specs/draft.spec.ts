// What is typed and not yet submitted: shared with colleagues, and never lost.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

const { people } = BELLA_PIZZA;

test("what is typed is there again after a reload", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  const { form } = portal.modal;
  await portal.openLocked("production");
  await form.fill(BELLA_PIZZA, "production");
  await form.contact("technical_emergency").email.fill("not finis");
  await form.schedule().perWeekday.check();
  await form.schedule().day("Friday").add.click();
  await form.schedule().day("Friday").type(1, "09:00", "1");
  await portal.modal.draftIsSaved();
  await expect.poll(() => draftHas(page, "not finis")).toBe(true);
  await page.reload();
  await expect(form.contact("technical_emergency").email).toHaveValue("not finis");
  await expect(form.alertContact(people.admin)).toBeChecked();
  await expect(form.publicContact.email).toHaveValue("help@partner.example");
  expect(await form.schedule().day("Friday").shifts()).toEqual(["09:00–1"]);
  await expect(portal.modal.dialog).toContainText(/You started this on/);
  // Nobody has had a chance yet to finish what was typed before.
  await expect(form.contact("technical_emergency").email).not.toHaveAttribute("aria-invalid");
});

/** Whether the server has this text in the draft. */
async function draftHas(page: import("@playwright/test").Page, text: string): Promise<boolean> {
  const answer = await page.request.get("/api/v1/accounts/bella-pizza/draft?environment=production");
  return (await answer.text()).includes(text);
}

test("a colleague goes on with it, and sees who started it", async ({ page, otherBrowser }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const first = new Portal(page);
  await first.openLocked("sandbox");
  await first.modal.form.contact("technical_emergency").email.fill("typed-by-piotr@partner.example");
  await first.modal.draftIsSaved();

  const other = await otherBrowser();
  await signIn(other, BELLA_PIZZA, "admin");
  const second = new Portal(other);
  await second.openLocked("sandbox");
  const { form } = second.modal;
  await expect(form.contact("technical_emergency").email).toHaveValue("typed-by-piotr@partner.example");
  await expect(second.modal.dialog).toContainText(
    new RegExp(`${people.editor} started this on .*You can continue where they left off`),
  );
  await form.contact("technical_non_emergency").email.fill("typed-by-anna@partner.example");
  await second.modal.draftIsSaved();

  await page.reload();
  await expect(first.modal.form.contact("technical_non_emergency").email).toHaveValue("typed-by-anna@partner.example");
  await expect(first.modal.dialog).toContainText(/You started this on/);
});

test("two who type in different fields at the same time don't overwrite one another", async ({
  page,
  otherBrowser,
}) => {
  const other = await otherBrowser();
  await signIn(page, BELLA_PIZZA, "editor");
  await signIn(other, BELLA_PIZZA, "admin");
  const [mine, theirs] = [new Portal(page), new Portal(other)];
  await mine.openLocked("sandbox");
  await theirs.openLocked("sandbox");
  await mine.modal.form.contact("technical_emergency").email.fill("mine@partner.example");
  await mine.modal.draftIsSaved();
  await theirs.modal.form.contact("technical_non_emergency").email.fill("theirs@partner.example");
  await theirs.modal.draftIsSaved();
  await page.reload();
  await expect(mine.modal.form.contact("technical_emergency").email).toHaveValue("mine@partner.example");
  await expect(mine.modal.form.contact("technical_non_emergency").email).toHaveValue("theirs@partner.example");
});

test("each environment has a draft of its own", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openLocked("sandbox");
  await portal.modal.form.contact("technical_emergency").email.fill("sandbox@partner.example");
  await portal.modal.draftIsSaved();
  await portal.openLocked("production");
  await expect(portal.modal.form.contact("technical_emergency").email).toHaveValue("");
});

test("an accepted submit ends it", async ({ page, colleague }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openLocked("sandbox");
  await portal.modal.form.fill(BELLA_PIZZA, "sandbox");
  await portal.modal.draftIsSaved();
  await portal.modal.submit.click();
  await portal.modal.goToPortal.click();
  const answer = await (await colleague(BELLA_PIZZA, "admin")).ask("GET", "/draft?environment=sandbox");
  expect(((await answer.json()) as { values: unknown }).values).toBeNull();
});

test("what couldn't be sent is kept in the window, and is there after a reload", async ({ page, complaints }) => {
  complaints.expect(/net::ERR_FAILED.*\/draft/);
  page.on("dialog", (question) => void question.accept());
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  const { form, dialog } = portal.modal;
  await portal.openLocked("sandbox");
  await page.route("**/draft?*", (route) => (route.request().method() === "PATCH" ? route.abort() : route.continue()));
  await form.contact("technical_emergency").email.fill("kept@partner.example");
  await expect(dialog).toContainText("The draft couldn’t be saved. What you typed is kept in this browser");
  await page.reload();
  await expect(form.contact("technical_emergency").email).toHaveValue("kept@partner.example");
  await page.unrouteAll();
  await form.contact("technical_non_emergency").email.fill("more@partner.example");
  await portal.modal.draftIsSaved();
});

test("what is kept in the window isn't shown to the next one who signs in there", async ({ page, complaints }) => {
  complaints.expect(/net::ERR_FAILED.*\/draft/);
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  const { form, dialog } = portal.modal;
  await portal.openLocked("sandbox");
  await page.route("**/draft?*", (route) => (route.request().method() === "PATCH" ? route.abort() : route.continue()));
  await form.contact("technical_emergency").email.fill("kept@partner.example");
  await expect(dialog).toContainText("The draft couldn’t be saved.");
  await portal.modal.signOut.click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await signIn(page, BELLA_PIZZA, "admin");
  page.on("dialog", (question) => void question.accept());
  await page.unrouteAll();
  await portal.openLocked("sandbox");
  await expect(form.contact("technical_emergency").email).toHaveValue("");
});

test("discarding it brings back what is stored, after a question", async ({ page, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("sandbox");
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openUnlocked("sandbox", "/configuration/contact-information");
  const { email } = portal.form.publicContact;
  await email.fill("changed@partner.example");
  await portal.main.getByRole("button", { name: "Discard draft" }).click();
  const question = page.getByRole("dialog", { name: "Discard the draft?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(email).toHaveValue("changed@partner.example");
  await portal.main.getByRole("button", { name: "Discard draft" }).click();
  await question.getByRole("button", { name: "Discard" }).click();
  await expect(email).toHaveValue("help@partner.example");
  await page.reload();
  await expect(email).toHaveValue("help@partner.example");
});
