//! The picture of the week: covered and uncovered hours at a glance, on the clocks of a chosen zone
//! and, below, on the reader's own.

use messages::key::week;
use model::{
    MINUTES_PER_WEEK, Schedule, ScheduleDraft, Span, Weekday, covered_spans, parse_schedule, uncovered_minutes,
};

use crate::components::Select;
use crate::markup::{IntoNode, Node, view};
use crate::reactive::prelude::*;
use crate::{browser, texts};

const MINUTES_PER_DAY: u16 = 24 * 60;

/// The hours that the scale names.
const SCALE: [u16; 9] = [0, 3, 6, 9, 12, 15, 18, 21, 24];

/// The stylesheet's colours for schedules, in order; further schedules begin anew.
const COLOURS: [&str; 4] = ["week-1", "week-2", "week-3", "week-4"];

/// The picture of the hours in these schedules. Those that aren't valid yet are left out.
#[component]
pub fn WeekPicture(
    /// The schedules as typed.
    schedules: Signal<Vec<ScheduleDraft>>,
) -> impl IntoView {
    let valid = Memo::new(move |_| schedules.get().iter().filter_map(parse_schedule).collect::<Vec<Schedule>>());
    let zones = Memo::new(move |_| {
        let mut zones: Vec<String> = Vec::new();
        for name in valid.with(|valid| valid.iter().map(|it| it.time_zone().as_str().to_owned()).collect::<Vec<_>>()) {
            if !zones.contains(&name) {
                zones.push(name);
            }
        }
        zones
    });
    let wished = RwSignal::new(String::new());
    let zone = Memo::new(move |_| {
        let wished = wished.get();
        let zones = zones.get();
        let first = zones.first().cloned().unwrap_or_else(browser::own_zone);
        if zones.contains(&wished) { wished } else { first }
    });
    (move || (!valid.with(Vec::is_empty)).then(|| picture(valid, zones, zone, wished))).into_node()
}

fn picture(valid: Memo<Vec<Schedule>>, zones: Memo<Vec<String>>, zone: Memo<String>, wished: RwSignal<String>) -> Node {
    let shown_in = move || browser::offset(&zone.get()).unwrap_or_default();
    let all = move || valid.with(|valid| covered_spans(valid, browser::offset, shown_in()));
    let covered_hours = move || ((MINUTES_PER_WEEK - uncovered_minutes(&all())) / 60).to_string();
    let caption = move || texts::message(&week::per_week(&covered_hours()));
    view! {
        <figure class="week">
            <figcaption>
                <span>{caption}</span>
                {move || zone_choice(&zones.get(), zone, wished)}
            </figcaption>
            <div class="week-chart" role="img" aria-label=caption>
                <span class="week-zone"></span>
                {move || scale(0)}
                {move || days(shown_in())}
                <svg class="week-plot" aria-hidden="true">
                    {move || valid.with(|valid| bars(valid, shown_in()))}
                    {grid()}
                    {move || now(shown_in())}
                </svg>
                {move || own_scale(&zone.get(), shown_in())}
            </div>
            <ul class="week-legend">
                {move || valid.with(|valid| legend(valid))}
                <li>
                    <svg class="gap" aria-hidden="true"></svg>
                    " "
                    {week::UNCOVERED}
                </li>
            </ul>
            <details>
                <summary>{week::AS_TABLE}</summary>
                <ul>{move || Weekday::ALL.map(|day| view! { <li>{day_in_words(day, &all())}</li> }).collect_view()}</ul>
            </details>
        </figure>
    }
}

fn zone_choice(zones: &[String], zone: Memo<String>, wished: RwSignal<String>) -> Node {
    if zones.len() < 2 {
        return view! { <span class="soft">{zone.get()}</span> };
    }
    let options = zones.iter().map(|zone| (zone.clone(), zone.clone())).collect();
    view! {
        <span class="switch">
            <label for="week-zone">{week::SHOWN_IN}</label>
            <Select id="week-zone".to_owned() options=options value=zone on_change=Callback::new(move |zone| wished.set(zone)) />
        </span>
    }
}

fn days(shown_in: i32) -> Node {
    let today = minute_now(shown_in) / MINUTES_PER_DAY;
    let day = move |day: Weekday| {
        view! { <li aria-current=(day.index() == today).then_some("date")>{texts::short_weekday(day)}</li> }
    };
    view! { <ol class="week-days">{Weekday::ALL.map(day).collect_view()}</ol> }
}

fn bars(valid: &[Schedule], shown_in: i32) -> Vec<Node> {
    let mut bars = Vec::new();
    for (schedule, colour) in valid.iter().zip(COLOURS.into_iter().cycle()) {
        for span in covered_spans([schedule], browser::offset, shown_in) {
            for (day, from, to) in by_day(span) {
                bars.push(bar(colour, day, from, to));
            }
        }
    }
    bars
}

fn bar(colour: &'static str, day: u16, from: u16, to: u16) -> Node {
    view! {
        <rect
            class=colour
            x=percent(from, MINUTES_PER_DAY)
            y=percent(day, 7)
            width=percent(to - from, MINUTES_PER_DAY)
            height=percent(1, 7)
        />
    }
}

