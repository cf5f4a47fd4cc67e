// The gate inside another page: covers it while locked, and goes away by itself.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, test } from "../fixtures/test.ts";
import { HostPage } from "../pages/HostPage.ts";

test("whoever fills in the form is back on the host's page", { tag: "@firefox" }, async ({ page, host, colleague }) => {
  const hosted = new HostPage(page);
  await hosted.openLocked(host.page({ role: "editor" }));
  await hosted.expectState("locked");
  await expect(hosted.dialog).toHaveAccessibleName("Mandatory information");
  await expect(hosted.title).toBeFocused();
  await expect(hosted.orders).toBeHidden();

  await hosted.submit.click();
  await expect(hosted.form.summary).toBeFocused();
  await hosted.form.fill(BELLA_PIZZA, "production");
  await hosted.submit.click();

  await expect(hosted.dialog).toBeHidden();
  await expect(hosted.announcement).toHaveText("Saved. You can continue.");
  await hosted.expectState("open");
  await expect(hosted.orders).toBeVisible();
  expect(await hosted.events()).toEqual([
    expect.stringMatching(/^callsheet-gate .*"locked".*alert_contacts/),
    'callsheet-saved {"version":1}',
    'callsheet-gate {"state":"open","missing":[]}',
  ]);
  const administrator = await colleague(BELLA_PIZZA, "admin");
  expect((await administrator.stored("production")).version).toBe(1);
});

test("the form says whom an emergency would reach, as one types", { tag: "@firefox" }, async ({ page, host }) => {
  const hosted = new HostPage(page);
  await hosted.openLocked(host.page({ role: "editor" }));
  const reached = hosted.modal.getByRole("status").filter({ hasText: "an emergency now would reach" });
  await expect(reached).toContainText("Anna Nowak (admin@bella-pizza.example)");
  await expect(reached).toContainText("so administrators are told");
  await hosted.form.contact("technical_emergency").email.fill("oncall@bella-pizza.example");
  await expect(reached).toContainText("oncall@bella-pizza.example");
  await expect(reached).not.toContainText("Anna Nowak");
});

