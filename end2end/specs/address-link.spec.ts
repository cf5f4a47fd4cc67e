// The link in a mail to a contact: whoever reads it says whether the address is right.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expectAccessible } from "../fixtures/accessible.ts";
import { press, typeInto } from "../fixtures/keyboard.ts";
import { linkIn, type Mailbox } from "../fixtures/mailbox.ts";
import { expect, test } from "../fixtures/test.ts";

const ON_CALL = "oncall@partner.example";

/** The link that the contact was sent. */
async function sentLink(mailbox: Mailbox): Promise<string> {
  return linkIn(await mailbox.receivedBy(ON_CALL));
}

test.beforeEach(({ complaints }) => {
  // Nobody is signed in here.
  complaints.expect(/status of 401/);
});

test("the address is confirmed", async ({ page, mailbox, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  await page.goto(await sentLink(mailbox));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Is this address right?");
  await expect(page.getByRole("main")).toContainText(`Bella Pizza named ${ON_CALL} as a contact`);
  await expect(page.getByRole("term")).toHaveText(["Technical emergency contacts"]);
  await expectAccessible(page);
  await press(page, page.getByRole("button", { name: "Yes, this is right" }), "Enter");
  await expect(page.getByText(`Messages for Bella Pizza go to ${ON_CALL}.`)).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await expect(page.getByText("You have confirmed this address.")).toBeVisible();
});

test("it is declined, and somebody named instead, by keyboard", async ({ page, mailbox, colleague }) => {
  const administrator = await colleague(BELLA_PIZZA, "admin");
  await administrator.complete("production");
  await page.goto(await sentLink(mailbox));
  await press(page, page.getByRole("button", { name: "No, this isn’t for me" }), "Enter");
  await expect(page.getByRole("heading", { name: "Who should be listed instead?" })).toBeVisible();
  const email = page.getByRole("textbox", { name: "Email" });
  await typeInto(page, page.getByRole("textbox", { name: "Name" }), "Nina Neu");
  await page.keyboard.press("Enter");
  await expect(email).toBeFocused();
  await expect(email).toHaveAccessibleDescription("Enter an email address");
  await expectAccessible(page);
  await typeInto(page, email, "nina@partner.example");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Bella Pizza is told")).toBeVisible();
  await expectAccessible(page);
  const told = await mailbox.receivedBy("admin@bella-pizza.example");
  expect(told.text).toContain("nina@partner.example");

  await page.getByRole("button", { name: "Change my answer" }).click();
  await expect(page.getByText("You have said that this address isn’t right.")).toBeVisible();
});

test("a link that isn't whole says so, also to whoever had the portal open", async ({
  page,
  mailbox,
  colleague,
  complaints,
}) => {
  complaints.expect(/status of 404/);
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  const link = await sentLink(mailbox);
  await page.goto("/sign-in");
  await page.evaluate(() => localStorage.setItem("callsheet.gate", "open"));
  await page.goto(link.slice(0, -3));
  await expect(page.getByRole("alert")).toContainText("This link doesn’t work");
  await expectAccessible(page);
});
