// The picture of the week: which hours are covered, at a glance and as a table.
//
// The zones here never change their clocks, so that the tests say the same in summer and in winter.

import type { Locator } from "@playwright/test";
import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

test.use({ timezoneId: "Asia/Tokyo" });

test.beforeEach(async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  await new Portal(page).openLocked("sandbox");
});

function picture(week: Locator, hours: number): Locator {
  return week.getByRole("img", { name: `${hours} of 168 hours a week are covered` });
}

/** Opens the table, if need be, and compares its lines. */
async function expectTable(week: Locator, lines: readonly string[]): Promise<void> {
  if (
    !(await week
      .getByRole("listitem")
      .filter({ hasText: /^Monday:/ })
      .isVisible())
  ) {
    await week.getByText("Show as a table").click();
  }
  await expect(week.getByRole("listitem").filter({ hasText: /day:/ })).toHaveText([...lines]);
}

test("there is no picture before there are hours", async ({ page }) => {
  const { form } = new Portal(page).modal;
  await expect(form.week).toBeHidden();
  await form.schedule().perWeekday.check();
  await expect(form.week).toBeHidden();
});

test("weekdays from nine to five are 40 hours", async ({ page }) => {
  const { form } = new Portal(page).modal;
  await form.schedule().perWeekday.check();
  await form.schedule().weekdaysPreset.click();
  await expect(picture(form.week, 40)).toBeVisible();
  await expectTable(form.week, [
    ...["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"].map((day) => `${day}: 09:00–17:00`),
    "Saturday: not covered",
    "Sunday: not covered",
  ]);
});

test("around the clock is all of them", async ({ page }) => {
  const { form } = new Portal(page).modal;
  await form.schedule().aroundTheClock.check();
  await expect(picture(form.week, 168)).toBeVisible();
});

test("hours in another zone are counted once, and shown on the clocks of the zone chosen", async ({ page }) => {
  const { form } = new Portal(page).modal;
  // Mondays from nine to five in Tokyo are mondays from midnight to eight in UTC.
  const monday = form.schedule().day("Monday");
  await form.schedule().perWeekday.check();
  await monday.add.click();
  await form.addSchedule.click();
  const other = form.schedule(2);
  await other.timeZone.selectOption("America/Sao_Paulo");
  await other.perWeekday.check();
  await other.day("Sunday").add.click();
  // Sundays from 20:00 to 24:00 in São Paulo are mondays from 08:00 to 12:00 in Tokyo: three hours are covered twice.
  await other.day("Sunday").type(1, "20:00", "24:00");
  await expect(picture(form.week, 9)).toBeVisible();

  const shownIn = form.week.getByRole("combobox", { name: "Times shown in" });
  await expect(shownIn).toHaveValue("Asia/Tokyo");
  const rest = ["Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"].map((day) => `${day}: not covered`);
  await expectTable(form.week, ["Monday: 08:00–17:00", ...rest, "Sunday: not covered"]);
  await shownIn.selectOption("America/Sao_Paulo");
  await expectTable(form.week, ["Monday: 00:00–05:00", ...rest, "Sunday: 20:00–24:00"]);
  await expect(picture(form.week, 9)).toBeVisible();
});

test("hours that are wrong are left out until they are right", async ({ page }) => {
  const { form } = new Portal(page).modal;
  const schedule = form.schedule();
  await schedule.perWeekday.check();
  await schedule.weekdaysPreset.click();
  await schedule.day("Monday").type(1, "17:00", "09:00");
  await expect(form.week).toBeHidden();
  await schedule.day("Monday").type(1, "09:00", "10:00");
  await expect(picture(form.week, 33)).toBeVisible();
});

test("the covered hours are drawn in the places where they are", async ({ page }) => {
  const { form } = new Portal(page).modal;
  const schedule = form.schedule();
  await schedule.perWeekday.check();
  await schedule.day("Wednesday").add.click();
  await schedule.day("Wednesday").type(1, "06:00", "18:00");
  const chart = picture(form.week, 12);
  // There is no role for a bar in a picture.
  const plot = await chart.locator("svg.week-plot").boundingBox();
  const bar = await chart.locator("rect.week-1").boundingBox();
  if (!plot || !bar) throw new Error("nothing is drawn");
  expect((bar.x - plot.x) / plot.width).toBeCloseTo(0.25, 1);
  expect(bar.width / plot.width).toBeCloseTo(0.5, 1);
  expect((bar.y - plot.y) / plot.height).toBeCloseTo(2 / 7, 1);
  expect(bar.height / plot.height).toBeCloseTo(1 / 7, 1);
});
