//! The generator that the build runs, fed with language files that are right and wrong.
#![expect(clippy::unwrap_used, reason = "the test fails where it should, in functions that tests share, too")]

#[path = "../generate/mod.rs"]
mod generate;

use generate::{Generated, LANGUAGES, Language, Missing, Source, generate};

const ENGLISH: &str = r#"
[sign_in]
title = "Sign in"

[users]
invited = "{name} was invited by {host}"
problems = { one = "{tab}: a problem", other = "{tab}: {count} problems" }
"#;

const POLISH: &str = r#"
[sign_in]
title = "Logowanie"

[users]
invited = "{host} zaprasza: {name}"
problems = { one = "{tab}: problem", few = "{tab}: {count} problemy", many = "{tab}: {count} problemów" }
"#;

fn language(tag: &str) -> &'static Language {
    static ALL: [Language; 6] = LANGUAGES;
    ALL.iter().find(|language| language.tag == tag).unwrap()
}

fn run(english: &str, tag: &str, translation: &str, missing: Missing) -> Result<Generated, Vec<String>> {
    let sources = [
        Source { language: language("en"), directory: "languages", text: english.to_owned() },
        Source { language: language(tag), directory: "languages", text: translation.to_owned() },
    ];
    generate(&sources, 0, missing)
}

/// Replaces a part of the Polish file, which must make exactly these problems.
#[track_caller]
fn check_polish(part: &str, replacement: &str, problems: &[&str]) {
    assert!(POLISH.contains(part), "the file has no {part:?}");
    let found = run(ENGLISH, "pl", &POLISH.replace(part, replacement), Missing::Refused).unwrap_err();
    assert_eq!(found, problems);
}

/// Replaces a part of the English file, which must make these problems among others, as Polish no longer fits.
#[track_caller]
fn check_english(part: &str, replacement: &str, problem: &str) {
    assert!(ENGLISH.contains(part), "the file has no {part:?}");
    let found = run(&ENGLISH.replace(part, replacement), "pl", POLISH, Missing::Refused).unwrap_err();
    assert!(found.iter().any(|found| found == problem), "{found:#?}");
}

#[test]
fn what_fits_is_generated() {
    let generated = run(ENGLISH, "pl", POLISH, Missing::Refused).unwrap();
    assert!(generated.warnings.is_empty());

    for item in [
        "pub const TITLE: crate::Text = crate::Text::new(0);",
        "pub fn invited(name: &str, host: &str) -> crate::Message",
        "crate::Message::new(1, None, &[name, host])",
        "pub fn problems(count: u32, tab: &str) -> crate::Message",
        "crate::Message::new(2, Some(count), &[tab])",
    ] {
        assert!(generated.keys.contains(item), "{item} isn't in {}", generated.keys);
    }

    assert!(generated.shape.contains("const LINES: usize = 3;"), "{}", generated.shape);
    assert!(generated.shape.contains("pub const TAGS: [&str; 2] = [\"en\", \"pl\"];"), "{}", generated.shape);

    let [english, polish] = &generated.compact[..] else { panic!("two catalogues were to be made") };
    let lines: Vec<_> = polish.lines().collect();
    assert!(lines[0].starts_with("callsheet-messages ") && lines[0].ends_with(" pl"));
    // The placeholders are numbered as English orders them, whatever the order in the sentence.
    assert_eq!(
        lines[1..],
        ["Logowanie", "{1} zaprasza: {0}", "o{0}: problem\u{1f}f{0}: {#} problemy\u{1f}m{0}: {#} problemów",]
    );
    assert_eq!(english.lines().count(), lines.len());
    assert!(polish.ends_with('\n'));
}

#[test]
fn keys_can_be_numbered_from_where_others_end() {
    let sources = [Source { language: language("en"), directory: "languages/mail", text: ENGLISH.to_owned() }];
    let generated = generate(&sources, 7, Missing::Refused).unwrap();
    assert_eq!(generated.lines, 3);
    assert!(generated.keys.contains("pub const TITLE: crate::Text = crate::Text::new(7);"), "{}", generated.keys);
    assert!(generated.keys.contains("crate::Message::new(9, Some(count), &[tab])"), "{}", generated.keys);

    let wrong = [Source { language: language("en"), directory: "languages/mail", text: "[a]\nb = 7".to_owned() }];
    assert_eq!(
        generate(&wrong, 7, Missing::Refused).unwrap_err(),
        ["en: languages/mail/en.toml: a.b: neither a text nor a table of plural forms"]
    );
}

