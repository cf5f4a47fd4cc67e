// From the first sign-in to the open portal, for every account of the demo data in both environments.

import { ACCOUNTS, BELLA_PIZZA, ENVIRONMENTS } from "../fixtures/accounts.ts";
import { FIELDS, fieldsOf } from "../fixtures/fields.ts";
import { expect, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";
import { SignInPage } from "../pages/SignInPage.ts";

const OPENED = { sandbox: "The sandbox is unlocked", production: "Production is unlocked" };

for (const account of ACCOUNTS) {
  for (const environment of ENVIRONMENTS) {
    // One account is enough to see that another engine does it, too.
    const tag = { tag: account === BELLA_PIZZA ? "@firefox" : [] };
    test(`${account.name} unlocks ${environment}`, tag, async ({ page, colleague }) => {
      const signIn = new SignInPage(page);
      const portal = new Portal(page);
      const { modal } = portal;

      await page.goto(`/?environment=${environment}`);
      await signIn.signInAs(account, "admin");
      await modal.isReady();
      await expect(page).toHaveURL(new RegExp(`\\?environment=${environment}$`));
      await expect(modal.dialog).toContainText(account.name);

      const asked = fieldsOf(account, environment);
      for (const field of FIELDS) await expect(modal.form.field(field)).toBeVisible({ visible: asked.includes(field) });

      await modal.submit.click();
      await expect(modal.form.summary).toBeFocused();
      await expect(modal.form.summary.getByRole("link")).toHaveCount(asked.length);

      await modal.form.fill(account, environment);
      await modal.submit.click();
      await expect(modal.confirmation(OPENED[environment])).toBeVisible();
      await modal.goToPortal.click();
      await expect(modal.dialog).toBeHidden();
      await expect(portal.title).toHaveText(account.name);
      await expect(page).toHaveURL(new RegExp(`\\?environment=${environment}$`));

      const administrator = await colleague(account, "admin");
      const stored = await administrator.stored(environment);
      expect(Object.keys(stored.values).toSorted()).toEqual([...asked].toSorted());
    });
  }
}
