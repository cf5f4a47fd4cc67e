import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { words, type Language } from "./languages";

/** Begins with the language whose words are on their way. */
export async function start(language: Language, words: Promise<Record<string, unknown>>) {
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: await words } },
    interpolation: { prefix: "{", suffix: "}", escapeValue: false },
  });
}

/** Loads another language, and changes to it. */
export async function change(language: Language) {
  i18next.addResourceBundle(language, "translation", await words(language));
  await i18next.changeLanguage(language);
}
