// An invitation for one section of the form: whoever knows the hours sees the hours.

import { addressOf, BELLA_PIZZA, CITY_WALKS } from "../fixtures/accounts.ts";
import { expectAccessible } from "../fixtures/accessible.ts";
import { completeValues, fieldsOf } from "../fixtures/fields.ts";
import { linkIn } from "../fixtures/mailbox.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { InvitationPage } from "../pages/Entrances.ts";
import { Portal } from "../pages/Portal.ts";

const NINA = { name: "Nina Neu", email: "nina@bella-pizza.example", password: "a kettle of fish" };
const SECTION = "Operational support";

test("an invitation for one section opens just that, and hands it on to colleagues", async ({
  page,
  otherBrowser,
  mailbox,
  colleague,
}) => {
  await signIn(page, BELLA_PIZZA, "admin");
  const { modal } = new Portal(page);
  await new Portal(page).openLocked("production");
  await modal.usersTab.click();
  await modal.users.askedFor.selectOption(SECTION);
  await modal.users.grant(NINA.name, NINA.email, "Editor");
  await expect(modal.users.user(NINA.name)).toContainText(`For one section: ${SECTION}`);

  const theirs = await otherBrowser();
  const invitation = new InvitationPage(theirs);
  await invitation.open(linkIn(await mailbox.receivedBy(NINA.email)));
  await expect(invitation.main).toContainText(`You’re asked to fill in one section only: “${SECTION}”.`);
  await invitation.acceptAs(NINA.name, NINA.password);
  const portal = new Portal(theirs);
  await portal.modal.isReady();
  for (const field of fieldsOf(BELLA_PIZZA, "production")) {
    await expect(portal.modal.form.field(field)).toBeVisible({ visible: field === "operational_support" });
  }
  await expect(portal.modal.dialog.getByText("an emergency now would reach")).toBeHidden();
  await expectAccessible(theirs);

  // Only what is wrong in it counts.
  await portal.modal.submit.click();
  await expect(portal.modal.form.summary.getByRole("link")).toHaveCount(1);
  await portal.modal.form.schedule().aroundTheClock.check();
  await portal.modal.submit.click();
  const done = theirs.getByRole("group", { name: "Your section is complete" });
  await expect(done).toBeFocused();
  await expect(done).toContainText("Technical emergency contacts");
  await expectAccessible(theirs);
  const administrator = await colleague(BELLA_PIZZA, "admin");
  const draft = (await (await administrator.ask("GET", "/draft?environment=production")).json()) as {
    values: { operational_support: readonly { hours: string }[] };
  };
  expect(draft.values.operational_support[0]?.hours).toBe("around_the_clock");

  await done.getByRole("button", { name: "Show all sections" }).click();
  for (const field of fieldsOf(BELLA_PIZZA, "production")) {
    await expect(portal.modal.form.field(field)).toBeVisible();
  }
});

test("where everything else is there, the section is all it takes", async ({ page, mailbox, colleague }) => {
  const administrator = await colleague(BELLA_PIZZA, "admin");
  const me = await administrator.user(BELLA_PIZZA.people.admin);
  const { operational_support: _, ...others } = completeValues(BELLA_PIZZA, "production", [me.id]) as Record<
    string,
    unknown
  >;
  await administrator.ask("PATCH", "/draft?environment=production", others);
  const grant = { name: NINA.name, email: NINA.email, role: "editor", section: "operational_support" };
  expect((await administrator.ask("POST", "/users", grant)).status()).toBe(201);
  const invitation = new InvitationPage(page);
  await invitation.open(linkIn(await mailbox.receivedBy(NINA.email)));
  await invitation.acceptAs(NINA.name, NINA.password);
  const { modal, main, form } = new Portal(page);
  await modal.isReady();
  await modal.form.schedule().aroundTheClock.check();
  await modal.submit.click();
  await expect(modal.confirmation("Production is unlocked")).toBeVisible();
  await modal.goToPortal.click();
  // Where it is changed later, it is the same section.
  await expect(main.getByRole("heading", { level: 1, name: "Contact information" })).toBeVisible();
  await expect(form.field("operational_support")).toBeVisible();
  await expect(form.field("technical_emergency")).toBeHidden();
});

test("a viewer isn’t asked to fill anything in", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openLocked("production");
  await portal.modal.usersTab.click();
  await expect(portal.modal.users.askedFor).toBeVisible();
  await portal.modal.users.role.selectOption("Viewer");
  await expect(portal.modal.users.askedFor).toBeHidden();
});

test("whoever signs in already is led to their section, also while the gate is open", async ({
  page,
  mailbox,
  colleague,
}) => {
  const administrator = await colleague(BELLA_PIZZA, "admin");
  await administrator.complete("production");
  const email = addressOf(CITY_WALKS, "editor");
  const user = { name: "Emma Hughes", email, role: "editor", section: "operational_support" };
  expect((await administrator.ask("POST", "/users", user)).status()).toBe(201);
  await signIn(page, CITY_WALKS, "editor");
  await page.goto(linkIn(await mailbox.receivedBy(email)));
  const portal = new Portal(page);
  await expect(portal.title).toHaveText("Contact information");
  await expect(portal.form.field("operational_support")).toBeVisible();
  await expect(portal.form.field("technical_emergency")).toBeHidden();
});
