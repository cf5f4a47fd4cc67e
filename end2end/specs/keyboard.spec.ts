// Everything can be done by keyboard alone, and the focus is always to be seen.

import type { Locator, Page } from "@playwright/test";
import { addressOf, BELLA_PIZZA, PASSWORD } from "../fixtures/accounts.ts";
import { ADDRESSES, CONTACT_FIELDS } from "../fixtures/fields.ts";
import { press, tabTo, typeInto } from "../fixtures/keyboard.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";
import { SignInPage } from "../pages/SignInPage.ts";

const { people } = BELLA_PIZZA;

/** Every use of a pointer fails the test. */
async function withoutPointer(page: Page): Promise<void> {
  await page.addInitScript(() => addEventListener("pointerdown", () => console.error("a pointer was used"), true));
}

test("from the sign-in to the open portal", async ({ page }) => {
  await withoutPointer(page);
  const portal = new Portal(page);
  const { modal } = portal;
  const { form } = modal;
  const signInForm = new SignInPage(page);
  await page.goto("/?environment=production");
  await expect(signInForm.heading).toBeVisible();
  await typeInto(page, signInForm.email, addressOf(BELLA_PIZZA, "admin"));
  await typeInto(page, signInForm.password, PASSWORD);
  await page.keyboard.press("Enter");
  await modal.isReady();

  await press(page, form.alertContact(people.editor), "Space");
  await expect(form.alertContact(people.editor)).toBeChecked();
  for (const field of CONTACT_FIELDS) await typeInto(page, form.contact(field).email, ADDRESSES[field]);
  // An error on the way: the summary leads back to it.
  await typeInto(page, form.publicContact.email, "help@");
  await tabTo(page, form.schedule().timeZone);
  await page.keyboard.type("Europe/Lis");
  await expect(form.schedule().timeZone).toHaveValue("Europe/Lisbon");
  await tabTo(page, form.schedule().row.getByRole("radio").first());
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await expect(form.schedule().perWeekday).toBeChecked();
  await press(page, form.schedule().language("Polski"), "Space");
  await press(page, form.schedule().weekdaysPreset, "Enter");
  const friday = form.schedule().day("Friday");
  await press(page, friday.remove("09:00–17:00"), "Enter");
  await expect(friday.add).toBeFocused();
  await press(page, modal.submit, "Enter");
  await expect(form.summary).toBeFocused();
  await press(page, form.summary.getByRole("link"), "Enter");
  await expect(form.publicContact.email).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.type("partner.example");
  // Enter in a line submits the form.
  await page.keyboard.press("Enter");
  await expect(modal.goToPortal).toBeVisible();
  await press(page, modal.goToPortal, "Enter");
  await expect(portal.title).toHaveText("Bella Pizza");
  await expect(page.locator("main:focus, main :focus")).toHaveCount(1);
});

test("adding, removing, copying and granting access", async ({ page }) => {
  await withoutPointer(page);
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  const { modal } = portal;
  const { form } = modal;
  await portal.openLocked("production");
  await tabTo(page, modal.contactTab);
  await page.keyboard.press("ArrowRight");
  await typeInto(page, modal.users.name, "Nina Neu");
  await typeInto(page, modal.users.email, "nina@bella-pizza.example");
  await tabTo(page, modal.users.role);
  await page.keyboard.type("Ed");
  await press(page, modal.users.grantAccess, "Enter");
  await expect(modal.users.user("Nina Neu")).toContainText("Editor");
  await tabTo(page, modal.usersTab, "Shift+Tab");
  await page.keyboard.press("Home");
  await press(page, form.alertContact("Nina Neu"), "Space");

  await press(page, form.addContact("technical_emergency"), "Enter");
  await page.keyboard.type("Second");
  await expect(form.contact("technical_emergency", 2).name).toHaveValue("Second");
  await press(page, form.contact("technical_emergency", 2).remove, "Enter");
  await expect(form.contact("technical_emergency", 1).name).toBeFocused();

  await tabTo(page, form.schedule().row.getByRole("radio").first());
  await page.keyboard.press("ArrowDown");
  const monday = form.schedule().day("Monday");
  await press(page, monday.add, "Enter");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("10:00");
  await press(page, monday.copy, "Enter");
  await press(page, monday.copyToAll, "Enter");
  expect(await form.schedule().day("Sunday").shifts()).toEqual(["10:00–17:00"]);
});

test("the portal's own switches and questions", async ({ page, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  await withoutPointer(page);
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openUnlocked("production");
  await tabTo(page, portal.theme);
  await page.keyboard.type("Dark");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await press(page, portal.navigation.getByRole("link", { name: "Users" }), "Enter");
  await expect(portal.title).toBeFocused();
  await press(page, portal.users.remove(people.viewer), "Enter");
  const question = page.getByRole("dialog");
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(question).toBeHidden();
  await expect(portal.users.remove(people.viewer)).toBeFocused();
});

/** Whether the element with the focus looks different from how it looks without. */
async function focusShows(control: Locator): Promise<boolean> {
  const look = () =>
    control.evaluate((it) => {
      // The line around a row stands for the box in it.
      const shown = [it, it.closest("li") ?? it];
      return shown
        .map((element) => {
          const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor } = getComputedStyle(element);
          return outlineStyle === "none"
            ? [boxShadow, borderColor]
            : [outlineWidth, outlineColor, boxShadow, borderColor];
        })
        .join();
    });
  const focused = await look();
  await control.evaluate((it) => it.blur());
  return focused !== (await look());
}

test("the focus is to be seen on every stop, and no stop is hidden under the bars", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  const { dialog, form, submit } = portal.modal;
  await portal.openLocked("production");
  await form.schedule().perWeekday.check();
  await form.schedule().weekdaysPreset.click();
  await form.schedule().timeZone.focus();
  await page.keyboard.press("Shift+Tab");
  const body = await dialog.getByRole("tabpanel").boundingBox();
  const bar = await submit.boundingBox();
  if (!body || !bar) throw new Error("the modal isn't there");
  for (let stops = 0; stops < 25; stops += 1) {
    await page.keyboard.press("Tab");
    const stop = page.locator(":focus");
    const box = await stop.boundingBox();
    const label = await stop.evaluate((it) => it.outerHTML.slice(0, 120));
    expect(box && box.y < bar.y && box.y + box.height > 0, `${label} is in sight`).toBe(true);
  }
  for (const control of [
    submit,
    form.publicContact.email,
    form.alertContact(people.admin),
    form.schedule().timeZone,
    form.schedule().perWeekday,
    form.schedule().weekdaysPreset,
    form.addContact("technical_emergency"),
    portal.modal.contactTab,
    portal.modal.signOut,
    portal.modal.language,
  ]) {
    await control.focus();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    await expect(control).toBeFocused();
    expect(await focusShows(control), await control.evaluate((it) => it.outerHTML.slice(0, 120))).toBe(true);
  }
});