#[test]
fn the_shape_follows_keys_kinds_and_placeholders_but_not_words() {
    let shape = |english: &str| {
        let sources = [Source { language: language("en"), directory: "languages", text: english.to_owned() }];
        let generated = generate(&sources, 0, Missing::Refused).unwrap();
        generated.compact[0].lines().next().unwrap().to_owned()
    };
    assert_eq!(shape(ENGLISH), shape(&ENGLISH.replace("Sign in", "Log in")));
    for (part, replacement) in [
        ("title", "heading"),
        ("Sign in", "Sign in, {name}"),
        ("{host}", "{colleague}"),
        ("[sign_in]", "[sign]"),
        ("title = \"Sign in\"", "title = { one = \"a\", other = \"{count}\" }"),
    ] {
        assert_ne!(shape(ENGLISH), shape(&ENGLISH.replace(part, replacement)), "{replacement}");
    }
}

#[test]
fn keys_are_the_same_in_every_language() {
    check_polish("title = \"Logowanie\"", "", &["pl: languages/pl.toml: sign_in.title: the key is missing"]);
    check_polish(
        "[users]",
        "hint = \"Za dużo\"\n[users]",
        &["pl: languages/pl.toml: sign_in.hint: English has no such key"],
    );
}

#[test]
fn placeholders_are_those_of_english() {
    check_polish(
        "{host} zaprasza: {name}",
        "Zaproszono: {name}",
        &["pl: languages/pl.toml: users.invited: the placeholder `{host}` is missing"],
    );
    check_polish(
        "{host} zaprasza: {name}",
        "{host} zaprasza: {name}, {rola}",
        &["pl: languages/pl.toml: users.invited: English has no placeholder `{rola}`"],
    );
    check_polish(
        "{tab}: {count} problemy",
        "{tab}: problemy",
        &["pl: languages/pl.toml: users.problems: the placeholder `{count}` is missing in the form `few`"],
    );
    check_english(
        "\"Sign in\"",
        "\"{count} sign-ins\"",
        "en: languages/en.toml: sign_in.title: `{count}` is for plural messages, and this has no plural forms",
    );
    check_english(
        "{tab}: {count} problems",
        "{count} problems",
        "en: languages/en.toml: users.problems: the placeholder `{tab}` is missing in the form `other`",
    );
}

#[test]
fn the_number_may_be_left_out_only_where_it_is_certainly_one() {
    let problems = r#"
[users]
problems = { one = "um problema", other = "{count} problemas" }
"#;
    let english = problems.replace("um problema", "a problem");
    assert!(run(&english, "it", problems, Missing::Refused).is_ok());
    // Brazilian Portuguese counts 0 as `one`, too.
    assert_eq!(
        run(&english, "pt-BR", problems, Missing::Refused).unwrap_err(),
        ["pt-BR: languages/pt-BR.toml: users.problems: the placeholder `{count}` is missing in the form `one`"]
    );
}

#[test]
fn plural_forms_are_those_of_the_language() {
    check_polish(
        "few = \"{tab}: {count} problemy\", ",
        "",
        &["pl: languages/pl.toml: users.problems: the plural form `few` is missing"],
    );
    check_polish(
        "{ one =",
        "{ two = \"{tab}: {count}\", one =",
        &["pl: languages/pl.toml: users.problems: the language has no plural form `two`"],
    );
    check_polish(
        "{ one =",
        "{ several = \"{tab}: {count}\", one =",
        &["pl: languages/pl.toml: users.problems: `several` isn't a plural category"],
    );
    check_polish(
        "{ one = \"{tab}: problem\", few = \"{tab}: {count} problemy\", many = \"{tab}: {count} problemów\" }",
        "\"{tab}\"",
        &["pl: languages/pl.toml: users.problems: lacks plural forms, and English has them"],
    );
    check_polish(
        "\"Logowanie\"",
        "{ one = \"a\", few = \"b\", many = \"c\" }",
        &["pl: languages/pl.toml: sign_in.title: has plural forms, and English has none"],
    );
    check_english(
        ", other = \"{tab}: {count} problems\"",
        "",
        "en: languages/en.toml: users.problems: the plural form `other` is missing",
    );
}

#[test]
fn forms_that_no_whole_number_takes_are_optional() {
    let other = POLISH.replace("{ one =", "{ other = \"{tab}: {count} problemu\", one =");
    assert!(run(ENGLISH, "pl", &other, Missing::Refused).is_ok());
    for tag in ["pt-BR", "it", "es"] {
        let many =
            ENGLISH.replace("a problem", "{count} problem").replace("{ one =", "{ many = \"{tab}: {count}\", one =");
        assert!(run(ENGLISH, tag, &many, Missing::Refused).is_ok(), "{tag}");
        assert!(run(ENGLISH, "de", &many, Missing::Refused).is_err(), "{tag}");
    }
}

