//! What is fine, and still worth a second look.

use model::{
    AddressState, Colleague, Context, Draft, Known, Membership, Requirement, Requirements, Role, Warning, parse,
    read_draft, warnings,
};
use serde_json::{Value, json};

use crate::routing::colleague;
use crate::verdicts::example::{ADMINISTRATOR, EDITOR, EVERYTHING, context, with};
use crate::verdicts::idna;

/// Minutes that zones are ahead of UTC in the week of the test.
fn offset(zone: &str) -> Option<i32> {
    let offsets = [("UTC", 0), ("Europe/Warsaw", 60), ("Asia/Kolkata", 330), ("America/Sao_Paulo", -180)];
    offsets.into_iter().find_map(|(name, minutes)| (name == zone).then_some(minutes))
}

/// Of an account whose addresses were never asked, and where nobody gets alerts.
const UNKNOWN: Known<'_> = Known { alert_contacts: &[], address_state: &|_| None, offset: &offset };

fn check(edits: &[(&str, Value)], expected: &[Warning]) {
    let (draft, _) = read_draft(&with(edits));
    let information = parse(&draft, &context(&idna)).expect("valid");
    assert_eq!(warnings(&information, &UNKNOWN), expected, "{edits:?}");
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
    let context = Context { requirements: &requirements, ..context(&idna) };
    let information = parse(&draft, &context).expect("valid");
    let single = Warning::SingleAddress { email: "a@example.com".to_owned() };
    assert_eq!(warnings(&information, &UNKNOWN), [single]);
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

/// Warnings of an account with these alert contacts and this to be known of addresses; the hours aren't looked at.
fn check_people(
    edits: &[(&str, Value)],
    alert_contacts: &[Colleague],
    states: &[(&str, AddressState)],
    expected: &[Warning],
) {
    let (draft, _) = read_draft(&with(edits));
    let information = parse(&draft, &context(&idna)).expect("valid");
    let alert_contacts: Vec<_> = alert_contacts.iter().collect();
    let state = |mailbox: &str| states.iter().find_map(|(address, state)| (*address == mailbox).then_some(*state));
    let known = Known { alert_contacts: &alert_contacts, address_state: &state, offset: &offset };
    assert_eq!(warnings(&information, &known), expected, "{edits:?}, {alert_contacts:?}, {states:?}");
}

fn user(id: &str, name: &str, email: &str) -> Colleague {
    Colleague { name: name.to_owned(), ..colleague(id, email, Role::Editor, Membership::Active) }
}

#[test]
fn one_person_behind_all_technical_matters() {
    let single = |name: Option<&str>, email: &str| {
        [Warning::SinglePerson { name: name.map(str::to_owned), email: email.to_owned() }]
    };
    let anna = || user(ADMINISTRATOR, "Anna Nowak", "anna@bella-pizza.example");
    let contacts =
        |emergency: Value, other: Value| [("/technical_emergency/0", emergency), ("/technical_non_emergency/0", other)];
    let contact = |name: &str, email: &str| json!({"name": name, "email": email, "language": "en"});
    let by_name =
        contacts(contact("Anna Nowak", "a@bella-pizza.example"), contact("ANNA NOWAK", "n@bella-pizza.example"));
    check_people(&by_name, &[anna()], &[], &single(Some("Anna Nowak"), "a@bella-pizza.example"));
    let by_address = contacts(contact("", "Anna@bella-pizza.example"), contact("", "anna@bella-pizza.example"));
    check_people(&by_address, &[anna()], &[], &single(None, "Anna@bella-pizza.example"));
    let by_either = contacts(contact("Anna Nowak", "a@bella-pizza.example"), contact("", "a@bella-pizza.example"));
    check_people(&by_either, &[anna()], &[], &single(Some("Anna Nowak"), "a@bella-pizza.example"));

    // Somebody else is there: among the alert contacts, or in either field; or alerts aren't asked for.
    let ben = || user(EDITOR, "Ben", "ben@bella-pizza.example");
    for alert_contacts in [vec![anna(), ben()], vec![ben()], vec![]] {
        check_people(&by_name, &alert_contacts, &[], &[]);
    }
    for other in [contact("", "n@bella-pizza.example"), contact("Anna", "n@bella-pizza.example")] {
        check_people(&contacts(contact("Anna Nowak", "a@bella-pizza.example"), other), &[anna()], &[], &[]);
    }
    let nameless = contacts(contact("", "a@bella-pizza.example"), contact("", "n@bella-pizza.example"));
    check_people(&nameless, &[user(ADMINISTRATOR, "", "anna@bella-pizza.example")], &[], &[]);
    for field in ["/technical_emergency/1", "/technical_non_emergency/1"] {
        let mut edits = by_name.to_vec();
        edits.push((field, contact("Ben", "ben@bella-pizza.example")));
        check_people(&edits, &[anna()], &[], &[]);
    }
    // One address behind everything says more.
    let mut same = ADDRESSES.map(|place| (place, json!("anna@bella-pizza.example"))).to_vec();
    same.push(("/technical_emergency/0/name", json!("Anna Nowak")));
    check_people(&same, &[anna()], &[], &[Warning::SingleAddress { email: "anna@bella-pizza.example".to_owned() }]);
}

#[test]
fn addresses_that_do_not_work() {
    use AddressState::{Bounced, Declined, Unverified, Verified};
    let declined = |email: &str| Warning::DeclinedAddress { email: email.to_owned() };
    let bounced = |email: &str| Warning::BouncedAddress { email: email.to_owned() };
    let unverified = |email: &str| Warning::UnverifiedAddress { email: email.to_owned() };
    for address in ["oncall", "tech", "merchants", "ops", "help"].map(|name| format!("{name}@bella-pizza.example")) {
        for (state, expected) in [
            (Unverified, vec![unverified(&address)]),
            (Verified, vec![]),
            (Bounced, vec![bounced(&address)]),
            (Declined, vec![declined(&address)]),
        ] {
            check_people(&[], &[], &[(&address, state)], &expected);
        }
    }
    // Once, as it is spelt first.
    let twice = [(ADDRESSES[1], json!("Info@żółw.pl")), (ADDRESSES[3], json!("info@ŻÓŁW.pl"))];
    check_people(&twice, &[], &[("info@xn--w-uga1v8h.pl", Bounced)], &[bounced("Info@żółw.pl")]);
    // Users, too; but whoever signs in has read their mail.
    let active = user(ADMINISTRATOR, "Anna", "anna@bella-pizza.example");
    let invited = Colleague { state: Membership::Invited, ..active.clone() };
    for (user, state, expected) in [
        (&active, Bounced, vec![bounced("anna@bella-pizza.example")]),
        (&active, Declined, vec![declined("anna@bella-pizza.example")]),
        (&active, Unverified, vec![]),
        (&invited, Unverified, vec![unverified("anna@bella-pizza.example")]),
        (&invited, Verified, vec![]),
    ] {
        check_people(&[], std::slice::from_ref(user), &[("anna@bella-pizza.example", state)], &expected);
    }
}

/// In their order, and as they travel.
#[test]
fn all_others_at_once() {
    let anna = user(ADMINISTRATOR, "On call", "anna@bella-pizza.example");
    let edits = [
        ("/technical_non_emergency/0/name", json!("On call")),
        ("/technical_non_emergency/0/email", json!("a@gmial.com")),
        (
            "/operational_support",
            json!([{
                "time_zone": "UTC", "languages": ["en"], "hours": {"weekly": [{"day": "monday", "from": "0", "to": "24"}]},
            }]),
        ),
    ];
    let (draft, _) = read_draft(&with(&edits));
    let information = parse(&draft, &context(&idna)).expect("valid");
    let state = |mailbox: &str| match mailbox {
        "oncall@bella-pizza.example" => Some(AddressState::Unverified),
        "a@gmial.com" => Some(AddressState::Bounced),
        "anna@bella-pizza.example" => Some(AddressState::Declined),
        _ => None,
    };
    let found = warnings(&information, &Known { alert_contacts: &[&anna], address_state: &state, offset: &offset });
    let answers: Vec<_> = found.iter().map(model::wire::WarningAnswer::from).collect();
    assert_eq!(
        serde_json::to_value(answers).expect("JSON"),
        json!([
            {"code": "single_person", "params": {"email": "oncall@bella-pizza.example", "name": "On call"}},
            {"code": "likely_typo", "params": {"email": "a@gmial.com", "domain": "gmail.com"}},
            {"code": "unverified_address", "params": {"email": "oncall@bella-pizza.example"}},
            {"code": "bounced_address", "params": {"email": "a@gmial.com"}},
            {"code": "declined_address", "params": {"email": "anna@bella-pizza.example"}},
            {"code": "uncovered_hours", "params": {"minutes": 8640}},
        ])
    );
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
    let found = warnings(&information, &UNKNOWN);
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
