//! Drafts and bodies of all kinds, from valid to absurd.

use model::{ContactDraft, Draft, HoursDraft, IntervalDraft, PublicContactDraft, ScheduleDraft, Weekday};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value};

use crate::verdicts::example::{ADMINISTRATOR, EDITOR};
use crate::week::Row;

/// Spellings of different mailboxes, none of them twice.
pub(super) const EMAILS: [&str; 10] = [
    "anna@example.com",
    " Ben@Example.COM",
    "info@żółw.pl",
    "INFO@xn--mnchen-3ya.de\t",
    "zażółć@straße.de",
    "o'hara+a/b@例え。jp",
    "1@ｅｘａｍｐｌｅ．ｏｒｇ",
    "用户@россия.рф",
    "x@נמל.com",
    "hi@❤.ws",
];
const NAMES: [&str; 5] = ["", " ", "On call", " Zoë\u{A0}O’Brien ", "李小龍 🐉"];
const PHONES: [&str; 5] = ["", " ", "+48 22 123 45 67", "0048 (22) 123.45-67", "+6834000"];
const LANGUAGES: [&str; 6] = ["en", "PL", " de", "pt-br", "it", "ES "];
const WEB_PAGES: [&str; 4] = ["", "https://example.com", " HTTPS://Żółw.PL:8443/Ł?q#f", "https://例え。jp/"];
const TIME_ZONES: [&str; 4] = ["UTC", " Europe/Warsaw", "Asia/Calcutta", "America/Argentina/Buenos_Aires"];

/// Texts that come close to something, or that trip readers.
const NASTY: [&str; 24] = [
    "\0",
    "\u{202E}",
    "a@",
    "@",
    "a@b",
    "https://",
    "https://a",
    "24:00",
    "24:01",
    "-1",
    "+",
    "00",
    "+1",
    "monday",
    "Monday",
    "around_the_clock",
    "null",
    "\u{FEFF}",
    "a@xn--",
    "a@ż.１",
    "a@żółw..pl",
    "é",
    "\u{301}",
    "🐉",
];

/// Text that is wrong somewhere, or everywhere.
fn garbage() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        ".{0,3}@.{0,5}\\..{0,5}",
        "[0-9:. ]{0,6}",
        "https://\\PC{0,8}\\.\\PC{0,4}",
        select(&NASTY[..]).prop_map(str::to_owned),
        select(&NASTY[..]).prop_map(|text| text.repeat(300)),
    ]
}

fn one_of(rows: &'static [&'static str]) -> BoxedStrategy<String> {
    select(rows).prop_map(str::to_owned).boxed()
}

/// Valid almost always.
fn mostly(valid: BoxedStrategy<String>) -> BoxedStrategy<String> {
    prop_oneof![200 => valid, 1 => garbage()].boxed()
}

/// How a generator treats each text: as it is, or spoilt now and then.
type Spoil = fn(BoxedStrategy<String>) -> BoxedStrategy<String>;

fn contacts(spoil: Spoil) -> impl Strategy<Value = Vec<ContactDraft>> {
    let others = (spoil(one_of(&NAMES)), spoil(one_of(&PHONES)), spoil(one_of(&LANGUAGES)));
    let contact = move |email: &'static str| {
        (spoil(Just(email.to_owned()).boxed()), others.clone())
            .prop_map(|(email, (name, phone, language))| ContactDraft { name, email, phone, language })
    };
    subsequence(&EMAILS[..], 1..=4).prop_flat_map(move |emails| emails.into_iter().map(&contact).collect::<Vec<_>>())
}

fn public_contact(spoil: Spoil) -> impl Strategy<Value = PublicContactDraft> {
    (spoil(one_of(&EMAILS)), spoil(one_of(&PHONES)), spoil(one_of(&WEB_PAGES)))
        .prop_map(|(email, phone, web_page)| PublicContactDraft { email, phone, web_page })
}

