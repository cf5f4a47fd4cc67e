// The page for end users: how a brand's support is reached, and when it is open.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { THEMES, type Theme } from "../fixtures/accessible.ts";
import type { Colleague } from "../fixtures/colleague.ts";
import { ADDRESSES, CONTACT_FIELDS } from "../fixtures/fields.ts";
import { press, tabTo } from "../fixtures/keyboard.ts";
import { everyDay, splitShifts, weekdayFromToday, WEEKDAYS, wholeDays } from "../fixtures/schedules.ts";
import { expect, test } from "../fixtures/test.ts";
import { englishIn, LANGUAGES, TAGS, words } from "../fixtures/words.ts";
import { SupportPage } from "../pages/SupportPage.ts";

const { slug, name } = BELLA_PIZZA;

const PUBLIC = {
  email: ADDRESSES.operational_public,
  phone: "+48 22 123 45 67",
  web_page: "https://partner.example/help",
};

/** Gives the contact for end users, and these hours. Zones are such that never change their clocks. */
async function give(administrator: Colleague, ...schedules: readonly object[]): Promise<void> {
  await administrator.complete("production");
  await administrator.change("production", { operational_public: PUBLIC, operational_support: schedules });
}

test("weekly hours: who is reached how, and a row for each day of a week", async ({ page, colleague }) => {
  await give(await colleague(BELLA_PIZZA, "admin"), everyDay("Europe/Warsaw", "09:00", "17:00"));
  const support = new SupportPage(page);
  await support.open(slug);
  await expect(page).toHaveTitle(`Support: ${name}`);
  await expect(support.title).toHaveText(name);
  await expect(support.said("Email").getByRole("link")).toHaveAttribute("href", `mailto:${PUBLIC.email}`);
  await expect(support.said("Phone").getByRole("link")).toHaveAttribute("href", "tel:+48221234567");
  await expect(support.said("Web page").getByRole("link")).toHaveAttribute("href", PUBLIC.web_page);
  await expect(support.said("Languages")).toHaveText("English, Polski");
  await expect(support.hours).toHaveCount(WEEKDAYS.length);
  for (const day of WEEKDAYS) {
    await expect(support.ofDay(day)).toHaveText(`${day} 9:00 AM – 5:00 PM`);
  }
  await expect(support.zone).toHaveText("Times are those of the time zone Europe/Warsaw.");
});

test("around the clock: always open, and no hours", async ({ page, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  const support = new SupportPage(page);
  await support.open(slug);
  await expect(support.state).toHaveText("Always open.");
  await expect(support.said("Email")).toHaveText(PUBLIC.email);
  for (const absent of ["Phone", "Web page"]) await expect(support.said(absent)).toHaveCount(0);
  await expect(support.hours).toHaveCount(0);
});

for (const account of [slug, "no-such-account"]) {
  test(`nothing is known of ${account}: the page says so, and nothing else`, async ({ page, complaints }) => {
    complaints.expect(/status of 404/);
    const support = new SupportPage(page);
    await support.open(account);
    await expect(support.title).toHaveText("There is nothing here");
    await expect(page).toHaveTitle("There is nothing here");
    await expect(page.getByRole("main")).not.toContainText(name);
    await expect(page.getByRole("main").getByRole("link")).toHaveCount(0);
  });
}

const NOW = [
  { what: "open", days: [0, 1], says: "Open now. Closes:", changes: 2 },
  { what: "closed", days: [3], says: "Closed now. Opens:", changes: 3 },
];

for (const { what, days, says, changes } of NOW) {
  test.describe(`support that is ${what}`, () => {
    test.use({ timezoneId: "UTC" });

    test("says so, and when that changes", async ({ page, colleague }) => {
      await give(await colleague(BELLA_PIZZA, "admin"), wholeDays(...days));
      const support = new SupportPage(page);
      await support.open(slug);
      await expect(support.state).toHaveText(`${says} ${weekdayFromToday(changes)} 12:00 AM`);
    });
  });
}

const HOURS = [
  { what: "shifts of a day follow one another", of: splitShifts, shown: ["9:00 AM – 12:00 PM", "1:00 PM – 5:30 PM"] },
  {
    what: "midnight still belongs to the day",
    of: (zone: string) => everyDay(zone, "18:00", "24:00"),
    shown: ["6:00 PM – 12:00 AM"],
  },
];

test.describe("hours in the visitor's own zone", () => {
  test.use({ timezoneId: "UTC" });

  for (const { what, of, shown } of HOURS) {
    test(what, async ({ page, colleague }) => {
      await give(await colleague(BELLA_PIZZA, "admin"), of("UTC"));
      const support = new SupportPage(page);
      await support.open(slug);
      const tomorrow = weekdayFromToday(1);
      await expect(support.ofDay(tomorrow)).toHaveText(shown.map((it) => `${tomorrow} ${it}`));
    });
  }
});

const VISITORS = [
  { zone: "Asia/Tokyo", shown: (day: string) => `${day} 1:30 PM – 9:30 PM` },
  { zone: "Pacific/Honolulu", shown: (day: string, next: string) => `${day} 6:30 PM – ${next} 2:30 AM` },
];

for (const { zone, shown } of VISITORS) {
  test.describe(`a visitor in ${zone}`, () => {
    test.use({ timezoneId: zone });

    test("sees the hours on their own clocks", { tag: "@firefox" }, async ({ page, colleague }) => {
      await give(await colleague(BELLA_PIZZA, "admin"), everyDay("Asia/Kolkata", "10:00", "18:00"));
      const support = new SupportPage(page);
      await support.open(slug);
      await expect(support.zone).toHaveText(`Times are those of the time zone ${zone}.`);
      for (const [index, day] of WEEKDAYS.entries()) {
        const next = WEEKDAYS[(index + 1) % WEEKDAYS.length]!;
        await expect(support.ofDay(day)).toHaveText(shown(day, next));
      }
    });
  });
}

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false, timezoneId: "Asia/Tokyo" });

  test("the hours are those of the support's clocks", async ({ page, colleague }) => {
    await give(await colleague(BELLA_PIZZA, "admin"), everyDay("Asia/Kolkata", "10:00", "18:00"));
    const support = new SupportPage(page);
    await support.open(slug);
    await expect(support.zone).toHaveText("Times are those of the time zone Asia/Kolkata.");
    await expect(support.ofDay("Monday")).toHaveText("Monday 10:00 – 18:00");
  });
});

