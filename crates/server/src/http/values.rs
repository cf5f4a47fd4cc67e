//! The shape of the values, for the description of the API. What reads them is the model.
#![expect(dead_code, reason = "these types are only described")]

use model::{Language, Weekday};
use serde::Serialize;
use utoipa::ToSchema;

/// Contact information: strings as typed going in, normalised coming out. A field that is unavailable must be absent.
#[derive(ToSchema)]
pub(super) struct Values {
    /// Ids of users of the account. Unavailable in sandbox.
    alert_contacts: Option<Vec<String>>,
    technical_emergency: Option<Vec<ContactValues>>,
    technical_non_emergency: Option<Vec<ContactValues>>,
    /// Unavailable where no kind of integration has it.
    merchant_issues: Option<Vec<ContactValues>>,
    operational_internal: Option<Vec<ContactValues>>,
    operational_public: Option<PublicContactValues>,
    operational_support: Option<Vec<ScheduleValues>>,
}

/// Whom to tell.
#[derive(ToSchema)]
pub(super) struct ContactValues {
    name: Option<String>,
    #[schema(example = "oncall@bella-pizza.example")]
    email: String,
    #[schema(example = "+48 22 123 45 67")]
    phone: Option<String>,
    language: Language,
}

/// What end users are given.
#[derive(ToSchema)]
pub(super) struct PublicContactValues {
    #[schema(example = "help@bella-pizza.example")]
    email: String,
    phone: Option<String>,
    #[schema(example = "https://bella-pizza.example/help")]
    web_page: Option<String>,
}

/// When end users get support.
#[derive(ToSchema)]
pub(super) struct ScheduleValues {
    /// A name in the IANA database.
    #[schema(example = "Europe/Warsaw")]
    time_zone: String,
    languages: Vec<Language>,
    hours: HoursValues,
}

/// Around the clock, or hours per weekday.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(super) enum HoursValues {
    AlwaysOpen(AroundTheClock),
    Weekly { weekly: Vec<IntervalValues> },
}

/// Always.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum AroundTheClock {
    AroundTheClock,
}

/// Part of a day.
#[derive(Serialize, ToSchema)]
pub(super) struct IntervalValues {
    day: Weekday,
    #[schema(example = "09:00")]
    from: String,
    /// 24:00 is the end of the day.
    #[schema(example = "17:00")]
    to: String,
}
