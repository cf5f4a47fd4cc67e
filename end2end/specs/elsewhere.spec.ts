// What happens elsewhere shows here within seconds, without a reload.

import type { Page } from "@playwright/test";
import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

const { people } = BELLA_PIZZA;

/** Marks the page, to see later whether it was loaded anew. */
async function mark(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { isMarked: true }));
}

async function isMarked(page: Page): Promise<boolean> {
  return page.evaluate(() => "isMarked" in window);
}

test("a colleague's submit opens the portal in every other window", async ({ page, otherBrowser, context }) => {
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openLocked("sandbox");
  const secondTab = new Portal(await context.newPage());
  await secondTab.openLocked("sandbox", "/users");
  const viewer = new Portal(await otherBrowser());
  await signIn(viewer.page, BELLA_PIZZA, "viewer");
  await viewer.openLocked("sandbox");
  await mark(secondTab.page);
  await mark(viewer.page);

  await page.bringToFront();
  await portal.modal.form.fill(BELLA_PIZZA, "sandbox");
  await portal.modal.submit.click();
  await expect(portal.modal.goToPortal).toBeVisible();

  await expect(viewer.modal.dialog).toBeHidden();
  await expect(viewer.title).toHaveText("Bella Pizza");
  await expect(
    viewer.announcement("A colleague completed the mandatory information. The portal is open."),
  ).toBeAttached();
  await secondTab.page.bringToFront();
  await expect(secondTab.modal.dialog).toBeHidden();
  await expect(secondTab.title).toHaveText("Users");
  expect([await isMarked(viewer.page), await isMarked(secondTab.page)]).toEqual([true, true]);
});

test("when the portal opens, the focus goes to the page that was covered", async ({ page, colleague }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openLocked("sandbox", "/users");
  await portal.modal.form.publicContact.email.focus();
  await (await colleague(BELLA_PIZZA, "admin")).complete("sandbox");
  await expect(portal.modal.dialog).toBeHidden();
  await expect(portal.title).toHaveText("Users");
  await expect(page.locator("main:focus, main :focus")).toHaveCount(1);
});

test("when something is missing again, the modal is back in every window", async ({ page, colleague }) => {
  const administrator = await colleague(BELLA_PIZZA, "admin");
  const viewer = await administrator.user(people.viewer);
  await administrator.complete("production");
  await administrator.change("production", { alert_contacts: [viewer.id] });
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/users");
  await mark(page);
  await administrator.remove(viewer);
  await portal.modal.isReady();
  expect(await isMarked(page)).toBe(true);
  const { form } = portal.modal;
  await expect(form.field("alert_contacts").getByRole("checkbox")).toHaveCount(2);
  await expect(form.contact("technical_emergency").email).toHaveValue("oncall@partner.example");
  await form.alertContact(people.editor).check();
  await portal.modal.submit.click();
  await portal.modal.goToPortal.click();
  await expect(portal.title).toHaveText("Users");
});

test("what is being typed when the gate locks is still there", async ({ page, colleague }) => {
  const administrator = await colleague(BELLA_PIZZA, "admin");
  const viewer = await administrator.user(people.viewer);
  await administrator.complete("production");
  await administrator.change("production", { alert_contacts: [viewer.id] });
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/configuration/contact-information");
  await portal.form.publicContact.email.fill("typed@partner.example");
  await administrator.remove(viewer);
  await portal.modal.isReady();
  await expect(portal.modal.form.publicContact.email).toHaveValue("typed@partner.example");
});

test("one environment opens without the other", async ({ page, colleague }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openLocked("sandbox");
  await (await colleague(BELLA_PIZZA, "admin")).complete("sandbox");
  await expect(portal.modal.dialog).toBeHidden();
  await portal.environment.selectOption("Production");
  await portal.modal.isReady();
  await expect(portal.modal.form.field("alert_contacts")).toBeVisible();
  // What sandbox has is there already.
  await expect(portal.modal.form.contact("technical_emergency").email).toHaveValue("oncall@partner.example");
});

test("a colleague who is granted access elsewhere appears in the picker", async ({ page, colleague }) => {
  const administrator = await colleague(BELLA_PIZZA, "admin");
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openLocked("production");
  await administrator.grantAccess("Nina Neu", "nina@bella-pizza.example", "viewer");
  await portal.modal.usersTab.click();
  await expect(portal.modal.users.user("Nina Neu")).toBeVisible();
  await portal.modal.contactTab.click();
  await expect(portal.modal.form.alertContact("Nina Neu")).toBeVisible();
});

test("an editor who becomes a viewer elsewhere is told when saving", async ({ page, colleague, complaints }) => {
  complaints.expect(/status of 403/);
  const administrator = await colleague(BELLA_PIZZA, "admin");
  await administrator.complete("sandbox");
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openUnlocked("sandbox", "/configuration/contact-information");
  await administrator.changeRole(await administrator.user(people.editor), "viewer");
  await portal.form.publicContact.email.fill("typed@partner.example");
  await portal.saveChanges.click();
  await expect(portal.main.getByRole("alert")).toContainText("Your role doesn’t allow this");
});
