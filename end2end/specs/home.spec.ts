// The first page: integrations, the state of both gates, and what to do next.

import { ACCOUNTS, BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

const [INTEGRATION] = BELLA_PIZZA.integrations;

test("nothing can be launched while production is locked", async ({ page, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("sandbox");
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openUnlocked("sandbox");
  const integrations = portal.main.getByRole("region", { name: "Integrations" });
  await expect(integrations).toContainText("In development");
  await expect(integrations).toContainText("An integration can’t be launched while production is locked.");
  await expect(integrations.getByRole("button")).toHaveCount(0);
  const access = portal.main.getByRole("region", { name: "Access to the portal" });
  await expect(access.getByRole("listitem").filter({ hasText: "Sandbox" })).toContainText("Open");
  await expect(access.getByRole("listitem").filter({ hasText: "Production" })).toContainText("Locked");
  await expect(access).toContainText("Missing: Alert contacts");
});

test("what to do next leads to the modal of production", async ({ page, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("sandbox");
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openUnlocked("sandbox");
  await portal.main.getByRole("link", { name: "Fill in the mandatory information for production" }).click();
  await portal.modal.isReady();
  await expect(page).toHaveURL(/environment=production$/);
  await expect(portal.modal.environment).toHaveValue("production");
});

test("once production is open, an administrator launches and withdraws", async ({ page, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openUnlocked("production");
  const line = portal.main
    .getByRole("region", { name: "Integrations" })
    .getByRole("listitem")
    .filter({ hasText: INTEGRATION ?? "" });
  await line.getByRole("button", { name: `Launch ${INTEGRATION}` }).click();
  const question = page.getByRole("dialog", { name: `Launch ${INTEGRATION}?` });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(line).toContainText("In development");
  await line.getByRole("button", { name: `Launch ${INTEGRATION}` }).click();
  await question.getByRole("button", { name: "Launch" }).click();
  await expect(line).toContainText("Launched");
  await expect(portal.announcement(`Launched: ${INTEGRATION}`)).toBeAttached();
  await line.getByRole("button", { name: `Back to development: ${INTEGRATION}` }).click();
  await page
    .getByRole("dialog", { name: `Take ${INTEGRATION} back to development?` })
    .getByRole("button", { name: "Back to development" })
    .click();
  await expect(line).toContainText("In development");
});

test("a launch is refused when production was locked a moment ago", async ({ page, colleague, complaints }) => {
  complaints.expect(/status of 403.*\/integrations\//);
  const administrator = await colleague(BELLA_PIZZA, "admin");
  const viewer = await administrator.user(BELLA_PIZZA.people.viewer);
  await administrator.complete("production");
  await administrator.change("production", { alert_contacts: [viewer.id] });
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openUnlocked("sandbox");
  const integrations = portal.main.getByRole("region", { name: "Integrations" });
  await integrations.getByRole("button", { name: `Launch ${INTEGRATION}` }).click();
  await administrator.remove(viewer);
  await page.getByRole("dialog").getByRole("button", { name: "Launch" }).click();
  await expect(integrations.getByRole("alert")).toContainText(
    "An integration can’t be launched while production is locked.",
  );
  await expect(integrations.getByRole("button")).toHaveCount(0);
  await expect(integrations).toContainText("In development");
});

test("an editor is told who launches", async ({ page, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openUnlocked("production");
  const integrations = portal.main.getByRole("region", { name: "Integrations" });
  await expect(integrations).toContainText("Only administrators can launch an integration.");
  await expect(integrations.getByRole("button")).toHaveCount(0);
});

for (const account of ACCOUNTS) {
  test(`${account.name} sees its integrations`, async ({ page, colleague }) => {
    await (await colleague(account, "admin")).complete("sandbox");
    await signIn(page, account, "viewer");
    const portal = new Portal(page);
    await portal.openUnlocked("sandbox");
    const integrations = portal.main.getByRole("region", { name: "Integrations" }).getByRole("listitem");
    await expect(integrations).toHaveCount(account.integrations.length);
    for (const name of account.integrations) await expect(integrations.filter({ hasText: name })).toBeVisible();
  });
}
