// Addresses at which there is nothing, and the names of pages.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

test.beforeEach(async ({ page, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  await signIn(page, BELLA_PIZZA, "editor");
});

test("an address without a page says so, and leads home", async ({ page }) => {
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/no/such/page");
  await expect(portal.title).toHaveText("Page not found");
  await expect(page).toHaveTitle("Page not found – Partner Portal");
  await portal.main.getByRole("link", { name: "Go to the home page" }).click();
  await expect(portal.title).toHaveText("Bella Pizza");
});

const PAGES = [
  { link: "Home", heading: "Bella Pizza", title: "Home – Partner Portal" },
  { link: "Contact information", heading: "Contact information", title: "Contact information – Partner Portal" },
  { link: "Users", heading: "Users", title: "Users – Partner Portal" },
  { link: "Help and support", heading: "Help and support", title: "Help and support – Partner Portal" },
];

test("each page names itself, is marked in the navigation, and takes the focus when it is gone to", async ({
  page,
}) => {
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/no/such/page");
  for (const { link, heading, title } of PAGES) {
    await portal.goTo(link);
    await expect(portal.title).toHaveText(heading);
    await expect(page).toHaveTitle(title);
    await expect(portal.title).toBeFocused();
    await expect(portal.navigation.getByRole("link", { name: link })).toHaveAttribute("aria-current", "page");
    await expect(portal.navigation.locator("[aria-current]")).toHaveCount(1);
  }
});

test("the first stop of Tab skips to the page", async ({ page }) => {
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/users");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to main content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(portal.main).toBeFocused();
});
