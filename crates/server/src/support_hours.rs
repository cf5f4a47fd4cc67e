//! When support is open, as instants: hours are given on the clocks of a zone, and clocks change.
//!
//! A time that clocks skip stands for the moment at which they skip it: hours that a missing hour falls into are that much
//! shorter, and hours that lie in it altogether aren't there on that day. Of a time that clocks show twice, the first counts
//! where hours begin, and the second where they end: such hours are that much longer.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use model::{Hours, Interval, Intervals, LocalTime, Schedule, TimeOfDay, Weekday};

/// How far ahead spans are told of: a week, and the day on which it is asked.
const AHEAD: SignedDuration = SignedDuration::from_hours(8 * 24);

/// How far back is looked, for the beginning of the span that is open now. What is closed for an hour in every week may be missed
/// once, as below, but not twice.
const BACK: SignedDuration = SignedDuration::from_hours(16 * 24);

/// How far ahead is looked, for the last span's end. What is closed for an hour in every week may be missed once, on the day
/// on which clocks skip that hour, but not twice: a span that reaches this far never ends.
const HORIZON: SignedDuration = SignedDuration::from_hours(24 * 24);

/// Some time in which support is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenSpan {
    /// From when on.
    pub from: Timestamp,
    /// The first instant at which it is closed again; `None` when it is always open.
    pub until: Option<Timestamp>,
}

/// Whether at least one of the schedules offers support at this instant.
///
/// It agrees with [`open_spans`], but for what lies in an hour that clocks show twice, between the first time at which hours
/// begin and the second, or the first time at which they end and the second: this goes by what the clocks show.
#[must_use]
pub fn is_open<'a>(schedules: impl IntoIterator<Item = &'a Schedule>, at: Timestamp) -> bool {
    model::is_open(schedules, |zone| local_time(zone, at))
}

/// What the clocks of a zone show at an instant; `None` when there is no such zone.
#[must_use]
pub fn local_time(zone: &str, at: Timestamp) -> Option<LocalTime> {
    let shown = TimeZone::get(zone).ok()?.to_datetime(at);
    let minute = u16::try_from(i16::from(shown.hour()) * 60 + i16::from(shown.minute())).ok()?;
    Some(LocalTime { day: weekday(shown.date())?, minute })
}

/// When support is open in the eight days from `now` on, over all schedules: in order, and apart. A span that is open now
/// begins in the past, by some two weeks if it has no beginning; one that ends after the eight days has its end all the same.
/// Hours in a zone that doesn't exist are left out.
#[must_use]
pub fn open_spans<'a>(schedules: impl IntoIterator<Item = &'a Schedule>, now: Timestamp) -> Vec<OpenSpan> {
    let start = now.saturating_sub(BACK).unwrap_or(Timestamp::MIN);
    let end = now.saturating_add(HORIZON).unwrap_or(Timestamp::MAX);
    let mut spans = Vec::new();
    for schedule in schedules {
        match schedule.hours() {
            Hours::AroundTheClock => return vec![OpenSpan { from: start, until: None }],
            Hours::Weekly(intervals) => {
                if let Ok(zone) = TimeZone::get(schedule.time_zone().as_str()) {
                    spans.extend(intervals_between(start, end, intervals, &zone));
                }
            }
        }
    }
    let is_told_of = |(from, until): &(Timestamp, Timestamp)| *until > now && now.duration_until(*from) < AHEAD;
    let span = |(from, until)| {
        let is_endless = from <= start && until >= end;
        OpenSpan { from, until: (!is_endless).then_some(until) }
    };
    merge(spans).into_iter().filter(is_told_of).map(span).collect()
}

/// The intervals of the days from one instant to another, as instants.
fn intervals_between(
    start: Timestamp,
    end: Timestamp,
    intervals: &Intervals,
    zone: &TimeZone,
) -> Vec<(Timestamp, Timestamp)> {
    let last = zone.to_datetime(end).date();
    let days = zone.to_datetime(start).date().series(1_i64.days()).take_while(|date| *date <= last);
    let of_day = |date: Date| {
        let is_then = move |interval: &&Interval| weekday(date) == Some(interval.day());
        intervals.iter().filter(is_then).filter_map(move |interval| instants(*interval, date, zone))
    };
    days.flat_map(of_day).collect()
}

