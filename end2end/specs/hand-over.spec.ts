// Handing over to a colleague: whoever can't fill in everything grants access to somebody who can.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { Portal } from "../pages/Portal.ts";

const { people } = BELLA_PIZZA;

test("the picker leads to the Users tab, and who is granted access there can be picked as invited", async ({
  page,
}) => {
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  const { modal } = portal;
  await portal.openLocked("production");
  await modal.form.grantAccess.click();
  await expect(modal.usersTab).toHaveAttribute("aria-selected", "true");
  await expect(modal.users.table).toBeVisible();
  await modal.users.grant("Nina Neu", "nina@bella-pizza.example", "Editor");
  await expect(modal.users.user("Nina Neu")).toContainText("nina@bella-pizza.example");
  await expect(modal.users.user("Nina Neu")).toContainText("Editor");
  await expect(modal.users.user("Nina Neu")).toContainText("Invited");
  await expect(modal.announcement("Access granted to Nina Neu")).toBeAttached();
  await expect(modal.users.name).toHaveValue("");
  await expect(modal.users.name).toBeFocused();

  await modal.contactTab.click();
  await expect(modal.form.alertContact("Nina Neu")).toHaveAccessibleDescription(/nina@bella-pizza.example.*Invited/);
  await modal.form.alertContact("Nina Neu").check();
  await modal.form.fill(BELLA_PIZZA, "production");
  await modal.form.alertContact(people.admin).uncheck();
  await modal.submit.click();
  await modal.goToPortal.click();
  await portal.goTo("Contact information");
  await expect(portal.main).toContainText("Nina Neu gets alerts, but hasn’t signed in yet.");
});

test("an editor grants up to editor while the gate is locked", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  const { users, usersTab } = portal.modal;
  await portal.openLocked("sandbox");
  await usersTab.click();
  await expect(users.role.getByRole("option")).toHaveText(["Viewer", "Editor"]);
  await expect(users.changeRole(people.viewer)).toBeHidden();
  await users.grant("Vera View", "vera@bella-pizza.example", "Viewer");
  await expect(users.user("Vera View")).toContainText("Viewer");
});

test("an administrator grants any role", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "admin");
  const portal = new Portal(page);
  await portal.openLocked("sandbox");
  await portal.modal.usersTab.click();
  await expect(portal.modal.users.role.getByRole("option")).toHaveText(["Viewer", "Editor", "Administrator"]);
});

test("a viewer grants nothing, and is told who does", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "viewer");
  const portal = new Portal(page);
  await portal.openLocked("sandbox");
  await portal.modal.usersTab.click();
  await expect(portal.modal.users.table).toBeVisible();
  await expect(portal.modal.users.granting).toBeHidden();
  await expect(portal.modal.dialog).toContainText("Administrators manage users.");
});

const MISTAKES = [
  { what: "no name", name: "", email: "new@partner.example", wrong: "name", error: "Enter a name" },
  { what: "no address", name: "New", email: "", wrong: "email", error: "Enter an email address" },
  {
    what: "half an address",
    name: "New",
    email: "new@",
    wrong: "email",
    error: /^Enter an email address in the right/,
  },
  {
    what: "somebody who has access already",
    name: "New",
    email: "VIEWER@bella-pizza.example",
    wrong: "email",
    error: /^This person has access already/,
  },
] as const;

for (const { what, name, email, wrong, error } of MISTAKES) {
  test(`${what} is an error that takes the focus`, async ({ page }) => {
    await signIn(page, BELLA_PIZZA, "editor");
    const portal = new Portal(page);
    const { users, usersTab } = portal.modal;
    await portal.openLocked("sandbox");
    await usersTab.click();
    await users.grant(name, email, "Viewer");
    await expect(users[wrong]).toBeFocused();
    await expect(users[wrong]).toHaveAccessibleDescription(error);
    await expect(users.table.getByRole("row")).toHaveCount(4);
  });
}
