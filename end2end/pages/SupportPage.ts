// The page for end users at /support/{account}, which anybody may see.

import type { Locator, Page } from "@playwright/test";

export class SupportPage {
  readonly #page: Page;
  readonly title: Locator;
  /** Whether support is open, and when that changes. */
  readonly state: Locator;
  /** The hours of the coming days, a row each. */
  readonly hours: Locator;
  /** Which time zone the times are of. */
  readonly zone: Locator;

  constructor(page: Page) {
    this.#page = page;
    const main = page.getByRole("main");
    this.title = main.getByRole("heading", { level: 1 });
    this.state = main.getByRole("paragraph").first();
    this.hours = main.getByRole("listitem");
    this.zone = main.getByRole("paragraph").last();
  }

  async open(account: string, query = ""): Promise<void> {
    await this.#page.goto(`/support/${account}${query}`);
  }

  /** The hours that begin on a day of the week. */
  ofDay(day: string): Locator {
    return this.hours.filter({ hasText: new RegExp(`^${day}`) });
  }

  /** What is said under a term, such as "Phone". */
  said(term: string): Locator {
    const label = this.#page.getByRole("term").filter({ hasText: term });
    return this.#page.getByRole("main").locator("div").filter({ has: label }).getByRole("definition");
  }

  /** The link to the page in another language. */
  language(name: string): Locator {
    return this.#page.getByRole("navigation").getByRole("link", { name, exact: true });
  }
}
