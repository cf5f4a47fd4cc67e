// The program of the form inside another page: that page brings it, and the frame runs it only if it is the portal's.

import type { Page, Route } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";
import { HostPage } from "../pages/HostPage.ts";

/** What the page brings, and what the frame loads by itself. */
const BROUGHT = "embed.wasm";
const OWN = expect.stringMatching(/^callsheet-embed_bg\.[0-9a-f]{16}\.wasm$/);

/** The programs that are asked for from now on. */
function programs(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    const name = new URL(request.url()).pathname.slice(1);
    if (name.endsWith(".wasm")) asked.push(name);
  });
  return asked;
}

/** Fills in a field, which takes a program that runs. */
async function expectToWork(hosted: HostPage): Promise<void> {
  await hosted.form.contact("technical_emergency").email.fill("oncall@partner.example");
  await hosted.draftIsSaved();
}

test("the host's page brings the program, and nobody loads it twice", { tag: "@firefox" }, async ({ page, host }) => {
  const asked = programs(page);
  const hosted = new HostPage(page);
  await hosted.openLocked(host.page());
  await expectToWork(hosted);
  expect(asked).toEqual([BROUGHT]);
});

test("a frame that is loaded anew is brought it again", async ({ page, host }) => {
  const asked = programs(page);
  const hosted = new HostPage(page);
  await hosted.openLocked(host.page());
  await hosted.modal.evaluate(() => location.reload());
  await expect(hosted.modal).toHaveAttribute("id", "gate");
  await expectToWork(hosted);
  expect(asked).toEqual([BROUGHT]);
});

const tamper = async (route: Route) => {
  const answer = await route.fetch();
  const body = await answer.body();
  body.writeUInt8(body.readUInt8(body.length - 1) ^ 1, body.length - 1);
  await route.fulfill({ response: answer, body });
};

for (const { what, act } of [
  { what: "was tampered with", act: tamper },
  {
    what: "is something else",
    act: (route: Route) => route.fulfill({ headers: { "access-control-allow-origin": "*" } }),
  },
  { what: "couldn't be loaded", act: (route: Route) => route.abort() },
  { what: "never comes", act: () => undefined },
]) {
  test(`a program that ${what} isn't run: the frame loads its own`, async ({ page, host, complaints }) => {
    // The frame waits half a minute for what never comes.
    test.setTimeout(90_000);
    complaints.expect(/embed\.wasm/);
    const asked = programs(page);
    await page.route(`**/${BROUGHT}`, act);
    const hosted = new HostPage(page);
    await page.goto(host.page());
    await expect(hosted.submit).toBeVisible({ timeout: 45_000 });
    await expectToWork(hosted);
    expect(asked).toEqual([BROUGHT, OWN]);
  });
}

test("a host whose policy lets it ask nobody else has the form all the same", async ({ page, host, complaints }) => {
  complaints.expect(/embed\.wasm/);
  const asked = programs(page);
  const hosted = new HostPage(page);
  await hosted.openLocked(host.page({ connect: "self" }));
  await expectToWork(hosted);
  expect(asked).toEqual([OWN]);
});

test("a script from before the page brought anything gets a frame that loads its own", async ({ page, host }) => {
  await page.route("**/embed.js", async (route) => {
    const answer = await route.fetch();
    const script = (await answer.text()).replace("/embed?program&", "/embed?").replace("/embed.wasm", "/embed.d.ts");
    await route.fulfill({ response: answer, body: script });
  });
  const asked = programs(page);
  const hosted = new HostPage(page);
  await hosted.openLocked(host.page());
  await expectToWork(hosted);
  expect(asked).toEqual([OWN]);
});
