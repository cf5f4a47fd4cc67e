// What the account was told, at /notifications.

import type { Locator } from "@playwright/test";

export class Notifications {
  readonly category: Locator;
  readonly state: Locator;
  readonly entries: Locator;
  readonly loadMore: Locator;
  readonly showAll: Locator;

  constructor(root: Locator) {
    this.category = root.getByRole("combobox", { name: "Category" });
    this.state = root.getByRole("combobox", { name: "Status" });
    this.entries = root.getByRole("listitem").filter({ has: root.page().getByRole("heading", { level: 2 }) });
    this.loadMore = root.getByRole("button", { name: "Show older notifications" });
    this.showAll = root.getByRole("button", { name: "Show all" });
  }

  /** The notification with this subject. */
  entry(subject: string): Locator {
    const heading = this.entries.page().getByRole("heading", { level: 2, name: subject, exact: true });
    return this.entries.filter({ has: heading });
  }

  /** What became of a notification on its way to an address. */
  delivery(subject: string, email: string): Locator {
    const recipients = this.entry(subject).getByRole("list", { name: "Recipients" });
    return recipients.getByRole("listitem").filter({ hasText: email }).first();
  }
}
