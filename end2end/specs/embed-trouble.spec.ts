// The gate inside another page, when something is wrong: it never claims to be open, loses nothing, and tells the developer.

import { addressOf, BELLA_PIZZA, PASSWORD } from "../fixtures/accounts.ts";
import { expect, test } from "../fixtures/test.ts";
import { HostPage } from "../pages/HostPage.ts";

/** Every trouble is written to the console for the developer, and what the browser itself says of it comes on top. */
const TOLD = /callsheet-gate|Failed to load resource|net::|NetworkError|CORS|Cross-Origin/;

test("a session that ends in the middle of typing is renewed, and nothing is lost", async ({
  page,
  host,
  complaints,
}) => {
  complaints.expect(/status of 401/);
  const hosted = new HostPage(page);
  const { name } = hosted.form.contact("technical_emergency");
  await hosted.openLocked(host.page());
  await name.fill("On");
  await hosted.draftIsSaved();
  host.revokeKey();
  await host.startWithNewKey();
  await name.pressSequentially(" call");
  await hosted.form.fill(BELLA_PIZZA, "production");
  await expect(name).toHaveValue("On call");
  await hosted.submit.click();
  await hosted.expectState("open");
});

test("several requests whose session is over are content with one other", async ({ page, host, complaints }) => {
  complaints.expect(/status of 401/);
  const hosted = new HostPage(page);
  await hosted.openLocked(host.page());
  const renewals: string[] = [];
  page.on("request", (request) => request.url().includes("/callsheet-session") && renewals.push(request.url()));
  host.revokeKey();
  await host.startWithNewKey();
  const ask = () =>
    hosted.modal.evaluate(() => {
      const status = async () => (await fetch("/api/v1/accounts/bella-pizza/users")).status;
      return Promise.all([status(), status(), status(), status()]);
    });
  // The server notices within seconds what the command line does.
  await expect(async () => {
    expect(await ask()).toEqual([200, 200, 200, 200]);
    expect(renewals).not.toEqual([]);
  }).toPass();
  expect(renewals).toHaveLength(1);
});

test("a session that can't be renewed leaves the form with what is typed", async ({ page, host, complaints }) => {
  complaints.expect(TOLD);
  const hosted = new HostPage(page);
  const { email } = hosted.form.contact("technical_emergency");
  await hosted.openLocked(host.page());
  host.revokeKey();
  await email.fill("oncall@partner.example");
  await expect(hosted.modal.getByText("This page couldn’t renew your session")).toBeVisible({ timeout: 20_000 });
  await hosted.expectEvent(/callsheet-error .*session-unavailable/);
  await expect(email).toHaveValue("oncall@partner.example");
  await host.startWithNewKey();
  await hosted.modal.getByRole("button", { name: "Try again" }).click();
  await expect(hosted.modal.getByText("This page couldn’t renew your session")).toBeHidden();
  await expect(email).toHaveValue("oncall@partner.example");
  await hosted.draftIsSaved();
});

test(
  "while the portal is down the page is blocked, and opens by itself afterwards",
  { tag: "@firefox" },
  async ({ page, host, server, colleague, complaints }) => {
    complaints.expect(TOLD);
    complaints.expect(/orders\.json/);
    await (await colleague(BELLA_PIZZA, "admin")).complete("production");
    const hosted = new HostPage(page);
    await page.goto(host.page());
    await hosted.expectState("open");
    await server.crash();
    await hosted.refresh();
    await hosted.expectState("unknown");
    await expect(hosted.dialog.getByRole("button", { name: "Unavailable. Try again" })).toBeFocused();
    await server.startAgain();
    // Ten seconds later it is tried again.
    await expect(hosted.dialog).toBeHidden({ timeout: 20_000 });
    await hosted.expectState("open");
  },
);

test("a host that only wants a warning isn't blocked", async ({ page, host, server, colleague, complaints }) => {
  complaints.expect(TOLD);
  complaints.expect(/orders\.json/);
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  const hosted = new HostPage(page);
  await page.goto(host.page({ mode: "warn" }));
  await hosted.expectState("open");
  await server.crash();
  await hosted.refresh();
  await hosted.expectState("unknown");
  await hosted.expectEvent(/callsheet-error .*session-unavailable/);
  await expect(hosted.dialog).toBeHidden();
  await server.startAgain();
});

