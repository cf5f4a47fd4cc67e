// Invitations: from granting access to the colleague who is inside, by the mail that really arrives.

import type { Page } from "@playwright/test";
import { addressOf, BELLA_PIZZA, CITY_WALKS } from "../fixtures/accounts.ts";
import { expectAccessible } from "../fixtures/accessible.ts";
import { press, tabTo, typeInto } from "../fixtures/keyboard.ts";
import { linkIn, type Mailbox } from "../fixtures/mailbox.ts";
import type { Server } from "../fixtures/server.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { InvitationPage } from "../pages/Entrances.ts";
import { Portal } from "../pages/Portal.ts";
import { SignInPage } from "../pages/SignInPage.ts";

const NINA = { name: "Nina Neu", email: "nina@bella-pizza.example", password: "a kettle of fish" };

/** What the browser says of a link that can't be used. */
const REFUSED = /status of 4(04|10).*\/api\/v1\/(invitations|password-resets)\//;

/** Has the operator invite Nina, and returns the link that arrives. Each time it is another one. */
async function invite(server: Server, mailbox: Mailbox): Promise<string> {
  await mailbox.clear();
  const to = ["--email", NINA.email, "--name", NINA.name, "--account", BELLA_PIZZA.slug, "--role", "editor"];
  server.run("user", "invite", ...to);
  return linkIn(await mailbox.receivedBy(NINA.email));
}

async function openUsers(page: Page): Promise<Portal> {
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openLocked("production");
  await portal.modal.usersTab.click();
  return portal;
}

test("an administrator grants access, and the colleague is in the modal a mail later", async ({
  page,
  otherBrowser,
  mailbox,
}) => {
  const { modal } = await openUsers(page);
  await modal.users.grant(NINA.name, NINA.email, "Editor");
  await expect(modal.users.granting).toContainText("Nina Neu gets an email that says how to come in.");
  const mail = await mailbox.receivedBy(NINA.email);
  expect(mail.subject).toBe("Example Operator: invitation to Bella Pizza");
  await expect(modal.users.user(NINA.name)).toContainText("Sent on");

  const theirs = await otherBrowser();
  const invitation = new InvitationPage(theirs);
  await invitation.open(linkIn(mail));
  await expect(invitation.title).toHaveText("You’re invited to Bella Pizza");
  await expect(invitation.main).toContainText("Anna Nowak gives you access.");
  await expect(invitation.main).toContainText(`You’ll sign in with ${NINA.email}.`);
  await expect(invitation.name).toHaveValue(NINA.name);
  await expectAccessible(theirs);
  await invitation.acceptAs("Nina Nova", NINA.password);
  const theirPortal = new Portal(theirs);
  await theirPortal.modal.isReady();
  await expect(theirs).toHaveURL(/\/\?environment=production$/);
  await expect(theirPortal.modal.dialog).toContainText("Bella Pizza");

  await expect(modal.users.user("Nina Nova")).toContainText("Active");
});

test("the name, the language and the password that were chosen are theirs from then on", async ({
  page,
  server,
  mailbox,
}) => {
  const invitation = new InvitationPage(page);
  await invitation.open(await invite(server, mailbox));
  await invitation.password.fill(NINA.password);
  await invitation.language.selectOption("Polski");
  // What was typed before stays.
  await expect(page.getByRole("textbox", { name: "Hasło" })).toHaveValue(NINA.password);
  await page.getByRole("button", { name: "Przyjmij zaproszenie" }).click();
  await expect(page.getByRole("dialog", { name: "Obowiązkowe informacje" })).toBeVisible();
  const { user } = (await (await page.request.get("/api/v1/me")).json()) as { user: Record<string, string> };
  expect(user).toMatchObject({ name: NINA.name, email: NINA.email, language: "pl" });
  await page.reload();
  await expect(page.getByRole("dialog", { name: "Obowiązkowe informacje" })).toBeVisible();
});

test("an invitation is accepted by keyboard alone", async ({ page, server, mailbox }) => {
  const invitation = new InvitationPage(page);
  await invitation.open(await invite(server, mailbox));
  await expect(invitation.accept).toBeVisible();
  await typeInto(page, invitation.name, "Nina");
  await tabTo(page, invitation.password);
  await page.keyboard.type("short");
  await page.keyboard.press("Enter");
  await expect(invitation.password).toBeFocused();
  await expect(invitation.password).toHaveAccessibleDescription(/Use at least 12 characters$/);
  await page.keyboard.type(" no more");
  await press(page, invitation.showPassword, "Space");
  await expect(invitation.password).toHaveAttribute("type", "text");
  await press(page, invitation.accept, "Enter");
  await new Portal(page).modal.isReady();
});

test("a password that is too short is an error that takes the focus", async ({ page, server, mailbox }) => {
  const invitation = new InvitationPage(page);
  await invitation.open(await invite(server, mailbox));
  await invitation.acceptAs(" ", "");
  await expect(invitation.name).toBeFocused();
  await expect(invitation.name).toHaveAccessibleDescription("Enter a name");
  await invitation.name.fill("Nina");
  await invitation.accept.click();
  await expect(invitation.password).toBeFocused();
  await expect(invitation.password).toHaveAccessibleDescription(/characters$/);
  await expectAccessible(page);
});

test("a link that was used leads to the sign-in", async ({ page, server, mailbox, complaints }) => {
  complaints.expect(REFUSED);
  const invitation = new InvitationPage(page);
  const link = await invite(server, mailbox);
  await invitation.open(link);
  await invitation.acceptAs(NINA.name, NINA.password);
  await new Portal(page).modal.isReady();
  await page.context().clearCookies();
  await invitation.open(link);
  await expect(invitation.trouble).toContainText("It was used already.");
  await expectAccessible(page);
  await invitation.signIn.click();
  await new SignInPage(page).signIn(NINA.email, NINA.password);
  await new Portal(page).modal.isReady();
});