test("an open gate shows nothing and loads nothing", async ({ page, host, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  const asked = new Set<string>();
  page.on("request", (request) => asked.add(new URL(request.url()).pathname));
  const hosted = new HostPage(page);
  await page.goto(host.page());
  await hosted.expectState("open");
  await expect(hosted.orders).toBeVisible();
  await expect(hosted.dialog).toBeHidden();
  // The page's own files and data, and besides them the script and the session, with which the gate's state comes.
  asked.delete("/icon.svg"); // Browsers ask for it when they like.
  expect([...asked].toSorted()).toEqual([
    "/",
    "/callsheet-session",
    "/embed.js",
    "/orders.json",
    "/page.js",
    "/style.css",
  ]);
});

test("the focus goes back to where it was", { tag: "@firefox" }, async ({ page, host, colleague }) => {
  const administrator = await colleague(BELLA_PIZZA, "admin");
  await administrator.complete("production");
  const hosted = new HostPage(page);
  await page.goto(host.page());
  await hosted.expectState("open");
  const button = page.getByRole("button", { name: "Switch" });
  await button.focus();
  await administrator.remove(await administrator.user(BELLA_PIZZA.people.editor));
  await administrator.change("production", {
    alert_contacts: [(await administrator.user(BELLA_PIZZA.people.viewer)).id],
  });
  await administrator.remove(await administrator.user(BELLA_PIZZA.people.viewer));
  await hosted.refresh();
  await expect(hosted.title).toBeFocused();
  await hosted.form.alertContact(BELLA_PIZZA.people.admin).check();
  await hosted.submit.click();
  await expect(hosted.dialog).toBeHidden();
  await expect(button).toBeFocused();
});

test("the keyboard alone is enough, and Escape does nothing", async ({ page, host }) => {
  const hosted = new HostPage(page);
  await hosted.openLocked(host.page());
  for (let press = 0; press < 3; press += 1) await page.keyboard.press("Escape");
  await expect(hosted.dialog).toBeVisible();
  await expect(hosted.title).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(hosted.modal.getByRole("link", { name: "Contact support" })).toBeFocused();
  const first = hosted.form.alertContact(BELLA_PIZZA.people.admin);
  await page.keyboard.press("Tab");
  await expect(first).toBeFocused();
  await page.keyboard.press("Space");
  await expect(first).toBeChecked();
  // What is behind the modal can't be reached: the element that has the focus is never one of the page's own.
  for (let press = 0; press < 4; press += 1) {
    await page.keyboard.press("Shift+Tab");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toMatch(/^(CALLSHEET-GATE|BODY)$/);
  }
});

test(
  "another window notices when a colleague has filled it in",
  { tag: "@firefox" },
  async ({ page, context, host }) => {
    const hosted = new HostPage(page);
    await hosted.openLocked(host.page());
    const other = new HostPage(await context.newPage());
    await other.openLocked(host.page());
    await other.form.fill(BELLA_PIZZA, "production");
    await other.submit.click();
    await expect(other.dialog).toBeHidden();
    await page.bringToFront();
    await expect(hosted.dialog).toBeHidden();
    await expect(hosted.announcement).toHaveText("Everything is there. You can continue.");
    await hosted.expectState("open");
  },
);

test("the history says by whose word somebody is known", async ({ page, host, colleague }) => {
  const hosted = new HostPage(page);
  await hosted.openLocked(host.page({ role: "editor" }));
  await hosted.form.fill(BELLA_PIZZA, "production");
  await hosted.submit.click();
  await hosted.expectState("open");
  const administrator = await colleague(BELLA_PIZZA, "admin");
  const history = await (await administrator.ask("GET", "/contact-information/history")).json();
  expect(history.items[0].by).toMatchObject({ name: "Editor of Bella Pizza", known_by: "host" });
});

test("two elements are two gates", async ({ page, host, colleague }) => {
  const production = new HostPage(page, 0);
  const sandbox = new HostPage(page, 1);
  await page.goto(host.page({ elements: "2" }));
  await production.expectState("locked");
  await sandbox.expectState("locked");
  const administrator = await colleague(BELLA_PIZZA, "admin");
  await administrator.complete("sandbox");
  await sandbox.expectState("open");
  await expect(sandbox.dialog).toBeHidden();
  await expect(production.dialog).toBeVisible();
  await administrator.complete("production");
  await expect(production.dialog).toBeHidden();
});

for (const { how, query } of [
  { how: "a classic script", query: { module: "0" } },
  { how: "a script that comes after the element", query: { late: "1" } },
  { how: "a classic script that comes after the element", query: { late: "1", module: "0" } },
  { how: "a page that isolates itself", query: { coep: "1" } },
  { how: "a sandboxed page", query: { sandbox: "1" } },
]) {
  test(`it works with ${how}`, { tag: "@firefox" }, async ({ page, host, complaints }) => {
    // A sandbox that allows scripts and the page's own origin keeps nothing in. The page can't do without either.
    complaints.expect(/can escape its sandboxing/);
    const hosted = new HostPage(page);
    await hosted.openLocked(host.page(query));
    await hosted.form.contact("technical_emergency").email.fill("oncall@partner.example");
    await hosted.draftIsSaved();
  });
}

test("an element that is given another environment shows that one's form", async ({ page, host }) => {
  const hosted = new HostPage(page);
  await hosted.openLocked(host.page());
  await expect(hosted.form.field("alert_contacts")).toBeVisible();
  await hosted.element.evaluate((element) => {
    element.setAttribute("environment", "sandbox");
    element.setAttribute("session-url", "/callsheet-session?environment=sandbox");
  });
  await expect(hosted.form.field("alert_contacts")).toBeHidden();
  await expect(hosted.submit).toBeVisible();
  await hosted.form.contact("technical_emergency").email.fill("oncall@partner.example");
  await hosted.draftIsSaved();
});

test("an element may come and go at any time", async ({ page, host }) => {
  const hosted = new HostPage(page);
  await hosted.openLocked(host.page());
  await hosted.element.evaluate((element) => {
    element.remove();
    document.body.append(element);
  });
  await expect(hosted.submit).toBeVisible();
  const removed = await hosted.element.elementHandle();
  await hosted.element.evaluate((element) => element.remove());
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  // Taken out of the page it is deaf, also to what its attributes say.
  await removed?.evaluate((element) => element.setAttribute("environment", "sandbox"));
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
  expect(asked.filter((url) => url.includes("callsheet-session"))).toEqual([]);
  await page.evaluate(() => {
    const element = document.createElement("callsheet-gate") as HTMLElement & { fetchSession: () => Promise<unknown> };
    element.setAttribute("account", "bella-pizza");
    element.fetchSession = async () => (await fetch("/callsheet-session")).json();
    document.body.append(element);
  });
  await expect(hosted.submit).toBeVisible();
});

test("a page that comes back from the browser's memory asks again", async ({ page, host, colleague }) => {
  const administrator = await colleague(BELLA_PIZZA, "admin");
  await administrator.complete("production");
  const hosted = new HostPage(page);
  await page.goto(host.page());
  await hosted.expectState("open");
  // Whoever gets the alerts leaves, which locks the gate. An element that is open doesn't ask by itself.
  const editor = await administrator.user(BELLA_PIZZA.people.editor);
  await administrator.change("production", { alert_contacts: [editor.id] });
  await administrator.remove(editor);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await hosted.expectState("locked");
  await expect(hosted.submit).toBeVisible();
});

test("a preview is there although the gate is open, and can be closed", async ({ page, host, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  const hosted = new HostPage(page);
  await hosted.openLocked(host.page({ preview: "" }));
  await hosted.expectState("open");
  await hosted.modal.getByRole("button", { name: "Close" }).click();
  await expect(hosted.dialog).toBeHidden();
  await hosted.openLocked(host.page({ preview: "" }));
  await page.keyboard.press("Escape");
  await expect(hosted.dialog).toBeHidden();
});

test("a viewer reads, and learns who can fill it in", async ({ page, host }) => {
  const hosted = new HostPage(page);
  await page.goto(host.page({ role: "viewer" }));
  await expect(hosted.modal).toContainText("You can view this, but not change it.");
  await expect(hosted.modal).toContainText(BELLA_PIZZA.people.admin);
  await expect(hosted.submit).toBeHidden();
});
