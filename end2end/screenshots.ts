// Takes pictures of each state of the interface, to look at: `npm run screenshots -- DIRECTORY`. No tests.
// Without a directory they go to one below the system's for temporary files. The picture in the README is taken along.

import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BELLA_PIZZA } from "./fixtures/accounts.ts";
import { THEMES } from "./fixtures/accessible.ts";
import { STATES } from "./fixtures/states.ts";
import { signIn, test } from "./fixtures/test.ts";
import { Portal } from "./pages/Portal.ts";

const WIDTHS = [360, 768, 1440];
const HEIGHT = 900;

const DIRECTORY = process.env["SCREENSHOTS"] || join(tmpdir(), "callsheet-screenshots");
const README_PICTURE = join(import.meta.dirname, "../docs/screenshots/modal.png");

/** The state that the README shows. */
const IN_README = "modal, filled";

for (const { name, as, complaint, reach } of STATES) {
  test(name, async ({ page, context, colleague, complaints }) => {
    if (complaint) complaints.expect(complaint);
    if (as) await signIn(page, BELLA_PIZZA, as);
    const administrator = await colleague(BELLA_PIZZA, "admin");
    await page.setViewportSize({ width: 1440, height: HEIGHT });
    const portal = new Portal(page);
    await reach({ page, context, portal, administrator });
    if (name === IN_README) {
      mkdirSync(join(README_PICTURE, ".."), { recursive: true });
      await portal.modal.dialog.getByRole("heading", { level: 1 }).focus();
      await portal.modal.form.field("alert_contacts").scrollIntoViewIfNeeded();
      await page.screenshot({ path: README_PICTURE, animations: "disabled" });
    }
    mkdirSync(DIRECTORY, { recursive: true });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: HEIGHT });
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme });
        const path = join(DIRECTORY, `${name.replace(/\W+/g, "-")}-${width}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: true, animations: "disabled" });
      }
    }
  });
}
