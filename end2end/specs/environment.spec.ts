// The environment: switched in the header, kept in the address.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

test.beforeEach(async ({ page, colleague }) => {
  const administrator = await colleague(BELLA_PIZZA, "admin");
  await administrator.complete("sandbox");
  await administrator.complete("production");
  await signIn(page, BELLA_PIZZA, "editor");
});

test("switching it keeps the page, and changes the address", async ({ page }) => {
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/users");
  await portal.environment.selectOption("Sandbox");
  await expect(page).toHaveURL(/\/users\?environment=sandbox$/);
  await expect(portal.title).toHaveText("Users");
  await portal.goTo("Contact information");
  await expect(page).toHaveURL(/\/configuration\/contact-information\?environment=sandbox$/);
  await expect(portal.form.field("technical_emergency")).toBeVisible();
  await expect(portal.form.field("alert_contacts")).toBeHidden();
});

test("going back in the browser, the address and what is shown agree", async ({ page }) => {
  const portal = new Portal(page);
  await portal.openUnlocked("production");
  await portal.goTo("Users");
  await expect(portal.title).toHaveText("Users");
  await portal.environment.selectOption("Sandbox");
  await expect(page).toHaveURL(/\/users\?environment=sandbox$/);
  await page.goBack();
  await expect(portal.title).toHaveText("Bella Pizza");
  await expect.poll(async () => page.url().endsWith(`=${await portal.environment.inputValue()}`)).toBe(true);
});

test("the operator's name leads home, in the same environment", async ({ page }) => {
  const portal = new Portal(page);
  await portal.openUnlocked("sandbox", "/users");
  await page.getByRole("banner").getByRole("link", { name: "Example Operator" }).click();
  await expect(portal.title).toHaveText("Bella Pizza");
  await expect(page).toHaveURL(/\/\?environment=sandbox$/);
  await expect(portal.environment).toHaveValue("sandbox");
});

test("an address without an environment is given one", async ({ page }) => {
  const portal = new Portal(page);
  await page.goto("/users");
  await expect(portal.environment).toHaveValue("production");
  await expect(page).toHaveURL(/\/users\?environment=production$/);
});

test("an environment that isn't one is production", async ({ page }) => {
  const portal = new Portal(page);
  await page.goto("/users?environment=elsewhere");
  await expect(portal.title).toHaveText("Users");
  await expect(portal.environment).toHaveValue("production");
});

test("the modal switches it, too", async ({ page, colleague }) => {
  const administrator = await colleague(BELLA_PIZZA, "admin");
  await administrator.remove(await administrator.user(BELLA_PIZZA.people.viewer));
  const { id } = await administrator.grantAccess("Nina Neu", "nina@bella-pizza.example", "viewer");
  await administrator.change("production", { alert_contacts: [id] });
  await administrator.remove(await administrator.user("Nina Neu"));
  const portal = new Portal(page);
  await portal.openLocked("production");
  await portal.modal.environment.selectOption("Sandbox");
  await expect(portal.modal.dialog).toBeHidden();
  await expect(portal.title).toHaveText("Bella Pizza");
  await expect(page).toHaveURL(/environment=sandbox$/);
});
