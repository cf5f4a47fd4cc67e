// The rules of the form as a schema. Messages are codes; words are chosen where they are shown.

import * as z from "zod";
import { DAYS, type Field, type User } from "./api";
import { LANGUAGE_TAGS } from "./languages";
import * as rules from "./rules";
import { ENTRIES_MAX, INTERVALS_MAX, type ContactRow } from "./values";

const text = (rule: (text: string) => string | undefined) =>
  z
    .string()
    .trim()
    .superRefine((value, context) => {
      const message = rule(value);
      if (message) context.addIssue({ code: "custom", message });
    });

const list = <T extends z.ZodType>(entry: T, max: number) =>
  z.array(entry).min(1, "required").max(max, `too_many:${max}`);

const language = z.enum(LANGUAGE_TAGS, { error: ({ input }) => (input === "" ? "required" : "invalid_language") });

const contact = z.object({ name: text(rules.name), email: text(rules.email), phone: text(rules.phone), language });

const contacts = list(contact, ENTRIES_MAX).superRefine((rows, context) => {
  for (const index of duplicates(rows)) {
    context.addIssue({ code: "custom", path: [index, "email"], message: "duplicate" });
  }
});

/** The rows whose address stands in an earlier row, too. */
function duplicates(rows: Pick<ContactRow, "email">[]): number[] {
  const mailboxes = rows.map(({ email }) => (rules.email(email) ? undefined : rules.mailbox(email)));
  return mailboxes.flatMap((mailbox, index) => (mailbox && mailboxes.indexOf(mailbox) < index ? [index] : []));
}

const publicContact = z.object({ email: text(rules.email), phone: text(rules.phone), web_page: text(rules.webPage) });

const time = (isEnd: boolean) =>
  text((value) => {
    if (value === "") return "required";
    const minutes = rules.minutes(value);
    return minutes === undefined || (!isEnd && minutes === 24 * 60) ? "invalid_time" : undefined;
  });

const interval = z
  .object({ day: z.enum(DAYS), from: time(false), to: time(true) })
  .refine(({ from, to }) => !((rules.minutes(from) ?? 0) >= (rules.minutes(to) ?? Infinity)), {
    path: ["to"],
    error: "interval_reversed",
  });

const weekly = list(interval, INTERVALS_MAX).superRefine((rows, context) => {
  const hours = rows.map(({ day, from, to }) => ({ day, from: rules.minutes(from), to: rules.minutes(to) }));
  hours.forEach((here, index) => {
    const overlaps = hours
      .slice(0, index)
      .some((other) => other.day === here.day && here.from! < other.to! && other.from! < here.to!);
    if (overlaps) context.addIssue({ code: "custom", path: [index, "to"], message: "intervals_overlap" });
  });
});

const zone = text((name) => (name === "" ? "required" : rules.isTimeZone(name) ? undefined : "invalid_time_zone"));
const common = { time_zone: zone, languages: z.array(language).min(1, "required") };

const schedule = z.discriminatedUnion("kind", [
  z.object({ ...common, kind: z.literal("").refine(() => false, "required") }),
  z.object({ ...common, kind: z.literal("around_the_clock") }),
  z.object({ ...common, kind: z.literal("weekly"), weekly }),
]);

/** The schema for the fields that are given. Whatever isn't asked for isn't looked at. */
export function schemaFor(isGiven: (field: Field) => boolean, users: User[]) {
  const ids = users.map((user) => user.id);
  const alertContacts = list(
    z.string().refine((id) => ids.includes(id), "unknown_user"),
    ENTRIES_MAX,
  );
  return z.object({
    alert_contacts: isGiven("alert_contacts") ? alertContacts : z.any(),
    technical_emergency: contacts,
    technical_non_emergency: contacts,
    merchant_issues: isGiven("merchant_issues") ? contacts : z.any(),
    operational_internal: contacts,
    operational_public: publicContact,
    operational_support: list(schedule, ENTRIES_MAX),
  });
}
