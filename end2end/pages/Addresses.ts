// The addresses that are listed, on the page with the contact information.

import type { Locator } from "@playwright/test";

export class Addresses {
  readonly region: Locator;
  /** Who would be told of what. */
  readonly told: Locator;

  constructor(root: Locator) {
    this.region = root.getByRole("region", { name: "Addresses" });
    this.told = root.getByRole("region", { name: "Who is told now" });
  }

  /** The line of an address. */
  line(email: string): Locator {
    return this.region.getByRole("listitem").filter({ has: this.test(email) });
  }

  test(email: string): Locator {
    return this.region.page().getByRole("button", { name: `Send test message to ${email}` });
  }

  askAgain(email: string): Locator {
    return this.region.getByRole("button", { name: `Ask ${email} again to confirm the address` });
  }

  /** Who would be told of something of a category. */
  toldOf(category: string): Locator {
    const term = this.told.page().getByRole("term").filter({ hasText: category });
    return this.told.locator("div").filter({ has: term }).getByRole("definition");
  }
}
