//! Whether support is open.

use crate::{Hours, Schedule, Weekday};

/// What the clocks of a zone show at some instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalTime {
    /// The day of the week.
    pub day: Weekday,
    /// Minutes since midnight by the clock, 0 to 1439, whatever clocks have skipped or repeated since.
    pub minute: u16,
}

/// Whether at least one of the schedules offers support at an instant.
///
/// `local_time` gives what a zone's clocks show at that instant; hours in a zone that it doesn't know are left out. An hour
/// that clocks show twice is open, or closed, both times.
pub fn is_open<'a>(
    schedules: impl IntoIterator<Item = &'a Schedule>,
    local_time: impl Fn(&str) -> Option<LocalTime>,
) -> bool {
    schedules.into_iter().any(|schedule| match schedule.hours() {
        Hours::AroundTheClock => true,
        Hours::Weekly(intervals) => local_time(schedule.time_zone().as_str()).is_some_and(|time| {
            intervals.iter().any(|interval| {
                interval.day() == time.day
                    && (interval.from().minutes()..interval.to().minutes()).contains(&time.minute)
            })
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{HoursDraft, IntervalDraft, ScheduleDraft, parse_schedule};

    fn schedule(time_zone: &str, hours: HoursDraft) -> Schedule {
        let draft = ScheduleDraft { time_zone: time_zone.to_owned(), languages: vec!["en".to_owned()], hours };
        parse_schedule(&draft).expect("a valid schedule")
    }

    fn weekly(time_zone: &str, rows: &[(&str, &str, &str)]) -> Schedule {
        let interval = |&(day, from, to): &(&str, &str, &str)| IntervalDraft {
            day: day.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
        };
        schedule(time_zone, HoursDraft::Weekly(rows.iter().map(interval).collect()))
    }

    #[test]
    fn hours_are_read_on_the_clocks_of_their_zone() {
        use Weekday::{Monday, Saturday, Sunday, Tuesday};
        let warsaw = || {
            weekly(
                "Europe/Warsaw",
                &[("monday", "09:00", "12:30"), ("monday", "13:00", "24:00"), ("sunday", "00:00", "24:00")],
            )
        };
        let kolkata = || weekly("Asia/Kolkata", &[("tuesday", "00:00", "00:01")]);
        // What the clocks of Warsaw and of Kolkata show.
        let rows = [
            (vec![warsaw()], (Monday, 8 * 60 + 59), (Monday, 0), false),
            (vec![warsaw()], (Monday, 9 * 60), (Monday, 0), true),
            (vec![warsaw()], (Monday, 12 * 60 + 29), (Monday, 0), true),
            (vec![warsaw()], (Monday, 12 * 60 + 30), (Monday, 0), false),
            (vec![warsaw()], (Monday, 23 * 60 + 59), (Monday, 0), true),
            (vec![warsaw()], (Tuesday, 0), (Tuesday, 0), false),
            (vec![warsaw()], (Sunday, 0), (Sunday, 0), true),
            (vec![warsaw()], (Saturday, 10 * 60), (Saturday, 0), false),
            (vec![warsaw(), kolkata()], (Monday, 0), (Tuesday, 0), true),
            (vec![warsaw(), kolkata()], (Monday, 0), (Tuesday, 1), false),
            (vec![weekly("Europe/Rome", &[("monday", "00:00", "24:00")])], (Monday, 60), (Monday, 60), false),
            (vec![schedule("Europe/Rome", HoursDraft::AroundTheClock)], (Monday, 60), (Monday, 60), true),
            (vec![], (Monday, 60), (Monday, 60), false),
        ];
        for (schedules, warsaw, kolkata, expected) in rows {
            let shown = |(day, minute)| Some(LocalTime { day, minute });
            let local_time = |zone: &str| match zone {
                "Europe/Warsaw" => shown(warsaw),
                "Asia/Kolkata" => shown(kolkata),
                _ => None,
            };
            assert_eq!(is_open(&schedules, local_time), expected, "{schedules:?} at {warsaw:?}, {kolkata:?}");
        }
    }
}