test("an origin that isn't allowed gets no frame", async ({ page, host, server, complaints }) => {
  complaints.expect(TOLD);
  complaints.expect(/frame-ancestors|Framing|refused to connect/);
  await server.configure({ CALLSHEET_EMBED_ORIGINS: "https://elsewhere.example" });
  const hosted = new HostPage(page);
  await page.goto(host.page());
  await hosted.expectState("locked");
  await expect(hosted.element).toHaveJSProperty("state", "unknown", { timeout: 20_000 });
  await hosted.expectEvent(/callsheet-error .*frame-blocked/);
  await expect(hosted.dialog.getByRole("button")).toBeVisible();
});

test("a sandbox without the page's own origin breaks nothing, and opens nothing", async ({
  page,
  host,
  complaints,
}) => {
  complaints.expect(TOLD);
  complaints.expect(/sandbox|null|frame-ancestors|Framing/i);
  const hosted = new HostPage(page);
  await page.goto(host.page({ sandbox: "allow-scripts" }));
  await expect(hosted.element).toHaveJSProperty("state", "unknown", { timeout: 20_000 });
});

for (const { what, attributes, code } of [
  { what: "an account that doesn't exist", attributes: { account: "nobody" }, code: "not-found" },
  { what: "another account's session", attributes: { account: "city-walks" }, code: "not-found" },
  { what: "another environment's session", attributes: { environment: "sandbox" }, code: "forbidden" },
  { what: "an environment that doesn't exist", attributes: { environment: "moon" }, code: "invalid" },
] as const) {
  test(`${what} is told by its code`, async ({ page, host, complaints }) => {
    complaints.expect(TOLD);
    const hosted = new HostPage(page);
    await hosted.openLocked(host.page());
    await page.evaluate((attributes) => {
      const element = document.createElement("callsheet-gate") as HTMLElement & {
        fetchSession: () => Promise<unknown>;
      };
      // Without the gate in it, so that the element asks for it itself, with a session that isn't for this.
      element.fetchSession = async () => ({ ...(await (await fetch("/callsheet-session")).json()), gate: undefined });
      for (const [name, value] of Object.entries({ account: "bella-pizza", ...attributes }))
        element.setAttribute(name, value);
      document.querySelector("callsheet-gate")?.replaceWith(element);
    }, attributes);
    await hosted.expectState("unknown");
    await hosted.expectEvent(new RegExp(`callsheet-error .*"code":"${code}`));
  });
}

test("a session that never comes is unavailable", async ({ page, host, complaints }) => {
  complaints.expect(TOLD);
  const hosted = new HostPage(page);
  await hosted.openLocked(host.page());
  for (const answer of ["undefined", "nothing"] as const) {
    await page.evaluate((answer) => {
      const element = document.createElement("callsheet-gate") as HTMLElement & {
        fetchSession: () => Promise<unknown>;
      };
      element.fetchSession = () => (answer === "undefined" ? Promise.resolve(undefined) : Promise.reject());
      element.setAttribute("account", "bella-pizza");
      document.querySelector("callsheet-gate")?.replaceWith(element);
    }, answer);
    await hosted.expectState("unknown");
    await hosted.expectEvent(/callsheet-error .*session-unavailable/);
  }
});

test("another script of the same name is no portal", async ({ page, host, server }) => {
  await page.addInitScript(() => {
    addEventListener("DOMContentLoaded", () => {
      const other = document.createElement("script");
      Object.assign(other, { type: "text/plain", src: "/other/embed.js" });
      document.head.prepend(other);
    });
  });
  const hosted = new HostPage(page);
  await hosted.openLocked(host.page({ late: "1" }));
  await expect(page.locator("script").first()).toHaveAttribute("src", "/other/embed.js");
  const source = await hosted.element.locator("iframe").getAttribute("src");
  expect(new URL(source ?? "").origin).toBe(server.url);
});

