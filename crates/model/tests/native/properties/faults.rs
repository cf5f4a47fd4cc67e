//! Faults to be put into a valid draft, none of which touches another, with the errors that they make.

use model::{Code, ContactDraft, Draft, Field, HoursDraft, IntervalDraft, PublicContactDraft, ScheduleDraft, limits};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::generators;

/// A text that is wrong, and the code that it gets.
type Fault = Option<(String, Code)>;

/// Faults of single texts, by the place that they may stand in.
fn fault(rows: &'static [(&'static str, Code)]) -> impl Strategy<Value = Fault> {
    let row = select(rows).prop_map(|(text, code)| (text.to_owned(), code));
    option::weighted(0.3, row)
}

const NAME: &[(&str, Code)] = &[
    ("a\nb", Code::InvalidName),
    ("\u{202E}", Code::InvalidName),
    ("12345678901234567890123456789012345678901234567890123456789012345", Code::TooLong { max: limits::NAME_LENGTH }),
];
const EMAIL: &[(&str, Code)] = &[
    ("", Code::Required),
    ("anna", Code::InvalidEmail),
    ("anna@localhost", Code::InvalidEmail),
    ("anna@żółw.１", Code::InvalidEmail),
];
const PHONE: &[(&str, Code)] = &[("12", Code::InvalidPhone), ("+0", Code::InvalidPhone)];
const LANGUAGE: &[(&str, Code)] = &[(" ", Code::Required), ("la", Code::InvalidLanguage)];
const WEB_PAGE: &[(&str, Code)] = &[("http://example.com", Code::InvalidUrl)];
const TIME_ZONE: &[(&str, Code)] = &[("", Code::Required), ("Mars", Code::InvalidTimeZone)];
const USER: &[(&str, Code)] = &[("", Code::Required), ("nobody", Code::UnknownUser)];
const DAY: &[(&str, Code)] = &[("", Code::Required), ("someday", Code::InvalidType)];
const FROM: &[(&str, Code)] = &[("", Code::Required), ("24:00", Code::InvalidTime)];
const TO: &[(&str, Code)] = &[("", Code::Required), ("24:01", Code::InvalidTime)];

/// What becomes of a list: it goes missing, or rows with faults are appended to it.
#[derive(Debug, Clone)]
enum ListFault<Row> {
    Missing,
    Empty,
    Rows(Vec<Row>),
}

fn list<Row: std::fmt::Debug + Clone>(row: impl Strategy<Value = Row>) -> impl Strategy<Value = ListFault<Row>> {
    prop_oneof![
        1 => Just(ListFault::Missing),
        1 => Just(ListFault::Empty),
        8 => vec(row, 0..=5).prop_map(ListFault::Rows),
    ]
}

impl<Row> ListFault<Row> {
    /// `append` adds a row to the list and says what is wrong inside it.
    fn insert_into<Entry>(
        self,
        field: Field,
        entries: &mut Option<Vec<Entry>>,
        errors: &mut Errors,
        append: impl Fn(&mut Vec<Entry>, Row) -> Vec<(String, Code)>,
    ) {
        let list = format!("/{}", field.id());
        let rows = match self {
            ListFault::Missing => {
                *entries = None;
                return errors.push((list, Code::Required));
            }
            ListFault::Empty => {
                *entries = Some(Vec::new());
                return errors.push((list, Code::Required));
            }
            ListFault::Rows(rows) => rows,
        };
        let entries = entries.get_or_insert_default();
        let index = entries.len();
        let found: Vec<_> = rows.into_iter().map(|row| append(entries, row)).zip(index..).collect();
        if entries.len() > limits::ENTRIES_PER_FIELD {
            let max = limits::ENTRIES_PER_FIELD;
            errors.push((list.clone(), Code::TooMany { max }));
        }
        for (inside, index) in found {
            errors.extend(inside.into_iter().map(|(place, code)| (format!("{list}/{index}{place}"), code)));
        }
    }
}

type Errors = Vec<(String, Code)>;

/// Takes the text of a fault, or leaves one that is fine, and notes the error.
fn text(fault: Fault, fine: &str, place: &str, errors: &mut Errors) -> String {
    let Some((text, code)) = fault else {
        return fine.to_owned();
    };
    errors.push((place.to_owned(), code));
    text
}

