//! What is fine, and still worth a second look.

use model::{Context, Draft, Requirement, Requirements, Warning, parse, read_draft, warnings};
use serde_json::{Value, json};

use crate::verdicts::example::{EVERYTHING, USERS, context, with};
use crate::verdicts::idna;

/// Minutes that zones are ahead of UTC in the week of the test.
fn offset(zone: &str) -> Option<i32> {
    let offsets = [("UTC", 0), ("Europe/Warsaw", 60), ("Asia/Kolkata", 330), ("America/Sao_Paulo", -180)];
    offsets.into_iter().find_map(|(name, minutes)| (name == zone).then_some(minutes))
}

fn check(edits: &[(&str, Value)], expected: &[Warning]) {
    let (draft, _) = read_draft(&with(edits));
    let information = parse(&draft, &context(&idna)).expect("valid");
    assert_eq!(warnings(&information, offset), expected, "{edits:?}");
}

const ADDRESSES: [&str; 5] = [
    "/technical_emergency/0/email",
    "/technical_non_emergency/0/email",
    "/merchant_issues/0/email",
    "/operational_internal/0/email",
    "/operational_public/email",
];

#[test]
fn a_good_call_sheet_has_none() {
    check(&[], &[]);
}

#[test]
fn every_field_hangs_on_one_address() {
    let single = |email: &str| Warning::SingleAddress { email: email.to_owned() };
    let same = |spellings: [&str; 5]| {
        let mut spellings = spellings.into_iter();
        ADDRESSES.map(|place| (place, json!(spellings.next())))
    };
    check(&same(["a@example.com"; 5]), &[single("a@example.com")]);
    let spellings = ["A@example.com", "a@EXAMPLE.com", " a@example.com", "a@ｅxample.com", "a@example.com"];
    check(&same(spellings), &[single("a@example.com")]);
    for other in 0..ADDRESSES.len() {
        let mut spellings = ["a@example.com"; 5];
        spellings[other] = "b@example.com";
        check(&same(spellings), &[]);
    }
    let mut with_a_second = same(["a@example.com"; 5]).to_vec();
    let second = json!({"email": "b@example.com", "language": "en"});
    with_a_second.push(("/operational_internal/1", second));
    check(&with_a_second, &[]);
}

/// Fields that aren't asked for don't count.
#[test]
fn without_merchants_and_alerts_there_are_four_addresses() {
    let requirements = Requirements::from_wire(|field| match field {
        model::Field::AlertContacts | model::Field::MerchantIssues => Some(Requirement::Unavailable),
        _ => None,
    });
    let edits = ADDRESSES.map(|place| (place, json!("a@example.com")));
    let draft = read_draft(&with(&edits)).0.restricted_to(&requirements);
    let context = Context { requirements: &requirements, users: &USERS, domain_to_ascii: &idna };
    let information = parse(&draft, &context).expect("valid");
    let single = Warning::SingleAddress { email: "a@example.com".to_owned() };
    assert_eq!(warnings(&information, offset), [single]);
}

#[test]
fn likely_typos() {
    let typo = |email: &str, domain| Warning::LikelyTypo { email: email.to_owned(), domain };
    let rows = [
        ("anna@gmial.com", vec![typo("anna@gmial.com", "gmail.com")]),
        ("anna@GMAIL.con", vec![typo("anna@gmail.con", "gmail.com")]),
        ("anna@outlok.com", vec![typo("anna@outlok.com", "outlook.com")]),
        ("anna@hotmaill.com", vec![typo("anna@hotmaill.com", "hotmail.com")]),
        ("anna@gmail.com", vec![]),
        ("anna@mail.com", vec![]),
        ("gmial.com@example.com", vec![]),
    ];
    for (email, expected) in rows {
        check(&[(ADDRESSES[0], json!(email))], &expected);
        check(&[(ADDRESSES[4], json!(email))], &expected);
        // Once, in however many fields it stands.
        check(&[(ADDRESSES[1], json!(email)), (ADDRESSES[2], json!(email))], &expected);
    }
}

#[test]
fn uncovered_hours() {
    const DAY: u16 = 24 * 60;
    let uncovered = |minutes| [Warning::UncoveredHours { minutes }];
    let schedule = |zone: &str, rows: &[(&str, &str, &str)]| {
        let interval = |(day, from, to): &(&str, &str, &str)| json!({"day": day, "from": from, "to": to});
        let weekly: Value = rows.iter().map(interval).collect();
        json!({"time_zone": zone, "languages": ["en"], "hours": {"weekly": weekly}})
    };
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let whole_week = days.map(|day| (day, "00:00", "24:00"));
    let all = "/operational_support";
    let rows = [
        (json!([schedule("UTC", &[("monday", "09:00", "17:00")])]), 7 * DAY - 480),
        (json!([schedule("Europe/Warsaw", &whole_week[..6])]), DAY),
        (
            json!([schedule("UTC", &[("monday", "09:00", "17:00")]), schedule("UTC", &[("monday", "10:00", "18:00")])]),
            7 * DAY - 540,
        ),
        // 09:00 in Warsaw is 13:30 in Kolkata: the two overlap by half an hour.
        (
            json!([
                schedule("Europe/Warsaw", &[("monday", "09:00", "17:00")]),
                schedule("Asia/Kolkata", &[("monday", "09:00", "14:00")]),
            ]),
            7 * DAY - 480 - 300 + 30,
        ),
        // Sunday's last hours in São Paulo are Monday's first in UTC.
        (
            json!([
                schedule("America/Sao_Paulo", &[("sunday", "21:00", "24:00")]),
                schedule("UTC", &[("monday", "00:00", "03:00")])
            ]),
            7 * DAY - 180,
        ),
        // Of a zone that this side can't place, nothing is claimed.
        (json!([schedule("Factory", &[("monday", "09:00", "17:00")])]), 7 * DAY),
    ];
    for (schedules, minutes) in rows {
        check(&[(all, schedules)], &uncovered(minutes));
    }
    check(&[(all, json!([schedule("Asia/Kolkata", &whole_week)]))], &[]);
    let always = json!([{"time_zone": "Factory", "languages": ["en"], "hours": "around_the_clock"}]);
    check(&[(all, always)], &[]);
}

/// In the order in which they are declared, and as they travel.
#[test]
fn all_at_once() {
    let mut edits = ADDRESSES.map(|place| (place, json!("a@gmial.com"))).to_vec();
    edits.push((
        "/operational_support",
        json!([{"time_zone": "UTC", "languages": ["en"], "hours": {"weekly": [{"day": "monday", "from": "0", "to": "24"}]}}]),
    ));
    let (draft, _) = read_draft(&with(&edits));
    let information = parse(&draft, &context(&idna)).expect("valid");
    let found = warnings(&information, offset);
    let answers: Vec<_> = found.iter().map(model::wire::WarningAnswer::from).collect();
    assert_eq!(
        serde_json::to_value(answers).expect("JSON"),
        json!([
            {"code": "single_address", "params": {"email": "a@gmial.com"}},
            {"code": "likely_typo", "params": {"email": "a@gmial.com", "domain": "gmail.com"}},
            {"code": "uncovered_hours", "params": {"minutes": 8640}},
        ])
    );
    assert!(Draft::from(&information).has(model::Field::AlertContacts));
    assert_eq!(EVERYTHING.available().count(), 7);
}
