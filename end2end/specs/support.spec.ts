// Writing to the operator's support: from the modal, and from the page for it.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

test("from inside the locked modal, with nothing typed lost", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "viewer");
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  const { modal } = portal;
  await portal.openLocked("production");
  await modal.form.publicContact.email.fill("help@partner.example");
  await modal.contactSupport.click();
  const dialog = page.getByRole("dialog", { name: "Contact support" });
  const subject = dialog.getByRole("textbox", { name: "Subject" });
  const message = dialog.getByRole("textbox", { name: "Message" });
  const send = dialog.getByRole("button", { name: "Send message" });
  await send.click();
  await expect(subject).toBeFocused();
  await expect(subject).toHaveAccessibleDescription("Enter a subject");
  await expect(message).toHaveAccessibleDescription(/Enter a message$/);
  await subject.fill("Who fills this in?");
  await message.fill("We don't know our on-call address yet.");
  await send.click();
  await expect(dialog).toContainText("Your message was sent");
  await expect(dialog).toContainText("Example Operator answers by email to editor@bella-pizza.example.");
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toBeHidden();
  await expect(modal.dialog).toBeVisible();
  await expect(modal.contactSupport).toBeFocused();
  await expect(modal.form.publicContact.email).toHaveValue("help@partner.example");
});

test("Escape closes the letter, and leaves the modal and what was written", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  await portal.openLocked("sandbox");
  await portal.modal.contactSupport.click();
  const dialog = page.getByRole("dialog", { name: "Contact support" });
  await dialog.getByRole("textbox", { name: "Subject" }).fill("Not finished");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(portal.modal.dialog).toBeVisible();
  await portal.modal.contactSupport.click();
  await expect(dialog.getByRole("textbox", { name: "Subject" })).toHaveValue("Not finished");
});

test("from the page for it", async ({ page, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  await portal.openUnlocked("production");
  await portal.goTo("Help and support");
  await expect(portal.title).toHaveText("Help and support");
  await portal.main.getByRole("textbox", { name: "Subject" }).fill("A question");
  await portal.main.getByRole("textbox", { name: "Message" }).fill("Where do I find the logs?");
  await portal.main.getByRole("button", { name: "Send message" }).click();
  await expect(portal.main).toContainText("Your message was sent");
  await portal.main.getByRole("button", { name: "Write another message" }).click();
  await expect(portal.main.getByRole("textbox", { name: "Subject" })).toHaveValue("");
  await expect(portal.main.getByRole("textbox", { name: "Subject" })).toBeFocused();
});

test("a letter that couldn't be sent is still there", async ({ page, colleague, complaints }) => {
  complaints.expect(/net::ERR_FAILED/);
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  await portal.openUnlocked("production", "/help");
  await page.route("**/support-requests", (route) => route.abort(), { times: 1 });
  await portal.main.getByRole("textbox", { name: "Subject" }).fill("A question");
  await portal.main.getByRole("textbox", { name: "Message" }).fill("Where do I find the logs?");
  await portal.main.getByRole("button", { name: "Send message" }).click();
  await expect(portal.main.getByRole("alert")).toContainText("The server can’t be reached.");
  await expect(portal.main.getByRole("textbox", { name: "Message" })).toHaveValue("Where do I find the logs?");
  await portal.main.getByRole("button", { name: "Send message" }).click();
  await expect(portal.main).toContainText("Your message was sent");
});

test.describe("where the operator has a page of its own for it", () => {
  test.use({
    settings: {
      CALLSHEET_SUPPORT_URL: "https://support.operator.example/",
      CALLSHEET_HELP_URL: "https://help.operator.example/",
      CALLSHEET_OPERATOR_NAME: "Grüne & Söhne <Portal>",
    },
  });

  test("the modal links to it, in a new tab, and the operator is called by its name", async ({ page }) => {
    await signIn(page, BELLA_PIZZA, "editor");
    await page.goto("/?environment=production");
    const dialog = page.getByRole("dialog", { name: "Mandatory information" });
    const support = dialog.getByRole("link", { name: "Contact support" });
    await expect(support).toHaveAttribute("href", "https://support.operator.example/");
    await expect(support).toHaveAttribute("target", "_blank");
    await expect(dialog.getByRole("link", { name: "Getting help" })).toHaveAttribute(
      "href",
      "https://help.operator.example/",
    );
    await expect(dialog).toContainText("Grüne & Söhne <Portal> needs to know whom to reach at Bella Pizza");
    await expect(dialog.getByRole("group", { name: "Operational contact (for Grüne & Söhne <Portal>)" })).toBeVisible();
  });
});
