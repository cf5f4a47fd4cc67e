// axe finds nothing: in any state, in both themes; in any language.

import { addressOf, BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expectAccessible } from "../fixtures/accessible.ts";
import { STATES } from "../fixtures/states.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { LANGUAGES, TAGS, words } from "../fixtures/words.ts";
import { Portal } from "../pages/Portal.ts";

for (const { name, as, complaint, reach } of STATES) {
  test(`${name}: accessible in both themes`, async ({ page, context, colleague, complaints }) => {
    if (complaint) complaints.expect(complaint);
    if (as) await signIn(page, BELLA_PIZZA, as);
    const administrator = await colleague(BELLA_PIZZA, "admin");
    await reach({ page, context, portal: new Portal(page), administrator });
    await expectAccessible(page);
  });
}

for (const tag of TAGS) {
  test.describe(`in ${LANGUAGES[tag]}`, () => {
    test.use({ locale: tag });

    test("sign-in and modal: accessible in both themes", async ({ page, complaints }) => {
      complaints.expect(/status of 401/);
      await page.goto("/");
      const email = page.getByRole("textbox", { name: words(tag, "sign_in.email") });
      await email.fill(addressOf(BELLA_PIZZA, "editor"));
      await page.getByRole("textbox", { name: words(tag, "sign_in.password") }).fill("wrong");
      await page.getByRole("button", { name: words(tag, "sign_in.submit") }).click();
      await expect(page.getByRole("alert")).toBeVisible();
      await expectAccessible(page);

      await signIn(page, BELLA_PIZZA, "editor");
      await page.goto("/?environment=production");
      await page.getByRole("button", { name: words(tag, "action.submit") }).click();
      await expect(page.getByRole("heading", { name: words(tag, "summary.title") })).toBeVisible();
      await expectAccessible(page);
    });
  });
}
