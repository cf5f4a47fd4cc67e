//! Every error code at its place, several at once, and duplicates in other spellings.

use model::{Context, Draft, parse, parse_json};
use serde_json::{Value, json};

use crate::verdicts::example::{ADMINISTRATOR, EVERYTHING, body, context, with};
use crate::verdicts::{idna, names};

type Edits<'a> = &'a [(&'a str, Value)];

/// The example, edited, has exactly these errors, in this order.
fn check(edits: Edits<'_>, expected: &[(&str, &str)]) {
    let body = with(edits);
    let errors = parse_json(&body, &context(&idna)).err().unwrap_or_default();
    let expected: Vec<_> = expected.iter().map(|(pointer, code)| ((*pointer).to_owned(), *code)).collect();
    assert_eq!(names(&errors), expected, "{edits:?}");
}

/// A place, the JSON that is put there, and the error that it makes. Codes of single values are in
/// `tests/verdicts`; here are those of whole fields, lists and shapes.
const ALONE: &[(&str, &str, &str, &str)] = &[
    ("/alert_contacts", "null", "/alert_contacts", "required"),
    ("/alert_contacts", "[]", "/alert_contacts", "required"),
    ("/alert_contacts", "{}", "/alert_contacts", "invalid_type"),
    ("/alert_contacts/0", "null", "/alert_contacts/0", "required"),
    ("/alert_contacts/0", "1", "/alert_contacts/0", "invalid_type"),
    ("/technical_emergency", "null", "/technical_emergency", "required"),
    ("/technical_emergency", "[]", "/technical_emergency", "required"),
    ("/technical_emergency", r#""a@b.c""#, "/technical_emergency", "invalid_type"),
    ("/technical_emergency/0", r#""a@b.c""#, "/technical_emergency/0", "invalid_type"),
    ("/technical_emergency/0", "null", "/technical_emergency/0", "invalid_type"),
    ("/technical_emergency/0/email", "[]", "/technical_emergency/0/email", "invalid_type"),
    ("/technical_emergency/0/email", "null", "/technical_emergency/0/email", "required"),
    ("/technical_emergency/0/phone", "48221234567", "/technical_emergency/0/phone", "invalid_type"),
    ("/technical_emergency/0/fax", r#""1""#, "/technical_emergency/0/fax", "unknown_field"),
    ("/technical_non_emergency", "null", "/technical_non_emergency", "required"),
    ("/merchant_issues", "null", "/merchant_issues", "required"),
    ("/operational_internal", "null", "/operational_internal", "required"),
    ("/operational_public", "null", "/operational_public", "required"),
    ("/operational_public", "[]", "/operational_public", "invalid_type"),
    ("/operational_public", "{}", "/operational_public/email", "required"),
    ("/operational_public/name", r#""Help""#, "/operational_public/name", "unknown_field"),
    ("/operational_support", "[]", "/operational_support", "required"),
    ("/operational_support/1/hours", "null", "/operational_support/1/hours", "required"),
    ("/operational_support/1/hours", "{}", "/operational_support/1/hours", "required"),
    ("/operational_support/1/hours", r#""always""#, "/operational_support/1/hours", "invalid_type"),
    ("/operational_support/1/hours", r#"{"weekly": []}"#, "/operational_support/1/hours/weekly", "required"),
    ("/operational_support/1/hours", r#"{"weekly": 1}"#, "/operational_support/1/hours/weekly", "invalid_type"),
    ("/operational_support/1/hours", r#"{"weekly": [null]}"#, "/operational_support/1/hours/weekly/0", "invalid_type"),
    ("/operational_support/1/languages", "[]", "/operational_support/1/languages", "required"),
    ("/operational_support/1/languages", r#""en""#, "/operational_support/1/languages", "invalid_type"),
    ("/operational_support/1/zone", r#""UTC""#, "/operational_support/1/zone", "unknown_field"),
    ("/a~b", "{}", "/a~0b", "unknown_field"),
    ("/Alert_contacts", "[]", "/Alert_contacts", "unknown_field"),
];

#[test]
fn each_alone() {
    for (place, json, pointer, code) in ALONE {
        let value = serde_json::from_str(json).expect("JSON");
        check(&[(place, value)], &[(pointer, code)]);
    }
    check(&[], &[]);
}

#[test]
fn nothing_at_all() {
    let expected = [
        ("/alert_contacts", "required"),
        ("/technical_emergency", "required"),
        ("/technical_non_emergency", "required"),
        ("/merchant_issues", "required"),
        ("/operational_internal", "required"),
        ("/operational_public", "required"),
        ("/operational_support", "required"),
    ]
    .map(|(pointer, code)| (pointer.to_owned(), code));
    let context = context(&idna);
    let from_json = parse_json(&json!({}), &context).expect_err("nothing was given");
    assert_eq!(names(&from_json), expected);
    assert_eq!(parse(&Draft::default(), &context), Err(from_json));
    let no_object = parse_json(&json!([]), &context).expect_err("no object");
    assert_eq!(names(&no_object), [(String::new(), "invalid_type")]);
}

#[test]
fn several_at_once_come_in_the_order_of_the_form() {
    check(
        &[
            ("/zebra", json!(1)),
            ("/operational_support/1/time_zone", json!("Mars")),
            ("/operational_support/1/languages", json!(["en", "xx", "en"])),
            ("/operational_support/1/hours", Value::Null),
            ("/operational_support/0/hours/weekly/0", json!({"day": "someday", "from": "25", "to": ""})),
            ("/operational_public", json!({"email": "help", "phone": "1", "web_page": "ftp://x"})),
            ("/operational_internal", json!([])),
            ("/merchant_issues/0/language", json!(5)),
            ("/technical_non_emergency/1", json!({})),
            ("/technical_emergency/0", json!({"name": "a\tb", "email": "x", "phone": "y", "language": "z"})),
            ("/technical_emergency/1", json!({"email": "x"})),
            ("/alert_contacts/1", json!("nobody")),
        ],
        &[
            ("/alert_contacts/1", "unknown_user"),
            ("/technical_emergency/0/name", "invalid_name"),
            ("/technical_emergency/0/email", "invalid_email"),
            ("/technical_emergency/0/phone", "invalid_phone"),
            ("/technical_emergency/0/language", "invalid_language"),
            ("/technical_emergency/1/email", "invalid_email"),
            ("/technical_emergency/1/language", "required"),
            ("/technical_non_emergency/1/email", "required"),
            ("/technical_non_emergency/1/language", "required"),
            ("/merchant_issues/0/language", "invalid_type"),
            ("/operational_internal", "required"),
            ("/operational_public/email", "invalid_email"),
            ("/operational_public/phone", "invalid_phone"),
            ("/operational_public/web_page", "invalid_url"),
            ("/operational_support/0/hours/weekly/0/day", "invalid_type"),
            ("/operational_support/0/hours/weekly/0/from", "invalid_time"),
            ("/operational_support/0/hours/weekly/0/to", "required"),
            ("/operational_support/1/time_zone", "invalid_time_zone"),
            ("/operational_support/1/languages/1", "invalid_language"),
            ("/operational_support/1/languages/2", "duplicate"),
            ("/operational_support/1/hours", "required"),
            ("/zebra", "unknown_field"),
        ],
    );
}

/// What couldn't be read isn't called missing as well; what could be is judged all the same.
#[test]
fn shape_and_value_are_judged_together() {
    check(
        &[
            ("/technical_emergency/0/email", json!(1)),
            ("/technical_emergency/1", json!({"email": "a", "language": "en", "fax": ""})),
            ("/alert_contacts", json!(["nobody", 1])),
        ],
        &[
            ("/alert_contacts/1", "invalid_type"),
            ("/alert_contacts/0", "unknown_user"),
            ("/technical_emergency/0/email", "invalid_type"),
            ("/technical_emergency/1/fax", "unknown_field"),
            ("/technical_emergency/1/email", "invalid_email"),
        ],
    );
}

#[test]
fn the_same_twice_in_one_field() {
    let contact = |email: &str| json!({"email": email, "language": "en"});
    let second = "/technical_emergency/1";
    let twice: &[(&str, &str)] = &[("/technical_emergency/1/email", "duplicate")];
    let rows = [
        ("anna@example.com", "anna@example.com", twice),
        ("anna@example.com", " Anna@EXAMPLE.com ", twice),
        ("info@żółw.pl", "info@xn--w-uga1v8h.pl", twice),
        ("info@żółw.pl", "INFO@ŻÓŁW.PL", twice),
        ("info@żółw.pl", "info@z\u{307}o\u{301}łw.pl", twice),
        ("info@straße.de", "info@xn--strae-oqa.de", twice),
        ("info@example.com", "info@ｅｘａｍｐｌｅ。ｃｏｍ", twice),
        ("ŻÓŁW@example.com", "żółw@example.com", twice),
        ("info@straße.de", "info@strasse.de", &[]),
        ("anna@example.com", "anna+portal@example.com", &[]),
        ("anna@example.com", "an.na@example.com", &[]),
    ];
    for (first, again, expected) in rows {
        let place = "/technical_emergency/0";
        check(&[(place, contact(first)), (second, contact(again))], expected);
    }
    check(&[("/alert_contacts/1", ADMINISTRATOR.to_uppercase().into())], &[("/alert_contacts/1", "duplicate")]);
    check(
        &[("/operational_support/0/languages", json!(["pt-BR", "en", " PT-br"]))],
        &[("/operational_support/0/languages/2", "duplicate")],
    );
    // In several fields, and in several schedules, it's fine.
    let oncall = json!("oncall@bella-pizza.example");
    check(&[("/technical_non_emergency/0/email", oncall)], &[]);
    check(&[("/operational_support/1/time_zone", json!("Europe/Warsaw"))], &[]);
}

/// A duplicate is seen whatever else is wrong with either contact, and each further one is named.
#[test]
fn a_duplicate_beside_other_errors() {
    let contact = |email: &str, language: &str| json!({"email": email, "language": language});
    check(
        &[
            ("/technical_emergency/0", contact("anna@example.com", "")),
            ("/technical_emergency/1", contact("anna@example.com", "xx")),
            ("/technical_emergency/2", contact("anna@example.com", "en")),
        ],
        &[
            ("/technical_emergency/0/language", "required"),
            ("/technical_emergency/1/email", "duplicate"),
            ("/technical_emergency/1/language", "invalid_language"),
            ("/technical_emergency/2/email", "duplicate"),
        ],
    );
}

#[test]
fn hours_may_come_in_any_order_and_must_not_overlap() {
    let interval = |day: &str, from: &str, to: &str| json!({"day": day, "from": from, "to": to});
    let place = "/operational_support/0/hours/weekly";
    let overlap = |index: usize| (format!("{place}/{index}"), "intervals_overlap");
    let rows = [
        (vec![("monday", "09:00", "12:00"), ("monday", "12:00", "17:00")], vec![]),
        (vec![("monday", "09:00", "12:00"), ("monday", "11:59", "17:00")], vec![overlap(1)]),
        (vec![("monday", "09:00", "12:00"), ("tuesday", "09:00", "12:00")], vec![]),
        (vec![("monday", "09:00", "12:00"), ("monday", "9", "12")], vec![overlap(1)]),
        (
            vec![("monday", "14:00", "17:00"), ("monday", "08:00", "18:00"), ("monday", "17:30", "24:00")],
            vec![overlap(1), overlap(2)],
        ),
        (
            vec![("monday", "12:00", "09:00"), ("monday", "10:00", "11:00")],
            vec![(format!("{place}/0/to"), "interval_reversed")],
        ),
        (vec![("sunday", "22:00", "24:00"), ("monday", "00:00", "06:00")], vec![]),
    ];
    for (intervals, expected) in rows {
        let weekly: Value = intervals.iter().map(|(day, from, to)| interval(day, from, to)).collect();
        let expected: Vec<_> = expected.iter().map(|(pointer, code)| (pointer.as_str(), *code)).collect();
        check(&[(place, weekly)], &expected);
    }
}

#[test]
fn hours_are_stored_sorted() {
    let interval = |day: &str, from: &str, to: &str| json!({"day": day, "from": from, "to": to});
    let body = with(&[(
        "/operational_support/0/hours/weekly",
        json!([interval("sunday", "22", "24"), interval("monday", "14:00", "17:00"), interval("monday", "9", "12.30")]),
    )]);
    let information = parse_json(&body, &context(&idna)).expect("valid");
    let stored = serde_json::to_value(Draft::from(&information)).expect("JSON");
    assert_eq!(
        stored["operational_support"][0]["hours"]["weekly"],
        json!([
            interval("monday", "09:00", "12:30"),
            interval("monday", "14:00", "17:00"),
            interval("sunday", "22:00", "24:00"),
        ])
    );
}

/// A function that fails, or talks nonsense, makes addresses invalid and nothing worse.
#[test]
fn domain_to_ascii_is_not_trusted() {
    let body = with(&[("/technical_emergency/0/email", json!("info@żółw.pl"))]);
    let answers = ["", ".", "localhost", "a..pl", "żółw.pl", "A.PL", "a.pl/", "127.0.0.1", "[::1]"];
    let says = |answer: &'static str| move |_: &str| Some(answer.to_owned());
    let expected = [("/technical_emergency/0/email".to_owned(), "invalid_email")];
    for answer in answers {
        let errors = parse_json(&body, &context(&says(answer))).expect_err(answer);
        assert_eq!(names(&errors), expected, "{answer:?}");
    }
    let errors = parse_json(&body, &context(&|_| None)).expect_err("no A-labels");
    assert_eq!(names(&errors), expected);
}

/// Nobody is known where nobody has access.
#[test]
fn users_of_other_accounts_are_unknown() {
    let context = Context { requirements: &EVERYTHING, users: &[], ..context(&idna) };
    let errors = parse_json(&body(), &context).expect_err("nobody has access");
    assert_eq!(names(&errors), [("/alert_contacts/0".to_owned(), "unknown_user")]);
}
