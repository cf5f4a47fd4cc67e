//! The picture of the week, against a week that is painted minute by minute.

use model::{
    HoursDraft, IntervalDraft, MINUTES_PER_WEEK, Schedule, ScheduleDraft, Span, Weekday, covered_spans, parse_schedule,
    uncovered_minutes,
};

const DAY: u16 = 24 * 60;

/// A weekly interval in minutes: day, from, to.
pub(crate) type Row = (usize, u16, u16);

/// A schedule in UTC, or in any zone whose offset the test makes up.
pub(crate) fn schedule(zone: &str, rows: &[Row]) -> Option<Schedule> {
    let time = |minutes: u16| format!("{}:{:02}", minutes / 60, minutes % 60);
    let interval = |&(day, from, to): &Row| IntervalDraft {
        day: Weekday::ALL[day].id().to_owned(),
        from: time(from),
        to: time(to),
    };
    parse_schedule(&ScheduleDraft {
        time_zone: zone.to_owned(),
        languages: vec!["en".to_owned()],
        hours: HoursDraft::Weekly(rows.iter().map(interval).collect()),
    })
}

/// The same as [`covered_spans`], slowly: each minute is moved by itself.
pub(crate) fn painted(rows: &[Row], shift: i64) -> Vec<Span> {
    let week = usize::from(MINUTES_PER_WEEK);
    let mut minutes = vec![false; week + 1];
    for &(day, from, to) in rows {
        for minute in from..to {
            let minute = i64::try_from(day).expect("a day") * i64::from(DAY) + i64::from(minute) + shift;
            let minute = minute.rem_euclid(i64::from(MINUTES_PER_WEEK));
            minutes[usize::try_from(minute).expect("within the week")] = true;
        }
    }
    let mut spans = Vec::new();
    let mut start = None;
    for (minute, is_covered) in (0..).zip(minutes) {
        match (start, is_covered) {
            (None, true) => start = Some(minute),
            (Some(first), false) => {
                spans.push(Span { start: first, end: minute });
                start = None;
            }
            _ => {}
        }
    }
    spans
}

fn check(rows: &[Row], offset: i32, shown_in: i32, expected: &[(u16, u16)]) {
    let schedule = schedule("Europe/Warsaw", rows).expect("valid");
    let spans = covered_spans([&schedule], |_| Some(offset), shown_in);
    let found: Vec<_> = spans.iter().map(|span| (span.start, span.end)).collect();
    assert_eq!(found, expected, "{rows:?} from {offset} to {shown_in}");
    assert_eq!(spans, painted(rows, i64::from(shown_in) - i64::from(offset)));
}

#[test]
fn coverage() {
    let nine_to_five = [(0, 9 * 60, 17 * 60)];
    let last = MINUTES_PER_WEEK;
    check(&nine_to_five, 0, 0, &[(540, 1020)]);
    check(&nine_to_five, 60, 60, &[(540, 1020)]);
    check(&nine_to_five, 60, 0, &[(480, 960)]);
    check(&nine_to_five, 0, 60, &[(600, 1080)]);
    check(&nine_to_five, 345, -210, &[(0, 465), (last - 15, last)]);
    // Around the ends of the week, to the minute.
    check(&nine_to_five, 540, 0, &[(0, 480)]);
    check(&nine_to_five, 541, 0, &[(0, 479), (last - 1, last)]);
    check(&nine_to_five, 1020, 0, &[(last - 480, last)]);
    check(&nine_to_five, 1019, 0, &[(0, 1), (last - 479, last)]);
    check(&[(6, 0, DAY)], 0, 1, &[(0, 1), (last - DAY + 1, last)]);
    // Days that touch become one span; midnight at the week's end doesn't.
    check(&[(0, 0, DAY), (1, 0, DAY)], 0, 0, &[(0, 2 * DAY)]);
    check(&[(0, 0, 60), (6, 23 * 60, DAY)], 0, 0, &[(0, 60), (last - 60, last)]);
    check(&[(0, 0, 60), (6, 23 * 60, DAY)], 0, 60, &[(0, 120)]);
    // The zones farthest apart.
    check(&nine_to_five, 840, -720, &[(last - 1020, last - 540)]);
    // Distances that no zone has, but that a function may answer.
    check(&nine_to_five, i32::MIN, i32::MAX, &painted_pairs(&nine_to_five, i64::from(u32::MAX)));
    check(&nine_to_five, i32::MAX, i32::MIN, &painted_pairs(&nine_to_five, -i64::from(u32::MAX)));
}

fn painted_pairs(rows: &[Row], shift: i64) -> Vec<(u16, u16)> {
    painted(rows, shift).iter().map(|span| (span.start, span.end)).collect()
}

/// Whatever is handed in, nothing overflows.
#[test]
fn spans_from_elsewhere() {
    let span = |start, end| Span { start, end };
    let rows = [
        (vec![], MINUTES_PER_WEEK),
        (vec![span(0, MINUTES_PER_WEEK)], 0),
        (vec![span(0, 1), span(9, 10)], MINUTES_PER_WEEK - 2),
        (vec![span(10, 0)], MINUTES_PER_WEEK),
        (vec![span(0, u16::MAX), span(0, u16::MAX)], 0),
    ];
    for (spans, expected) in rows {
        assert_eq!(uncovered_minutes(&spans), expected, "{spans:?}");
    }
}

/// Every minute of the day is written as it is read.
#[test]
fn times_of_day() {
    for minutes in 0..=DAY {
        let text = format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let time = model::TimeOfDay::parse(&text).expect("a time");
        assert_eq!((time.minutes(), time.to_text()), (minutes, text));
    }
}
