// A page of another origin, and the modal that the gate shows over it.

import { expect, type FrameLocator, type Locator, type Page } from "@playwright/test";
import { ContactForm } from "./ContactForm.ts";

export class HostPage {
  readonly page: Page;
  readonly element: Locator;
  readonly dialog: Locator;
  readonly frame: FrameLocator;
  readonly modal: Locator;
  readonly title: Locator;
  readonly form: ContactForm;
  readonly submit: Locator;
  readonly orders: Locator;
  /** What assistive technology is told once the modal has gone. */
  readonly announcement: Locator;

  constructor(page: Page, number = 0) {
    this.page = page;
    this.element = page.locator("callsheet-gate").nth(number);
    this.dialog = this.element.getByRole("dialog");
    this.frame = this.element.frameLocator("iframe");
    this.modal = this.frame.getByRole("main");
    this.title = this.modal.getByRole("heading", { level: 1 });
    this.form = new ContactForm(this.modal);
    this.submit = this.modal.getByRole("button", { name: "Submit" });
    this.orders = page.getByRole("table");
    this.announcement = this.element.getByRole("status");
  }

  /** Opens it, and waits until the form can be worked with. */
  async openLocked(address: string): Promise<void> {
    await this.page.goto(address);
    await expect(this.submit).toBeVisible();
  }

  /** Has the element ask for the gate anew. */
  async refresh(): Promise<void> {
    await this.element.evaluate((element) => (element as HTMLElement & { refresh(): Promise<void> }).refresh());
  }

  /** What the page knows of the gate. */
  async expectState(state: string): Promise<void> {
    await expect(this.element).toHaveJSProperty("state", state);
  }

  /** The events so far, as the page has written them down. */
  async events(): Promise<readonly string[]> {
    return this.page.locator("#log li").allTextContents();
  }

  /** Waits for an event. */
  async expectEvent(text: string | RegExp): Promise<void> {
    await expect(this.page.locator("#log li").filter({ hasText: text }).first()).toBeAttached();
  }

  /** Waits until the server has what is typed. */
  async draftIsSaved(): Promise<void> {
    await expect(this.modal.getByRole("status").filter({ hasText: "Draft saved at" })).toBeVisible();
  }
}
