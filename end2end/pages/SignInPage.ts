// The page at /sign-in, and the same form over a page whose session has ended.

import type { Locator, Page } from "@playwright/test";
import { addressOf, PASSWORD, type Account, type Role } from "../fixtures/accounts.ts";

/** The form, wherever it stands. */
export class SignInForm {
  readonly email: Locator;
  readonly password: Locator;
  readonly submit: Locator;
  readonly trouble: Locator;

  constructor(root: Locator) {
    this.email = root.getByRole("textbox", { name: "Email" });
    this.password = root.getByRole("textbox", { name: "Password" });
    this.submit = root.getByRole("button", { name: "Sign in" });
    this.trouble = root.getByRole("alert");
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.email.fill(email);
    await this.password.fill(password);
    await this.submit.click();
  }
}

export class SignInPage extends SignInForm {
  readonly #page: Page;
  readonly heading: Locator;
  readonly language: Locator;

  constructor(page: Page) {
    super(page.getByRole("main"));
    this.#page = page;
    this.heading = page.getByRole("heading", { level: 1, name: "Sign in" });
    this.language = page.getByRole("combobox", { name: "UI language" });
  }

  async open(address = "/sign-in"): Promise<void> {
    await this.#page.goto(address);
    await this.heading.waitFor();
  }

  async signInAs(account: Account, role: Role): Promise<void> {
    await this.signIn(addressOf(account, role), PASSWORD);
  }
}
