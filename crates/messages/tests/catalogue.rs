//! Reading compact files and filling in messages.
#![expect(clippy::unwrap_used, reason = "the test fails where it should, in functions that tests share, too")]

use messages::{Catalogue, FILES, LANGUAGES, Message, Plural, Refused, TAGS, embedded, key, language, mail};

fn catalogue(tag: &str) -> &'static Catalogue {
    Catalogue::embedded(tag).unwrap()
}

fn format(tag: &str, message: &Message) -> String {
    catalogue(tag).format(message, |count| embedded::plural(tag, count))
}

#[track_caller]
fn check(tag: &str, message: impl Into<Message>, expected: &str) {
    assert_eq!(format(tag, &message.into()), expected);
}

#[test]
fn every_language_is_readable_and_says_which_it_is() {
    assert_eq!(TAGS, LANGUAGES.map(|language| language.tag));
    for tag in TAGS {
        assert_eq!(catalogue(tag).tag(), tag);
    }
    assert!(Catalogue::embedded("fr").is_none());
    assert!(language("fr").is_none());
    assert_eq!(language("pl").map(|language| language.endonym), Some("Polski"));
}

#[test]
fn plain_texts_come_back_as_they_were_written() {
    assert_eq!(catalogue("en").text(key::action::SUBMIT), "Submit");
    assert_eq!(catalogue("pl").text(key::action::SUBMIT), "Prześlij");
    // The first and the last line.
    assert_eq!(catalogue("de").text(key::action::CANCEL), "Abbrechen");
    assert_eq!(catalogue("de").text(key::word::YOU), "Sie");
    check("it", key::term::USERS, "Utenti");
}

#[test]
fn what_only_mails_say_is_in_the_binary_but_in_no_file() {
    // The first and the last line.
    check("de", mail::access::ACTION, "Portal öffnen");
    check(
        "de",
        mail::verification::UNTIL,
        "Bis Sie bestätigen, werden nur Notfallmeldungen an diese Adresse gesendet.",
    );
    let last = mail::verification::why("Bella Pizza", "Beispiel");
    assert!(format("de", &last).starts_with("Sie erhalten diese E-Mail, weil jemand bei Bella Pizza"));
    for tag in TAGS {
        let catalogue = catalogue(tag);
        let said = catalogue.text(mail::invitation::CHANGE);
        assert!(!said.is_empty() && !embedded::compact(tag).unwrap().contains(said), "{tag}");
        assert_eq!(
            Catalogue::from_compact(embedded::compact(tag).unwrap()).unwrap().text(mail::invitation::CHANGE),
            ""
        );
    }
}

#[test]
fn placeholders_are_filled_in() {
    check("en", key::draft::started_by("Ada", "12 March 2026 at 09:30"), "Ada started this on 12 March 2026 at 09:30");
    check("pl", key::draft::started_by("Ada", "12 marca 2026"), "Rozpoczęte przez: Ada, 12 marca 2026");
    check("de", key::term::operational_internal("Beispiel"), "Operativer Kontakt für Beispiel");
}

#[test]
fn what_is_filled_in_is_never_read_as_a_placeholder() {
    check("en", key::users::role_changed("{1} {#} {", "}{0}\u{1f}"), "Role of {1} {#} {: }{0}\u{1f}");
    check("en", key::summary::per_tab(2, "{#}"), "{#}: 2 problems");
}

#[test]
fn plural_forms_follow_the_language() {
    for (tag, count, expected) in [
        ("en", 0, "0 problems"),
        ("en", 1, "1 problem"),
        ("en", 2, "2 problems"),
        ("pl", 0, "0 problemów"),
        ("pl", 1, "1 problem"),
        ("pl", 2, "2 problemy"),
        ("pl", 4, "4 problemy"),
        ("pl", 5, "5 problemów"),
        ("pl", 11, "11 problemów"),
        ("pl", 12, "12 problemów"),
        ("pl", 14, "14 problemów"),
        ("pl", 21, "21 problemów"),
        ("pl", 22, "22 problemy"),
        ("pl", 25, "25 problemów"),
        ("pl", 112, "112 problemów"),
        ("pl", 122, "122 problemy"),
        ("de", 0, "0 Probleme"),
        ("de", 1, "1 Problem"),
        ("de", 2, "2 Probleme"),
        ("pt-BR", 0, "0 problema"),
        ("pt-BR", 1, "1 problema"),
        ("pt-BR", 2, "2 problemas"),
        ("it", 0, "0 problemi"),
        ("it", 1, "1 problema"),
        ("it", 2, "2 problemi"),
        ("es", 0, "0 problemas"),
        ("es", 1, "1 problema"),
        ("es", 2, "2 problemas"),
        // A category of its own in Italian and Spanish, for which there need be no form.
        ("it", 1_000_000, "1000000 problemi"),
        ("es", 1_000_000, "1000000 problemas"),
        ("es", u32::MAX, "4294967295 problemas"),
    ] {
        check(tag, key::summary::tab_badge(count), expected);
    }
}

#[test]
fn a_category_without_a_form_takes_the_last_one() {
    let message = key::summary::tab_badge(7);
    assert_eq!(catalogue("pl").format(&message, |_| Plural::Other), "7 problemów");
    assert_eq!(catalogue("en").format(&message, |_| Plural::Few), "7 problems");
}

#[test]
fn categories_are_known_by_the_names_that_browsers_use() {
    for (name, plural) in [
        ("zero", Plural::Zero),
        ("one", Plural::One),
        ("two", Plural::Two),
        ("few", Plural::Few),
        ("many", Plural::Many),
        ("other", Plural::Other),
        ("whatever", Plural::Other),
    ] {
        assert_eq!(Plural::from_name(name), plural);
    }
}

#[test]
fn no_truncated_catalogue_is_accepted() {
    for tag in TAGS {
        let whole = embedded::compact(tag).unwrap();
        // Cut after each line, and anywhere in the first and the last of them.
        let ends = whole.match_indices('\n').map(|(position, _)| position + 1);
        let ends = ends.chain(0..60).chain(whole.len() - 60..whole.len());
        for end in ends.filter(|end| *end < whole.len() && whole.is_char_boundary(*end)) {
            assert!(Catalogue::from_compact(&whole[..end]).is_err(), "{tag} cut at {end}");
        }
        assert!(Catalogue::from_compact(whole).is_ok());
        assert_eq!(Catalogue::from_compact(&format!("{whole}\n")).unwrap_err(), Refused::Truncated);
    }
}

#[test]
fn no_other_builds_catalogue_is_accepted() {
    let own = embedded::compact("en").unwrap();
    let shape = own.split(' ').nth(1).unwrap();
    let other = own.replacen(shape, "0123456789abcdef", 1);
    assert_eq!(Catalogue::from_compact(&other).unwrap_err(), Refused::OtherBuild);
    for text in ["", "<!doctype html>\n<title>Not found</title>\n", "\u{feff}callsheet-messages "] {
        assert_eq!(Catalogue::from_compact(text).unwrap_err(), Refused::NotACatalogue, "{text}");
    }
}

#[test]
fn file_names_carry_the_tag_and_a_hash() {
    let mut files = FILES.to_vec();
    for (language, file) in LANGUAGES.iter().zip(FILES) {
        let hash = file.strip_prefix(language.tag).and_then(|rest| rest.strip_prefix('.'));
        let hash = hash.and_then(|rest| rest.strip_suffix(".txt")).unwrap();
        assert!(hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{file}");
    }
    files.sort_unstable();
    files.dedup();
    assert_eq!(files.len(), LANGUAGES.len());
}
