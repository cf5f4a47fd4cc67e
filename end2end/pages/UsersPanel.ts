// Everybody who has access: in the modal's tab and at /users.

import type { Locator } from "@playwright/test";

export class UsersPanel {
  readonly table: Locator;
  readonly name: Locator;
  readonly email: Locator;
  readonly role: Locator;
  /** Which part of the form they are asked to fill in. */
  readonly askedFor: Locator;
  readonly grantAccess: Locator;
  readonly granting: Locator;

  constructor(root: Locator) {
    this.table = root.getByRole("table", { name: "Users" });
    this.granting = root.getByRole("form", { name: "Grant access" });
    this.name = this.granting.getByRole("textbox", { name: "Name" });
    this.email = this.granting.getByRole("textbox", { name: "Email" });
    this.role = this.granting.getByRole("combobox", { name: "Role" });
    this.askedFor = this.granting.getByRole("combobox", { name: "Asked to fill in" });
    this.grantAccess = this.granting.getByRole("button", { name: "Grant access" });
  }

  /** The row of somebody. */
  user(name: string): Locator {
    return this.table.getByRole("row").filter({ has: this.table.page().getByRole("rowheader", { name }) });
  }

  changeRole(name: string): Locator {
    return this.user(name).getByRole("button", { name: `Change role: ${name}` });
  }

  resend(name: string): Locator {
    return this.user(name).getByRole("button", { name: `Resend invitation: ${name}` });
  }

  remove(name: string): Locator {
    return this.user(name).getByRole("button", { name: `Remove ${name}` });
  }

  async grant(name: string, email: string, role: string): Promise<void> {
    await this.name.fill(name);
    await this.email.fill(email);
    await this.role.selectOption(role);
    await this.grantAccess.click();
  }
}