/// Disjoint intervals of a week, in any order.
pub(crate) fn intervals() -> impl Strategy<Value = Vec<Row>> {
    let minutes: Vec<u16> = (0..=24 * 60).collect();
    let day = (0..7_usize, subsequence(minutes, 2..=6), any::<bool>());
    vec(day, 1..=8).prop_flat_map(|days| {
        let mut rows: Vec<Row> = Vec::new();
        for (day, minutes, touching) in days {
            if rows.iter().all(|(other, ..)| *other != day) {
                let step = if touching { 1 } else { 2 };
                let pairs = minutes.windows(2).step_by(step);
                rows.extend(pairs.map(|pair| (day, pair[0], pair[1])));
            }
        }
        Just(rows).prop_shuffle()
    })
}

/// Minutes from UTC: mostly those of zones, sometimes nonsense.
pub(crate) fn offset() -> impl Strategy<Value = i32> {
    prop_oneof![4 => -720..=840_i32, 1 => any::<i32>()]
}

fn written(minutes: u16) -> impl Strategy<Value = String> {
    let (hours, minutes) = (minutes / 60, minutes % 60);
    let mut spellings = vec![format!("{hours:02}:{minutes:02}"), format!(" {hours}.{minutes:02}")];
    if minutes == 0 {
        spellings.push(hours.to_string());
    }
    select(spellings)
}

fn hours(spoil: Spoil) -> impl Strategy<Value = HoursDraft> {
    let interval = move |(day, from, to): Row| {
        let day = Just(Weekday::ALL[day].id().to_owned());
        let texts = (spoil(day.boxed()), spoil(written(from).boxed()), spoil(written(to).boxed()));
        texts.prop_map(|(day, from, to)| IntervalDraft { day, from, to })
    };
    let weekly = intervals()
        .prop_flat_map(move |rows| rows.into_iter().map(interval).collect::<Vec<_>>())
        .prop_map(HoursDraft::Weekly);
    prop_oneof![weekly, Just(HoursDraft::AroundTheClock)]
}

fn schedules(spoil: Spoil) -> impl Strategy<Value = Vec<ScheduleDraft>> {
    let languages = subsequence(&LANGUAGES[..], 1..=6).prop_shuffle().prop_flat_map(move |tags| {
        let spelled = |tag: &str| spoil(Just(tag.to_owned()).boxed());
        tags.into_iter().map(spelled).collect::<Vec<_>>()
    });
    let schedule = (spoil(one_of(&TIME_ZONES)), languages, hours(spoil));
    let schedule = schedule.prop_map(|(time_zone, languages, hours)| ScheduleDraft { time_zone, languages, hours });
    vec(schedule, 1..=3)
}

fn draft(spoil: Spoil) -> impl Strategy<Value = Draft> {
    let users = subsequence(&[ADMINISTRATOR, EDITOR][..], 1..=2).prop_flat_map(move |ids| {
        let spelled = |id: &str| spoil(select(vec![id.to_owned(), id.to_uppercase()]).boxed());
        ids.into_iter().map(spelled).collect::<Vec<_>>()
    });
    (users, contacts(spoil), contacts(spoil), contacts(spoil), contacts(spoil), public_contact(spoil), schedules(spoil))
        .prop_map(|fields| Draft {
            alert_contacts: Some(fields.0),
            technical_emergency: Some(fields.1),
            technical_non_emergency: Some(fields.2),
            merchant_issues: Some(fields.3),
            operational_internal: Some(fields.4),
            operational_public: Some(fields.5),
            operational_support: Some(fields.6),
        })
}

/// Valid, in many spellings.
pub(super) fn valid_draft() -> impl Strategy<Value = Draft> {
    draft(|valid| valid)
}

/// Valid often, and else wrong in a few places.
pub(super) fn plausible_draft() -> impl Strategy<Value = Draft> {
    draft(mostly)
}