/// An interval on one day, unless clocks skip it.
fn instants(interval: Interval, date: Date, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
    let from = instant(zone, civil(date, interval.from())?, |first, _| first)?;
    let until = instant(zone, civil(date, interval.to())?, |_, second| second)?;
    (from < until).then_some((from, until))
}

/// The date and time on the clocks; the end of a day is the beginning of the next.
fn civil(date: Date, time: TimeOfDay) -> Option<DateTime> {
    if time == TimeOfDay::END_OF_DAY {
        return Some(date.tomorrow().ok()?.to_datetime(Time::midnight()));
    }
    let (hour, minute) = (time.minutes() / 60, time.minutes() % 60);
    let time = Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()?;
    Some(date.to_datetime(time))
}

/// The instant at which clocks show this, with a choice for when they do so twice.
fn instant(zone: &TimeZone, shown: DateTime, choose: impl Fn(Offset, Offset) -> Offset) -> Option<Timestamp> {
    match zone.to_ambiguous_timestamp(shown).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(shown).ok(),
        AmbiguousOffset::Fold { before, after } => choose(before, after).to_timestamp(shown).ok(),
        AmbiguousOffset::Gap { after, .. } => {
            let before_the_gap = after.to_timestamp(shown).ok()?;
            zone.following(before_the_gap).next().map(|transition| transition.timestamp())
        }
    }
}

fn weekday(date: Date) -> Option<Weekday> {
    let days = usize::try_from(date.weekday().to_monday_zero_offset()).ok()?;
    Weekday::ALL.get(days).copied()
}

