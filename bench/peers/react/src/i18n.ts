import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { type Language } from "./languages";

const files = import.meta.glob<Record<string, unknown>>("./locales/*.json", { import: "default" });

async function words(language: Language) {
  const load = files[`./locales/${language}.json`];
  if (!load) throw new Error(`there are no words in ${language}`);
  return load();
}

/** Loads one language and begins with it. */
export async function start(language: Language) {
  const translation = await words(language);
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation } },
    interpolation: { prefix: "{", suffix: "}", escapeValue: false },
  });
}

/** Loads another language, and changes to it. */
export async function change(language: Language) {
  i18next.addResourceBundle(language, "translation", await words(language));
  await i18next.changeLanguage(language);
}
