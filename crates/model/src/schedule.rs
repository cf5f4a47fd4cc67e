//! Schedules: when support is open, where, and in which languages.

use crate::{Hours, Language, TimeZone};

/// Hours of support in one time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The zone whose clocks the hours are read on.
    pub time_zone: TimeZone,
    /// The languages spoken: at least one, each once.
    pub languages: Vec<Language>,
    /// When support is open.
    pub hours: Hours,
}
