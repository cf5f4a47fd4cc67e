//! Hours of a week, in minutes of the day.

use serde::{Deserialize, Serialize};

use crate::Code;

/// A day of the week. Weeks begin on Monday (ISO 8601).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    /// The first day of the week.
    Monday,
    /// The second day.
    Tuesday,
    /// The third day.
    Wednesday,
    /// The fourth day.
    Thursday,
    /// The fifth day.
    Friday,
    /// The sixth day.
    Saturday,
    /// The last day.
    Sunday,
}

impl Weekday {
    /// The days of a week, in order.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    /// The day's name in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Weekday::Monday => "monday",
            Weekday::Tuesday => "tuesday",
            Weekday::Wednesday => "wednesday",
            Weekday::Thursday => "thursday",
            Weekday::Friday => "friday",
            Weekday::Saturday => "saturday",
            Weekday::Sunday => "sunday",
        }
    }

    /// The day with this name in JSON.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.id() == id)
    }

    /// Days since Monday, 0 to 6.
    #[must_use]
    pub fn index(self) -> u16 {
        self as u16
    }
}

/// A minute of the day, 00:00 to 24:00. The last is the end of the day, and can't begin anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// 24:00.
    pub const END_OF_DAY: TimeOfDay = TimeOfDay(24 * 60);

    /// Reads `09:00`, and what people type in its place: `9:00`, `9.00` or `9`.
    ///
    /// # Errors
    /// `Required` when nothing was typed, else `InvalidTime`.
    pub fn parse(text: &str) -> Result<Self, Code> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Code::Required);
        }
        let (hours, minutes) = text.split_once([':', '.']).unwrap_or((text, "00"));
        let hours = number(hours, 1).ok_or(Code::InvalidTime)?;
        let minutes = number(minutes, 2).filter(|minutes| *minutes < 60).ok_or(Code::InvalidTime)?;
        let time = Self(hours * 60 + minutes);
        if time <= Self::END_OF_DAY { Ok(time) } else { Err(Code::InvalidTime) }
    }

    /// Minutes since midnight, 0 to 1440.
    #[must_use]
    pub fn minutes(self) -> u16 {
        self.0
    }

    /// The time as `09:00`.
    #[must_use]
    pub fn to_text(self) -> String {
        let digit = |number: u16| char::from(b'0' + u8::try_from(number % 10).unwrap_or(0));
        let (hours, minutes) = (self.0 / 60, self.0 % 60);
        [digit(hours / 10), digit(hours), ':', digit(minutes / 10), digit(minutes)].iter().collect()
    }
}

/// A number of at least `fewest` and at most two digits.
fn number(text: &str, fewest: usize) -> Option<u16> {
    let is_number = (fewest..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

/// Part of a day: from a minute up to, but not including, a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interval {
    day: Weekday,
    from: TimeOfDay,
    to: TimeOfDay,
}

impl Interval {
    /// # Errors
    /// `IntervalReversed` unless it begins before it ends.
    pub fn new(day: Weekday, from: TimeOfDay, to: TimeOfDay) -> Result<Self, Code> {
        if from < to { Ok(Self { day, from, to }) } else { Err(Code::IntervalReversed) }
    }

    /// The day it lies in.
    #[must_use]
    pub fn day(&self) -> Weekday {
        self.day
    }

    /// Its first minute.
    #[must_use]
    pub fn from(&self) -> TimeOfDay {
        self.from
    }

    /// The minute after its last.
    #[must_use]
    pub fn to(&self) -> TimeOfDay {
        self.to
    }

    /// Whether the two share a minute. Intervals that only touch don't.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.day == other.day && self.from < other.to && other.from < self.to
    }
}

/// When support is open. Only [`parse`](crate::parse()) makes hours per weekday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hours {
    /// Always.
    AroundTheClock,
    /// In some intervals of every week.
    Weekly(Intervals),
}

/// Intervals of a week: at least one, within the limit, sorted, none overlapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intervals(pub(crate) Vec<Interval>);

impl Intervals {
    /// The intervals, from Monday on.
    pub fn iter(&self) -> std::slice::Iter<'_, Interval> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Intervals {
    type Item = &'a Interval;
    type IntoIter = std::slice::Iter<'a, Interval>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day() {
        let rows = [
            ("00:00", Ok("00:00")),
            ("9:05", Ok("09:05")),
            ("9.05", Ok("09:05")),
            (" 9 ", Ok("09:00")),
            ("17", Ok("17:00")),
            ("23:59", Ok("23:59")),
            ("24:00", Ok("24:00")),
            ("24:01", Err(Code::InvalidTime)),
            ("25:00", Err(Code::InvalidTime)),
            ("12:60", Err(Code::InvalidTime)),
            ("12:5", Err(Code::InvalidTime)),
            ("12:", Err(Code::InvalidTime)),
            (":30", Err(Code::InvalidTime)),
            ("-1:00", Err(Code::InvalidTime)),
            ("+9:00", Err(Code::InvalidTime)),
            ("9:00:00", Err(Code::InvalidTime)),
            ("9 am", Err(Code::InvalidTime)),
            ("٩:٠٠", Err(Code::InvalidTime)),
            ("0900", Err(Code::InvalidTime)),
            ("", Err(Code::Required)),
        ];
        for (typed, expected) in rows {
            let time = TimeOfDay::parse(typed).map(TimeOfDay::to_text);
            assert_eq!(time.as_deref().map_err(|code| *code), expected, "{typed:?}");
        }
    }

    #[test]
    fn intervals_end_after_they_begin_and_may_touch() {
        let time = |text| TimeOfDay::parse(text).expect("a time");
        let interval = |day, from, to| Interval::new(day, time(from), time(to));
        assert_eq!(interval(Weekday::Monday, "17:00", "09:00"), Err(Code::IntervalReversed));
        assert_eq!(interval(Weekday::Monday, "09:00", "09:00"), Err(Code::IntervalReversed));
        let morning = interval(Weekday::Monday, "09:00", "12:00").expect("valid");
        let noon = interval(Weekday::Monday, "11:59", "13:00").expect("valid");
        let afternoon = interval(Weekday::Monday, "12:00", "24:00").expect("valid");
        let tuesday = interval(Weekday::Tuesday, "09:00", "12:00").expect("valid");
        assert!(morning.overlaps(&noon) && noon.overlaps(&morning) && morning.overlaps(&morning));
        assert!(!morning.overlaps(&afternoon) && !morning.overlaps(&tuesday));
    }
}
