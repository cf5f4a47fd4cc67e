// What surrounds the pages of the portal, and its pages.

import { expect, type Locator, type Page } from "@playwright/test";
import type { Environment } from "../fixtures/accounts.ts";
import { Addresses } from "./Addresses.ts";
import { ContactForm } from "./ContactForm.ts";
import { EmbeddingPage } from "./EmbeddingPage.ts";
import { Conflict, Modal } from "./Modal.ts";
import { Notifications } from "./Notifications.ts";
import { UsersPanel } from "./UsersPanel.ts";

export class Portal {
  readonly page: Page;
  readonly modal: Modal;
  readonly main: Locator;
  readonly title: Locator;
  readonly environment: Locator;
  readonly language: Locator;
  readonly theme: Locator;
  readonly signOut: Locator;
  readonly navigation: Locator;
  /** The form at Configuration → Contact information. */
  readonly form: ContactForm;
  readonly saveChanges: Locator;
  readonly conflict: Conflict;
  readonly history: Locator;
  readonly users: UsersPanel;
  readonly embedding: EmbeddingPage;
  readonly notifications: Notifications;
  readonly addresses: Addresses;
  /** The dialog that asks for a new sign-in. */
  readonly sessionEnded: Locator;

  constructor(page: Page) {
    const header = page.getByRole("banner");
    this.page = page;
    this.modal = new Modal(page);
    this.main = page.getByRole("main");
    this.title = this.main.getByRole("heading", { level: 1 });
    this.environment = header.getByRole("combobox", { name: "Environment" });
    this.language = header.getByRole("combobox", { name: "UI language" });
    this.theme = header.getByRole("combobox", { name: "Theme" });
    this.signOut = header.getByRole("button", { name: "Sign out" });
    this.navigation = page.getByRole("navigation", { name: "Main" });
    this.form = new ContactForm(this.main);
    this.saveChanges = this.main.getByRole("button", { name: "Save changes" });
    this.conflict = new Conflict(this.main);
    this.history = this.main.getByRole("region", { name: "History" });
    this.users = new UsersPanel(this.main);
    this.embedding = new EmbeddingPage(this.main);
    this.notifications = new Notifications(this.main);
    this.addresses = new Addresses(this.main);
    this.sessionEnded = page.getByRole("dialog", { name: "Your session has ended" });
  }

  /** Opens a page of the portal by its address. */
  async open(environment: Environment, path = "/"): Promise<void> {
    await this.page.goto(`${path}?environment=${environment}`);
  }

  /** Opens the portal while its gate is locked, and waits for the modal. */
  async openLocked(environment: Environment, path = "/"): Promise<void> {
    await this.open(environment, path);
    await this.modal.isReady();
  }

  /** Opens the portal while its gate is open, and waits for the page. */
  async openUnlocked(environment: Environment, path = "/"): Promise<void> {
    await this.open(environment, path);
    // The loading page has a heading, too.
    await expect(this.navigation).toBeVisible();
    await expect(this.title).toBeVisible();
  }

  /** Goes to a page by the navigation. */
  async goTo(link: string): Promise<void> {
    await this.navigation.getByRole("link", { name: link }).click();
  }

  /** What the page tells those who can't see it, while no dialog covers it. */
  announcement(text: string | RegExp): Locator {
    return this.page.getByRole("status").filter({ hasText: text }).last();
  }
}
