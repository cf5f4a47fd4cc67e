// The mandatory modal.

import { expect, type Locator, type Page } from "@playwright/test";
import { ContactForm } from "./ContactForm.ts";
import { UsersPanel } from "./UsersPanel.ts";

export class Modal {
  readonly dialog: Locator;
  readonly form: ContactForm;
  readonly users: UsersPanel;
  readonly contactTab: Locator;
  readonly usersTab: Locator;
  readonly contactSupport: Locator;
  readonly signOut: Locator;
  readonly environment: Locator;
  readonly language: Locator;
  readonly submit: Locator;
  readonly conflict: Conflict;
  /** The button of the confirmation. */
  readonly goToPortal: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole("dialog", { name: "Mandatory information" });
    this.form = new ContactForm(this.dialog);
    this.users = new UsersPanel(this.dialog);
    this.contactTab = this.dialog.getByRole("tab", { name: /^Contact information/ });
    this.usersTab = this.dialog.getByRole("tab", { name: "Users" });
    this.contactSupport = this.dialog.getByRole("button", { name: "Contact support" });
    this.signOut = this.dialog.getByRole("button", { name: "Sign out" });
    this.environment = this.dialog.getByRole("combobox", { name: "Environment" });
    this.language = this.dialog.getByRole("combobox", { name: "UI language" });
    this.submit = this.dialog.getByRole("button", { name: "Submit" });
    this.conflict = new Conflict(this.dialog);
    this.goToPortal = this.dialog.getByRole("button", { name: "Go to the portal" });
  }

  /** Waits until it can be worked with. */
  async isReady(): Promise<void> {
    await expect(this.contactTab).toBeVisible();
  }

  /** The heading of the confirmation. */
  confirmation(title: string): Locator {
    return this.dialog.getByRole("heading", { name: title });
  }

  /** What it tells those who can't see it: what is told outside of it, they don't hear while it is open. */
  announcement(text: string | RegExp): Locator {
    return this.dialog.getByRole("status").filter({ hasText: text });
  }

  /** Waits until the server has what is typed. */
  async draftIsSaved(): Promise<void> {
    await expect(this.dialog.getByRole("status").filter({ hasText: "Draft saved at" })).toBeVisible();
  }
}

/** The comparison with what somebody else saved meanwhile. */
export class Conflict {
  readonly section: Locator;
  readonly heading: Locator;
  readonly apply: Locator;
  readonly keepAllYours: Locator;
  readonly keepAllTheirs: Locator;

  constructor(root: Locator) {
    this.section = root.getByRole("region", { name: "Somebody else saved meanwhile" });
    this.heading = this.section.getByRole("heading", { name: "Somebody else saved meanwhile" });
    this.apply = this.section.getByRole("button", { name: "Continue with these choices" });
    this.keepAllYours = this.section.getByRole("button", { name: "Keep all of yours" });
    this.keepAllTheirs = this.section.getByRole("button", { name: "Keep all of the saved ones" });
  }

  field(name: string): Locator {
    return this.section.getByRole("group", { name });
  }

  yours(name: string): Locator {
    return this.field(name).getByRole("radio", { name: "Your version" });
  }

  theirs(name: string): Locator {
    return this.field(name).getByRole("radio", { name: /^Saved by/ });
  }
}
