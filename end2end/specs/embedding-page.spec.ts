// The page about showing the modal in other pages: who may, with which keys, and the code for it.

import type { Page } from "@playwright/test";
import { BELLA_PIZZA, CITY_WALKS } from "../fixtures/accounts.ts";
import { completeValues } from "../fixtures/fields.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { englishIn, LANGUAGES, TAGS, words } from "../fixtures/words.ts";
import { HostPage } from "../pages/HostPage.ts";
import { Portal } from "../pages/Portal.ts";

const PATH = "/embedding";
const HOST = "https://host.example";

test.beforeEach(async ({ colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
});

/** What `GET …/origins` tells an administrator. */
async function allowed(page: Page): Promise<string[]> {
  const answer = await page.request.get(`/api/v1/accounts/${BELLA_PIZZA.slug}/origins`);
  return ((await answer.json()) as { items: { origin: string }[] }).items.map(({ origin }) => origin);
}

test.describe("origins", () => {
  test.use({ settings: { CALLSHEET_EMBED_ORIGINS: "https://everywhere.example" } });

  test.beforeEach(({ page }) => signIn(page, BELLA_PIZZA, "admin"));

  test("one is allowed as browsers write it, and stays", async ({ page }) => {
    const portal = new Portal(page);
    await portal.openUnlocked("production");
    await portal.goTo("Embedding");
    await expect(portal.title).toBeFocused();
    await portal.embedding.origin.fill(" HTTPS://Host.Example:443/ ");
    await portal.embedding.origin.press("Enter");
    await expect(portal.announcement(`Now allowed: ${HOST}`)).toBeAttached();
    await expect(portal.embedding.line(HOST)).toBeVisible();
    await expect(portal.embedding.origin).toHaveValue("");
    await expect(portal.embedding.origin).toBeFocused();
    expect(await allowed(page)).toEqual([HOST]);
    await page.reload();
    await expect(portal.embedding.line(HOST)).toBeVisible();
  });

  test("those of the operator are shown, and not to be removed", async ({ page }) => {
    const portal = new Portal(page);
    await portal.openUnlocked("production", PATH);
    const line = portal.embedding.line("https://everywhere.example");
    await expect(line).toContainText("Set by Example Operator");
    await expect(line.getByRole("button")).toHaveCount(0);
  });

  test("one is removed once that was meant", async ({ page, colleague }) => {
    const administrator = await colleague(BELLA_PIZZA, "admin");
    await administrator.allowOrigin(HOST);
    await administrator.allowOrigin("https://other.example");
    const portal = new Portal(page);
    await portal.openUnlocked("production", PATH);
    const dialog = page.getByRole("dialog", { name: `Remove ${HOST}?` });
    await portal.embedding.remove(HOST).click();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(portal.embedding.remove(HOST)).toBeFocused();
    await portal.embedding.remove(HOST).click();
    await dialog.getByRole("button", { name: "Remove" }).click();
    await expect(portal.announcement(`No longer allowed: ${HOST}`)).toBeAttached();
    await expect(portal.embedding.line(HOST)).toBeHidden();
    await expect(portal.embedding.line("https://other.example")).toBeFocused();
    expect(await allowed(page)).toEqual(["https://other.example"]);
  });

  test("one that a colleague removed meanwhile is gone", async ({ page, colleague, complaints }) => {
    const administrator = await colleague(BELLA_PIZZA, "admin");
    await administrator.allowOrigin(HOST);
    const portal = new Portal(page);
    await portal.openUnlocked("production", PATH);
    await portal.embedding.remove(HOST).click();
    const answer = await administrator.ask("GET", "/origins");
    const [{ id }] = ((await answer.json()) as { items: [{ id: string }] }).items;
    await administrator.ask("DELETE", `/origins/${id}`);
    complaints.expect(/status of 404/);
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await expect(portal.main.getByRole("alert")).toContainText("This is no longer there.");
    await expect(portal.embedding.line(HOST)).toBeHidden();
  });

  for (const [typed, words] of [
    ["", "Enter an origin, like https://host.example"],
    ["http://host.example", "Enter scheme and host only"],
    ["https://host.example/path", "Enter scheme and host only"],
    ["https://*.example", "Enter scheme and host only"],
    [`https://${"a".repeat(300)}.example`, "Shorten this to 300 characters or fewer"],
  ] as const) {
    test(`"${typed.slice(0, 30)}" isn't sent`, async ({ page }) => {
      const portal = new Portal(page);
      await portal.openUnlocked("production", PATH);
      await portal.embedding.origin.fill(typed);
      await portal.embedding.allow.click();
      await expect(portal.embedding.origin).toHaveAccessibleDescription(new RegExp(words));
      await expect(portal.embedding.origin).toBeFocused();
      expect(await allowed(page)).toEqual([]);
    });
  }

  test("what the server refuses is said at the line", async ({ page, colleague, complaints }) => {
    const portal = new Portal(page);
    await portal.openUnlocked("production", PATH);
    await (await colleague(BELLA_PIZZA, "admin")).allowOrigin(HOST);
    complaints.expect(/status of 422/);
    await portal.embedding.origin.fill(HOST);
    await portal.embedding.allow.click();
    await expect(portal.embedding.origin).toHaveAccessibleDescription(/This origin is allowed already/);
    await portal.embedding.origin.fill("https://other.example");
    await expect(portal.embedding.origin).not.toHaveAccessibleDescription(/allowed already/);
  });

  test("a list that can't be had is asked for again", async ({ page, complaints }) => {
    const portal = new Portal(page);
    complaints.expect(/net::ERR_FAILED/);
    await page.route("**/origins", (route) => route.abort());
    await portal.openUnlocked("production", PATH);
    const region = portal.main.getByRole("region", { name: "Allowed origins" });
    await expect(region.getByRole("alert")).toContainText("The server can’t be reached.");
    await page.unroute("**/origins");
    await region.getByRole("button", { name: "Try again" }).click();
    await expect(portal.embedding.line("https://everywhere.example")).toBeVisible();
    await expect(region.getByRole("alert")).toBeHidden();
  });
});

test("nobody may before an origin is allowed", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openUnlocked("production", PATH);
  await expect(portal.main).toContainText("No page can show it yet.");
  await expect(portal.main).toContainText("There is no key for this account yet.");
  await expect(portal.main).toContainText("callsheet key create --name NAME --scope embed --account bella-pizza");
});