#[derive(Debug, Clone)]
struct ContactFault {
    name: Fault,
    email: Fault,
    phone: Fault,
    language: Fault,
    /// Without a fault of its own, the address is that of the first contact, its local part in capitals.
    is_duplicate: bool,
}

fn contact() -> impl Strategy<Value = ContactFault> {
    (fault(NAME), fault(EMAIL), fault(PHONE), fault(LANGUAGE), any::<bool>()).prop_map(
        |(name, email, phone, language, is_duplicate)| ContactFault { name, email, phone, language, is_duplicate },
    )
}

impl ContactFault {
    fn append(contacts: &mut Vec<ContactDraft>, fault: Self) -> Errors {
        let mut errors = Errors::new();
        let first = contacts.first().and_then(|first| first.email.rsplit_once('@'));
        let first = first.map(|(local, domain)| [&local.to_uppercase(), "@", domain].concat());
        let unique = format!("row-{}@example.net", contacts.len());
        let name = text(fault.name, "", "/name", &mut errors);
        let email = match (&fault.email, first) {
            (None, Some(first)) if fault.is_duplicate => {
                text(Some((first, Code::Duplicate)), "", "/email", &mut errors)
            }
            _ => text(fault.email, &unique, "/email", &mut errors),
        };
        let phone = text(fault.phone, "", "/phone", &mut errors);
        let language = text(fault.language, "en", "/language", &mut errors);
        contacts.push(ContactDraft { name, email, phone, language });
        errors
    }
}

#[derive(Debug, Clone)]
enum HoursFault {
    None,
    Missing,
    Empty,
    Interval(Fault, Fault, Fault),
    Reversed,
    Overlapping,
    TooMany,
}

#[derive(Debug, Clone)]
struct ScheduleFault {
    time_zone: Fault,
    /// Whether the list is empty, else what its first and its last are.
    no_languages: bool,
    language: Fault,
    repeats_language: bool,
    hours: HoursFault,
}

fn schedule() -> impl Strategy<Value = ScheduleFault> {
    let hours = prop_oneof![
        Just(HoursFault::None),
        Just(HoursFault::Missing),
        Just(HoursFault::Empty),
        (fault(DAY), fault(FROM), fault(TO)).prop_map(|(day, from, to)| HoursFault::Interval(day, from, to)),
        Just(HoursFault::Reversed),
        Just(HoursFault::Overlapping),
        Just(HoursFault::TooMany),
    ];
    (fault(TIME_ZONE), prop::bool::weighted(0.2), fault(LANGUAGE), any::<bool>(), hours).prop_map(
        |(time_zone, no_languages, language, repeats_language, hours)| ScheduleFault {
            time_zone,
            no_languages,
            language,
            repeats_language,
            hours,
        },
    )
}

impl ScheduleFault {
    fn append(schedules: &mut Vec<ScheduleDraft>, fault: Self) -> Errors {
        let mut errors = Errors::new();
        let time_zone = text(fault.time_zone, "UTC", "/time_zone", &mut errors);
        let mut languages = Vec::new();
        if fault.no_languages {
            errors.push(("/languages".to_owned(), Code::Required));
        } else {
            languages.push(text(fault.language, "pl", "/languages/0", &mut errors));
            languages.push("en".to_owned());
            if fault.repeats_language {
                languages.push(" EN".to_owned());
                errors.push(("/languages/2".to_owned(), Code::Duplicate));
            }
        }
        let hours = fault.hours.apply(&mut errors);
        schedules.push(ScheduleDraft { time_zone, languages, hours });
        errors
    }
}

