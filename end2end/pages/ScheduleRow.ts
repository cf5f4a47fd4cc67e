// A schedule of operational support, with the editor of its hours.

import type { Locator } from "@playwright/test";

/** The hours of one day. */
export class DayRow {
  readonly #day: string;
  readonly #row: Locator;
  readonly from: Locator;
  readonly to: Locator;
  readonly add: Locator;
  readonly copy: Locator;
  readonly copyToWeekdays: Locator;
  readonly copyToAll: Locator;

  constructor(row: Locator, day: string) {
    this.#day = day;
    this.#row = row;
    this.from = row.getByRole("textbox", { name: `${day}, from` });
    this.to = row.getByRole("textbox", { name: `${day}, to` });
    this.add = row.getByRole("button", { name: `Add hours on ${day}` });
    this.copy = row.getByLabel(`Copy: ${day}`);
    this.copyToWeekdays = row.getByRole("button", { name: "Copy to Monday–Friday" });
    this.copyToAll = row.getByRole("button", { name: "Copy to all days" });
  }

  remove(hours: string): Locator {
    return this.#row.getByRole("button", { name: `Remove hours ${hours} on ${this.#day}` });
  }

  /** Types the hours of the first, second, … shift of the day. */
  async type(shift: number, from: string, to: string): Promise<void> {
    await this.from.nth(shift - 1).fill(from);
    await this.to.nth(shift - 1).fill(to);
    await this.to.nth(shift - 1).blur();
  }

  /** All shifts of the day, such as `09:00–17:00`. */
  async shifts(): Promise<string[]> {
    const values = (inputs: Locator) => inputs.evaluateAll((all) => all.map((it) => (it as HTMLInputElement).value));
    const [from, to] = await Promise.all([values(this.from), values(this.to)]);
    return from.map((start, index) => `${start}–${to[index]}`);
  }
}

export class ScheduleRow {
  readonly row: Locator;
  readonly timeZone: Locator;
  readonly aroundTheClock: Locator;
  readonly perWeekday: Locator;
  readonly remove: Locator;
  readonly weekdaysPreset: Locator;
  readonly dailyPreset: Locator;

  constructor(row: Locator) {
    this.row = row;
    this.timeZone = row.getByRole("combobox", { name: "Time zone" });
    this.aroundTheClock = row.getByRole("radio", { name: "Around the clock" });
    this.perWeekday = row.getByRole("radio", { name: "Hours per weekday" });
    this.remove = row.getByRole("button", { name: "Remove schedule" });
    this.weekdaysPreset = row.getByRole("button", { name: "Monday to Friday, 09:00–17:00" });
    this.dailyPreset = row.getByRole("button", { name: "Every day, 09:00–17:00" });
  }

  /** A language spoken, by its own name. */
  language(name: string): Locator {
    return this.row.getByRole("checkbox", { name });
  }

  day(day: string): DayRow {
    return new DayRow(this.row.getByRole("group", { name: day, exact: true }), day);
  }
}