/// The parts of a span by day: the day's index, and minutes of that day.
fn by_day(span: Span) -> impl Iterator<Item = (u16, u16, u16)> {
    (0..7).filter_map(move |day| {
        let midnight = day * MINUTES_PER_DAY;
        let from = span.start.max(midnight);
        let to = span.end.min(midnight + MINUTES_PER_DAY);
        (from < to).then(|| (day, from - midnight, to - midnight))
    })
}

fn grid() -> Node {
    let tick = |quarter: u16| {
        let x = percent(quarter, 4);
        view! { <line class="tick" x1=x.clone() x2=x y1="0" y2="100%" /> }
    };
    let rule = |day: u16| {
        let y = percent(day, 7);
        view! { <line class="rule" x1="0" x2="100%" y1=y.clone() y2=y /> }
    };
    view! {
        {[1, 2, 3].map(tick).collect_view()}
        {[1, 2, 3, 4, 5, 6].map(rule).collect_view()}
    }
}

/// The minute of the week that it is now, on the clocks that the picture is drawn for.
fn minute_now(shown_in: i32) -> u16 {
    let own = browser::offset(&browser::own_zone()).unwrap_or_default();
    let minute = i32::from(browser::minute_of_week()) - own + shown_in;
    u16::try_from(minute.rem_euclid(i32::from(MINUTES_PER_WEEK))).unwrap_or_default()
}

/// Where the week stands now.
fn now(shown_in: i32) -> Node {
    let minute = minute_now(shown_in);
    let day = minute / MINUTES_PER_DAY;
    let x = percent(minute % MINUTES_PER_DAY, MINUTES_PER_DAY);
    view! {
        <rect class="now" x=x.clone() y=percent(day, 7) width="2" height=percent(1, 7) />
        <circle class="now-dot" cx=x cy=percent(day, 7) r="4" />
    }
}

/// The hours along the picture, on clocks that are `ahead` minutes of those that it is drawn for.
fn scale(ahead: i32) -> Node {
    let label = move |hour: u16| {
        let minutes = i32::from(hour * 60) + ahead;
        let is_end = ahead == 0 && hour == 24;
        let minutes = u16::try_from(minutes.rem_euclid(24 * 60)).unwrap_or_default();
        let words = if is_end { "24".to_owned() } else { clock(minutes) };
        view! { <text x=percent(hour, 24) y="75%">{words}</text> }
    };
    view! { <svg class="week-scale" aria-hidden="true">{SCALE.map(label).collect_view()}</svg> }
}

/// The reader's own clocks, when they show something else.
fn own_scale(zone: &str, shown_in: i32) -> Option<Node> {
    let own_zone = browser::own_zone();
    let own = browser::offset(&own_zone).unwrap_or_default();
    let is_same = own == shown_in || own_zone == zone;
    let title = texts::message(&week::zone_own(&own_zone));
    (!is_same).then(
        || view! { <span class="week-zone" title=title>{messages::key::word::YOU}</span> {scale(own - shown_in)} },
    )
}

fn legend(valid: &[Schedule]) -> Vec<Node> {
    let entry = |(schedule, colour): (&Schedule, &'static str)| {
        view! {
            <li>
                <svg class=colour aria-hidden="true"><rect width="100%" height="100%" /></svg>
                " "
                {schedule.time_zone().as_str().replace('_', " ")}
            </li>
        }
    };
    valid.iter().zip(COLOURS.into_iter().cycle()).map(entry).collect()
}

/// A day of the picture for those who can't see it.
fn day_in_words(day: Weekday, covered: &[Span]) -> String {
    let mut intervals = Vec::new();
    for span in covered {
        for (index, from, to) in by_day(*span) {
            if index == day.index() {
                intervals.push([time(from), time(to)].join("–"));
            }
        }
    }
    let name = texts::weekday(day);
    if intervals.is_empty() {
        texts::message(&week::day_uncovered(&name))
    } else {
        texts::message(&week::day_covered(&name, &intervals.join(", ")))
    }
}

/// Minutes of the day as `09:00`.
fn time(minutes: u16) -> String {
    [two_digits(minutes / 60), two_digits(minutes % 60)].join(":")
}

/// Minutes of the day as `09`, or as `09:30` between full hours.
fn clock(minutes: u16) -> String {
    if minutes.is_multiple_of(60) { two_digits(minutes / 60) } else { time(minutes) }
}

fn two_digits(number: u16) -> String {
    let text = number.to_string();
    if number < 10 { ["0", &text].concat() } else { text }
}

/// A share as a percentage with two decimals, without the weight of floating-point formatting.
fn percent(part: u16, whole: u16) -> String {
    let hundredths = u32::from(part) * 10_000 / u32::from(whole);
    let decimals = two_digits(u16::try_from(hundredths % 100).unwrap_or_default());
    [&(hundredths / 100).to_string(), ".", &decimals, "%"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_percentages() {
        let rows = [(0, 7, "0.00%"), (1, 7, "14.28%"), (7, 7, "100.00%"), (540, 1440, "37.50%"), (1, 1440, "0.06%")];
        for (part, whole, expected) in rows {
            assert_eq!(percent(part, whole), expected);
        }
    }

    #[test]
    fn spans_are_cut_at_midnight() {
        let span = Span { start: 1380, end: 2940 };
        assert_eq!(by_day(span).collect::<Vec<_>>(), [(0, 1380, 1440), (1, 0, 1440), (2, 0, 60)]);
    }
}
