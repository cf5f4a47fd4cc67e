// Each of the six languages: found by itself, switched live, complete.

import { BELLA_PIZZA } from "../fixtures/accounts.ts";
import { CONTACT_FIELDS } from "../fixtures/fields.ts";
import { expect, signIn, test } from "../fixtures/test.ts";
import { englishIn, LANGUAGES, TAGS, words, type Tag } from "../fixtures/words.ts";
import { Portal } from "../pages/Portal.ts";

/** The product's terms as they were agreed on, which must not depend on what the files say. */
const TERMS: Readonly<Record<Tag, { modal: string; alerts: string; internal: string; support: string }>> = {
  en: {
    modal: "Mandatory information",
    alerts: "Alert contacts",
    internal: "Operational contact (for Example Operator)",
    support: "Contact support",
  },
  pl: {
    modal: "Obowiązkowe informacje",
    alerts: "Osoby do powiadamiania o alertach",
    internal: "Kontakt operacyjny (dla Example Operator)",
    support: "Skontaktuj się z pomocą",
  },
  de: {
    modal: "Obligatorische Informationen",
    alerts: "Kontakte für Benachrichtigungen",
    internal: "Operativer Kontakt für Example Operator",
    support: "Support kontaktieren",
  },
  "pt-BR": {
    modal: "Informações obrigatórias",
    alerts: "Contatos de alerta",
    internal: "Contato operacional (para Example Operator)",
    support: "Entrar em contato com o suporte",
  },
  it: {
    modal: "Informazioni obbligatorie",
    alerts: "Contatti per gli avvisi",
    internal: "Contatto operativo (per Example Operator)",
    support: "Contatta l'assistenza",
  },
  es: {
    modal: "Información obligatoria",
    alerts: "Contactos de alerta",
    internal: "Contacto operativo (para Example Operator)",
    support: "Comunicarse con asistencia",
  },
};

for (const tag of TAGS) {
  test.describe(`in ${LANGUAGES[tag]}`, () => {
    test.use({ locale: tag });

    test("the first visit follows the browser, and the sign-in has no English left", async ({ page }) => {
      await page.goto("/");
      await expect(page.getByRole("heading", { name: words(tag, "sign_in.title") })).toBeVisible();
      await expect(page.locator("html")).toHaveAttribute("lang", tag);
      await expect(page.getByRole("combobox", { name: words(tag, "setting.ui_language") })).toHaveValue(tag);
      if (tag !== "en") expect(await englishIn(page, tag)).toEqual([]);
    });

    test("the modal speaks it, with all its errors", async ({ page }) => {
      const term = TERMS[tag];
      await signIn(page, BELLA_PIZZA, "admin");
      await page.goto("/?environment=production");
      const dialog = page.getByRole("dialog", { name: term.modal });
      await expect(dialog.getByRole("heading", { name: term.modal })).toBeVisible();
      await expect(dialog.getByRole("button", { name: term.support })).toBeVisible();
      await expect(dialog.getByRole("group", { name: term.alerts })).toBeVisible();
      await expect(dialog.getByRole("group", { name: term.internal })).toBeVisible();
      await dialog.getByRole("radio", { name: words(tag, "schedule.per_weekday") }).check();
      await dialog.getByRole("button", { name: words(tag, "schedule.preset_weekdays") }).click();
      await dialog.getByRole("button", { name: words(tag, "action.submit") }).click();
      await expect(dialog.getByRole("heading", { name: words(tag, "summary.title") })).toBeVisible();
      if (tag !== "en") expect(await englishIn(page, tag)).toEqual([]);
      await dialog.getByRole("tab", { name: words(tag, "term.users") }).click();
      await expect(dialog.getByRole("table")).toBeVisible();
      if (tag !== "en") expect(await englishIn(page, tag)).toEqual([]);
    });

    test("the portal's pages speak it", async ({ page, colleague }) => {
      await (await colleague(BELLA_PIZZA, "admin")).complete("production");
      await signIn(page, BELLA_PIZZA, "admin");
      for (const path of ["/", "/configuration/contact-information", "/users", "/help", "/no/such/page"]) {
        await page.goto(`${path}?environment=production`);
        await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toBeVisible();
        await expect(page.locator("html")).toHaveAttribute("lang", tag);
        if (tag !== "en") expect(await englishIn(page, tag), path).toEqual([]);
      }
    });
  });
}

