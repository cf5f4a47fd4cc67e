//! Reading what travels, on the side that receives it from the server.
//!
//! The browser has a JSON parser of its own, so all that is left to do is to pick the members out of what it made. `serde`
//! compiles a parser for each type, which was an eighth of all that the browser downloads; this is a line for each member.
//! The server, which trusts nobody, reads by [`read_draft`](crate::read_draft).

use std::collections::BTreeMap;

use crate::{
    AddressState, Category, ContactDraft, DeliveryState, Draft, Environment, Field, GateState, HoursDraft,
    IntervalDraft, InvitationState, KnownBy, Language, Membership, PublicContactDraft, Reason, Requirement, Role,
    ScheduleDraft, Severity,
};

/// A JSON value that somebody has parsed.
pub trait Json: Sized {
    /// The member of an object; `None` when it is absent or `null`.
    fn member(&self, name: &str) -> Option<Self>;
    /// The members of an object, by name; `None` for anything else.
    fn members(&self) -> Option<Vec<(String, Self)>>;
    /// The items of an array; `None` for anything else.
    fn items(&self) -> Option<Vec<Self>>;
    /// The text; `None` for anything else.
    fn text(&self) -> Option<String>;
    /// The number, if it is a whole one; `None` for anything else.
    fn number(&self) -> Option<i64>;
    /// The truth value; `None` for anything else.
    fn truth(&self) -> Option<bool>;
}

/// What can be read from JSON. `None` when it isn't what this build expects; members that it doesn't know are passed over,
/// since a newer server may say more.
pub trait Read: Sized {
    /// Reads a value that is there.
    fn read(json: &impl Json) -> Option<Self>;

    /// What stands for a member that isn't there, or is `null`.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }

    /// Reads a member of an object.
    fn member(object: &impl Json, name: &str) -> Option<Self> {
        object.member(name).map_or_else(Self::absent, |value| Self::read(&value))
    }
}

impl Read for String {
    fn read(json: &impl Json) -> Option<Self> {
        json.text()
    }
}

impl Read for bool {
    fn read(json: &impl Json) -> Option<Self> {
        json.truth()
    }
}

impl<T: Read> Read for Option<T> {
    fn read(json: &impl Json) -> Option<Self> {
        T::read(json).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Read> Read for Box<T> {
    fn read(json: &impl Json) -> Option<Self> {
        T::read(json).map(Box::new)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(json: &impl Json) -> Option<Self> {
        json.items()?.iter().map(T::read).collect()
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn read(json: &impl Json) -> Option<Self> {
        let mut map = Self::new();
        for (name, value) in json.members()? {
            map.insert(name, T::read(&value)?);
        }
        Some(map)
    }
}

/// Numbers are as large as they are declared, or not what is expected.
macro_rules! read_numbers {
    ($($number:ty),*) => {
        $(impl Read for $number {
            fn read(json: &impl Json) -> Option<Self> {
                json.number()?.try_into().ok()
            }
        })*
    };
}

read_numbers!(i64, u16, u32, usize);

/// What is one of several names is read by its name.
macro_rules! read_names {
    ($($named:ty),*) => {
        $(impl Read for $named {
            fn read(json: &impl Json) -> Option<Self> {
                Self::from_id(&json.text()?)
            }
        })*
    };
}

read_names!(
    AddressState,
    Category,
    DeliveryState,
    Environment,
    Field,
    GateState,
    InvitationState,
    KnownBy,
    Membership,
    Reason,
    Requirement,
    Role,
    Severity
);

impl Read for Language {
    fn read(json: &impl Json) -> Option<Self> {
        Self::from_tag(&json.text()?)
    }
}

impl Read for Draft {
    fn read(json: &impl Json) -> Option<Self> {
        Some(Self {
            alert_contacts: Read::member(json, Field::AlertContacts.id())?,
            technical_emergency: Read::member(json, Field::TechnicalEmergency.id())?,
            technical_non_emergency: Read::member(json, Field::TechnicalNonEmergency.id())?,
            merchant_issues: Read::member(json, Field::MerchantIssues.id())?,
            operational_internal: Read::member(json, Field::OperationalInternal.id())?,
            operational_public: Read::member(json, Field::OperationalPublic.id())?,
            operational_support: Read::member(json, Field::OperationalSupport.id())?,
        })
    }
}

/// A text that may be absent or `null`, which both say that it was left empty.
fn text(object: &impl Json, name: &str) -> Option<String> {
    object.member(name).map_or(Some(String::new()), |value| value.text())
}

impl Read for ContactDraft {
    fn read(json: &impl Json) -> Option<Self> {
        Some(Self {
            name: text(json, "name")?,
            email: text(json, "email")?,
            phone: text(json, "phone")?,
            language: text(json, "language")?,
        })
    }
}

impl Read for PublicContactDraft {
    fn read(json: &impl Json) -> Option<Self> {
        Some(Self { email: text(json, "email")?, phone: text(json, "phone")?, web_page: text(json, "web_page")? })
    }
}

impl Read for ScheduleDraft {
    fn read(json: &impl Json) -> Option<Self> {
        let languages = json.member("languages").map_or(Some(Vec::new()), |value| Read::read(&value))?;
        let hours = json.member("hours").map_or(Some(HoursDraft::Missing), |value| Read::read(&value))?;
        Some(Self { time_zone: text(json, "time_zone")?, languages, hours })
    }
}

impl Read for HoursDraft {
    fn read(json: &impl Json) -> Option<Self> {
        match json.member("weekly") {
            Some(intervals) => Read::read(&intervals).map(HoursDraft::Weekly),
            None => json.text().map(|word| HoursDraft::from_word(&word)),
        }
    }
}

impl Read for IntervalDraft {
    fn read(json: &impl Json) -> Option<Self> {
        Some(Self { day: text(json, "day")?, from: text(json, "from")?, to: text(json, "to")? })
    }
}

#[cfg(feature = "json")]
impl Json for serde_json::Value {
    fn member(&self, name: &str) -> Option<Self> {
        self.get(name).filter(|value| !value.is_null()).cloned()
    }

    fn members(&self) -> Option<Vec<(String, Self)>> {
        Some(self.as_object()?.iter().map(|(name, value)| (name.clone(), value.clone())).collect())
    }

    fn items(&self) -> Option<Vec<Self>> {
        self.as_array().cloned()
    }

    fn text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }

    fn number(&self) -> Option<i64> {
        self.as_i64()
    }

    fn truth(&self) -> Option<bool> {
        self.as_bool()
    }
}
