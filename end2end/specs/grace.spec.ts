// The operator has announced to ask for more: until then there is a notice with the date, and nothing is locked.

import { join } from "node:path";
import { CITY_WALKS } from "../fixtures/accounts.ts";
import { expectAccessible } from "../fixtures/accessible.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

const NEW_FIELD = "Operational contact for merchant issues";

test.use({ settings: { CALLSHEET_CONFIG: join(import.meta.dirname, "../fixtures/announced-policy.toml") } });

test("what will be required is announced, can be given before, and then the notice goes", async ({
  page,
  colleague,
}) => {
  const administrator = await colleague(CITY_WALKS, "admin");
  await administrator.complete("production");
  await signIn(page, CITY_WALKS, "editor");
  const portal = new Portal(page);
  await portal.openUnlocked("production");
  const notice = portal.main.getByText("Required from March 1, 2099.");
  await expect(notice).toBeVisible();
  await expect(portal.main).toContainText(NEW_FIELD);
  await portal.main.getByRole("link", { name: "Contact information" }).first().click();
  await expect(portal.title).toHaveText("Contact information");
  await expect(notice).toBeVisible();
  await expect(portal.form.field("merchant_issues")).toContainText("Optional");
  await expectAccessible(page);
  await portal.form.contact("merchant_issues").email.fill("merchants@city-walks.example");
  await portal.saveChanges.click();
  await expect(portal.announcement("Contact information saved")).toBeVisible();
  await expect(notice).toBeHidden();
});

test("the modal doesn't insist on what isn't required yet", async ({ page }) => {
  await signIn(page, CITY_WALKS, "editor");
  const portal = new Portal(page);
  const { form, submit, goToPortal } = portal.modal;
  await portal.openLocked("production");
  await expect(form.field("merchant_issues")).toContainText("Optional");
  await form.fill(CITY_WALKS, "production");
  await submit.click();
  await expect(goToPortal).toBeVisible();
});