test("a page of another origin can't act with the cookie of whoever is signed in", async ({ page, host, server }) => {
  await page.request.post(`${server.url}/api/v1/session`, {
    data: { email: addressOf(BELLA_PIZZA, "admin"), password: PASSWORD },
  });
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(host.page({ role: "viewer" }));
  await page.evaluate(async (portal) => {
    const frame = document.createElement("iframe");
    frame.id = "forged";
    frame.src = `${portal}/embed?account=bella-pizza`;
    const isReady = new Promise((resolve) => {
      addEventListener(
        "message",
        ({ source, data }) => source === frame.contentWindow && data.callsheet === "ready" && resolve(true),
      );
    });
    document.body.append(frame);
    await isReady;
    for (const token of ["", undefined]) {
      frame.contentWindow?.postMessage(
        { callsheet: "host", token, account: "bella-pizza", environment: "production" },
        portal,
      );
    }
  }, server.url);
  const hosted = new HostPage(page);
  await expect(hosted.modal).toContainText("You can view this, but not change it.");
  await expect(page.frameLocator("#forged").getByRole("status")).toHaveText("Loading…");
  // Who is signed in was asked once: by the frame that has a session.
  expect(asked.filter((path) => path === "/api/v1/me")).toHaveLength(1);
});

test("a token that was tampered with opens nothing", async ({ page, host, complaints }) => {
  complaints.expect(TOLD);
  const hosted = new HostPage(page);
  await page.route("**/callsheet-session*", async (route) => {
    const answer = await route.fetch();
    const session = (await answer.json()) as { token: string };
    await route.fulfill({ json: { token: `${session.token.slice(0, -1)}_` } });
  });
  await page.goto(host.page());
  await hosted.expectState("unknown");
  await hosted.expectEvent(/callsheet-error .*"code":"invalid-token"/);
});

for (const { what, answer } of [
  { what: "no JSON", answer: { body: "<!doctype html>", contentType: "text/html" } },
  { what: "nothing of a gate", answer: { json: { token: "x", gate: {} } } },
  { what: "nonsense", answer: { json: 7 } },
  { what: "an error", answer: { status: 500, json: { error: "Something went wrong." } } },
]) {
  test(`a session's address that answers ${what} opens nothing`, async ({ page, host, complaints }) => {
    complaints.expect(TOLD);
    const hosted = new HostPage(page);
    await page.route("**/callsheet-session*", (route) => route.fulfill(answer));
    await page.goto(host.page());
    await hosted.expectState("unknown");
    await expect(hosted.dialog.getByRole("button")).toBeVisible();
    await hosted.expectEvent(/callsheet-error/);
  });
}

test("attributes that mean nothing are told, and the default is used", async ({ page, host, complaints }) => {
  complaints.expect(TOLD);
  const hosted = new HostPage(page);
  await hosted.openLocked(
    host.page({ theme: "neon", accent: "no colour", radius: "-3", font: "inherit", locale: "!", mode: "wran" }),
  );
  for (const name of ["theme", "accent", "radius", "font", "locale", "mode"]) {
    await hosted.expectEvent(new RegExp(`callsheet-error .*invalid-attribute.*${name}=`));
  }
});

test("messages of other windows and origins mean nothing", async ({ page, host }) => {
  const hosted = new HostPage(page);
  await hosted.openLocked(host.page());
  await page.evaluate(() => {
    const forged = { callsheet: "gate", state: "open", missing: [] };
    postMessage(forged, "*");
    const element = document.querySelector("callsheet-gate")?.shadowRoot?.querySelector("iframe");
    // As the host, with a session that isn't one: the frame goes on with what it has, and asks for another.
    element?.contentWindow?.postMessage(
      { callsheet: "host", token: "", account: "bella-pizza", environment: "production" },
      "*",
    );
  });
  await hosted.form.contact("technical_emergency").email.fill("oncall@partner.example");
  await hosted.draftIsSaved();
  await hosted.expectState("locked");
  await expect(hosted.dialog).toBeVisible();
});
