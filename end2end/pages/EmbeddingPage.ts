// How other pages show the modal, at /embedding.

import type { Locator } from "@playwright/test";

export class EmbeddingPage {
  readonly origins: Locator;
  readonly origin: Locator;
  readonly allow: Locator;
  readonly keys: Locator;
  readonly look: Locator;
  readonly tabs: Locator;
  /** The code for a page. */
  readonly snippet: Locator;
  readonly copy: Locator;
  /** The code for its server. */
  readonly server: Locator;
  readonly copyServer: Locator;

  constructor(root: Locator) {
    const origins = root.getByRole("region", { name: "Allowed origins" });
    const server = root.getByRole("region", { name: "Code for the page’s server" });
    this.origins = origins.getByRole("list", { name: "Allowed origins" });
    this.origin = origins.getByRole("textbox", { name: "Origin" });
    this.allow = origins.getByRole("button", { name: "Allow origin" });
    this.keys = root.getByRole("table", { name: "Keys" });
    this.look = root.getByRole("region", { name: "Look and preview" });
    this.tabs = root.getByRole("tablist", { name: "Code for" });
    this.snippet = root.getByRole("tabpanel").getByRole("code");
    this.copy = root.getByRole("button", { name: "Copy Code for the page", exact: true });
    this.server = server.getByRole("code");
    this.copyServer = server.getByRole("button", { name: "Copy" });
  }

  /** The line of an origin. */
  line(origin: string): Locator {
    return this.origins.getByRole("listitem").filter({ hasText: origin });
  }

  remove(origin: string): Locator {
    return this.line(origin).getByRole("button", { name: `Remove ${origin}` });
  }

  tab(name: string): Locator {
    return this.tabs.getByRole("tab", { name });
  }

  /** The row of a key. */
  key(name: string): Locator {
    return this.keys.getByRole("row").filter({ has: this.keys.page().getByRole("rowheader", { name }) });
  }
}
