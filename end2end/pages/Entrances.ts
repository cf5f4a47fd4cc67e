// The pages that one comes to without being signed in, most of them by a mail's link.

import type { Locator, Page } from "@playwright/test";

class Entrance {
  protected readonly page: Page;
  readonly main: Locator;
  readonly title: Locator;
  readonly trouble: Locator;
  readonly language: Locator;

  constructor(page: Page) {
    this.page = page;
    this.main = page.getByRole("main");
    this.title = this.main.getByRole("heading", { level: 1 });
    this.trouble = this.main.getByRole("alert");
    this.language = this.main.getByRole("combobox", { name: "UI language" });
  }

  /** Opens the page that a link leads to, also where only what follows the # is another than before. */
  async open(link: string): Promise<void> {
    await this.page.goto("about:blank");
    await this.page.goto(link);
  }
}

/** The page that the link of an invitation opens. */
export class InvitationPage extends Entrance {
  readonly name: Locator;
  readonly password: Locator;
  readonly showPassword: Locator;
  readonly accept: Locator;
  readonly signIn: Locator;

  constructor(page: Page) {
    super(page);
    this.name = this.main.getByRole("textbox", { name: "Name" });
    this.password = this.main.getByRole("textbox", { name: "Password" });
    this.showPassword = this.main.getByRole("checkbox", { name: "Show password" });
    this.accept = this.main.getByRole("button", { name: "Accept invitation" });
    this.signIn = this.main.getByRole("link", { name: "Sign in" });
  }

  async acceptAs(name: string, password: string): Promise<void> {
    await this.name.fill(name);
    await this.password.fill(password);
    await this.accept.click();
  }
}

/** The page at /forgotten-password. */
export class ForgottenPasswordPage extends Entrance {
  readonly email: Locator;
  readonly send: Locator;
  readonly sent: Locator;
  readonly back: Locator;

  constructor(page: Page) {
    super(page);
    this.email = this.main.getByRole("textbox", { name: "Email" });
    this.send = this.main.getByRole("button", { name: "Send link" });
    this.sent = this.main.getByRole("group", { name: "Look at your inbox" });
    this.back = this.main.getByRole("link", { name: "Back to sign-in" });
  }
}

/** The page that a link opens by which another password is chosen. */
export class ResetPasswordPage extends Entrance {
  readonly password: Locator;
  readonly set: Locator;
  readonly anotherLink: Locator;

  constructor(page: Page) {
    super(page);
    this.password = this.main.getByRole("textbox", { name: "Password" });
    this.set = this.main.getByRole("button", { name: "Set password" });
    this.anotherLink = this.main.getByRole("link", { name: "Ask for another link" });
  }
}
