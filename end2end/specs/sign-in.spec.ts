// Signing in and out.

import { addressOf, BELLA_PIZZA, PASSWORD } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";
import { SignInPage } from "../pages/SignInPage.ts";

const ADMIN = addressOf(BELLA_PIZZA, "admin");

/** What the browser says of an answer to wrong credentials. */
const REFUSED = /status of 401.*\/api\/v1\/session$/;

const WRONG = [
  { what: "a wrong password", email: ADMIN, password: "callsheet" },
  { what: "an unknown address", email: "nobody@bella-pizza.example", password: PASSWORD },
];

for (const { what, email, password } of WRONG) {
  test(`${what} is refused with the same words, and typing goes on in the password`, async ({ page, complaints }) => {
    complaints.expect(REFUSED);
    const form = new SignInPage(page);
    await form.open();
    await form.signIn(email, password);
    await expect(form.trouble).toHaveText("The email address or the password isn’t right. Check both and try again.");
    await expect(form.email).toHaveValue(email);
    await expect(form.password).toBeFocused();
    await form.signInAs(BELLA_PIZZA, "admin");
    await new Portal(page).modal.isReady();
  });
}

test("what is missing is said, and takes the focus", async ({ page }) => {
  const form = new SignInPage(page);
  await form.open();
  await form.submit.click();
  await expect(form.email).toBeFocused();
  await expect(form.email).toHaveAccessibleDescription("Enter an email address");
  await form.email.fill(ADMIN);
  await form.submit.click();
  await expect(form.password).toBeFocused();
  await expect(form.password).toHaveAccessibleDescription("Enter your password");
});

test("too many wrong attempts are told how long to wait", async ({ page, complaints }) => {
  complaints.expect(REFUSED);
  complaints.expect(/status of 429.*\/api\/v1\/session$/);
  const form = new SignInPage(page);
  await form.open();
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await page.request.post("/api/v1/session", { data: { email: ADMIN, password: `wrong ${attempt}` } });
  }
  await form.signInAs(BELLA_PIZZA, "admin");
  await expect(form.trouble).toHaveText(/^Too many failed attempts. Try again in \d+ minutes.$/);
});

test("signing in leads to where one wanted to go", async ({ page, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("sandbox");
  await page.goto("/users?environment=sandbox");
  await expect(page).toHaveURL(/\/sign-in\?/);
  await new SignInPage(page).signInAs(BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await expect(portal.title).toHaveText("Users");
  await expect(page).toHaveURL(/\/users\?environment=sandbox$/);
  await expect(portal.environment).toHaveValue("sandbox");
});

test("the environment in the address survives a reload of the sign-in page", async ({ page }) => {
  await page.goto("/?environment=sandbox");
  await expect(page).toHaveURL(/\/sign-in\?/);
  await page.reload();
  await new SignInPage(page).signInAs(BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.modal.isReady();
  await expect(page).toHaveURL(/\?environment=sandbox$/);
  await expect(portal.modal.dialog).toContainText("Sandbox");
});

test("signing in doesn't lead to another site", async ({ page, server }) => {
  await page.goto("/sign-in?next=//elsewhere.example/");
  await new SignInPage(page).signInAs(BELLA_PIZZA, "admin");
  await new Portal(page).modal.isReady();
  expect(new URL(page.url()).origin).toBe(server.url);
});

test("signing out leads to the sign-in page, and nothing stays behind", async ({ page }) => {
  const portal = new Portal(page);
  const form = new SignInPage(page);
  await signIn(page, BELLA_PIZZA, "admin");
  await portal.openLocked("sandbox");
  await portal.modal.signOut.click();
  await expect(form.heading).toBeVisible();
  await expect(portal.modal.dialog).toBeHidden();
  expect((await page.request.get("/api/v1/me")).status()).toBe(401);
  await page.goto("/");
  await expect(form.heading).toBeVisible();
});

test("somebody else signs in after signing out, and sees their own account", async ({ page }) => {
  const portal = new Portal(page);
  await signIn(page, BELLA_PIZZA, "admin");
  await portal.openLocked("sandbox");
  await portal.modal.form.contact("technical_emergency").email.fill("secret@bella-pizza.example");
  await portal.modal.signOut.click();
  await new SignInPage(page).signIn("admin@grand-hotel.example", PASSWORD);
  await portal.modal.isReady();
  await expect(portal.modal.dialog).toContainText("Grand Hotel");
  await expect(portal.modal.form.contact("technical_emergency").email).toHaveValue("");
});

const BAD_COOKIES = [
  { what: "an unknown token", value: "0".repeat(64) },
  { what: "no token at all", value: "" },
  { what: "text that is no token", value: "%00%ff'\"--" },
  { what: "far too much text", value: "x".repeat(3000) },
];

for (const { what, value } of BAD_COOKIES) {
  test(`a cookie with ${what} leads to the sign-in page, where one can sign in`, async ({ page, context, server }) => {
    await context.addCookies([{ name: "callsheet", value, url: server.url }]);
    await page.goto("/");
    const form = new SignInPage(page);
    await expect(form.heading).toBeVisible();
    await form.signInAs(BELLA_PIZZA, "viewer");
    await new Portal(page).modal.isReady();
  });
}

test("the cookies are out of reach of scripts and of other sites", async ({ page, context }) => {
  await signIn(page, BELLA_PIZZA, "admin");
  const cookies = await context.cookies();
  expect(cookies.map(({ name }) => name).sort()).toEqual(["callsheet", "callsheet-device"]);
  for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
});
