// Configuration → Contact information: whether the addresses work, and who would be told.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expectAccessible } from "../fixtures/accessible.ts";
import { press } from "../fixtures/keyboard.ts";
import { linkIn } from "../fixtures/mailbox.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

const PATH = "/configuration/contact-information";
const ON_CALL = "oncall@partner.example";

test.beforeEach(async ({ page, mailbox, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  await mailbox.receivedBy(ON_CALL);
  await signIn(page, BELLA_PIZZA, "editor");
});

test("a test message is followed until it has arrived", async ({ page, mailbox }) => {
  const portal = new Portal(page);
  const { addresses } = portal;
  await portal.openUnlocked("production", PATH);
  await expect(addresses.line(ON_CALL)).toContainText("Not confirmed yet");
  await expect(addresses.line(ON_CALL)).toContainText("Technical emergency contacts");
  await press(page, addresses.test(ON_CALL), "Enter");
  await expect(addresses.line(ON_CALL).getByRole("status")).toHaveText("Test message: Sent");
  await expect.poll(async () => (await mailbox.receivedBy(ON_CALL)).subject).toContain("test message");
  // The list is looked up again every few seconds, twice here, so that the first is drawn. Nobody loses their place by it.
  for (let times = 0; times < 2; times += 1)
    await page.waitForResponse((answer) => answer.url().endsWith("/addresses"));
  await expect(addresses.test(ON_CALL)).toBeFocused();
  await expectAccessible(page);
});

test("a test message that is refused marks the address, and warns", async ({ page, mailbox }) => {
  await mailbox.tell({ stage: "recipient", action: "refuse", recipient: ON_CALL, words: "No such user" });
  const portal = new Portal(page);
  const { addresses } = portal;
  await portal.openUnlocked("production", PATH);
  await addresses.test(ON_CALL).click();
  await expect(addresses.line(ON_CALL).getByRole("status")).toHaveText("Test message: Bounced");
  await expect(addresses.line(ON_CALL)).toContainText("No such user");
  await expect(addresses.line(ON_CALL).getByText("Bounced", { exact: true }).first()).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await expect(portal.main).toContainText(`Mail to ${ON_CALL} comes back.`);
});

test("an address is confirmed elsewhere while one looks", async ({ page, mailbox, otherBrowser, complaints }) => {
  complaints.expect(/status of 401/);
  const portal = new Portal(page);
  await portal.openUnlocked("production", PATH);
  await expect(portal.addresses.line(ON_CALL)).toContainText("Not confirmed yet");
  const theirs = await otherBrowser();
  await theirs.goto(linkIn(await mailbox.receivedBy(ON_CALL)));
  await theirs.getByRole("button", { name: "Yes, this is right" }).click();
  await expect(theirs.getByText("Thank you")).toBeVisible();
  await expect(portal.addresses.line(ON_CALL)).toContainText("Confirmed");
  await expect(portal.addresses.askAgain(ON_CALL)).toBeHidden();
});

test("somebody named instead is put into the form", async ({ page, mailbox, otherBrowser, complaints }) => {
  complaints.expect(/status of 401/);
  const theirs = await otherBrowser();
  await theirs.goto(linkIn(await mailbox.receivedBy(ON_CALL)));
  await theirs.getByRole("button", { name: "No, this isn’t for me" }).click();
  await theirs.getByRole("textbox", { name: "Name" }).fill("Nina Neu");
  await theirs.getByRole("textbox", { name: "Email" }).fill("nina@partner.example");
  await theirs.getByRole("button", { name: "Decline" }).click();
  await expect(theirs.getByText("Bella Pizza is told")).toBeVisible();

  const portal = new Portal(page);
  await portal.openUnlocked("production", PATH);
  await expect(portal.addresses.line(ON_CALL)).toContainText("Nina Neu (nina@partner.example)");
  await expect(portal.main).toContainText(`Somebody at ${ON_CALL} says that this address shouldn’t be listed.`);
  await portal.addresses.line(ON_CALL).getByRole("button", { name: "Use nina@partner.example instead" }).click();
  const contact = portal.form.contact("technical_emergency");
  await expect(contact.email).toHaveValue("nina@partner.example");
  await expect(contact.name).toHaveValue("Nina Neu");
  await expect(contact.email).toBeFocused();
  await portal.saveChanges.click();
  await expect(portal.addresses.line("nina@partner.example")).toContainText("Not confirmed yet");
});

test("who is told follows what is typed", async ({ page }) => {
  const portal = new Portal(page);
  const { addresses, form } = portal;
  await portal.openUnlocked("production", PATH);
  const emergency = addresses.toldOf("An emergency now would reach");
  await expect(emergency).toHaveText(ON_CALL);
  await expect(addresses.toldOf("Production issue")).toContainText(BELLA_PIZZA.people.admin);
  await form.contact("technical_emergency").name.fill("On call");
  await expect(emergency).toHaveText(`On call (${ON_CALL})`);
  await form.contact("technical_emergency").email.fill("nobody@");
  await expect(emergency).toContainText(BELLA_PIZZA.people.admin);
  await expect(emergency).toContainText("so administrators are told");
});
