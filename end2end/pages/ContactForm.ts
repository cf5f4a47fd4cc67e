// The form for contact information, which stands in the modal and at Configuration → Contact information.

import type { Locator } from "@playwright/test";
import type { Account, Environment } from "../fixtures/accounts.ts";
import { ADDRESSES, FIELD_NAMES, fieldsOf, type ContactField, type Field } from "../fixtures/fields.ts";
import { ScheduleRow } from "./ScheduleRow.ts";

/** A contact's row. */
export class ContactRow {
  readonly row: Locator;
  readonly name: Locator;
  readonly email: Locator;
  readonly phone: Locator;
  readonly language: Locator;
  readonly remove: Locator;

  constructor(row: Locator) {
    this.row = row;
    this.name = row.getByRole("textbox", { name: "Name" });
    this.email = row.getByRole("textbox", { name: "Email" });
    this.phone = row.getByRole("textbox", { name: "Phone" });
    this.language = row.getByRole("combobox", { name: "Language" });
    this.remove = row.getByRole("button", { name: "Remove contact" });
  }
}

export class ContactForm {
  readonly #root: Locator;
  /** The contact for end users. */
  readonly publicContact: { readonly email: Locator; readonly phone: Locator; readonly webPage: Locator };
  readonly addSchedule: Locator;
  readonly grantAccess: Locator;
  /** The picture of the week. */
  readonly week: Locator;
  readonly summary: Locator;

  constructor(root: Locator) {
    this.#root = root;
    const shared = this.field("operational_public");
    this.publicContact = {
      email: shared.getByRole("textbox", { name: "Email" }),
      phone: shared.getByRole("textbox", { name: "Phone" }),
      webPage: shared.getByRole("textbox", { name: "Web page" }),
    };
    this.addSchedule = this.field("operational_support").getByRole("button", { name: "Add schedule" });
    this.grantAccess = this.field("alert_contacts").getByRole("button", { name: "Grant them access" });
    this.week = this.field("operational_support").getByRole("figure");
    this.summary = root.getByRole("alert").filter({ hasText: "There is a problem" });
  }

  /** The group of a field. */
  field(field: Field): Locator {
    const name = FIELD_NAMES[field].replace(/[()]/g, "\\$&");
    return this.#root.getByRole("group", { name: new RegExp(`^${name}`) });
  }

  /** A row of a list of contacts, counted from one. */
  contact(field: ContactField, number = 1): ContactRow {
    return new ContactRow(this.field(field).getByRole("group", { name: `Contact ${number}` }));
  }

  /** All rows of a list of contacts. */
  contacts(field: ContactField): Locator {
    return this.field(field).getByRole("group", { name: /^Contact \d+$/ });
  }

  addContact(field: ContactField): Locator {
    return this.field(field).getByRole("button", { name: "Add contact" });
  }

  alertContact(name: string): Locator {
    return this.field("alert_contacts").getByRole("checkbox", { name });
  }

  schedule(number = 1): ScheduleRow {
    return new ScheduleRow(this.field("operational_support").getByRole("group", { name: `Schedule ${number}` }));
  }

  /** Gives one value in each field that is asked for. */
  async fill(account: Account, environment: Environment): Promise<void> {
    for (const field of fieldsOf(account, environment)) await this.#fillField(field, account);
  }

  async #fillField(field: Field, account: Account): Promise<void> {
    switch (field) {
      case "alert_contacts":
        return this.alertContact(account.people.admin).check();
      case "operational_public":
        return this.publicContact.email.fill(ADDRESSES.operational_public);
      case "operational_support":
        return this.schedule().aroundTheClock.check();
      default:
        return this.contact(field).email.fill(ADDRESSES[field]);
    }
  }
}
