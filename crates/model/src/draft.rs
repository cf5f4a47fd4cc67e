//! Drafts: what has been typed, before anything is known about it.

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Contact, ContactInformation, Field, Hours, Interval, PublicContact, Requirement, Requirements, Schedule};

/// Contact information as typed. A field that is `None` was not given at all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "`Field` says what each of them means")]
pub struct Draft {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alert_contacts: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub technical_emergency: Option<Vec<ContactDraft>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub technical_non_emergency: Option<Vec<ContactDraft>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant_issues: Option<Vec<ContactDraft>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operational_internal: Option<Vec<ContactDraft>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operational_public: Option<PublicContactDraft>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operational_support: Option<Vec<ScheduleDraft>>,
}

/// A contact as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "`Contact` says what each of them means")]
pub struct ContactDraft {
    #[serde(serialize_with = "empty_as_null", deserialize_with = "null_as_empty")]
    pub name: String,
    pub email: String,
    #[serde(serialize_with = "empty_as_null", deserialize_with = "null_as_empty")]
    pub phone: String,
    pub language: String,
}

/// The contact for end users as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "`PublicContact` says what each of them means")]
pub struct PublicContactDraft {
    pub email: String,
    #[serde(serialize_with = "empty_as_null", deserialize_with = "null_as_empty")]
    pub phone: String,
    #[serde(serialize_with = "empty_as_null", deserialize_with = "null_as_empty")]
    pub web_page: String,
}

/// A schedule as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "`Schedule` says what each of them means")]
pub struct ScheduleDraft {
    pub time_zone: String,
    pub languages: Vec<String>,
    #[serde(skip_serializing_if = "HoursDraft::is_missing")]
    pub hours: HoursDraft,
}

/// Hours as chosen and typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum HoursDraft {
    /// Nothing was chosen yet.
    #[default]
    Missing,
    /// Around the clock.
    AroundTheClock,
    /// Hours per weekday.
    Weekly(Vec<IntervalDraft>),
}

impl HoursDraft {
    /// The word for hours around the clock.
    pub(crate) const AROUND_THE_CLOCK: &str = "around_the_clock";

    /// Hours that a single word stands for. A word that isn't known says that nothing was chosen.
    pub(crate) fn from_word(word: &str) -> Self {
        if word == Self::AROUND_THE_CLOCK { Self::AroundTheClock } else { Self::Missing }
    }

    fn is_missing(&self) -> bool {
        *self == Self::Missing
    }
}

/// One interval as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "`Interval` says what each of them means")]
pub struct IntervalDraft {
    pub day: String,
    pub from: String,
    pub to: String,
}

impl Draft {
    /// Whether the field was given at all.
    #[must_use]
    pub fn has(&self, field: Field) -> bool {
        match field {
            Field::AlertContacts => self.alert_contacts.is_some(),
            Field::TechnicalEmergency => self.technical_emergency.is_some(),
            Field::TechnicalNonEmergency => self.technical_non_emergency.is_some(),
            Field::MerchantIssues => self.merchant_issues.is_some(),
            Field::OperationalInternal => self.operational_internal.is_some(),
            Field::OperationalPublic => self.operational_public.is_some(),
            Field::OperationalSupport => self.operational_support.is_some(),
        }
    }

    /// The rows of a field that is a list of contacts.
    #[must_use]
    pub fn contacts(&self, field: Field) -> Option<&[ContactDraft]> {
        match field {
            Field::TechnicalEmergency => self.technical_emergency.as_deref(),
            Field::TechnicalNonEmergency => self.technical_non_emergency.as_deref(),
            Field::MerchantIssues => self.merchant_issues.as_deref(),
            Field::OperationalInternal => self.operational_internal.as_deref(),
            Field::AlertContacts | Field::OperationalPublic | Field::OperationalSupport => None,
        }
    }

    /// Takes one field from another draft and leaves the others as they are.
    pub fn copy_field(&mut self, field: Field, from: &Draft) {
        match field {
            Field::AlertContacts => self.alert_contacts.clone_from(&from.alert_contacts),
            Field::TechnicalEmergency => self.technical_emergency.clone_from(&from.technical_emergency),
            Field::TechnicalNonEmergency => {
                self.technical_non_emergency.clone_from(&from.technical_non_emergency);
            }
            Field::MerchantIssues => self.merchant_issues.clone_from(&from.merchant_issues),
            Field::OperationalInternal => self.operational_internal.clone_from(&from.operational_internal),
            Field::OperationalPublic => {
                self.operational_public.clone_from(&from.operational_public);
            }
            Field::OperationalSupport => self.operational_support.clone_from(&from.operational_support),
        }
    }

    /// Leaves out the fields that can't be given under these requirements.
    #[must_use]
    pub fn restricted_to(&self, requirements: &Requirements) -> Self {
        let mut restricted = Self::default();
        for field in requirements.available() {
            restricted.copy_field(field, self);
        }
        restricted
    }

