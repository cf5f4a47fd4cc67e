// The words for what is wrong, and where it is.

import { type TFunction } from "i18next";
import { type FieldErrors } from "react-hook-form";
import { type Field } from "../api";
import { FIELDS, type FormValues } from "../values";

export interface Problem {
  path: string;
  code: string;
}

/** All problems in the order of the form. The form library nests them as the values are. */
export function problemsIn(errors: FieldErrors<FormValues>): Problem[] {
  const found: Problem[] = [];
  const walk = (node: unknown, path: string) => {
    if (!node || typeof node !== "object") return;
    if ("message" in node && typeof node.message === "string") {
      found.push({ path, code: node.message });
      return;
    }
    for (const [key, child] of Object.entries(node)) {
      if (key !== "ref") walk(child, key === "root" ? path : `${path}.${key}`);
    }
  };
  for (const field of FIELDS) walk(errors[field], field);
  return found;
}

const REQUIRED_BY_PART: Record<string, string> = {
  email: "required_email",
  language: "required_language",
  languages: "required_languages",
  time_zone: "required_time_zone",
  kind: "required_hours",
  weekly: "required_hours",
  from: "required_from",
  to: "required_to",
  alert_contacts: "required_alert_contacts",
  operational_support: "required_schedules",
};

function keyOf(path: string, code: string): string {
  const part = path.split(".").at(-1) ?? "";
  if (code === "required") return REQUIRED_BY_PART[part] ?? "required_contacts";
  if (code === "duplicate") return part === "email" ? "duplicate_email" : code;
  if (code === "unavailable_field" && part === "alert_contacts") return "unavailable_alert_contacts";
  if (code !== "too_many" || part === "weekly") return code;
  return part === "operational_support" ? "too_many_schedules" : "too_many_contacts";
}

/** What to do about a problem. */
export function errorText(t: TFunction, path: string, message: string): string {
  const [code = "", max] = message.split(":");
  return t(`error.${keyOf(path, code)}`, { count: Number(max) });
}

/** The field's name, with the operator's name filled in. */
export function fieldName(t: TFunction, field: Field, operator: string): string {
  return t(`term.${field}`, { operator });
}