test("the account's keys are listed, without what opens doors", async ({ page, server }) => {
  const key = (name: string, account: string) =>
    server.run("key", "create", "--name", name, "--scope", "embed", "--account", account);
  const [good, gone] = [key("Partner pages", BELLA_PIZZA.slug), key("Old pages", BELLA_PIZZA.slug)];
  key("Somebody else's", CITY_WALKS.slug);
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openUnlocked("production", PATH);
  const { keys } = portal.embedding;
  await expect(keys.getByRole("row")).toHaveCount(3);
  await expect(portal.embedding.key("Partner pages")).toContainText("embed");
  await expect(portal.embedding.key("Partner pages")).toContainText("Never");
  await expect(portal.embedding.key("Partner pages")).toContainText("Valid");
  const shown = await portal.embedding.key("Partner pages").getByRole("code").last().textContent();
  const prefix = (shown ?? "").replace("…", "");
  expect(good.startsWith(prefix) && prefix.length < good.length / 2, shown ?? "").toBe(true);

  const old = (await portal.embedding.key("Old pages").getByRole("code").last().textContent()) ?? "";
  expect(gone.startsWith(old.replace("…", ""))).toBe(true);
  server.run("key", "revoke", old.replace("…", ""));
  await page.reload();
  await expect(portal.embedding.key("Old pages")).toContainText("Revoked");
  await expect(portal.embedding.key("Partner pages")).toContainText("Valid");
});

for (const role of ["editor", "viewer"] as const) {
  test(`the ${role} reads who decides, and has the code`, async ({ page }) => {
    await signIn(page, BELLA_PIZZA, role);
    const portal = new Portal(page);
    await portal.openUnlocked("production", PATH);
    await expect(portal.main).toContainText("Administrators decide which pages may do this");
    await expect(portal.embedding.snippet).toContainText(`account="bella-pizza"`);
    await expect(portal.main.getByRole("region", { name: "Allowed origins" })).toHaveCount(0);
    await expect(portal.main.getByRole("region", { name: "Keys" })).toHaveCount(0);
    await expect(portal.main.getByRole("alert")).toHaveCount(0);
  });
}

