//! The picture of the week: which minutes schedules cover, seen on the clocks of some zone.

use crate::{Hours, Schedule};

/// Minutes in a day of the picture. Days on which clocks change are drawn like all others.
const MINUTES_PER_DAY: u16 = 24 * 60;

/// Minutes in a week.
pub const MINUTES_PER_WEEK: u16 = 7 * MINUTES_PER_DAY;

/// Covered minutes of the week, counted from Monday 00:00: from `start` up to, but not including,
/// `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first minute, 0 to 10,079.
    pub start: u16,
    /// The minute after the last, 1 to 10,080.
    pub end: u16,
}

/// The minutes that at least one of the schedules covers, sorted and merged.
///
/// `offset` gives a zone's distance from UTC, in minutes, in the week that is pictured; hours in a
/// zone that it doesn't know are left out. `shown_in` is the distance of the clocks that the
/// picture is drawn for.
pub fn covered_spans<'a>(
    schedules: impl IntoIterator<Item = &'a Schedule>,
    offset: impl Fn(&str) -> Option<i32>,
    shown_in: i32,
) -> Vec<Span> {
    let mut spans = Vec::new();
    for schedule in schedules {
        match &schedule.hours {
            Hours::AroundTheClock => spans.push(Span { start: 0, end: MINUTES_PER_WEEK }),
            Hours::Weekly(intervals) => {
                let Some(offset) = offset(schedule.time_zone.as_str()) else {
                    continue;
                };
                for interval in intervals {
                    let midnight = interval.day().index() * MINUTES_PER_DAY;
                    let span =
                        Span { start: midnight + interval.from().minutes(), end: midnight + interval.to().minutes() };
                    push_shifted(&mut spans, span, offset, shown_in);
                }
            }
        }
    }
    merge(spans)
}

/// The minutes of the week that no span covers, when none overlap, as [`covered_spans`] gives them.
#[must_use]
pub fn uncovered_minutes(covered: &[Span]) -> u16 {
    covered.iter().fold(MINUTES_PER_WEEK, |rest, span| rest.saturating_sub(span.end.saturating_sub(span.start)))
}

/// A span moved from one clock to another. What leaves the week at one end comes in at the other.
fn push_shifted(spans: &mut Vec<Span>, span: Span, from: i32, to: i32) {
    let week = i32::from(MINUTES_PER_WEEK);
    // Each is brought into one week first, so that no distance is too great to be added.
    let shift = to.rem_euclid(week) - from.rem_euclid(week);
    let Ok(start) = u16::try_from((i32::from(span.start) + shift).rem_euclid(week)) else {
        return;
    };
    let end = start + (span.end - span.start);
    if end <= MINUTES_PER_WEEK {
        spans.push(Span { start, end });
    } else {
        spans.push(Span { start, end: MINUTES_PER_WEEK });
        spans.push(Span { start: 0, end: end - MINUTES_PER_WEEK });
    }
}

fn merge(spans: Vec<Span>) -> Vec<Span> {
    let mut sorted: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        let place = sorted.partition_point(|earlier| *earlier < span);
        sorted.insert(place, span);
    }
    let mut merged: Vec<Span> = Vec::new();
    for span in sorted {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse_schedule;
    use crate::{HoursDraft, IntervalDraft, ScheduleDraft};

    const HOUR: u16 = 60;

    fn weekly(time_zone: &str, rows: &[(&str, &str, &str)]) -> Schedule {
        let interval = |&(day, from, to): &(&str, &str, &str)| IntervalDraft {
            day: day.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
        };
        let hours = HoursDraft::Weekly(rows.iter().map(interval).collect());
        let draft = ScheduleDraft { time_zone: time_zone.to_owned(), languages: vec!["en".to_owned()], hours };
        parse_schedule(&draft).expect("a valid schedule")
    }

    fn offset(zone: &str) -> Option<i32> {
        [("UTC", 0), ("Europe/Warsaw", 60), ("America/Sao_Paulo", -180), ("Asia/Kolkata", 330)]
            .into_iter()
            .find_map(|(name, minutes)| (name == zone).then_some(minutes))
    }

    fn hours(schedules: &[Schedule], shown_in: i32) -> Vec<(u16, u16)> {
        let spans = covered_spans(schedules, offset, shown_in);
        spans.iter().map(|span| (span.start / HOUR, span.end / HOUR)).collect()
    }

    #[test]
    fn spans_are_shifted_wrapped_and_merged() {
        let monday = weekly("UTC", &[("monday", "00:00", "04:00"), ("monday", "04:00", "06:00")]);
        assert_eq!(hours(std::slice::from_ref(&monday), 0), [(0, 6)]);
        assert_eq!(hours(std::slice::from_ref(&monday), -120), [(0, 4), (166, 168)]);
        let sunday = weekly("America/Sao_Paulo", &[("sunday", "20:00", "24:00")]);
        assert_eq!(hours(std::slice::from_ref(&sunday), 0), [(0, 3), (167, 168)]);
        assert_eq!(hours(&[sunday, monday], 0), [(0, 6), (167, 168)]);
        assert_eq!(hours(&[weekly("Europe/Rome", &[("monday", "09:00", "17:00")])], 0), []);
    }

    #[test]
    fn around_the_clock_covers_the_week() {
        let draft = ScheduleDraft {
            time_zone: "Europe/Rome".to_owned(),
            languages: vec!["it".to_owned()],
            hours: HoursDraft::AroundTheClock,
        };
        let schedule = parse_schedule(&draft).expect("valid");
        let spans = covered_spans([&schedule], offset, 330);
        assert_eq!(spans, [Span { start: 0, end: MINUTES_PER_WEEK }]);
        assert_eq!(uncovered_minutes(&spans), 0);
        assert_eq!(uncovered_minutes(&[]), MINUTES_PER_WEEK);
    }
}
