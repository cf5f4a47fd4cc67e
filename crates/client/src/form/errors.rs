//! The words for what is wrong: chosen by where it is, then by what it is.

use messages::{Message, key::error};
use model::{Code, Field, Pointer};

use crate::texts;

/// What to say about an error, in the language shown.
#[must_use]
pub fn error_text(pointer: &Pointer, code: Code) -> String {
    texts::message(&words(pointer, code))
}

fn words(pointer: &Pointer, code: Code) -> Message {
    let part = pointer.as_str().rsplit('/').next().unwrap_or_default();
    let count = |max: usize| u32::try_from(max).unwrap_or(u32::MAX);
    let text = match code {
        Code::Required => required(pointer, part),
        Code::Duplicate if part == "email" => error::DUPLICATE_EMAIL,
        Code::Duplicate => error::DUPLICATE,
        Code::TooLong { max } => return error::too_long(count(max)),
        Code::TooMany { max } => return too_many(pointer, count(max)),
        Code::UnavailableField if pointer.field() == Some(Field::AlertContacts) => error::UNAVAILABLE_ALERT_CONTACTS,
        Code::UnavailableField => error::UNAVAILABLE_FIELD,
        Code::UnknownField => error::UNKNOWN_FIELD,
        Code::InvalidEmail => error::INVALID_EMAIL,
        Code::InvalidPhone => error::INVALID_PHONE,
        Code::InvalidName => error::INVALID_NAME,
        Code::InvalidLanguage => error::INVALID_LANGUAGE,
        Code::InvalidUrl => error::INVALID_URL,
        Code::InvalidOrigin => error::INVALID_ORIGIN,
        Code::InvalidTimeZone => error::INVALID_TIME_ZONE,
        Code::InvalidTime => error::INVALID_TIME,
        Code::IntervalReversed => error::INTERVAL_REVERSED,
        Code::IntervalsOverlap => error::INTERVALS_OVERLAP,
        Code::UnknownUser => error::UNKNOWN_USER,
        Code::InvalidType => error::INVALID_TYPE,
    };
    text.into()
}

fn required(pointer: &Pointer, part: &str) -> messages::Text {
    match part {
        "email" => error::REQUIRED_EMAIL,
        "language" => error::REQUIRED_LANGUAGE,
        "languages" => error::REQUIRED_LANGUAGES,
        "time_zone" => error::REQUIRED_TIME_ZONE,
        "hours" | "weekly" => error::REQUIRED_HOURS,
        "from" => error::REQUIRED_FROM,
        "to" => error::REQUIRED_TO,
        _ => match pointer.field() {
            Some(Field::AlertContacts) => error::REQUIRED_ALERT_CONTACTS,
            Some(Field::OperationalSupport) => error::REQUIRED_SCHEDULES,
            Some(Field::OperationalPublic) => error::REQUIRED_EMAIL,
            Some(_) => error::REQUIRED_CONTACTS,
            None => error::REQUIRED,
        },
    }
}

fn too_many(pointer: &Pointer, max: u32) -> Message {
    match pointer.field() {
        Some(Field::OperationalSupport) if !pointer.as_str().ends_with("weekly") => error::too_many_schedules(max),
        Some(Field::OperationalSupport) | None => error::too_many(max),
        Some(_) => error::too_many_contacts(max),
    }
}
