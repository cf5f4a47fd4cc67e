// The editor of hours: presets, split shifts, copies, and what can be wrong with them.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];
const DAYS = [...WEEKDAYS, "Saturday", "Sunday"];
const REVERSED = /^Enter an end that is later than the start/;
const OVERLAP = "These hours overlap others on the same day. Change or remove one of them";

test.beforeEach(async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openLocked("sandbox");
  await portal.modal.form.schedule().perWeekday.check();
});

test("presets fill in the days, and what was there goes", async ({ page }) => {
  const schedule = new Portal(page).modal.form.schedule();
  for (const day of DAYS) await expect(schedule.day(day).from).toHaveCount(0);
  await schedule.dailyPreset.click();
  for (const day of DAYS) expect(await schedule.day(day).shifts(), day).toEqual(["09:00–17:00"]);
  await schedule.weekdaysPreset.click();
  for (const day of WEEKDAYS) expect(await schedule.day(day).shifts(), day).toEqual(["09:00–17:00"]);
  for (const day of ["Saturday", "Sunday"]) await expect(schedule.day(day).from).toHaveCount(0);
});

test("a day can have several shifts, and each can be taken away", async ({ page }) => {
  const portal = new Portal(page);
  const monday = portal.modal.form.schedule().day("Monday");
  await monday.add.click();
  await expect(monday.from).toBeFocused();
  await monday.type(1, "09:00", "12:00");
  await monday.add.click();
  await expect(monday.from.nth(1)).toBeFocused();
  await monday.type(2, "13:00", "18:30");
  expect(await monday.shifts()).toEqual(["09:00–12:00", "13:00–18:30"]);
  await monday.remove("09:00–12:00").click();
  await expect(monday.from).toHaveCount(1);
  expect(await monday.shifts()).toEqual(["13:00–18:30"]);
  await expect(monday.add).toBeFocused();
  await expect(portal.modal.announcement("Hours removed")).toBeAttached();
});

test("shifts that overlap are an error until one is changed", async ({ page }) => {
  const monday = new Portal(page).modal.form.schedule().day("Monday");
  await monday.add.click();
  await monday.type(1, "09:00", "13:00");
  await monday.add.click();
  await monday.type(2, "12:00", "18:00");
  await expect(monday.from.nth(1)).toHaveAccessibleDescription(OVERLAP);
  await monday.from.nth(1).fill("13:00");
  await expect(monday.from.nth(1)).toHaveAccessibleDescription("");
});

const WRONG_HOURS = [
  { what: "an end before the start", from: "17:00", to: "09:00", wrong: "to", error: REVERSED },
  { what: "an end at the start", from: "09:00", to: "09:00", wrong: "to", error: REVERSED },
  { what: "no end", from: "09:00", to: "", wrong: "to", error: "Enter when support ends" },
  { what: "no start", from: "", to: "17:00", wrong: "from", error: "Enter when support starts" },
  {
    what: "a time after midnight",
    from: "09:00",
    to: "25:00",
    wrong: "to",
    error: /^Enter a time from 00:00 to 24:00/,
  },
  { what: "a start at 24:00", from: "24:00", to: "24:00", wrong: "from", error: /./ },
  { what: "letters", from: "nine", to: "17:00", wrong: "from", error: /^Enter a time from 00:00 to 24:00/ },
] as const;

for (const { what, from, to, wrong, error } of WRONG_HOURS) {
  test(`${what} is an error`, async ({ page }) => {
    const monday = new Portal(page).modal.form.schedule().day("Monday");
    await monday.add.click();
    await monday.type(1, from, to);
    await expect(monday[wrong]).toHaveAccessibleDescription(error);
    await expect(monday[wrong]).toHaveAttribute("aria-invalid", "true");
    await monday.type(1, "00:00", "24:00");
    await expect(monday[wrong]).toHaveAccessibleDescription("");
    await expect(monday[wrong]).not.toHaveAttribute("aria-invalid");
  });
}

