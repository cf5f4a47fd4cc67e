// What is typed and not yet submitted: shared with colleagues, and never lost.

import type { Page } from "@playwright/test";
import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";
import { SignInPage } from "../pages/SignInPage.ts";

const { people } = BELLA_PIZZA;

/** Whether the server has this text in the draft. */
async function draftHas(page: Page, text: string): Promise<boolean> {
  const answer = await page.request.get("/api/v1/accounts/bella-pizza/draft?environment=production");
  return (await answer.text()).includes(text);
}

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
  await expect.poll(() => draftHas(page, '"to":"1"')).toBe(true);
  await page.reload();
  await expect(form.contact("technical_emergency").email).toHaveValue("not finis");
  await expect(form.alertContact(people.admin)).toBeChecked();
  await expect(form.publicContact.email).toHaveValue("help@partner.example");
  expect(await form.schedule().day("Friday").shifts()).toEqual(["09:00–1"]);
  await expect(portal.modal.dialog).toContainText(/You started this on/);
  // Nobody has had a chance yet to finish what was typed before.
  await expect(form.contact("technical_emergency").email).not.toHaveAttribute("aria-invalid");
});

/** Ways to leave what one is typing, and to come back to it. */
const LEAVES: readonly { how: string; leaveAndReturn: (page: Page, portal: Portal) => Promise<void> }[] = [
  {
    how: "the page is loaded anew",
    leaveAndReturn: async (page) => {
      await page.reload();
    },
  },
  {
    how: "the environment is switched",
    leaveAndReturn: async (_, { modal }) => {
      await modal.environment.selectOption("Sandbox");
      await expect(modal.form.field("alert_contacts")).toBeHidden();
      await modal.environment.selectOption("Production");
      await expect(modal.form.field("alert_contacts")).toBeVisible();
    },
  },
  {
    how: "one signs out",
    leaveAndReturn: async (page, { modal }) => {
      await modal.signOut.click();
      await new SignInPage(page).signInAs(BELLA_PIZZA, "editor");
      await modal.isReady();
    },
  },
];

for (const { how, leaveAndReturn } of LEAVES) {
  test(`what is typed in the last moment before ${how} isn't lost`, async ({ page }) => {
    page.on("dialog", (question) => void question.accept());
    await signIn(page, BELLA_PIZZA, "editor");
    const portal = new Portal(page);
    const { email } = portal.modal.form.publicContact;
    await portal.openLocked("production");
    await email.fill("last-moment@partner.example");
    await leaveAndReturn(page, portal);
    await expect(email).toHaveValue("last-moment@partner.example");
    await expect.poll(() => draftHas(page, "last-moment")).toBe(true);
  });
}

test("a draft that is on its way during the submit doesn't come back after it", async ({ page, colleague }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  const { modal } = portal;
  await portal.openLocked("sandbox");
  await modal.form.fill(BELLA_PIZZA, "sandbox");
  await modal.draftIsSaved();
  // A slow network: the draft is under way for as long as the submit is, or for two seconds if that waits for it.
  let submitted = () => {};
  const isSubmitted = new Promise<void>((resolve) => (submitted = resolve));
  await page.route("**/draft?*", async (route) => {
    await Promise.race([isSubmitted, new Promise((resolve) => setTimeout(resolve, 2000))]);
    await route.continue();
  });
  page.on("response", (response) => {
    if (response.request().method() === "PUT" && response.url().includes("/contact-information")) submitted();
  });
  const draftIsOnItsWay = page.waitForRequest((request) => request.method() === "PATCH");
  const draftHasArrived = page.waitForResponse((response) => response.request().method() === "PATCH");
  await modal.form.publicContact.email.fill("typed-last@partner.example");
  await draftIsOnItsWay;
  await modal.submit.click();
  await expect(modal.goToPortal).toBeVisible();
  await draftHasArrived;
  const viewer = await colleague(BELLA_PIZZA, "viewer");
  // The page ends the late draft once it hears that the server has taken it.
  const draft = async () =>
    (await viewer.ask("GET", "/draft?environment=sandbox")).json() as Promise<{ values: unknown }>;
  await expect.poll(async () => (await draft()).values).toBeNull();
  expect((await viewer.stored("sandbox")).values["operational_public"]).toMatchObject({
    email: "typed-last@partner.example",
  });
});

test("what is typed while a save is on its way isn't lost", async ({ page, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/configuration/contact-information");
  await portal.form.publicContact.email.fill("saved@partner.example");
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route("**/contact-information?*", async (route) => {
    if (route.request().method() === "PUT") await held;
    await route.continue();
  });
  const saveIsOnItsWay = page.waitForRequest((request) => request.method() === "PUT");
  await portal.saveChanges.click();
  await saveIsOnItsWay;
  await portal.form.contact("technical_emergency").email.fill("typed-meanwhile@partner.example");
  letGo();
  await expect(portal.main).toContainText(new RegExp(`by ${people.editor}`));
  await expect(portal.form.contact("technical_emergency").email).toHaveValue("typed-meanwhile@partner.example");
  await expect(portal.form.publicContact.email).toHaveValue("saved@partner.example");
  await expect(portal.main.getByRole("status").filter({ hasText: "Unsaved changes" })).toBeVisible();
});

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
