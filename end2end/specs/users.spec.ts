// The page with everybody who has access: roles, removals, and what a removal would lock.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

const { people } = BELLA_PIZZA;

test.beforeEach(async ({ colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
});

test("an administrator changes a role", async ({ page, colleague }) => {
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/users");
  await portal.users.changeRole(people.viewer).click();
  const dialog = page.getByRole("dialog", { name: `Role of ${people.viewer}` });
  await dialog.getByRole("combobox", { name: "Role" }).selectOption("Editor");
  await dialog.getByRole("button", { name: "Change role" }).click();
  await expect(portal.users.user(people.viewer)).toContainText("Editor");
  await expect(portal.announcement(`Role of ${people.viewer}: Editor`)).toBeAttached();
  expect((await (await colleague(BELLA_PIZZA, "admin")).user(people.viewer)).role).toBe("editor");
});

test("nothing happens when a question is answered with Escape", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/users");
  await portal.users.remove(people.viewer).click();
  const dialog = page.getByRole("dialog", { name: `Remove ${people.viewer}?` });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(portal.users.user(people.viewer)).toBeVisible();
  await expect(portal.users.remove(people.viewer)).toBeFocused();
});

test("somebody who is removed can't come in any more", async ({ page, otherBrowser, complaints }) => {
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/users");
  const theirs = await otherBrowser();
  await signIn(theirs, BELLA_PIZZA, "viewer");
  const theirPortal = new Portal(theirs);
  await theirPortal.openUnlocked("production");

  await portal.users.remove(people.viewer).click();
  await page
    .getByRole("dialog", { name: `Remove ${people.viewer}?` })
    .getByRole("button", { name: "Remove access" })
    .click();
  await expect(portal.users.user(people.viewer)).toBeHidden();
  await expect(portal.announcement(`${people.viewer} no longer has access`)).toBeAttached();
  await expect(page.locator(":focus")).toHaveCount(1);

  complaints.expect(/status of 40[14]/);
  await theirs.reload();
  await expect(theirs.getByRole("main")).not.toContainText("Bella Pizza");
  await expect(theirs.getByText("You are signed in, but have no access to any account.")).toBeVisible();
});

test("removing the last alert contact warns first, and locks production", async ({ page, colleague }) => {
  const administrator = await colleague(BELLA_PIZZA, "admin");
  const viewer = await administrator.user(people.viewer);
  await administrator.change("production", { alert_contacts: [viewer.id] });
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/users");
  await portal.users.remove(people.viewer).click();
  const dialog = page.getByRole("dialog", { name: `Remove ${people.viewer}?` });
  await expect(dialog).toContainText(
    `${people.viewer} is the last alert contact. Without one, production locks again for everyone in your account.`,
  );
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(portal.users.user(people.viewer)).toBeVisible();
  await portal.users.remove(people.viewer).click();
  await dialog.getByRole("button", { name: "Remove access" }).click();
  await portal.modal.isReady();
  await expect(portal.modal.form.field("alert_contacts")).toBeVisible();
  await expect(portal.modal.form.contact("technical_emergency").email).toHaveValue("oncall@partner.example");
});

test("the only administrator can't be removed or demoted", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/users");
  await expect(portal.users.user(people.admin)).toContainText(
    "The only administrator can’t be removed or given another role.",
  );
  await expect(portal.users.user(people.admin).getByRole("button")).toHaveCount(0);
  await expect(portal.users.remove(people.viewer)).toBeVisible();
});

test("an editor grants nothing while every gate is open", async ({ page, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("sandbox");
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/users");
  await expect(portal.users.table).toBeVisible();
  await expect(portal.users.granting).toBeHidden();
  await expect(portal.main).toContainText("Administrators manage users.");
});