fn merge(mut spans: Vec<(Timestamp, Timestamp)>) -> Vec<(Timestamp, Timestamp)> {
    spans.sort_unstable();
    let mut merged: Vec<(Timestamp, Timestamp)> = Vec::new();
    for (from, until) in spans {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => merged.push((from, until)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use model::{HoursDraft, IntervalDraft, ScheduleDraft, parse_schedule};

    use super::*;

    type Row<'a> = (&'a str, &'a str, &'a str);

    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    fn schedule(zone: &str, hours: HoursDraft) -> Schedule {
        let draft = ScheduleDraft { time_zone: zone.to_owned(), languages: vec!["en".to_owned()], hours };
        parse_schedule(&draft).unwrap()
    }

    fn weekly(zone: &str, rows: &[Row<'_>]) -> Schedule {
        let interval = |(day, from, to): &Row<'_>| IntervalDraft {
            day: (*day).to_owned(),
            from: (*from).to_owned(),
            to: (*to).to_owned(),
        };
        schedule(zone, HoursDraft::Weekly(rows.iter().map(interval).collect()))
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// The first spans from `now` on.
    fn check(schedules: &[Schedule], now: &str, expected: &[(&str, &str)]) {
        let spans = open_spans(schedules, at(now));
        let found: Vec<_> = spans.iter().take(expected.len()).map(|span| (span.from, span.until)).collect();
        let expected: Vec<_> = expected.iter().map(|(from, until)| (at(from), Some(at(until)))).collect();
        assert_eq!(found, expected, "{schedules:?} at {now}");
        agree(schedules, at(now));
    }

    /// By the minute: open where clocks show so, and apart from hours that clocks show twice, nowhere else.
    fn agree(schedules: &[Schedule], now: Timestamp) {
        let spans = open_spans(schedules, now);
        let zones: Vec<_> = schedules.iter().map(|it| TimeZone::get(it.time_zone().as_str()).unwrap()).collect();
        for minute in 0..8 * 24 * 60 {
            let instant = now + SignedDuration::from_mins(minute);
            let is_told =
                spans.iter().any(|span| span.from <= instant && span.until.is_none_or(|until| instant < until));
            let is_shown_twice = zones.iter().any(|zone| {
                matches!(zone.to_ambiguous_timestamp(zone.to_datetime(instant)).offset(), AmbiguousOffset::Fold { .. })
            });
            let is_open = is_open(schedules, instant);
            assert!(is_told == is_open || is_told && is_shown_twice, "{instant}: {is_told}, {is_open}");
        }
    }

    #[test]
    fn clocks_that_stand_still() {
        let hours = [("monday", "09:00", "13:00"), ("monday", "14:00", "24:00"), ("tuesday", "00:00", "01:30")];
        let kolkata = weekly("Asia/Kolkata", &hours);
        check(
            std::slice::from_ref(&kolkata),
            "2026-03-01T10:00:00Z",
            &[
                ("2026-03-02T03:30:00Z", "2026-03-02T07:30:00Z"),
                ("2026-03-02T08:30:00Z", "2026-03-02T20:00:00Z"),
                ("2026-03-09T03:30:00Z", "2026-03-09T07:30:00Z"),
                ("2026-03-09T08:30:00Z", "2026-03-09T20:00:00Z"),
            ],
        );
        // Begun before, and on its last minute.
        check(
            std::slice::from_ref(&kolkata),
            "2026-03-02T19:59:59Z",
            &[("2026-03-02T08:30:00Z", "2026-03-02T20:00:00Z"), ("2026-03-09T03:30:00Z", "2026-03-09T07:30:00Z")],
        );
        check(&[kolkata], "2026-03-02T20:00:00Z", &[("2026-03-09T03:30:00Z", "2026-03-09T07:30:00Z")]);
    }

    #[test]
    fn eight_days_are_told_of() {
        let monday = weekly("UTC", &[("monday", "09:00", "17:00")]);
        let told = |now: &str| open_spans([&monday], at(now)).len();
        assert_eq!(told("2026-03-02T08:00:00Z"), 2);
        assert_eq!(told("2026-03-01T09:00:00Z"), 1, "eight days are over when the second begins");
        assert_eq!(told("2026-03-01T09:00:01Z"), 2);
        assert!(open_spans([], at("2026-03-01T09:00:00Z")).is_empty());
    }

    #[test]
    fn a_missing_hour_makes_hours_shorter() {
        let warsaw = |from, to| [weekly("Europe/Warsaw", &[("sunday", from, to)])];
        for (from, to, first, last) in [
            ("00:00", "24:00", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
            ("01:00", "02:30", "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z"),
            ("02:30", "05:00", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00Z"),
            ("02:00", "03:00", "2026-04-05T00:00:00Z", "2026-04-05T01:00:00Z"),
            ("02:15", "02:45", "2026-04-05T00:15:00Z", "2026-04-05T00:45:00Z"),
        ] {
            check(&warsaw(from, to), "2026-03-28T12:00:00Z", &[(first, last)]);
        }
        // Half an hour is missing.
        let lord_howe = |from, to| [weekly("Australia/Lord_Howe", &[("sunday", from, to)])];
        for (from, to, first, last) in [
            ("00:00", "24:00", "2026-10-03T13:30:00Z", "2026-10-04T13:00:00Z"),
            ("02:15", "03:00", "2026-10-03T15:30:00Z", "2026-10-03T16:00:00Z"),
            ("01:00", "02:15", "2026-10-03T14:30:00Z", "2026-10-03T15:30:00Z"),
            ("02:00", "02:30", "2026-10-10T15:00:00Z", "2026-10-10T15:30:00Z"),
        ] {
            check(&lord_howe(from, to), "2026-10-03T12:00:00Z", &[(first, last)]);
        }
        // A day without its first hour; the one before ends when it begins.
        let sao_paulo = |day, from, to| [weekly("America/Sao_Paulo", &[(day, from, to)])];
        for (day, from, to, first, last) in [
            ("saturday", "20:00", "24:00", "2018-11-03T23:00:00Z", "2018-11-04T03:00:00Z"),
            ("sunday", "00:00", "24:00", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
            ("sunday", "00:00", "00:30", "2018-11-11T02:00:00Z", "2018-11-11T02:30:00Z"),
        ] {
            check(&sao_paulo(day, from, to), "2018-11-03T12:00:00Z", &[(first, last)]);
        }
    }

    #[test]
    fn an_hour_shown_twice_makes_hours_longer() {
        let warsaw = |from, to| [weekly("Europe/Warsaw", &[("sunday", from, to)])];
        for (from, to, first, last) in [
            ("00:00", "24:00", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
            ("02:00", "03:00", "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z"),
            ("02:30", "05:00", "2026-10-25T00:30:00Z", "2026-10-25T04:00:00Z"),
            ("01:00", "02:30", "2026-10-24T23:00:00Z", "2026-10-25T01:30:00Z"),
            ("02:15", "02:45", "2026-10-25T00:15:00Z", "2026-10-25T01:45:00Z"),
        ] {
            check(&warsaw(from, to), "2026-10-24T12:00:00Z", &[(first, last)]);
        }
        let lord_howe = |from, to| [weekly("Australia/Lord_Howe", &[("sunday", from, to)])];
        for (from, to, first, last) in [
            ("00:00", "24:00", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z"),
            ("01:45", "03:00", "2026-04-04T14:45:00Z", "2026-04-04T16:30:00Z"),
            ("01:00", "01:45", "2026-04-04T14:00:00Z", "2026-04-04T15:15:00Z"),
        ] {
            check(&lord_howe(from, to), "2026-04-04T12:00:00Z", &[(first, last)]);
        }
        // The last hour of a Saturday is there twice, and the day's end after the second.
        let saturday = [weekly("America/Sao_Paulo", &[("saturday", "20:00", "24:00")])];
        check(&saturday, "2019-02-16T12:00:00Z", &[("2019-02-16T22:00:00Z", "2019-02-17T03:00:00Z")]);
    }

    #[test]
    fn schedules_are_merged() {
        let schedules = [
            weekly("Europe/Warsaw", &[("monday", "09:00", "17:00"), ("friday", "09:00", "17:00")]),
            weekly("America/Sao_Paulo", &[("monday", "13:00", "18:00"), ("tuesday", "22:00", "23:00")]),
            weekly("Asia/Kolkata", &[("monday", "09:00", "13:30")]),
        ];
        check(
            &schedules,
            "2026-07-05T12:00:00Z",
            &[
                ("2026-07-06T03:30:00Z", "2026-07-06T15:00:00Z"),
                ("2026-07-06T16:00:00Z", "2026-07-06T21:00:00Z"),
                ("2026-07-08T01:00:00Z", "2026-07-08T02:00:00Z"),
                ("2026-07-10T07:00:00Z", "2026-07-10T15:00:00Z"),
            ],
        );
    }

    #[test]
    fn around_the_clock_has_no_end() {
        let now = at("2026-03-27T10:00:00Z");
        let endless = |schedules: &[Schedule]| {
            agree(schedules, now);
            let spans = open_spans(schedules, now);
            matches!(spans.as_slice(), [OpenSpan { from, until: None }] if *from < now)
        };
        let monday = || weekly("UTC", &[("monday", "09:00", "17:00")]);
        assert!(endless(&[monday(), schedule("Europe/Warsaw", HoursDraft::AroundTheClock)]));
        let whole_week = DAYS.map(|day| (day, "00:00", "24:00"));
        for zone in ["Europe/Warsaw", "Asia/Kolkata", "Australia/Lord_Howe"] {
            assert!(endless(&[weekly(zone, &whole_week)]), "{zone}");
        }
        assert!(!endless(&[monday()]));
        let until_friday = weekly("Europe/Warsaw", &whole_week[..5]);
        check(
            &[until_friday],
            "2026-03-27T10:00:00Z",
            &[("2026-03-22T23:00:00Z", "2026-03-27T23:00:00Z"), ("2026-03-29T22:00:00Z", "2026-04-03T22:00:00Z")],
        );
    }

    /// Closed for an hour a week, in Warsaw's night from Saturday to Sunday: on the day without that hour it isn't.
    #[test]
    fn the_only_closed_hour_may_be_missing() {
        let mut hours = DAYS.map(|day| (day, "00:00", "24:00")).to_vec();
        hours.splice(6.., [("sunday", "00:00", "02:00"), ("sunday", "03:00", "24:00")]);
        let schedules = [weekly("Europe/Warsaw", &hours)];
        check(
            &schedules,
            "2026-03-15T12:00:00Z",
            &[("2026-03-15T02:00:00Z", "2026-03-22T01:00:00Z"), ("2026-03-22T02:00:00Z", "2026-04-05T00:00:00Z")],
        );
    }

    #[test]
    fn what_the_clocks_show() {
        for (zone, instant, expected) in [
            ("Europe/Warsaw", "2026-03-29T00:59:59Z", Some((Weekday::Sunday, 119))),
            ("Europe/Warsaw", "2026-03-29T01:00:00Z", Some((Weekday::Sunday, 180))),
            ("Asia/Calcutta", "2026-03-29T18:30:00Z", Some((Weekday::Monday, 0))),
            ("Nowhere/Land", "2026-03-29T18:30:00Z", None),
        ] {
            let shown = local_time(zone, at(instant)).map(|time| (time.day, time.minute));
            assert_eq!(shown, expected, "{zone} at {instant}");
        }
    }
}
