// The gate inside another page: its look, its language and its sizes.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expectAccessible, THEMES } from "../fixtures/accessible.ts";
import { expect, test } from "../fixtures/test.ts";
import { LANGUAGES, TAGS, words } from "../fixtures/words.ts";
import { HostPage } from "../pages/HostPage.ts";

/** The least contrast of text that WCAG 2.2 takes (1.4.3). */
const LEAST_CONTRAST = 4.5;

const ACCENTS = [
  "yellow",
  "white",
  "black",
  "#00f",
  "#0f0",
  "#f00",
  "#0ff",
  "#f0f",
  "#777",
  "hotpink",
  "rebeccapurple",
  "#fffbe0",
  "transparent",
  "#0001",
];

for (const theme of ["light", "dark"]) {
  test(`whatever accent a host asks for, it can be read: ${theme}`, { tag: "@firefox" }, async ({ page, host }) => {
    const hosted = new HostPage(page);
    await hosted.openLocked(host.page({ theme, accent: "teal" }));
    for (const accent of ACCENTS) {
      await hosted.element.evaluate((element, accent) => element.setAttribute("accent", accent), accent);
      const reached = async () => {
        const link = await contrast(hosted, "a");
        const button = await contrast(hosted, ".primary");
        return {
          accent: await hosted.modal.evaluate(() => document.documentElement.style.getPropertyValue("--wish")),
          least: Math.min(link, button),
        };
      };
      await expect.poll(async () => (await reached()).accent).toBe(accent);
      expect((await reached()).least, accent).toBeGreaterThanOrEqual(LEAST_CONTRAST);
    }
  });
}

/** The contrast of an element's text with what is behind it, after WCAG's formula. */
async function contrast(hosted: HostPage, selector: string): Promise<number> {
  return hosted.modal
    .locator(selector)
    .first()
    .evaluate((element) => {
      const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      if (!canvas) throw new Error("there is no canvas");
      const luminance = (colour: string) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [red = 0, green = 0, blue = 0] = [...canvas.getImageData(0, 0, 1, 1).data]
          .map((value) => value / 255)
          .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const style = getComputedStyle(element);
      const own = style.backgroundColor;
      const behind = own === "rgba(0, 0, 0, 0)" ? getComputedStyle(document.documentElement).backgroundColor : own;
      const [darker = 0, lighter = 0] = [luminance(style.color), luminance(behind)].toSorted((a, b) => a - b);
      return (lighter + 0.05) / (darker + 0.05);
    });
}

test("theme, font and corners change while the form is open", async ({ page, host }) => {
  const hosted = new HostPage(page);
  await hosted.openLocked(host.page({ theme: "light" }));
  const look = () =>
    hosted.submit.evaluate((button) => {
      const style = getComputedStyle(button);
      return {
        radius: style.borderRadius,
        font: style.fontFamily,
        scheme: getComputedStyle(document.documentElement).colorScheme,
      };
    });
  expect(await look()).toMatchObject({ radius: "4px", scheme: "light" });
  await hosted.element.evaluate((element) => Object.assign(element, { theme: "dark", font: "Georgia", radius: "12" }));
  await expect.poll(look).toEqual({ radius: "12px", font: "Georgia, sans-serif", scheme: "dark" });
});

for (const tag of TAGS) {
  test(`it speaks ${LANGUAGES[tag]}`, async ({ page, host }) => {
    const hosted = new HostPage(page);
    await page.goto(host.page({ locale: tag }));
    await expect(hosted.title).toHaveText(words(tag, "term.mandatory_information"));
    await expect(hosted.dialog).toHaveAccessibleName(words(tag, "term.mandatory_information"));
    await hosted.modal.getByRole("button", { name: words(tag, "action.submit") }).click();
    await expect(hosted.modal.getByRole("heading", { name: words(tag, "summary.title") })).toBeVisible();
    await expect(hosted.frame.locator("html")).toHaveAttribute("lang", tag);
  });
}

test("the language changes while one types", async ({ page, host }) => {
  const hosted = new HostPage(page);
  await hosted.openLocked(host.page({ locale: "en" }));
  await hosted.form.contact("technical_emergency").email.fill("oncall@partner.example");
  await hosted.element.evaluate((element) => Object.assign(element, { locale: "it" }));
  await expect(hosted.title).toHaveText(words("it", "term.mandatory_information"));
  await expect(hosted.modal.getByRole("textbox", { name: words("it", "contact.email") }).first()).toHaveValue(
    "oncall@partner.example",
  );
});

for (const width of [320, 768, 1440]) {
  test(`nothing is cut off at ${width} px, and axe finds nothing`, async ({ page, host }) => {
    await page.setViewportSize({ width, height: 800 });
    const hosted = new HostPage(page);
    await hosted.openLocked(host.page());
    await hosted.submit.click();
    await expect(hosted.form.summary).toBeFocused();
    const isWide = () => hosted.modal.evaluate((modal) => modal.scrollWidth > modal.clientWidth + 1);
    expect(await isWide()).toBe(false);
    await expectAccessible(page, THEMES, true);
  });
}

test("a window that changes its size keeps the form, and what is typed", async ({ page, host }) => {
  const hosted = new HostPage(page);
  await hosted.openLocked(host.page());
  await hosted.form.contact("technical_emergency").email.fill("oncall@partner.example");
  for (const size of [
    { width: 360, height: 640 },
    { width: 844, height: 390 },
    { width: 1280, height: 800 },
  ]) {
    await page.setViewportSize(size);
    await expect(hosted.submit).toBeVisible();
    const box = await hosted.dialog.boundingBox();
    expect(
      box && box.x >= 0 && box.y >= 0 && box.x + box.width <= size.width && box.y + box.height <= size.height,
    ).toBe(true);
  }
  await expect(hosted.form.contact("technical_emergency").email).toHaveValue("oncall@partner.example");
  await hosted.form.fill(BELLA_PIZZA, "production");
});