const FIRST_VISITS = [
  { browser: "de-AT", shown: "de" },
  { browser: "pt-PT", shown: "pt-BR" },
  { browser: "es-419", shown: "es" },
  { browser: "fr-FR", shown: "en" },
];

for (const { browser, shown } of FIRST_VISITS) {
  test.describe(`a browser in ${browser}`, () => {
    test.use({ locale: browser });

    test(`is shown ${shown}`, async ({ page }) => {
      await page.goto("/");
      await expect(page.locator("html")).toHaveAttribute("lang", shown);
      await expect(page.getByRole("heading", { level: 1, name: words(shown as Tag, "sign_in.title") })).toBeVisible();
    });
  });
}

test("switching it live keeps what is typed, its errors and the focus", async ({ page }) => {
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  const { form, language, submit } = portal.modal;
  await portal.openLocked("production");
  for (const field of CONTACT_FIELDS) await form.contact(field).email.fill(`${field}@partner.example`);
  await form.contact("technical_emergency").phone.fill("123");
  await form.alertContact(BELLA_PIZZA.people.editor).check();
  await form.schedule().perWeekday.check();
  await form.schedule().weekdaysPreset.click();
  await submit.click();
  await expect(form.summary).toBeFocused();

  await language.focus();
  await language.selectOption("de");
  const dialog = page.getByRole("dialog", { name: words("de", "term.mandatory_information") });
  const german = dialog.getByRole("combobox", { name: words("de", "setting.ui_language") });
  await expect(german).toBeFocused();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(dialog.getByRole("checkbox", { name: BELLA_PIZZA.people.editor })).toBeChecked();
  await expect(dialog.getByRole("textbox", { name: words("de", "contact.phone") }).first()).toHaveValue("123");
  await expect(dialog.getByRole("textbox", { name: words("de", "contact.phone") }).first()).toHaveAccessibleDescription(
    words("de", "error.invalid_phone"),
  );
  await expect(dialog.getByRole("heading", { name: words("de", "summary.title") })).toBeVisible();
  await expect(dialog.getByRole("textbox", { name: "Montag" }).first()).toHaveValue("09:00");
  expect(await englishIn(page, "de")).toEqual([]);

  await german.selectOption("en");
  for (const field of CONTACT_FIELDS) {
    await expect(form.contact(field).email).toHaveValue(`${field}@partner.example`);
  }
});

test("the choice is remembered for the next visit", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("combobox", { name: "UI language" }).selectOption("it");
  await expect(page.getByRole("heading", { name: words("it", "sign_in.title") })).toBeVisible();
  await page.goto("/");
  await expect(page.getByRole("heading", { name: words("it", "sign_in.title") })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "it");
});

test("a language that can't be fetched leaves the page as it is, and says so", async ({ page, complaints }) => {
  complaints.expect(/net::ERR_FAILED/);
  await signIn(page, BELLA_PIZZA, "editor");
  const portal = new Portal(page);
  await portal.openLocked("sandbox");
  await page.route("**/messages/es.*", (route) => route.abort());
  await portal.modal.language.selectOption("es");
  await expect(portal.modal.announcement("The language couldn’t be loaded.")).toBeAttached();
  await expect(portal.modal.language).toHaveValue("en");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test.describe("numbers and plurals", () => {
  test.use({ locale: "pl" });

  test("Polish counts problems as Polish does", async ({ page }) => {
    await signIn(page, BELLA_PIZZA, "editor");
    await page.goto("/?environment=sandbox");
    await page.getByRole("button", { name: words("pl", "action.submit") }).click();
    const count = page.getByRole("alert").getByRole("heading", { level: 3 });
    const emails = page.getByRole("textbox", { name: words("pl", "contact.email") });
    await expect(count).toHaveText(/: 6 problemów$/);
    await emails.nth(0).fill("a@partner.example");
    await emails.nth(1).fill("b@partner.example");
    await expect(count).toHaveText(/: 4 problemy$/);
    await emails.nth(2).fill("c@partner.example");
    await emails.nth(3).fill("d@partner.example");
    await emails.nth(4).fill("e@partner.example");
    await expect(count).toHaveText(/: 1 problem$/);
  });
});