    /// Takes the fields that can't be given under these requirements from what was stored before:
    /// saving in sandbox keeps the alert contacts that production has.
    pub fn keep_unavailable(&mut self, requirements: &Requirements, stored: &Draft) {
        for field in Field::ALL {
            if requirements.of(field) == Requirement::Unavailable {
                self.copy_field(field, stored);
            }
        }
    }

    /// Whether a field holds the same in both drafts.
    #[must_use]
    pub fn agrees_on(&self, field: Field, other: &Draft) -> bool {
        match field {
            Field::AlertContacts => self.alert_contacts == other.alert_contacts,
            Field::TechnicalEmergency => self.technical_emergency == other.technical_emergency,
            Field::TechnicalNonEmergency => self.technical_non_emergency == other.technical_non_emergency,
            Field::MerchantIssues => self.merchant_issues == other.merchant_issues,
            Field::OperationalInternal => self.operational_internal == other.operational_internal,
            Field::OperationalPublic => self.operational_public == other.operational_public,
            Field::OperationalSupport => self.operational_support == other.operational_support,
        }
    }

    /// The fields on which two drafts differ, in the order of the form.
    #[must_use]
    pub fn differences(&self, other: &Draft) -> Vec<Field> {
        Field::ALL.into_iter().filter(|field| !self.agrees_on(*field, other)).collect()
    }
}

impl From<&ContactInformation> for Draft {
    fn from(information: &ContactInformation) -> Self {
        let contacts = |contacts: &[Contact]| contacts.iter().map(ContactDraft::from).collect();
        let users = information.alert_contacts();
        Self {
            alert_contacts: users.map(|users| users.iter().map(|user| user.as_str().to_owned()).collect()),
            technical_emergency: Some(contacts(information.technical_emergency())),
            technical_non_emergency: Some(contacts(information.technical_non_emergency())),
            merchant_issues: information.merchant_issues().map(contacts),
            operational_internal: Some(contacts(information.operational_internal())),
            operational_public: Some(information.operational_public().into()),
            operational_support: Some(information.operational_support().iter().map(ScheduleDraft::from).collect()),
        }
    }
}

impl From<&Contact> for ContactDraft {
    fn from(contact: &Contact) -> Self {
        Self {
            name: contact.name.as_ref().map(|name| name.as_str().to_owned()).unwrap_or_default(),
            email: contact.email.as_str().to_owned(),
            phone: contact.phone.as_ref().map(|phone| phone.as_str().to_owned()).unwrap_or_default(),
            language: contact.language.tag().to_owned(),
        }
    }
}

impl From<&PublicContact> for PublicContactDraft {
    fn from(contact: &PublicContact) -> Self {
        Self {
            email: contact.email.as_str().to_owned(),
            phone: contact.phone.as_ref().map(|phone| phone.as_str().to_owned()).unwrap_or_default(),
            web_page: contact.web_page.as_ref().map(|page| page.as_str().to_owned()).unwrap_or_default(),
        }
    }
}

impl From<&Schedule> for ScheduleDraft {
    fn from(schedule: &Schedule) -> Self {
        Self {
            time_zone: schedule.time_zone.as_str().to_owned(),
            languages: schedule.languages.iter().map(|language| language.tag().to_owned()).collect(),
            hours: match &schedule.hours {
                Hours::AroundTheClock => HoursDraft::AroundTheClock,
                Hours::Weekly(intervals) => HoursDraft::Weekly(intervals.iter().map(IntervalDraft::from).collect()),
            },
        }
    }
}

impl From<&Interval> for IntervalDraft {
    fn from(interval: &Interval) -> Self {
        Self { day: interval.day().id().to_owned(), from: interval.from().to_text(), to: interval.to().to_text() }
    }
}

/// `null` and an empty string both say that something optional was left out.
fn null_as_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.unwrap_or_default())
}

#[expect(clippy::ptr_arg, reason = "serde hands the field over as it is declared")]
fn empty_as_null<S: Serializer>(text: &String, serializer: S) -> Result<S::Ok, S::Error> {
    if text.is_empty() { serializer.serialize_none() } else { serializer.serialize_str(text) }
}

impl Serialize for HoursDraft {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            HoursDraft::Missing => serializer.serialize_unit(),
            HoursDraft::AroundTheClock => serializer.serialize_str(HoursDraft::AROUND_THE_CLOCK),
            HoursDraft::Weekly(intervals) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("weekly", intervals)?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for HoursDraft {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Wire {
            Nothing(()),
            Word(String),
            Weekly { weekly: Vec<IntervalDraft> },
        }
        Ok(match Wire::deserialize(deserializer)? {
            Wire::Word(word) => HoursDraft::from_word(&word),
            Wire::Weekly { weekly } => HoursDraft::Weekly(weekly),
            Wire::Nothing(()) => HoursDraft::Missing,
        })
    }
}