test("of two links only the newest works", async ({ page, server, mailbox, complaints }) => {
  complaints.expect(REFUSED);
  const invitation = new InvitationPage(page);
  const first = await invite(server, mailbox);
  const second = await invite(server, mailbox);
  await invitation.open(first);
  await expect(invitation.trouble).toContainText("There is a newer one.");
  await invitation.open(second);
  await expect(invitation.accept).toBeVisible();
});

const BROKEN = [
  { what: "half a link", change: (link: string) => link.slice(0, -8) },
  { what: "a link without its end", change: (link: string) => link.replace(/#.*/, "") },
  { what: "somebody else’s idea of a link", change: (link: string) => link.replace(/#.*/, "#csl_abc") },
];

for (const { what, change } of BROKEN) {
  test(`${what} is told not to work`, async ({ page, server, mailbox, complaints }) => {
    complaints.expect(/status of 4(04|22).*\/api\/v1\/invitations\//);
    const invitation = new InvitationPage(page);
    await invitation.open(change(await invite(server, mailbox)));
    await expect(invitation.trouble).toContainText("It isn’t complete, or no longer there.");
  });
}

test("whoever is signed in already becomes the one who is invited", async ({ page, server, mailbox }) => {
  await signIn(page, CITY_WALKS, "admin");
  await new Portal(page).openLocked("sandbox");
  const invitation = new InvitationPage(page);
  await invitation.open(await invite(server, mailbox));
  await invitation.acceptAs(NINA.name, NINA.password);
  const portal = new Portal(page);
  await portal.modal.isReady();
  await expect(portal.modal.dialog).toContainText("Bella Pizza");
  await expect(portal.modal.dialog).not.toContainText("City Walks");
});

test("the page of an open account takes over from the invitation", async ({ page, server, mailbox, colleague }) => {
  await (await colleague(BELLA_PIZZA, "admin")).complete("production");
  const invitation = new InvitationPage(page);
  await invitation.open(await invite(server, mailbox));
  await invitation.acceptAs(NINA.name, NINA.password);
  const portal = new Portal(page);
  await expect(portal.title).toHaveText("Bella Pizza");
  await expect(portal.title).toBeFocused();
});

test("an invitation is sent again, and one that was revoked no longer works", async ({
  page,
  otherBrowser,
  server,
  mailbox,
  complaints,
}) => {
  complaints.expect(REFUSED);
  complaints.expect(/status of 429/);
  const link = await invite(server, mailbox);
  const { modal } = await openUsers(page);
  await modal.users.resend(NINA.name).click();
  // It was sent a moment ago.
  await expect(modal.dialog.getByRole("alert")).toContainText("Too many requests.");
  await modal.users.remove(NINA.name).click();
  const question = page.getByRole("dialog", { name: `Remove ${NINA.name}?` });
  await expect(question).toContainText("its link stops working at once");
  await question.getByRole("button", { name: "Remove access" }).click();
  await expect(modal.users.user(NINA.name)).toBeHidden();

  const invitation = new InvitationPage(await otherBrowser());
  await invitation.open(link);
  await expect(invitation.trouble).toContainText("It isn’t complete, or no longer there.");
});

test("resending makes another link, and says so", async ({ page, server, mailbox }) => {
  // Access that was given by the operator before there was mail: no invitation is out.
  server.run(
    "user",
    "invite",
    "--email",
    NINA.email,
    "--name",
    NINA.name,
    "--account",
    CITY_WALKS.slug,
    "--role",
    "viewer",
  );
  server.run("user", "grant", "--email", NINA.email, "--account", BELLA_PIZZA.slug, "--role", "editor");
  await mailbox.receivedBy(NINA.email);
  await mailbox.clear();
  const { modal } = await openUsers(page);
  await modal.users.resend(NINA.name).click();
  await expect(modal.announcement(`Another invitation is on its way to ${NINA.email}.`)).toBeAttached();
  await expect(modal.users.user(NINA.name)).toContainText("Sent on");
  const invitation = new InvitationPage(page);
  await invitation.open(linkIn(await mailbox.receivedBy(NINA.email)));
  await expect(invitation.title).toHaveText("You’re invited to Bella Pizza");
});

test("an address that doesn’t exist shows up while one looks, with the mail server’s words", async ({
  page,
  mailbox,
}) => {
  await mailbox.tell({ stage: "recipient", action: "refuse", recipient: "nina@*", words: "No such mailbox here" });
  const { modal } = await openUsers(page);
  await modal.users.grant(NINA.name, NINA.email, "Viewer");
  await expect(modal.users.user(NINA.name)).toContainText("The email came back");
  await expect(modal.users.user(NINA.name)).toContainText("No such mailbox here");
  await expectAccessible(page);
});

test("somebody who signs in already is told of the other account, and the link shows it", async ({
  page,
  otherBrowser,
  mailbox,
}) => {
  const { modal } = await openUsers(page);
  await modal.users.grant("Emma Hughes", addressOf(CITY_WALKS, "admin"), "Editor");
  const theirs = await otherBrowser();
  await signIn(theirs, CITY_WALKS, "admin");
  const theirPortal = new Portal(theirs);
  await theirPortal.openLocked("production");
  await expect(theirPortal.modal.dialog).toContainText("City Walks");
  await theirs.goto(linkIn(await mailbox.receivedBy(addressOf(CITY_WALKS, "admin"))));
  await theirPortal.modal.isReady();
  await expect(theirPortal.modal.dialog.getByRole("combobox", { name: "Account" })).toHaveValue(BELLA_PIZZA.slug);
  await expect(theirs).not.toHaveURL(/account=/);
});