/// Any strings in any shape that a draft can have.
pub(super) fn any_draft() -> impl Strategy<Value = Draft> {
    let contact = || {
        [(); 4].map(|()| garbage()).prop_map(|[name, email, phone, language]| ContactDraft {
            name,
            email,
            phone,
            language,
        })
    };
    let contacts = || option::of(vec(contact(), 0..=12));
    let public =
        [(); 3].map(|()| garbage()).prop_map(|[email, phone, web_page]| PublicContactDraft { email, phone, web_page });
    let interval = [(); 3].map(|()| garbage()).prop_map(|[day, from, to]| IntervalDraft { day, from, to });
    let hours = prop_oneof![
        Just(HoursDraft::Missing),
        Just(HoursDraft::AroundTheClock),
        vec(interval, 0..=3).prop_map(HoursDraft::Weekly),
    ];
    let schedule = (garbage(), vec(garbage(), 0..=3), hours).prop_map(|(time_zone, languages, hours)| ScheduleDraft {
        time_zone,
        languages,
        hours,
    });
    (
        option::of(vec(garbage(), 0..=12)),
        contacts(),
        contacts(),
        contacts(),
        contacts(),
        option::of(public),
        option::of(vec(schedule, 0..=3)),
    )
        .prop_map(|fields| Draft {
            alert_contacts: fields.0,
            technical_emergency: fields.1,
            technical_non_emergency: fields.2,
            merchant_issues: fields.3,
            operational_internal: fields.4,
            operational_public: fields.5,
            operational_support: fields.6,
        })
}

/// Names that mean something somewhere, so that objects come close to drafts.
const KEYS: [&str; 21] = [
    "alert_contacts",
    "technical_emergency",
    "technical_non_emergency",
    "merchant_issues",
    "operational_internal",
    "operational_public",
    "operational_support",
    "name",
    "email",
    "phone",
    "language",
    "web_page",
    "time_zone",
    "languages",
    "hours",
    "weekly",
    "day",
    "from",
    "to",
    "a/b~c",
    "",
];

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        garbage().prop_map(Value::from),
        Just(Value::from("around_the_clock")),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        let key = prop_oneof![9 => one_of(&KEYS), 1 => any::<String>()];
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((key, inner), 0..6).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Any JSON at all, or a draft's with something put into a place of it.
pub(super) fn any_body() -> impl Strategy<Value = Value> {
    let spoilt = (plausible_draft(), vec(any_json(), 0..3), any::<u64>(), option::of(one_of(&KEYS)));
    let spoilt = spoilt.prop_map(|(draft, values, mut chance, key)| {
        let mut body = serde_json::to_value(&draft).expect("a draft is JSON");
        for value in values {
            put(&mut body, value, key.as_deref(), &mut chance);
        }
        body
    });
    let object = vec((one_of(&KEYS[..7]), any_json()), 0..7);
    let object = object.prop_map(|members| Value::Object(members.into_iter().collect()));
    prop_oneof![1 => any_json(), 2 => object, 3 => spoilt]
}

/// Puts a value somewhere into another: in place of something, or beside it under a key.
fn put(body: &mut Value, value: Value, key: Option<&str>, chance: &mut u64) {
    let mut draw = |below: usize| {
        let below = u64::try_from(below).expect("a small number");
        let drawn = *chance % below;
        *chance /= below;
        usize::try_from(drawn).expect("a smaller number")
    };
    let stops = draw(4) == 0;
    match body {
        Value::Object(members) if !members.is_empty() && !stops => {
            let index = draw(members.len());
            if let Some((_, inner)) = members.iter_mut().nth(index) {
                put(inner, value, key, chance);
            }
        }
        Value::Array(entries) if !entries.is_empty() && !stops => {
            let index = draw(entries.len());
            put(&mut entries[index], value, key, chance);
        }
        Value::Object(members) => insert(members, value, key),
        other => *other = value,
    }
}

fn insert(members: &mut Map<String, Value>, value: Value, key: Option<&str>) {
    members.insert(key.unwrap_or("fax").to_owned(), value);
}

pub(super) fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(entries) => entries.iter().any(has_null),
        Value::Object(members) => members.values().any(has_null),
        _ => false,
    }
}