test.describe("the code", () => {
  test.use({ permissions: ["clipboard-read", "clipboard-write"] });

  test.beforeEach(async ({ page }) => {
    await signIn(page, BELLA_PIZZA, "viewer");
    await new Portal(page).openUnlocked("production", PATH);
  });

  for (const [name, parts] of [
    ["HTML", []],
    ["React", ["export function CallsheetGate()", "oncallsheet-gate={(event) =>"]],
    ["Vue", ["isCustomElement", "@callsheet-gate="]],
    ["Leptos", ["#[component]", "on:callsheet-gate="]],
  ] as const) {
    test(`for ${name} is of this portal, account and environment, and is copied`, async ({ page, server }) => {
      const portal = new Portal(page);
      await portal.embedding.tab(name).click();
      await expect(portal.embedding.tab(name)).toHaveAttribute("aria-selected", "true");
      const { snippet } = portal.embedding;
      for (const part of [
        `<script type="module" src="${server.url}/embed.js"></script>`,
        "<callsheet-gate",
        'account="bella-pizza"',
        'environment="production"',
        'session-url="/callsheet-session"',
        ...parts,
      ]) {
        await expect(snippet).toContainText(part);
      }
      await expect(snippet).not.toContainText("accent=");
      await portal.embedding.copy.click();
      await expect(portal.announcement("Copied")).toBeAttached();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toBe(await snippet.textContent());
    });
  }

  test("follows the look and the environment, and keeps both through a change of language", async ({
    page,
    colleague,
  }) => {
    await (await colleague(BELLA_PIZZA, "admin")).complete("sandbox");
    const portal = new Portal(page);
    const { look, snippet } = portal.embedding;
    await look.getByRole("combobox", { name: "Theme" }).selectOption("Dark");
    await look.getByLabel("Accent colour").fill("#0b6e4f");
    await look.getByRole("combobox", { name: "Corner radius" }).selectOption("8 px");
    await look.getByRole("combobox", { name: "Language" }).selectOption("Polski");
    await look.getByRole("textbox", { name: "Font" }).fill('"Fira Sans", serif');
    for (const part of [
      'theme="dark"',
      'accent="#0b6e4f"',
      'radius="8"',
      'locale="pl"',
      'font="&quot;Fira Sans&quot;, serif"',
    ]) {
      await expect(snippet).toContainText(part);
    }
    await portal.environment.selectOption("Sandbox");
    await expect(snippet).toContainText('environment="sandbox"');
    await portal.language.selectOption("Deutsch");
    await expect(portal.title).toHaveText("Einbettung");
    const code = portal.main.getByRole("tabpanel").getByRole("code");
    await expect(code).toContainText('accent="#0b6e4f"');
    await portal.main.getByRole("button", { name: "Aussehen zurücksetzen" }).click();
    await expect(code).not.toContainText("accent=");
    await expect(code).not.toContainText("theme=");
  });

  test("for the server asks this portal for a session", async ({ page, server }) => {
    const portal = new Portal(page);
    await expect(portal.embedding.server).toContainText(`"${server.url}/api/v1/embed-sessions"`);
    await portal.embedding.copyServer.click();
    await expect(portal.announcement("Copied")).toBeAttached();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("CALLSHEET_KEY");
  });
});

test("a clipboard that isn't to be had is told of", async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  await portal.openUnlocked("production", PATH);
  await portal.embedding.copy.click();
  await expect(portal.announcement("Copying didn’t work.")).toBeAttached();
});

test("whom another page vouches for is named so", async ({ page, server, request }) => {
  const key = server.run("key", "create", "--name", "Partner pages", "--scope", "embed");
  const user = { email: "jan@host.example", name: "Jan Kowalski", role: "editor" };
  const data = { account: BELLA_PIZZA.slug, environment: "production", user };
  const made = await request.post("/api/v1/embed-sessions", { data, headers: { authorization: `Bearer ${key}` } });
  expect(made.status(), await made.text()).toBe(201);
  const authorization = `Bearer ${((await made.json()) as { token: string }).token}`;
  const path = `/api/v1/accounts/${BELLA_PIZZA.slug}/contact-information?environment=production`;
  const stored = await request.get(path, { headers: { authorization } });
  const { values } = (await stored.json()) as { values: { alert_contacts: string[] } };
  const saved = await request.put(path, {
    data: {
      ...completeValues(BELLA_PIZZA, "production", values.alert_contacts),
      operational_public: { email: "new@partner.example" },
    },
    headers: { authorization, "if-match": stored.headers()["etag"] ?? "" },
  });
  expect(saved.status(), await saved.text()).toBe(200);

  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/configuration/contact-information");
  const named = "Jan Kowalski (as named by the embedding page)";
  await expect(portal.history.getByRole("listitem").first()).toContainText(named);
  await expect(portal.history.getByRole("listitem").filter({ hasText: BELLA_PIZZA.people.admin })).not.toContainText(
    "embedding page",
  );
  await expect(portal.main.getByText(/^.*Saved on/)).toContainText(named);
});

test("the preview shows the modal in the look chosen, and Escape closes it", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openUnlocked("production", PATH);
  await portal.embedding.look.getByRole("combobox", { name: "Theme" }).selectOption("Dark");
  const show = portal.embedding.look.getByRole("button", { name: "Show preview" });
  await show.click();
  const hosted = new HostPage(page);
  await expect(hosted.submit).toBeVisible();
  await expect(hosted.title).toBeFocused();
  await expect(hosted.frame.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(hosted.modal.getByRole("combobox", { name: "Language" }).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(hosted.dialog).toBeHidden();
  await expect(show).toBeFocused();
});

for (const tag of TAGS.filter((tag) => tag !== "en")) {
  test.describe(`in ${LANGUAGES[tag]}`, () => {
    test.use({ locale: tag });

    test("the page has no English left", async ({ page, colleague }) => {
      await (await colleague(BELLA_PIZZA, "admin")).allowOrigin(HOST);
      await signIn(page, BELLA_PIZZA, "admin");
      const portal = new Portal(page);
      await portal.open("production", PATH);
      await expect(portal.title).toHaveText(words(tag, "title.embedding"));
      await expect(portal.main.getByText(HOST, { exact: true })).toBeVisible();
      await expect(portal.main.getByText(words(tag, "embedding.no_keys"))).toBeVisible();
      expect(await englishIn(page, tag)).toEqual([]);
    });
  });
}