test("a day is copied to the other weekdays, or to all days", async ({ page }) => {
  const schedule = new Portal(page).modal.form.schedule();
  const tuesday = schedule.day("Tuesday");
  await tuesday.add.click();
  await tuesday.type(1, "08:00", "12:00");
  await tuesday.add.click();
  await tuesday.type(2, "14:00", "16:00");
  await tuesday.copy.click();
  await tuesday.copyToWeekdays.click();
  const shifts = ["08:00–12:00", "14:00–16:00"];
  for (const day of WEEKDAYS) expect(await schedule.day(day).shifts(), day).toEqual(shifts);
  await expect(schedule.day("Sunday").from).toHaveCount(0);
  await expect(tuesday.copyToAll).toBeHidden();
  await tuesday.copy.click();
  await tuesday.copyToAll.click();
  for (const day of DAYS) expect(await schedule.day(day).shifts(), day).toEqual(shifts);
});

test("no hours at all is an error, to which the summary leads", async ({ page }) => {
  const { form, submit } = new Portal(page).modal;
  await submit.click();
  const link = form.summary.getByRole("link", { name: /^Operational support: Choose around the clock, or add hours/ });
  await link.click();
  await expect(form.field("operational_support").locator(":focus")).toHaveCount(1);
  await form.schedule().weekdaysPreset.click();
  await expect(link).toBeHidden();
});

test("hours stay while one looks at around the clock", async ({ page }) => {
  const schedule = new Portal(page).modal.form.schedule();
  await schedule.weekdaysPreset.click();
  await schedule.aroundTheClock.check();
  await expect(schedule.day("Monday").from).toBeHidden();
  await schedule.perWeekday.check();
  expect(await schedule.day("Monday").shifts()).toEqual(["09:00–17:00"]);
});

test("a schedule needs a language", async ({ page }) => {
  const schedule = new Portal(page).modal.form.schedule();
  const languages = schedule.row.getByRole("group", { name: "Languages spoken" });
  await expect(schedule.language("English")).toBeChecked();
  await schedule.language("English").uncheck();
  await expect(languages).toHaveAccessibleDescription("Select at least one language");
  await schedule.language("Polski").check();
  await expect(languages).toHaveAccessibleDescription("");
});

test("schedules come and go, the first in the browser's own zone", async ({ page }) => {
  const { form } = new Portal(page).modal;
  await expect(form.schedule().timeZone).toHaveValue("Europe/Warsaw");
  await form.addSchedule.click();
  await expect(form.schedule(2).timeZone).toBeFocused();
  await form.schedule(2).timeZone.selectOption("America/Sao_Paulo");
  await form.schedule(1).remove.click();
  await expect(form.schedule(2).row).toBeHidden();
  await expect(form.schedule(1).timeZone).toHaveValue("America/Sao_Paulo");
  await expect(form.addSchedule).toBeFocused();
});

test("what was entered is stored, sorted", async ({ page, colleague }) => {
  const { form, submit, goToPortal } = new Portal(page).modal;
  await form.fill(BELLA_PIZZA, "sandbox");
  const schedule = form.schedule();
  await schedule.perWeekday.check();
  const monday = schedule.day("Monday");
  await monday.add.click();
  await monday.type(1, "13:00", "24:00");
  await monday.add.click();
  await monday.type(2, "8:00", "12:00");
  await schedule.language("Polski").check();
  await submit.click();
  await expect(goToPortal).toBeVisible();
  const { values } = await (await colleague(BELLA_PIZZA, "viewer")).stored("sandbox");
  const hours = {
    weekly: [
      { day: "monday", from: "08:00", to: "12:00" },
      { day: "monday", from: "13:00", to: "24:00" },
    ],
  };
  expect(values["operational_support"]).toEqual([{ time_zone: "Europe/Warsaw", languages: ["en", "pl"], hours }]);
});
