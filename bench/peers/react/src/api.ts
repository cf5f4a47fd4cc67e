// Callsheet's API, as a page of another origin uses it: with the token of an embed session.

import { type Language } from "./languages";

export type Environment = "sandbox" | "production";

export interface Settings {
  account: string;
  accountName: string;
  environment: Environment;
  portal: string;
  token: string;
  language: Language;
}

export interface Gate {
  state: "open" | "locked";
  missing: string[];
}

export interface Session {
  token: string;
  expires_at: string;
  gate?: Gate;
}

export interface Contact {
  name?: string | null;
  email: string;
  phone?: string | null;
  language: string;
}

export interface PublicContact {
  email: string;
  phone?: string | null;
  web_page?: string | null;
}

export interface Interval {
  day: Day;
  from: string;
  to: string;
}

export interface Schedule {
  time_zone: string;
  languages: string[];
  hours?: "around_the_clock" | { weekly: Interval[] } | null;
}

export const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Day = (typeof DAYS)[number];

export interface Values {
  alert_contacts?: string[] | null;
  technical_emergency?: Contact[] | null;
  technical_non_emergency?: Contact[] | null;
  merchant_issues?: Contact[] | null;
  operational_internal?: Contact[] | null;
  operational_public?: PublicContact | null;
  operational_support?: Schedule[] | null;
}

export type Field = keyof Values;
export type Requirement = "required" | "optional" | "unavailable";

export interface Author {
  id: string;
  name: string;
}

export interface ContactInformation {
  version: number;
  updated_at: string | null;
  updated_by: Author | null;
  values: Values;
  requirements: Record<Field, Requirement>;
}

export interface Draft {
  values: Values | null;
  base_version: number | null;
  started_by: Author | null;
  started_at: string | null;
  updated_at: string | null;
}

export interface User {
  id: string;
  name: string;
  email: string;
  role: "viewer" | "editor" | "administrator";
  state: "active" | "invited";
}

export interface Reference {
  operator_name: string;
  support_url: string | null;
  help_url: string | null;
}

export interface Everything {
  information: ContactInformation;
  draft: Draft;
  users: User[];
  reference: Reference;
}

export interface ProblemError {
  pointer: string;
  code: string;
  params?: { max?: number };
}

/** An answer that isn't what was asked for. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly errors: ProblemError[] = [],
    readonly current: ContactInformation | null = null,
  ) {
    super(`the server answered ${status}`);
  }
}

async function ask<T>(settings: Settings, path: string, options: RequestInit = {}): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json", authorization: `Bearer ${settings.token}` };
  if (options.body) headers["content-type"] = "application/json";
  const url = `${settings.portal}/api/v1${path}`;
  const answer = await fetch(url, {
    ...options,
    headers: { ...headers, ...(options.headers as Record<string, string>) },
  });
  const body = answer.status === 204 ? undefined : await answer.json().catch(() => undefined);
  if (!answer.ok) throw new Problem(answer.status, body?.errors, body?.current);
  return body as T;
}

function path({ account, environment }: Settings, resource: string) {
  return `/accounts/${account}/${resource}?environment=${environment}`;
}

/** The gate, for sessions that came without it. */
export function loadGate(settings: Settings) {
  return ask<Gate>(settings, path(settings, "gate"));
}

/** All that the form needs, asked for at once. */
export async function loadAll(settings: Settings): Promise<Everything> {
  const [information, draft, users, reference] = await Promise.all([
    ask<ContactInformation>(settings, path(settings, "contact-information")),
    ask<Draft>(settings, path(settings, "draft")),
    ask<{ items: User[] }>(settings, `/accounts/${settings.account}/users`),
    ask<Reference>(settings, "/reference"),
  ]);
  return { information, draft, users: users.items, reference };
}

/** Saves over the version that was seen; the draft ends with it. */
export function save(settings: Settings, values: Values, version: number) {
  const headers = { "if-match": `"${version}"` };
  const body = JSON.stringify(values);
  return ask<ContactInformation>(settings, path(settings, "contact-information"), { method: "PUT", headers, body });
}

/** Keeps what was typed in these fields for all colleagues. */
export function patchDraft(settings: Settings, values: Values, version: number) {
  const address = `${path(settings, "draft")}&base_version=${version}`;
  return ask<Draft>(settings, address, { method: "PATCH", body: JSON.stringify(values) });
}
