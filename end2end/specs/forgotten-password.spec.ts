// Forgotten passwords: a link by mail, and the same words for whoever asks.

import { addressOf, BELLA_PIZZA, PASSWORD } from "../fixtures/accounts.ts";
import { expectAccessible } from "../fixtures/accessible.ts";
import { press, typeInto } from "../fixtures/keyboard.ts";
import { linkIn } from "../fixtures/mailbox.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { ForgottenPasswordPage, ResetPasswordPage } from "../pages/Entrances.ts";
import { Portal } from "../pages/Portal.ts";
import { SignInPage } from "../pages/SignInPage.ts";

const ADMIN = addressOf(BELLA_PIZZA, "admin");
const OTHER_PASSWORD = "a kettle of fish";

test("another password is chosen by the link that comes by mail", async ({
  page,
  otherBrowser,
  mailbox,
  complaints,
}) => {
  complaints.expect(/status of 401/);
  const elsewhere = await otherBrowser();
  await signIn(elsewhere, BELLA_PIZZA, "admin");

  const form = new SignInPage(page);
  await form.open();
  await page.getByRole("link", { name: "Forgotten password?" }).click();
  const forgotten = new ForgottenPasswordPage(page);
  await expect(forgotten.title).toHaveText("Forgotten password");
  await expectAccessible(page);
  await forgotten.email.fill(ADMIN);
  await forgotten.send.click();
  await expect(forgotten.sent).toBeFocused();
  await expect(forgotten.sent).toContainText(`If somebody signs in with ${ADMIN}`);
  await expectAccessible(page);

  const reset = new ResetPasswordPage(page);
  await reset.open(linkIn(await mailbox.receivedBy(ADMIN)));
  await expect(reset.main).toContainText(ADMIN);
  await expectAccessible(page);
  await reset.password.fill(OTHER_PASSWORD);
  await reset.set.click();
  await new Portal(page).modal.isReady();

  // Whoever knew the old one is out.
  expect((await elsewhere.request.get("/api/v1/me")).status()).toBe(401);
  await page.context().clearCookies();
  await form.open();
  await form.signIn(ADMIN, PASSWORD);
  await expect(form.trouble).toBeVisible();
  await form.signIn(ADMIN, OTHER_PASSWORD);
  await new Portal(page).modal.isReady();
});

test("an address that nobody signs in with is told the same", async ({ page, mailbox }) => {
  const forgotten = new ForgottenPasswordPage(page);
  await forgotten.open("/forgotten-password");
  await forgotten.email.fill("nobody@bella-pizza.example");
  await forgotten.send.click();
  await expect(forgotten.sent).toContainText("If somebody signs in with nobody@bella-pizza.example");
  await forgotten.open("/forgotten-password");
  await forgotten.email.fill(ADMIN);
  await forgotten.send.click();
  const mails = await mailbox.received(1);
  expect(mails.map((mail) => mail.to)).toEqual([[ADMIN]]);
});

test("by keyboard alone, with an error on the way", async ({ page, mailbox }) => {
  const forgotten = new ForgottenPasswordPage(page);
  await forgotten.open("/forgotten-password");
  await expect(forgotten.email).toBeVisible();
  await press(page, forgotten.send, "Enter");
  await expect(forgotten.email).toBeFocused();
  await expect(forgotten.email).toHaveAccessibleDescription("Enter an email address");
  await typeInto(page, forgotten.email, ADMIN);
  await page.keyboard.press("Enter");
  await expect(forgotten.sent).toBeFocused();
  await mailbox.receivedBy(ADMIN);
  await press(page, forgotten.back, "Enter");
  await expect(new SignInPage(page).heading).toBeVisible();
});

test("a link that was used leads to another", async ({ page, mailbox, complaints }) => {
  complaints.expect(/status of 410.*\/api\/v1\/password-resets\//);
  await page.request.post("/api/v1/password-resets", { data: { email: ADMIN } });
  const link = linkIn(await mailbox.receivedBy(ADMIN));
  const reset = new ResetPasswordPage(page);
  await reset.open(link);
  await reset.password.fill(OTHER_PASSWORD);
  await reset.set.click();
  await new Portal(page).modal.isReady();
  await reset.open(link);
  await expect(reset.trouble).toContainText("This link doesn’t work");
  await expectAccessible(page);
  await reset.anotherLink.click();
  await expect(new ForgottenPasswordPage(page).title).toHaveText("Forgotten password");
});
