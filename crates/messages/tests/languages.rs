//! The texts themselves: fixed names, and the typography of each language.
#![expect(clippy::unwrap_used, reason = "a test fails where it should, in functions that tests share, too")]

use messages::{Catalogue, LANGUAGES, Text, embedded, key};

/// The names that tests, scripts and people find things in the page by.
#[test]
fn the_english_names_of_the_page_are_fixed() {
    let english = Catalogue::embedded("en").unwrap();
    let names: [(Text, &str); 37] = [
        (key::sign_in::EMAIL, "Email"),
        (key::sign_in::PASSWORD, "Password"),
        (key::sign_in::SUBMIT, "Sign in"),
        (key::term::MANDATORY_INFORMATION, "Mandatory information"),
        (key::term::CONTACT_SUPPORT, "Contact support"),
        (key::action::SIGN_OUT, "Sign out"),
        (key::term::CONTACT_INFORMATION, "Contact information"),
        (key::term::USERS, "Users"),
        (key::contact::NAME, "Name"),
        (key::contact::EMAIL, "Email"),
        (key::contact::PHONE, "Phone"),
        (key::contact::LANGUAGE, "Language"),
        (key::contact::ADD, "Add contact"),
        (key::contact::REMOVE, "Remove contact"),
        (key::schedule::TIME_ZONE, "Time zone"),
        (key::schedule::AROUND_THE_CLOCK, "Around the clock"),
        (key::schedule::PER_WEEKDAY, "Hours per weekday"),
        (key::schedule::ADD, "Add schedule"),
        (key::action::SUBMIT, "Submit"),
        (key::summary::TITLE, "There is a problem"),
        (key::users::NAME, "Name"),
        (key::users::EMAIL, "Email"),
        (key::users::ROLE, "Role"),
        (key::users::GRANT, "Grant access"),
        (key::term::CONFIGURATION, "Configuration"),
        (key::action::SAVE_CHANGES, "Save changes"),
        (key::term::ENVIRONMENT, "Environment"),
        (key::setting::UI_LANGUAGE, "UI language"),
        (key::term::ALERT_CONTACTS, "Alert contacts"),
        (key::term::TECHNICAL_EMERGENCY, "Technical emergency contacts"),
        (key::term::TECHNICAL_NON_EMERGENCY, "Technical non-emergency contacts"),
        (key::term::MERCHANT_ISSUES, "Operational contact for merchant issues"),
        (key::term::OPERATIONAL_PUBLIC, "Operational contact (to share with users)"),
        (key::term::OPERATIONAL_SUPPORT, "Operational support"),
        (key::term::SANDBOX, "Sandbox"),
        (key::term::PRODUCTION, "Production"),
        (key::term::PARTNER_PORTAL, "Partner Portal"),
    ];
    for (text, name) in names {
        assert_eq!(english.text(text), name);
    }
    let internal = key::term::operational_internal("Example Operator");
    assert_eq!(
        english.format(&internal, |count| embedded::plural("en", count)),
        "Operational contact (for Example Operator)"
    );
}

#[test]
fn the_terms_are_all_there() {
    let terms = [
        key::term::PARTNER_PORTAL,
        key::term::MANDATORY_INFORMATION,
        key::term::CONTACT_INFORMATION,
        key::term::CONFIGURATION,
        key::term::USERS,
        key::term::CONTACT_SUPPORT,
        key::term::GETTING_HELP,
        key::term::REQUIRED,
        key::term::ENVIRONMENT,
        key::term::SANDBOX,
        key::term::PRODUCTION,
        key::term::ALERT_CONTACTS,
        key::term::TECHNICAL_EMERGENCY,
        key::term::TECHNICAL_NON_EMERGENCY,
        key::term::MERCHANT_ISSUES,
        key::term::OPERATIONAL_PUBLIC,
        key::term::OPERATIONAL_SUPPORT,
        key::kind::ORDERING,
        key::kind::THINGS_TO_DO,
        key::kind::RESERVATIONS,
        key::kind::APPOINTMENTS,
    ];
    for language in &LANGUAGES {
        let catalogue = Catalogue::embedded(language.tag).unwrap();
        for term in terms {
            assert!(!catalogue.text(term).is_empty(), "{}", language.tag);
        }
        // Where a term stands by itself elsewhere, it is the same word.
        for (elsewhere, term) in
            [(key::title::CONTACT_INFORMATION, key::term::CONTACT_INFORMATION), (key::title::USERS, key::term::USERS)]
        {
            assert_eq!(catalogue.text(elsewhere), catalogue.text(term), "{}", language.tag);
        }
    }
}

/// Quotation marks, apostrophes and ellipses as each language sets them.
#[test]
fn typography_is_the_languages_own() {
    for (tag, quotation_marks) in
        [("en", "“”"), ("pl", "„”"), ("de", "„“"), ("pt-BR", "“”"), ("it", "«»"), ("es", "«»")]
    {
        for (key, text) in texts("languages", tag).into_iter().chain(texts("languages/mail", tag)) {
            let wrong = text.chars().find(|c| "\"„“”«»`´‘".contains(*c) && !quotation_marks.contains(*c));
            assert_eq!(wrong, None, "{tag}: {key}: {text}");
            for unwanted in ["...", "  ", " ,", " .", " ;", " :", "--", "!"] {
                assert!(!text.contains(unwanted), "{tag}: {key}: {unwanted:?} in {text}");
            }
            // What isolates a name's direction in a mail comes with the name.
            assert!(!text.contains(['\u{2068}', '\u{2069}']), "{tag}: {key}: {text}");
            // The term was given with a straight apostrophe, and stays as it was given.
            let given = text == "Contatta l'assistenza";
            assert!(given || !text.contains('\''), "{tag}: {key}: {text}");
        }
    }
}

/// All texts of a language's file and all their plural forms, with their keys.
fn texts(directory: &str, tag: &str) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (section, entries) in file(directory, tag) {
        for (key, value) in entries.as_table().unwrap() {
            let forms: Vec<_> = match value {
                toml::Value::Table(forms) => forms.values().collect(),
                text => vec![text],
            };
            texts.extend(forms.into_iter().map(|form| (format!("{section}.{key}"), form.as_str().unwrap().to_owned())));
        }
    }
    texts
}

fn file(directory: &str, tag: &str) -> toml::Table {
    let file = format!("{}/{directory}/{tag}.toml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(file).unwrap().parse().unwrap()
}

/// Errors stand below a field and in the summary, where a full stop would be in the way.
#[test]
fn errors_end_without_a_full_stop() {
    for language in &LANGUAGES {
        for (key, error) in texts("languages", language.tag) {
            let is_error = key.starts_with("error.");
            assert!(!is_error || !error.ends_with('.'), "{}: {key}: {error}", language.tag);
        }
    }
}

#[test]
fn languages_are_named_in_their_own_words() {
    assert_eq!(
        LANGUAGES.map(|language| language.endonym),
        ["English", "Polski", "Deutsch", "Português (Brasil)", "Italiano", "Español"]
    );
}
