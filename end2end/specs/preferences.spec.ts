// What people have set their device to: theme, motion, forced colours, contrast.

import type { Locator, Page } from "@playwright/test";
import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";
import { SignInPage } from "../pages/SignInPage.ts";

/** The longest that anything moves, in milliseconds. */
async function longestMotion(page: Page): Promise<number> {
  return page.evaluate(() => {
    const milliseconds = (list: string) => list.split(",").map((it) => parseFloat(it) * (it.includes("ms") ? 1 : 1000));
    const of = (element: Element, pseudo?: string) => {
      const style = getComputedStyle(element, pseudo);
      return [...milliseconds(style.transitionDuration), ...milliseconds(style.animationDuration)];
    };
    const all = [...document.querySelectorAll("*")];
    return Math.max(...all.flatMap((it) => [...of(it), ...of(it, "::before"), ...of(it, "::after")]));
  });
}

for (const { reducedMotion, most } of [
  { reducedMotion: "reduce", most: 0 },
  { reducedMotion: "no-preference", most: 150 },
] as const) {
  test(`nothing moves for longer than ${most} ms when motion is: ${reducedMotion}`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion });
    await signIn(page, BELLA_PIZZA, "admin");
    const portal = new Portal(page);
    await portal.openLocked("production");
    await portal.modal.submit.click();
    await expect(portal.modal.form.summary).toBeFocused();
    expect(await longestMotion(page)).toBeLessThanOrEqual(most);
    if (most > 0) expect(await longestMotion(page)).toBeGreaterThan(0);
  });
}

async function background(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
}

test("the theme follows the device, until one chooses, and the choice is remembered", async ({ page, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  await portal.openUnlocked("production");
  await page.emulateMedia({ colorScheme: "light" });
  const light = await background(page);
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await background(page);
  expect(dark).not.toBe(light);
  await portal.theme.selectOption("Light");
  expect(await background(page)).toBe(light);
  await page.reload();
  await expect(portal.title).toBeVisible();
  await expect(portal.theme).toHaveValue("light");
  expect(await background(page)).toBe(light);
  await portal.theme.selectOption("As on this device");
  expect(await background(page)).toBe(dark);
});

test("with forced colours, what only colour told apart still is", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  const { form, contactTab, usersTab, submit, dialog } = portal.modal;
  await portal.openLocked("production");
  await form.schedule().perWeekday.check();
  await form.schedule().weekdaysPreset.click();
  await submit.click();
  await expect(form.summary).toBeFocused();

  const style = async (control: Locator, property: string, pseudo?: string) =>
    control.evaluate((it, [name, of]) => getComputedStyle(it, of).getPropertyValue(name), [property, pseudo] as const);
  // The chosen tab is underlined, the other one isn't.
  const underline = (tab: Locator) => style(tab, "content", "::after");
  expect(await underline(contactTab)).not.toBe(await underline(usersTab));
  // Covered hours differ from the paper.
  const bar = form.week.locator("rect.week-1").first();
  expect(await style(bar, "fill")).not.toBe(await style(dialog, "background-color"));
  // Controls have edges.
  for (const control of [submit, form.publicContact.email, form.schedule().timeZone]) {
    expect(await style(control, "border-top-style")).toBe("solid");
    expect(parseFloat(await style(control, "border-top-width"))).toBeGreaterThan(0);
  }
});

test("the loading page is painted before the program is there", async ({ page }) => {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route("**/*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/", { waitUntil: "commit" });
  const loading = page.getByRole("status").filter({ hasText: "Loading" });
  await expect(loading).toBeVisible();
  // The requests for data leave with the page.
  await page.waitForFunction(() => performance.getEntriesByName(`${location.origin}/api/v1/me`).length === 1);
  letGo();
  await expect(new SignInPage(page).heading).toBeVisible();
  await expect(loading).toBeHidden();
});

test("the program that can't be loaded is said in the browser's language", async ({ page, complaints }) => {
  complaints.expect(/net::ERR_FAILED|messages/);
  await page.route("**/messages/**", (route) => route.abort());
  await page.goto("/");
  await expect(page.getByRole("status")).toHaveText(
    "The portal couldn’t be loaded. Check your connection and reload the page.",
  );
});