impl HoursFault {
    fn apply(self, errors: &mut Errors) -> HoursDraft {
        let interval = |day: &str, from: &str, to: &str| IntervalDraft {
            day: day.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
        };
        let morning = interval("monday", "9", "12");
        HoursDraft::Weekly(match self {
            HoursFault::None => return HoursDraft::AroundTheClock,
            HoursFault::Missing => {
                errors.push(("/hours".to_owned(), Code::Required));
                return HoursDraft::Missing;
            }
            HoursFault::Empty => {
                errors.push(("/hours/weekly".to_owned(), Code::Required));
                Vec::new()
            }
            HoursFault::Interval(day, from, to) => {
                let day = text(day, "sunday", "/hours/weekly/1/day", errors);
                let from = text(from, "00:00", "/hours/weekly/1/from", errors);
                let to = text(to, "24:00", "/hours/weekly/1/to", errors);
                vec![morning, IntervalDraft { day, from, to }]
            }
            HoursFault::Reversed => {
                errors.push(("/hours/weekly/0/to".to_owned(), Code::IntervalReversed));
                vec![interval("monday", "12", "9"), morning]
            }
            HoursFault::Overlapping => {
                errors.push(("/hours/weekly/1".to_owned(), Code::IntervalsOverlap));
                vec![morning, interval("monday", "11:59", "24"), interval("tuesday", "9", "12")]
            }
            HoursFault::TooMany => {
                let max = limits::INTERVALS_PER_SCHEDULE;
                errors.push(("/hours/weekly".to_owned(), Code::TooMany { max }));
                let minute = |number| format!("{}:{:02}", number / 60, number % 60);
                let intervals = 0..=max;
                intervals.map(|number| interval("friday", &minute(number), &minute(number + 1))).collect()
            }
        })
    }
}

#[derive(Debug, Clone)]
pub(super) struct Faults {
    alert_contacts: ListFault<Fault>,
    contacts: [ListFault<ContactFault>; 4],
    public_is_missing: bool,
    public: (Fault, Fault, Fault),
    schedules: ListFault<ScheduleFault>,
}

/// A valid draft, and what to break in it.
pub(super) fn draft_with_faults() -> impl Strategy<Value = (Draft, Faults)> {
    let contacts = [(); 4].map(|()| list(contact()));
    let public = (fault(EMAIL), fault(PHONE), fault(WEB_PAGE));
    let faults = (list(fault(USER)), contacts, prop::bool::weighted(0.1), public, list(schedule()));
    let faults = faults.prop_map(|(alert_contacts, contacts, public_is_missing, public, schedules)| Faults {
        alert_contacts,
        contacts,
        public_is_missing,
        public,
        schedules,
    });
    (generators::valid_draft(), faults)
}

impl Faults {
    /// The draft with these faults, and its errors in the order of the form.
    pub(super) fn insert_into(self, mut draft: Draft) -> (Draft, Errors) {
        let mut errors = Errors::new();
        self.alert_contacts.insert_into(
            Field::AlertContacts,
            &mut draft.alert_contacts,
            &mut errors,
            |users, fault| {
                let mut errors = Errors::new();
                // Users who can be named are few: without another fault, the first is named again.
                let first = users.first().cloned().unwrap_or_default();
                let fault = fault.or(Some((first, Code::Duplicate)));
                users.push(text(fault, "", "", &mut errors));
                errors
            },
        );
        let [emergency, non_emergency, merchants, internal] = self.contacts;
        for (field, contacts, faults) in [
            (Field::TechnicalEmergency, &mut draft.technical_emergency, emergency),
            (Field::TechnicalNonEmergency, &mut draft.technical_non_emergency, non_emergency),
            (Field::MerchantIssues, &mut draft.merchant_issues, merchants),
            (Field::OperationalInternal, &mut draft.operational_internal, internal),
        ] {
            faults.insert_into(field, contacts, &mut errors, ContactFault::append);
        }
        let place = format!("/{}", Field::OperationalPublic.id());
        draft.operational_public = if self.public_is_missing {
            errors.push((place, Code::Required));
            None
        } else {
            let (email, phone, web_page) = self.public;
            Some(PublicContactDraft {
                email: text(email, "help@example.com", &format!("{place}/email"), &mut errors),
                phone: text(phone, "", &format!("{place}/phone"), &mut errors),
                web_page: text(web_page, "", &format!("{place}/web_page"), &mut errors),
            })
        };
        self.schedules.insert_into(
            Field::OperationalSupport,
            &mut draft.operational_support,
            &mut errors,
            ScheduleFault::append,
        );
        (draft, errors)
    }
}
