//! What can be wrong with a draft, and where. The wording is chosen by whoever shows it.

use std::fmt;

use crate::Field;

/// One thing that is wrong, and the place of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Where in the draft.
    pub pointer: Pointer,
    /// What is wrong there.
    pub code: Code,
}

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// Nothing was given, and something must be.
    Required,
    /// The field can't be given for this account in this environment.
    UnavailableField,
    /// No field has this name.
    UnknownField,
    /// More than `max` characters, or octets where the limit counts octets.
    TooLong {
        /// The most that is allowed.
        max: usize,
    },
    /// More than `max` entries in a list.
    TooMany {
        /// The most that is allowed.
        max: usize,
    },
    /// Not an e-mail address that we can send to.
    InvalidEmail,
    /// Not an international telephone number.
    InvalidPhone,
    /// A name with control characters.
    InvalidName,
    /// Not one of the six languages.
    InvalidLanguage,
    /// Not the https address of a web page.
    InvalidUrl,
    /// Not the origin of a page that may show the gate.
    InvalidOrigin,
    /// Not the name of a time zone in the IANA database.
    InvalidTimeZone,
    /// Not a time of day.
    InvalidTime,
    /// An interval that ends before it begins, or at the same minute.
    IntervalReversed,
    /// Two intervals of one day that share a minute.
    IntervalsOverlap,
    /// Given before in the same field.
    Duplicate,
    /// Nobody who has access to the account.
    UnknownUser,
    /// JSON of another type than the one expected.
    InvalidType,
}

/// The names of the codes on the wire; `TooLong` and `TooMany` carry their limit beside it.
const CODES: [(&str, Code); 18] = [
    ("required", Code::Required),
    ("unavailable_field", Code::UnavailableField),
    ("unknown_field", Code::UnknownField),
    ("too_long", Code::TooLong { max: 0 }),
    ("too_many", Code::TooMany { max: 0 }),
    ("invalid_email", Code::InvalidEmail),
    ("invalid_phone", Code::InvalidPhone),
    ("invalid_name", Code::InvalidName),
    ("invalid_language", Code::InvalidLanguage),
    ("invalid_url", Code::InvalidUrl),
    ("invalid_origin", Code::InvalidOrigin),
    ("invalid_time_zone", Code::InvalidTimeZone),
    ("invalid_time", Code::InvalidTime),
    ("interval_reversed", Code::IntervalReversed),
    ("intervals_overlap", Code::IntervalsOverlap),
    ("duplicate", Code::Duplicate),
    ("unknown_user", Code::UnknownUser),
    ("invalid_type", Code::InvalidType),
];

impl Code {
    /// The code's name on the wire, such as `too_long`.
    #[must_use]
    pub fn id(self) -> &'static str {
        let same = |code: &Code| std::mem::discriminant(code) == std::mem::discriminant(&self);
        CODES.iter().find(|(_, code)| same(code)).map_or("", |(id, _)| id)
    }

    /// The limit that was exceeded, where the code has one.
    #[must_use]
    pub fn max(self) -> Option<usize> {
        match self {
            Code::TooLong { max } | Code::TooMany { max } => Some(max),
            _ => None,
        }
    }

    /// Reads a code as it travels: its name, and its limit where it has one.
    #[must_use]
    pub fn from_wire(id: &str, max: Option<usize>) -> Option<Code> {
        let (_, code) = CODES.into_iter().find(|(name, _)| *name == id)?;
        Some(match code {
            Code::TooLong { .. } => Code::TooLong { max: max? },
            Code::TooMany { .. } => Code::TooMany { max: max? },
            other => other,
        })
    }
}

/// A place in a draft: an RFC 6901 JSON pointer, such as `/technical_emergency/0/email`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The whole draft.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// A pointer as it came over the wire.
    #[must_use]
    pub fn from_wire(text: String) -> Self {
        Self(text)
    }

    /// The member called `key` of what this points to. `~` and `/` are escaped (RFC 6901, section 3).
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut text = String::with_capacity(self.0.len() + 1 + key.len());
        text.push_str(&self.0);
        text.push('/');
        for character in key.chars() {
            match character {
                '~' => text.push_str("~0"),
                '/' => text.push_str("~1"),
                other => text.push(other),
            }
        }
        Self(text)
    }

    /// The entry at `index` of the list that this points to.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.key(&index.to_string())
    }

    /// The field that this lies in; `None` for the root and for unknown fields.
    #[must_use]
    pub fn field(&self) -> Option<Field> {
        let first = self.0.strip_prefix('/')?.split('/').next()?;
        Field::from_id(first)
    }

    /// Whether this is `outer` or lies inside it.
    #[must_use]
    pub fn is_within(&self, outer: &Pointer) -> bool {
        match self.0.strip_prefix(&outer.0) {
            Some(rest) => rest.is_empty() || rest.starts_with('/'),
            None => false,
        }
    }

    /// The pointer's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Field> for Pointer {
    fn from(field: Field) -> Self {
        Self::root().key(field.id())
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_survive_the_wire() {
        for (id, code) in CODES {
            assert_eq!(code.id(), id);
            assert_eq!(Code::from_wire(id, code.max()), Some(code));
        }
        assert_eq!(Code::from_wire("too_long", None), None);
        assert_eq!(Code::from_wire("nonsense", None), None);
    }

    #[test]
    fn pointers_are_escaped_and_know_their_field() {
        let pointer = Pointer::from(Field::TechnicalEmergency).index(0).key("a/b~c");
        assert_eq!(pointer.as_str(), "/technical_emergency/0/a~1b~0c");
        assert_eq!(pointer.field(), Some(Field::TechnicalEmergency));
        assert_eq!(Pointer::root().field(), None);
        assert_eq!(Pointer::root().key("nonsense").field(), None);
    }

    #[test]
    fn a_neighbour_with_the_same_prefix_is_not_within() {
        let first = Pointer::from(Field::AlertContacts).index(1);
        assert!(first.key("email").is_within(&first));
        assert!(first.is_within(&first));
        assert!(!Pointer::from(Field::AlertContacts).index(10).is_within(&first));
    }
}
