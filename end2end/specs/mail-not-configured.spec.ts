// No mail server is connected yet: administrators are told, and whoever grants access.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expectAccessible } from "../fixtures/accessible.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

const NOTICE = "Email isn’t set up yet";
const PATHS = ["/", "/users", "/notifications", "/configuration/contact-information"];

test.beforeEach(async ({ colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
});

test("administrators read it where they would wait for mail", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  for (const path of PATHS) {
    await portal.openUnlocked("production", path);
    await expect(portal.main.getByText(NOTICE), path).toBeVisible();
    await expectAccessible(page);
  }
});

test("so does whoever grants access in the modal", async ({ page, colleague }) => {
  const administrator = await colleague(BELLA_PIZZA, "admin");
  // The only alert contact goes, so the gate locks again.
  const viewer = await administrator.user(BELLA_PIZZA.people.viewer);
  await administrator.change("production", { alert_contacts: [viewer.id] });
  await administrator.remove(viewer);
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openLocked("production");
  await portal.modal.usersTab.click();
  await expect(portal.modal.dialog.getByText(NOTICE)).toBeVisible();
  await expectAccessible(page);
});

test("other editors don't", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/notifications");
  await expect(portal.main.getByRole("heading", { name: "No notifications yet" })).toBeVisible();
  await expect(portal.main.getByText(NOTICE)).toBeHidden();
});

test("nobody does once there is one", async ({ page, mailbox }) => {
  await mailbox.clear();
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/notifications");
  await expect(portal.main.getByRole("heading", { name: "No notifications yet" })).toBeVisible();
  await expect(portal.main.getByText(NOTICE)).toBeHidden();
});
