// No account sees anything of another one.

import { BELLA_PIZZA, CITY_WALKS, ACCOUNTS } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

const PATHS = [
  "",
  "/gate?environment=production",
  "/contact-information?environment=production",
  "/contact-information/history",
  "/draft?environment=production",
  "/users",
];

test("what belongs to another account isn't there, exactly as if it didn't exist", async ({ page, colleague }) => {
  await (await colleague(CITY_WALKS, "admin")).complete("production");
  await signIn(page, BELLA_PIZZA, "admin");
  const ask = async (account: string, path: string) => {
    const answer = await page.request.get(`/api/v1/accounts/${account}${path}`);
    const { status, type, title, detail } = (await answer.json()) as Record<string, unknown>;
    return { http: answer.status(), status, type, title, detail };
  };
  for (const path of PATHS) {
    const theirs = await ask(CITY_WALKS.slug, path);
    expect(theirs.http, path).toBe(404);
    expect(theirs).toEqual(await ask("no-such-account", path));
  }
});

test("writing to another account isn't possible either", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "admin");
  const base = `/api/v1/accounts/${CITY_WALKS.slug}`;
  const user = { name: "Eve", email: "eve@bella-pizza.example", role: "administrator" };
  const answers = await Promise.all([
    page.request.put(`${base}/contact-information?environment=sandbox`, { data: {}, headers: { "if-match": '"0"' } }),
    page.request.patch(`${base}/draft?environment=sandbox`, { data: {} }),
    page.request.post(`${base}/users`, { data: user }),
    page.request.post(`${base}/support-requests`, { data: { subject: "Hello", message: "It's me" } }),
  ]);
  expect(answers.map((answer) => answer.status())).toEqual([404, 404, 404, 404]);
});

test("what is behind a locked gate is refused by the server, whatever the page does", async ({ page }) => {
  for (const account of ACCOUNTS) {
    await signIn(page, account, "admin");
    const answer = await page.request.get(`/api/v1/accounts/${account.slug}`);
    expect(answer.status(), account.slug).toBe(403);
    expect(((await answer.json()) as { type: string }).type).toMatch(/gate-locked$/);
  }
});

test("an account that was remembered from somebody else's visit isn't asked for", async ({ page, complaints }) => {
  complaints.expect(/status of 404/);
  await signIn(page, CITY_WALKS, "admin");
  const portal = new Portal(page);
  await portal.openLocked("sandbox");
  await signIn(page, BELLA_PIZZA, "admin");
  await portal.openLocked("sandbox");
  await expect(portal.modal.dialog).toContainText("Bella Pizza");
  await expect(page.getByText("City Walks")).toHaveCount(0);
});

test("whoever has no account is told so", async ({ page }) => {
  const data = { email: "staff@operator.example", password: "callsheet-demo" };
  expect((await page.request.post("/api/v1/session", { data })).status()).toBe(204);
  await page.goto("/");
  await expect(page.getByText("You are signed in, but have no access to any account.")).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});
