// What is typed, as the form holds it, and how it travels.

import { type Contact, type Day, type Field, type Requirement, type Schedule, type Values } from "./api";
import { type Language } from "./languages";

export interface ContactRow {
  name: string;
  email: string;
  phone: string;
  language: string;
}

export interface IntervalRow {
  day: Day;
  from: string;
  to: string;
}

export interface ScheduleRow {
  time_zone: string;
  languages: string[];
  kind: "" | "around_the_clock" | "weekly";
  weekly: IntervalRow[];
}

export interface FormValues {
  alert_contacts: string[];
  technical_emergency: ContactRow[];
  technical_non_emergency: ContactRow[];
  merchant_issues: ContactRow[];
  operational_internal: ContactRow[];
  operational_public: { email: string; phone: string; web_page: string };
  operational_support: ScheduleRow[];
}

export type Requirements = Record<Field, Requirement>;

export const FIELDS = [
  "alert_contacts",
  "technical_emergency",
  "technical_non_emergency",
  "merchant_issues",
  "operational_internal",
  "operational_public",
  "operational_support",
] as const satisfies Field[];

export const CONTACT_FIELDS = [
  "technical_emergency",
  "technical_non_emergency",
  "merchant_issues",
  "operational_internal",
] as const satisfies Field[];
export type ContactField = (typeof CONTACT_FIELDS)[number];

export const ENTRIES_MAX = 10;
export const INTERVALS_MAX = 50;

export const emptyContact = (language: Language): ContactRow => ({ name: "", email: "", phone: "", language });

export const emptySchedule = (language: Language): ScheduleRow => ({
  time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC",
  languages: [language],
  kind: "",
  weekly: [],
});

const fromContact = ({ name, email, phone, language }: Contact): ContactRow => ({
  name: name ?? "",
  email: email ?? "",
  phone: phone ?? "",
  language: language ?? "",
});

const fromSchedule = ({ time_zone, languages, hours }: Schedule): ScheduleRow => ({
  time_zone: time_zone ?? "",
  languages: languages ?? [],
  kind: !hours ? "" : hours === "around_the_clock" ? hours : "weekly",
  weekly: hours && hours !== "around_the_clock" ? hours.weekly : [],
});

const orOne = <T>(rows: T[] | null | undefined, empty: T): T[] => (rows?.length ? rows : [empty]);

/** What is stored, with what colleagues have typed over it. */
export function toForm(stored: Values, language: Language, draft?: Values | null): FormValues {
  const typed = Object.entries(draft ?? {}).filter(([, value]) => value != null);
  const values: Values = { ...stored, ...Object.fromEntries(typed) };
  const contacts = (field: ContactField) => orOne(values[field]?.map(fromContact), emptyContact(language));
  const { email, phone, web_page } = values.operational_public ?? {};
  return {
    alert_contacts: values.alert_contacts ?? [],
    technical_emergency: contacts("technical_emergency"),
    technical_non_emergency: contacts("technical_non_emergency"),
    merchant_issues: contacts("merchant_issues"),
    operational_internal: contacts("operational_internal"),
    operational_public: { email: email ?? "", phone: phone ?? "", web_page: web_page ?? "" },
    operational_support: orOne(values.operational_support?.map(fromSchedule), emptySchedule(language)),
  };
}

const isBlank = ({ name, email, phone }: ContactRow) => !name.trim() && !email.trim() && !phone.trim();

/** Whether a field that isn't required yet is left out: nothing was typed into it. */
export function isLeftOut(field: Field, values: FormValues, requirements: Requirements): boolean {
  if (requirements[field] === "unavailable") return true;
  return field === "merchant_issues" && requirements[field] === "optional" && values[field].every(isBlank);
}

/** What is sent: the fields that are asked for. */
export function toWire(values: FormValues, requirements: Requirements): Values {
  const all: Values = {
    ...values,
    operational_support: values.operational_support.map(({ time_zone, languages, kind, weekly }) => ({
      time_zone,
      languages,
      ...(kind && { hours: kind === "weekly" ? { weekly } : kind }),
    })),
  };
  return Object.fromEntries(Object.entries(all).filter(([field]) => !isLeftOut(field as Field, values, requirements)));
}

/** The form's path for a pointer of the server's. */
export function pathOf(pointer: string): string {
  const path = pointer
    .slice(1)
    .split("/")
    .filter((part) => part !== "hours");
  // An interval as a whole is told of at its end.
  if (path.length === 4 && path[2] === "weekly") path.push("to");
  return (pointer.endsWith("/hours") ? [...path, "kind"] : path).join(".");
}
