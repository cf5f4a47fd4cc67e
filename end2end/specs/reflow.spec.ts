// 320 px, or text twice as large: everything is there, and nothing has to be scrolled sideways.

import type { Page } from "@playwright/test";
import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { STATES } from "../fixtures/states.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

/** What sticks out of the window, or of a box that scrolls. */
async function whatSticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrollers = [...document.querySelectorAll<HTMLElement>("*")].filter((it) => {
      const { overflowX, clipPath } = getComputedStyle(it);
      // Words for screen readers alone are cut off on purpose.
      return overflowX !== "visible" && clipPath === "none" && it.checkVisibility();
    });
    // Text in a line that is too short scrolls by itself while one types.
    const wide = [document.documentElement, ...scrollers]
      .filter((it) => !(it instanceof HTMLInputElement) && it.scrollWidth > it.clientWidth + 1)
      .map((it) => `${it.tagName}.${it.className} scrolls: ${it.scrollWidth} > ${it.clientWidth}`);
    const outside = [...document.body.querySelectorAll("button, a, input, select, textarea, h1, h2, h3, p, legend, td")]
      .filter((it) => it.checkVisibility({ visibilityProperty: true }))
      .map((it) => ({ it, box: it.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && (box.right > innerWidth + 1 || box.left < -1))
      .map(({ it, box }) => `${it.outerHTML.slice(0, 100)} reaches from ${box.left} to ${box.right}`);
    return [...wide, ...outside];
  });
}

const VIEWS = [
  { what: "at 320 px", width: 320, height: 640, text: "100%" },
  { what: "with text twice as large", width: 1280, height: 800, text: "200%" },
];

for (const { name, as, complaint, reach } of STATES) {
  test(`${name}: nothing sticks out`, async ({ page, context, colleague, complaints }) => {
    if (complaint) complaints.expect(complaint);
    if (as) await signIn(page, BELLA_PIZZA, as);
    const administrator = await colleague(BELLA_PIZZA, "admin");
    await reach({ page, context, portal: new Portal(page), administrator });
    for (const { what, width, height, text } of VIEWS) {
      await page.setViewportSize({ width, height });
      await page.evaluate((size) => document.documentElement.style.setProperty("font-size", size), text);
      expect(await whatSticksOut(page), what).toEqual([]);
    }
  });
}

test("the whole way works at 320 px", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  const { modal } = portal;
  await portal.openLocked("production");
  await modal.submit.click();
  await expect(modal.form.summary).toBeFocused();
  await modal.form.fill(BELLA_PIZZA, "production");
  await modal.submit.click();
  await modal.goToPortal.click();
  await expect(portal.title).toHaveText("Bella Pizza");
  await page.getByRole("button", { name: "Menu" }).click();
  await expect(portal.language).toBeVisible();
  await portal.theme.selectOption("Dark");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.getByRole("button", { name: "Menu" }).click();
  await expect(portal.language).toBeHidden();
  await portal.goTo("Contact information");
  await expect(portal.form.contact("technical_emergency").email).toHaveValue("oncall@partner.example");
});

test("on a short screen the modal's fields have room, and its button is in reach", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 256 });
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openLocked("production");
  const { email } = portal.modal.form.contact("technical_emergency");
  await email.scrollIntoViewIfNeeded();
  await email.click();
  await expect(email).toBeFocused();
  await portal.modal.submit.click();
  await expect(portal.modal.form.summary).toBeFocused();
  await expect(portal.modal.form.summary).toBeInViewport();
});