#[test]
fn texts_are_texts() {
    for (text, problem) in [
        ("\"\"", "the text is empty"),
        ("\" \"", "the text begins or ends with white space"),
        ("\"Logowanie \"", "the text begins or ends with white space"),
        ("\"a\\nb\"", "the text has a control character; what takes several lines takes several keys"),
        ("\"a\\u001fb\"", "the text has a control character; what takes several lines takes several keys"),
        ("\"a {name\"", "a brace that isn't part of a {placeholder}"),
        ("\"a }\"", "a brace that isn't part of a {placeholder}"),
        ("\"a {}\"", "a brace that isn't part of a {placeholder}"),
        ("\"a {0}\"", "a brace that isn't part of a {placeholder}"),
        ("\"a {Name}\"", "a brace that isn't part of a {placeholder}"),
        ("7", "neither a text nor a table of plural forms"),
    ] {
        check_polish("\"Logowanie\"", text, &[&format!("pl: languages/pl.toml: sign_in.title: {problem}")]);
    }
    check_polish("{tab}: problem\"", "\"", &["pl: languages/pl.toml: users.problems: `one`: the text is empty"]);
}

#[test]
fn names_become_identifiers() {
    for key in ["Title", "2nd", "für", "type"] {
        let english = ENGLISH.replace("title", &format!("{key:?}"));
        let found = run(&english, "pl", POLISH, Missing::Refused).unwrap_err();
        assert!(found.iter().any(|found| found.ends_with("a key is in snake_case")), "{key}: {found:?}");
    }
    check_english("[sign_in]", "[Sign-in]", "en: languages/en.toml: Sign-in: a section's name is in snake_case");
    check_english(
        "[sign_in]",
        "stray = \"text\"\n[sign_in]",
        "en: languages/en.toml: stray: a text outside of any [section]",
    );
}

#[test]
fn a_broken_file_is_told_with_its_language() {
    let found = run(ENGLISH, "pl", "[sign_in", Missing::Refused).unwrap_err();
    assert!(found[0].starts_with("pl: languages/pl.toml: the whole file: "), "{found:?}");
    assert!(!found[0].contains('\n'));
}

#[test]
fn everything_wrong_is_told_at_once() {
    let found = run(ENGLISH, "pl", "[users]\ninvited = \"\"\nextra = \"x\"", Missing::Refused).unwrap_err();
    assert_eq!(
        found,
        [
            "pl: languages/pl.toml: users.invited: the text is empty",
            "pl: languages/pl.toml: users.extra: English has no such key",
            "pl: languages/pl.toml: sign_in.title: the key is missing",
            "pl: languages/pl.toml: users.problems: the key is missing",
        ]
    );
}

#[test]
fn missing_keys_fall_back_to_english_only_on_request() {
    let lacking = POLISH.replace("title = \"Logowanie\"", "");
    let generated = run(ENGLISH, "pl", &lacking, Missing::FallBackToEnglish).unwrap();
    assert_eq!(
        generated.warnings,
        ["pl: languages/pl.toml: sign_in.title: the key is missing; English is shown instead"]
    );
    assert_eq!(generated.compact[1].lines().nth(1), Some("Sign in"));

    // What is there and wrong stays wrong.
    let wrong = POLISH.replace("{host} zaprasza: {name}", "Zaproszono: {name}");
    assert!(run(ENGLISH, "pl", &wrong, Missing::FallBackToEnglish).is_err());
}

#[test]
fn the_table_of_plural_forms_agrees_with_cldr() {
    for language in &LANGUAGES {
        let mut seen: Vec<String> = (0..1000)
            .chain([1_000_000])
            .map(|count| format!("{:?}", messages::embedded::plural(language.tag, count)).to_lowercase())
            .collect();
        let million = seen.pop().unwrap();
        seen.sort();
        seen.dedup();
        let mut required = language.plurals.to_vec();
        required.sort_unstable();
        assert_eq!(seen, required, "{}", language.tag);
        assert!(
            language.plurals.iter().chain(language.optional_plurals).any(|category| *category == million),
            "{}: {million}",
            language.tag
        );
        let zero_is_one = messages::embedded::plural(language.tag, 0) == messages::Plural::One;
        assert_eq!(language.one_is_exactly_one, !zero_is_one, "{}", language.tag);
    }
}
