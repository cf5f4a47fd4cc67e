//! Every limit: what is just within it, and one beyond.

use model::{Code, Context, limits, parse_json};
use serde_json::{Value, json};

use crate::verdicts::example::{EVERYTHING, context, with};
use crate::verdicts::idna;

/// At its limit a value is fine; one more, and it has this one error, which tells the limit.
fn check(place: &str, value: impl Fn(usize) -> Value, at: usize, pointer: &str, code: Code) {
    let users: Vec<String> = (0..=limits::ENTRIES_PER_FIELD).map(user).collect();
    let context = Context { requirements: &EVERYTHING, users: &users, ..context(&idna) };
    let judge = |size| {
        let edits = [("/alert_contacts", json!([user(0)])), (place, value(size))];
        parse_json(&with(&edits), &context).err().unwrap_or_default()
    };
    assert_eq!(judge(at), [], "{place} at {at}");
    let errors = judge(at + 1);
    let found: Vec<_> = errors.iter().map(|error| (error.pointer.as_str(), error.code)).collect();
    assert_eq!(found, [(pointer, code)], "{place} beyond {at}");
}

fn user(number: usize) -> String {
    format!("user-{number}")
}

#[test]
fn entries_of_every_list() {
    let max = limits::ENTRIES_PER_FIELD;
    let too_many = Code::TooMany { max };
    let list = |entry: &dyn Fn(usize) -> Value, count: usize| (0..count).map(entry).collect::<Value>();
    let contact = |number| json!({"email": format!("a{number}@example.com"), "language": "en"});
    let schedule = |_| json!({"time_zone": "UTC", "languages": ["en"], "hours": "around_the_clock"});
    let alert_contacts = |count| list(&|number| user(number).into(), count);
    check("/alert_contacts", alert_contacts, max, "/alert_contacts", too_many);
    for field in ["/technical_emergency", "/technical_non_emergency", "/merchant_issues", "/operational_internal"] {
        check(field, |count| list(&contact, count), max, field, too_many);
    }
    let field = "/operational_support";
    check(field, |count| list(&schedule, count), max, field, too_many);
}

#[test]
fn intervals_of_a_schedule() {
    let max = limits::INTERVALS_PER_SCHEDULE;
    let place = "/operational_support/0/hours/weekly";
    let interval = |number: usize| {
        json!({
            "day": model::Weekday::ALL[number / 8].id(),
            "from": format!("{}:00", number % 8),
            "to": format!("{}:30", number % 8),
        })
    };
    let weekly = |count| (0..count).map(interval).collect();
    check(place, weekly, max, place, Code::TooMany { max });
}

/// Entries beyond the limit are judged like those before.
#[test]
fn too_many_hides_nothing() {
    let contact = |number| json!({"email": format!("a{number}"), "language": "en"});
    let count = limits::ENTRIES_PER_FIELD + 2;
    let contacts: Value = (0..count).map(contact).collect();
    let users = [user(0)];
    let context = Context { requirements: &EVERYTHING, users: &users, ..context(&idna) };
    let edits = [("/alert_contacts", json!([user(0)])), ("/technical_emergency", contacts)];
    let errors = parse_json(&with(&edits), &context).expect_err("invalid");
    assert_eq!(errors.len(), 1 + count);
    assert_eq!(errors[count].pointer.as_str(), "/technical_emergency/11/email");
}

#[test]
fn lengths() {
    let name = "/technical_emergency/0/name";
    let email = "/technical_emergency/0/email";
    let phone = "/technical_emergency/0/phone";
    let web_page = "/operational_public/web_page";
    let too_long = |max| Code::TooLong { max };

    // Characters, not octets, and without the white space around them.
    let max = limits::NAME_LENGTH;
    check(name, |size| json!("ż".repeat(size)), max, name, too_long(max));
    check(name, |size| json!(format!(" {}\n", "🐢".repeat(size))), max, name, too_long(max));

    let max = limits::EMAIL_LOCAL_OCTETS;
    let local = |size| json!(format!("{}@example.com", "a".repeat(size)));
    check(email, local, max, email, Code::InvalidEmail);
    let local = |size: usize| json!(format!("{}{}@example.com", "ż".repeat(size / 2), "a".repeat(size % 2)));
    check(email, local, max, email, Code::InvalidEmail);

    let max = limits::DOMAIN_LABEL_OCTETS;
    let label = |size| json!(format!("a@{}.com", "b".repeat(size)));
    check(email, label, max, email, Code::InvalidEmail);

    let max = limits::EMAIL_OCTETS;
    let label = "b".repeat(49);
    let address = |size| json!(format!("{}@{label}.{label}.{label}.{label}.com", "a".repeat(size - 204)));
    check(email, address, max, email, too_long(max));
    // Its A-labels are longer than what was typed.
    let address = |size| json!(format!("{}@ż.{label}.{label}.{label}.{label}", "a".repeat(size - 208)));
    check(email, address, max, email, too_long(max));

    let max = limits::DOMAIN_OCTETS;
    let host = |size| json!(format!("https://{}{}.com/", "b.".repeat(124), "c".repeat(size - 252)));
    check(web_page, host, max, web_page, Code::InvalidUrl);

    let max = limits::WEB_PAGE_OCTETS;
    let page = |size| json!(format!("https://example.com/{}", "a".repeat(size - 20)));
    check(web_page, page, max, web_page, too_long(max));
    let page =
        |size: usize| json!(format!("https://example.com/{}{}", "ż".repeat(size / 2 - 10), "a".repeat(size % 2)));
    check(web_page, page, max, web_page, too_long(max));

    let max = limits::PHONE_MAX_DIGITS;
    let number = |size| json!(format!("+{}", "1".repeat(size)));
    check(phone, number, max, phone, Code::InvalidPhone);
    // The other way round: one digit fewer than the fewest.
    let number = |size: usize| json!(format!("+{}", "1".repeat(limits::PHONE_MIN_DIGITS * 2 - size)));
    check(phone, number, limits::PHONE_MIN_DIGITS, phone, Code::InvalidPhone);
}
