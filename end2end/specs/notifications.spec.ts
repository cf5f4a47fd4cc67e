// The page with notifications: what was told, to whom, and what becomes of it while one looks.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expectAccessible } from "../fixtures/accessible.ts";
import { tabTo } from "../fixtures/keyboard.ts";
import { Notifier } from "../fixtures/notifier.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

const ON_CALL = "oncall@partner.example";

/** How long a mail in an emergency waits at most until it is tried again, and the page until it shows that. */
const RETRIED = 30_000;

test.beforeEach(async ({ colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
});

test("there is nothing yet", async ({ page, mailbox }) => {
  await mailbox.clear();
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  await portal.openUnlocked("production");
  await portal.goTo("Notifications");
  await expect(portal.title).toBeFocused();
  await expect(portal.main.getByRole("heading", { name: "No notifications yet" })).toBeVisible();
  await expectAccessible(page);
});

test("a mail that is late arrives while one looks", async ({ page, server, mailbox }) => {
  // The question whether the address is right goes there first.
  await mailbox.receivedBy(ON_CALL);
  await mailbox.tell({ stage: "recipient", action: "defer", recipient: ON_CALL, times: 1, words: "Greylisted" });
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  const { notifications } = portal;
  await portal.openUnlocked("production", "/notifications");
  await new Notifier(server).tell(BELLA_PIZZA, { category: "emergency", subject: "Ordering is off" });

  const delivery = notifications.delivery("Ordering is off", ON_CALL);
  await expect(delivery).toContainText("Delayed");
  await expect(delivery).toContainText("Greylisted");
  await expect(delivery).toContainText("Next attempt:");
  await expect(delivery).toContainText("Technical emergency contacts");
  await expect(portal.announcement("New notification: Ordering is off")).toBeAttached();
  const steps = delivery.getByText(/^\d steps?/);
  await steps.click();
  await expectAccessible(page);

  await expect(delivery.getByText("Sent").first()).toBeVisible({ timeout: RETRIED });
  await expect(delivery).not.toContainText("Next attempt:");
  // What was opened is still open, and has grown.
  await expect(delivery.getByRole("listitem").filter({ hasText: "Sent" })).toBeVisible();
  expect((await mailbox.receivedBy(ON_CALL)).subject).toContain("Ordering is off");
});

test("the message is opened by keyboard, as it was written", async ({ page, server }) => {
  const body = "First line\n\n<b>not bold</b>";
  await new Notifier(server).tell(BELLA_PIZZA, { category: "technical", subject: "Version 1 ends", body });
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/notifications");
  const entry = portal.notifications.entry("Version 1 ends");
  const message = entry.getByText("<b>not bold</b>");
  await expect(message).toBeHidden();
  await tabTo(page, entry.getByText("Message", { exact: true }));
  await page.keyboard.press("Enter");
  await expect(message).toBeVisible();
  expect(await message.innerText()).toBe(body);
});

test("an address that doesn't exist is said to bounce", async ({ page, server, mailbox }) => {
  await mailbox.receivedBy(ON_CALL);
  await mailbox.tell({ stage: "recipient", action: "refuse", recipient: ON_CALL, words: "No such user" });
  await new Notifier(server).tell(BELLA_PIZZA, { category: "emergency", subject: "Ordering is off" });
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/notifications");
  const delivery = portal.notifications.delivery("Ordering is off", ON_CALL);
  await expect(delivery).toContainText("Bounced");
  await expect(delivery).toContainText("No such user");
  await expectAccessible(page);
});

test("filters stand in the address, and lead back to everything", async ({ page, server }) => {
  const notifier = new Notifier(server);
  await notifier.tell(BELLA_PIZZA, { category: "technical", subject: "Version 1 ends" });
  await notifier.tell(BELLA_PIZZA, { category: "merchant_issue", subject: "A merchant complains" });
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  const { notifications } = portal;
  await portal.openUnlocked("production", "/notifications");
  await expect(notifications.entries).toHaveCount(2);
  await notifications.category.focus();
  await notifications.category.selectOption("Technical matter");
  await expect(notifications.entries).toHaveCount(1);
  await expect(notifications.entry("Version 1 ends")).toBeVisible();
  await expect(notifications.category).toBeFocused();
  expect(new URL(page.url()).searchParams.get("category")).toBe("technical");
  await page.reload();
  await expect(notifications.entries).toHaveCount(1);

  await notifications.state.selectOption("Given up");
  await expect(portal.main.getByRole("heading", { name: "Nothing matches" })).toBeVisible();
  await expectAccessible(page);
  await notifications.showAll.click();
  await expect(notifications.entries).toHaveCount(2);
  await expect(notifications.category).toBeFocused();
});

test("only the environment that is chosen", async ({ page, server, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("sandbox");
  const notifier = new Notifier(server);
  await notifier.tell(BELLA_PIZZA, { category: "technical", subject: "For real" });
  await notifier.tell(BELLA_PIZZA, { category: "technical", subject: "For trying", environment: "sandbox" });
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  await portal.openUnlocked("sandbox", "/notifications");
  await expect(portal.notifications.entry("For trying")).toBeVisible();
  await expect(portal.notifications.entries).toHaveCount(1);
  await portal.environment.selectOption("Production");
  await expect(portal.notifications.entry("For real")).toBeVisible();
  await expect(portal.notifications.entries).toHaveCount(1);
});

test("older ones are shown on request, and new ones come on top", async ({ page, server }) => {
  const notifier = new Notifier(server);
  for (let number = 1; number <= 22; number += 1) {
    await notifier.tell(BELLA_PIZZA, { category: "technical", subject: `Number ${number}` });
  }
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  const { notifications } = portal;
  await portal.openUnlocked("production", "/notifications");
  await expect(notifications.entries).toHaveCount(20);
  await notifications.loadMore.click();
  await expect(notifications.entries).toHaveCount(22);
  await expect(notifications.entries.nth(20)).toBeFocused();
  await expect(notifications.loadMore).toBeHidden();
  await notifier.tell(BELLA_PIZZA, { category: "technical", subject: "Number 23" });
  await expect(notifications.entries).toHaveCount(23);
  await expect(notifications.entries.first()).toContainText("Number 23");
});

test("administrators are told where no contact is", async ({ page, server, colleague }) => {
  const administrator = await colleague(BELLA_PIZZA, "admin");
  const user = await administrator.user(BELLA_PIZZA.people.admin);
  await administrator.remove(await administrator.user(BELLA_PIZZA.people.viewer));
  await administrator.complete("sandbox");
  // Alerts go to a user who leaves.
  await administrator.change("production", {
    alert_contacts: [(await administrator.user(BELLA_PIZZA.people.editor)).id],
  });
  await administrator.remove(await administrator.user(BELLA_PIZZA.people.editor));
  await new Notifier(server).tell(BELLA_PIZZA, { category: "production_issue", subject: "Errors", severity: "high" });
  await administrator.complete("production");
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/notifications");
  const entry = portal.notifications.entry("Errors");
  await expect(entry).toContainText("so administrators were told");
  await expect(entry).toContainText("High severity");
  await expect(portal.notifications.delivery("Errors", user.email)).toContainText("Administrator");
  await expectAccessible(page);
});

test("what is told of in a later mail says so", async ({ page, server }) => {
  const notifier = new Notifier(server);
  const message = { category: "production_issue", severity: "high", problem_key: "5xx" } as const;
  await notifier.tell(BELLA_PIZZA, { ...message, subject: "Errors" });
  await notifier.tell(BELLA_PIZZA, { ...message, subject: "More errors" });
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/notifications");
  const folded = "the next email about the same problem tells of it";
  await expect(portal.notifications.entry("More errors")).toContainText(folded);
  await expect(portal.notifications.entry("Errors")).not.toContainText(folded);
});