test.describe("a visitor from Britain", () => {
  test.use({ locale: "en-GB" });

  test("reads the times as they are written there", async ({ page, colleague }) => {
    await give(await colleague(BELLA_PIZZA, "admin"), everyDay("Europe/Warsaw", "09:00", "17:00"));
    const support = new SupportPage(page);
    await support.open(slug);
    await expect(support.ofDay("Monday")).toHaveText("Monday 09:00 – 17:00");
  });
});

for (const tag of TAGS) {
  test.describe(`a browser in ${LANGUAGES[tag]}`, () => {
    test.use({ locale: tag });

    test("gets the page in it, whole", async ({ page, colleague }) => {
      await give(await colleague(BELLA_PIZZA, "admin"), wholeDays(3));
      const support = new SupportPage(page);
      await support.open(slug);
      await expect(page.locator("html")).toHaveAttribute("lang", tag);
      await expect(page.getByRole("heading", { name: words(tag, "mail.support_page.contact") })).toBeVisible();
      await expect(support.state).toContainText(words(tag, "mail.support_page.closed"));
      await expect(support.language(LANGUAGES[tag])).toHaveAttribute("aria-current", "true");
      expect(await englishIn(page, tag)).toEqual([]);
    });
  });
}

test("by keyboard: everything in its order, and another language", async ({ page, colleague }) => {
  await give(await colleague(BELLA_PIZZA, "admin"), everyDay("Europe/Warsaw", "09:00", "17:00"));
  const support = new SupportPage(page);
  await support.open(slug);
  for (const term of ["Email", "Phone", "Web page"]) {
    await page.keyboard.press("Tab");
    await expect(support.said(term).getByRole("link")).toBeFocused();
  }
  await page.keyboard.press("Tab");
  await expect(support.language("English")).toBeFocused();
  await tabTo(page, support.language("Polski"));
  await press(page, support.language("Polski"), "Enter");
  await expect(page.locator("html")).toHaveAttribute("lang", "pl");
  await expect(support.title).toHaveText(name);
  await expect(support.ofDay("poniedziałek")).toHaveText("poniedziałek 09:00 – 17:00");
});

test("light and dark, as the visitor's device is", async ({ page, colleague }) => {
  await give(await colleague(BELLA_PIZZA, "admin"), everyDay("Europe/Warsaw", "09:00", "17:00"));
  await new SupportPage(page).open(slug);
  const colours = async (colorScheme: Theme) => {
    await page.emulateMedia({ colorScheme });
    return page.getByRole("main").evaluate((main) => getComputedStyle(main).backgroundColor);
  };
  const [light, dark] = [await colours(THEMES[0]!), await colours(THEMES[1]!)];
  expect(light).toBe("rgb(255, 255, 255)");
  expect(dark).toBe("rgb(26, 25, 24)");
});

test("nothing is asked of other origins, and nothing private is said", async ({ page, server, colleague }) => {
  await give(await colleague(BELLA_PIZZA, "admin"), everyDay("Europe/Warsaw", "09:00", "17:00"));
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await new SupportPage(page).open(slug);
  await page.waitForLoadState("networkidle");
  expect(asked.map((url) => new URL(url).pathname)).toContain("/support/page.js");
  expect(asked.filter((url) => new URL(url).origin !== server.url)).toEqual([]);
  const source = await page.content();
  for (const field of CONTACT_FIELDS) expect(source, field).not.toContain(ADDRESSES[field]);
});
