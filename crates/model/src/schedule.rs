//! Schedules: when support is open, where, and in which languages.

use crate::{Hours, Language, TimeZone};

/// Hours of support in one time zone. Only [`parse`](crate::parse()) and [`parse_schedule`](crate::parse_schedule) make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    pub(crate) time_zone: TimeZone,
    pub(crate) languages: Vec<Language>,
    pub(crate) hours: Hours,
}

impl Schedule {
    /// The zone whose clocks the hours are read on.
    #[must_use]
    pub fn time_zone(&self) -> &TimeZone {
        &self.time_zone
    }

    /// The languages spoken: at least one, each once.
    #[must_use]
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// When support is open.
    #[must_use]
    pub fn hours(&self) -> &Hours {
        &self.hours
    }
}
