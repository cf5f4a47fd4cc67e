// Makes the peer's i18next files of Callsheet's own words, so that both say the same in every language. Only the sections
// that this form speaks of are taken: a developer who writes it wouldn't ship the texts of other pages.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";

/** Whole sections, or the keys that are used of a section with words for other pages. */
const WANTED = {
  term: [
    "mandatory_information",
    "contact_information",
    "users",
    "contact_support",
    "getting_help",
    "required",
    "alert_contacts",
    "technical_emergency",
    "technical_non_emergency",
    "merchant_issues",
    "operational_internal",
    "operational_public",
    "operational_support",
  ],
  action: ["copy", "submit", "try_again"],
  word: ["optional", "you", "loading", "submitting", "opens_in_new_tab"],
  setting: ["ui_language"],
  gate: ["why", "unlocks_sandbox", "unlocks_production", "tabs", "checking", "unknown_title", "unknown_text"],
  confirmation: "all",
  draft: ["started_by", "continue_text", "saving", "saved_at", "shared", "not_saved"],
  hint: "all",
  visibility: "all",
  contact: "all",
  alert: "all",
  schedule: "all",
  week: "all",
  error: "all",
  summary: "all",
  save: ["failed", "failed_network"],
  conflict: ["title", "intro", "keep_all_yours", "keep_all_theirs", "edit_after"],
  membership: "all",
  users: ["intro", "name", "email", "role", "state", "only_administrators"],
  role: ["viewer", "editor", "administrator"],
};

const from = join(import.meta.dirname, "../../../crates/messages/languages");
const to = join(import.meta.dirname, "src/locales");

/** i18next keeps plural forms under keys of their own: `key_one`, `key_other`. */
function withPlurals(section, keys) {
  const entries = keys.flatMap((key) => {
    const words = section[key];
    if (words === undefined) throw new Error(`the language file has no ${key}`);
    if (typeof words === "string") return [[key, words]];
    return Object.entries(words).map(([form, text]) => [`${key}_${form}`, text]);
  });
  return Object.fromEntries(entries);
}

rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
// The directories beside the languages have the words of mails.
for (const file of readdirSync(from).filter((file) => file.endsWith(".toml"))) {
  const all = parse(readFileSync(join(from, file), "utf8"));
  const sections = Object.entries(WANTED).map(([name, keys]) => {
    const section = all[name] ?? {};
    return [name, withPlurals(section, keys === "all" ? Object.keys(section) : keys)];
  });
  const json = JSON.stringify(Object.fromEntries(sections), undefined, 2);
  writeFileSync(join(to, file.replace(/\.toml$/, ".json")), `${json}\n`);
}
