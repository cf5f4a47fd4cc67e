/** The languages that there are, by their own names. */
export const LANGUAGES = {
  en: "English",
  pl: "Polski",
  de: "Deutsch",
  "pt-BR": "Português (Brasil)",
  it: "Italiano",
  es: "Español",
} as const;

export type Language = keyof typeof LANGUAGES;

export const LANGUAGE_TAGS = Object.keys(LANGUAGES) as Language[];

/** The language for a tag such as `de-AT`; English where there is none. */
export function languageOf(tag: string): Language {
  const start = tag.slice(0, 2).toLowerCase();
  return LANGUAGE_TAGS.find((known) => known === tag) ?? LANGUAGE_TAGS.find((known) => known.startsWith(start)) ?? "en";
}

const files = import.meta.glob<Record<string, unknown>>("./locales/*.json", { import: "default" });

/** Loads the words of one language. */
export async function words(language: Language) {
  const load = files[`./locales/${language}.json`];
  if (!load) throw new Error(`there are no words in ${language}`);
  return load();
}
