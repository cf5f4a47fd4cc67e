// The modal can't be dismissed, and truly covers the page; but nobody is trapped in it.

import type { Page } from "@playwright/test";
import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

/** More than there are stops in the modal. */
const MANY_TABS = 120;

test.beforeEach(async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  await new Portal(page).openLocked("production");
});

/** A node as the browser hands it to assistive technology. */
interface AccessibleNode {
  nodeId: string;
  ignored: boolean;
  role?: { value: string };
  childIds?: string[];
}

/** Where the focus is: in the dialog, in the page behind it, or on nothing of the page. */
async function focusIsIn(page: Page): Promise<"dialog" | "behind" | "nothing"> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return "nothing";
    return focused.closest("dialog") ? "dialog" : "behind";
  });
}

test("it begins with the focus on its heading, and says why it is there", { tag: "@firefox" }, async ({ page }) => {
  const { dialog } = new Portal(page).modal;
  await expect(dialog.getByRole("heading", { name: "Mandatory information" })).toBeFocused();
  await expect(dialog).toHaveAccessibleDescription(/^Example Operator needs to know whom to reach at Bella Pizza/);
});

for (const when of ["at once", "after something was typed"]) {
  test(`Escape does nothing ${when}, however often it is pressed`, { tag: "@firefox" }, async ({ page }) => {
    const { dialog, form } = new Portal(page).modal;
    const { email } = form.contact("technical_emergency");
    if (when !== "at once") await email.fill("oncall@partner.example");
    for (let presses = 0; presses < 3; presses += 1) {
      await page.keyboard.press("Escape");
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      await expect(dialog).toBeVisible();
      expect(await dialog.evaluate((it) => it.matches(":modal"))).toBe(true);
    }
    if (when !== "at once") {
      await expect(email).toBeFocused();
      await expect(email).toHaveValue("oncall@partner.example");
    }
  });
}

test("what is behind it takes neither clicks nor the focus", { tag: "@firefox" }, async ({ page }) => {
  const { dialog } = new Portal(page).modal;
  const address = page.url();
  for (const place of [
    { x: 40, y: 30 },
    { x: 5, y: 400 },
  ]) {
    await page.mouse.click(place.x, place.y);
    expect(await focusIsIn(page)).not.toBe("behind");
  }
  const focusable = await page.evaluate(() => {
    const behind = [...document.body.querySelectorAll<HTMLElement>("*")].filter((it) => !it.closest("dialog"));
    const takesFocus = (it: HTMLElement) => {
      it.focus();
      return document.activeElement === it;
    };
    return behind.filter(takesFocus).map((it) => it.outerHTML);
  });
  expect(focusable).toEqual([]);
  await expect(dialog).toBeVisible();
  expect(page.url()).toBe(address);
});

test("assistive technology finds nothing but it", async ({ page, context }) => {
  const session = await context.newCDPSession(page);
  const { nodes } = (await session.send("Accessibility.getFullAXTree")) as { nodes: AccessibleNode[] };
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const roles = (node: AccessibleNode | undefined): string[] => {
    if (!node) return [];
    const below = (node.childIds ?? []).flatMap((id) => roles(byId.get(id)));
    return node.ignored ? below : [node.role?.value ?? ""];
  };
  const [root] = nodes;
  expect((root?.childIds ?? []).flatMap((id) => roles(byId.get(id)))).toEqual(["dialog"]);
});

test("Tab reaches everything in it, leaves it to the browser's own bar only, and begins anew", async ({ page }) => {
  const { dialog, submit, signOut } = new Portal(page).modal;
  const seen = new Set<string>();
  let rounds = 0;
  for (let presses = 0; presses < MANY_TABS && rounds < 2; presses += 1) {
    await page.keyboard.press("Tab");
    expect(await focusIsIn(page)).not.toBe("behind");
    if (await signOut.evaluate((it) => it === document.activeElement)) rounds += 1;
    seen.add(await page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent || ""));
  }
  expect(rounds, "Tab came round to the beginning").toBe(2);
  expect(seen, "Tab passed the last button").toContain(await submit.textContent());
  await page.keyboard.press("Shift+Tab");
  await expect(dialog.locator(":focus")).toHaveCount(1);
});

test("tabs are one stop, and the arrows, Home and End move between them", { tag: "@firefox" }, async ({ page }) => {
  const { contactTab, usersTab, users, form } = new Portal(page).modal;
  await contactTab.focus();
  await page.keyboard.press("ArrowRight");
  await expect(usersTab).toBeFocused();
  await expect(usersTab).toHaveAttribute("aria-selected", "true");
  await expect(users.table).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(contactTab).toBeFocused();
  await expect(form.field("alert_contacts")).toBeVisible();
  await page.keyboard.press("End");
  await expect(usersTab).toBeFocused();
  await page.keyboard.press("Home");
  await expect(contactTab).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(usersTab).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(contactTab).not.toBeFocused();
});

test("what is typed stays while one looks at the other tab", async ({ page }) => {
  const { contactTab, usersTab, users, form } = new Portal(page).modal;
  const { email } = form.contact("technical_emergency");
  await email.fill("oncall@partner.example");
  await usersTab.click();
  await expect(email).toBeHidden();
  await users.name.fill("Some Body");
  await contactTab.click();
  await expect(email).toHaveValue("oncall@partner.example");
  await usersTab.click();
  await expect(users.name).toHaveValue("Some Body");
});

for (const path of ["/users", "/help", "/configuration/contact-information", "/no-such-page"]) {
  test(`it covers ${path}, too`, async ({ page }) => {
    const portal = new Portal(page);
    await portal.openLocked("production", path);
    await expect(portal.modal.dialog).toBeVisible();
    await expect(portal.main).not.toContainText("Bella Pizza");
  });
}

test("going back in the browser doesn't get rid of it", async ({ page }) => {
  const { dialog } = new Portal(page).modal;
  await page.goto("/users?environment=production");
  await expect(dialog).toBeVisible();
  await page.goBack();
  await expect(dialog).toBeVisible();
});
