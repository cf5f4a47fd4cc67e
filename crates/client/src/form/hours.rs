//! Hours per weekday: several intervals a day, presets, and copying a day to others.

use messages::key::{action, schedule};
use model::{Pointer, Weekday};

use super::Form;
use super::rows::{IntervalRow, ScheduleRow};
use super::view::input_error;
use crate::components::{FieldError, error_id};
use crate::markup::{Rows, view};
use crate::portal::use_portal;
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// What an added interval begins with: the hours that most teams keep.
const USUAL: (&str, &str) = ("09:00", "17:00");

/// Which days are weekdays in the presets.
const WORKING_DAYS: &[Weekday] =
    &[Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];

/// The editor of one schedule's hours.
#[component]
pub(super) fn HoursEditor(form: Form, row: ScheduleRow, pointer: Signal<Option<Pointer>>) -> impl IntoView {
    let portal = use_portal();
    let list = move || Some(pointer.get()?.key("hours").key("weekly"));
    let error = input_error(form, row.intervals.touched, list);
    let id = row.element_id(Some("days"), None, None);
    let preset = move |days: &'static [Weekday], words| {
        let fill = move |_| {
            row.intervals.update(|rows| {
                *rows = days.iter().map(|day| IntervalRow::new(*day, USUAL.0, USUAL.1)).collect();
            });
            portal.whisper(texts::text(schedule::PRESET_APPLIED));
        };
        view! { <button type="button" class="small" on:click=fill>{words}</button> }
    };
    let day = move |day| view! { <Day form=form row=row day=day list=Signal::derive(list) /> };
    view! {
        <div class="presets" role="group" aria-label=schedule::PRESET>
            <span class="soft small">{schedule::PRESET}</span>
            {preset(WORKING_DAYS, schedule::PRESET_WEEKDAYS)}
            {preset(&Weekday::ALL, schedule::PRESET_DAILY)}
        </div>
        <div class="hours" id=id.clone() tabindex="-1">{Weekday::ALL.map(day).collect_view()}</div>
        <p class="hint">{schedule::END_OF_DAY}</p>
        <FieldError of=id error=error />
    }
}

#[component]
fn Day(form: Form, row: ScheduleRow, day: Weekday, list: Signal<Option<Pointer>>) -> impl IntoView {
    let portal = use_portal();
    let name = texts::weekday(day);
    let name_id = row.element_id(Some(day.id()), None, None);
    let of_day = move || row.intervals.get().into_iter().filter(|interval| interval.day == day).collect::<Vec<_>>();
    let add = move |_| {
        let (from, to) = if of_day().is_empty() { USUAL } else { ("", "") };
        let interval = IntervalRow::new(day, from, to);
        row.intervals.update(|rows| rows.push(interval));
        browser::focus(interval.element_id(None));
        portal.whisper(texts::text(schedule::INTERVAL_ADDED));
    };
    let has_hours = Memo::new(move |_| !of_day().is_empty());
    let add_label = texts::message(&schedule::add_interval_on(&name));
    view! {
        <div class="day" role="group" aria-labelledby=name_id.clone()>
            <span class="day-name" id=name_id.clone()>{name.clone()}</span>
            <div class="shifts">
                <Rows each=of_day key=|interval| interval.id.to_string() let:interval>
                    <Shift form=form row=row interval=interval list=list />
                </Rows>
                {move || of_day().is_empty().then(|| view! { <span class="closed">{schedule::CLOSED}</span> })}
            </div>
            <div class="day-actions">
                {move || has_hours.get().then(|| view! { <CopyDay row=row day=day /> })}
                <button
                    type="button"
                    class="quiet small add"
                    id=[&name_id, "-add"].concat()
                    aria-label=add_label
                    on:click=add
                >
                    {schedule::ADD_INTERVAL}
                </button>
            </div>
        </div>
    }
}

/// A small sheet: copy the hours of this day to other days.
#[component]
fn CopyDay(row: ScheduleRow, day: Weekday) -> impl IntoView {
    let portal = use_portal();
    let sheet_id = move || [&row.element_id(Some(day.id()), None, None), "-copy"].concat();
    let copy = move |days: &'static [Weekday]| {
        row.intervals.update(|rows| {
            let hours: Vec<(String, String)> = rows
                .iter()
                .filter(|interval| interval.day == day)
                .map(|interval| (interval.from.value.get_untracked(), interval.to.value.get_untracked()))
                .collect();
            rows.retain(|interval| interval.day == day || !days.contains(&interval.day));
            for other in days.iter().filter(|other| **other != day) {
                rows.extend(hours.iter().map(|(from, to)| IntervalRow::new(*other, from, to)));
            }
        });
        browser::close_sheet(&sheet_id());
        portal.whisper(texts::text(schedule::COPIED));
    };
    let label = [&texts::text(action::COPY), ": ", &texts::weekday(day)].concat();
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            browser::close_sheet(&sheet_id());
        }
    };
    view! {
        <details class="drop" id=sheet_id() on:keydown=escape>
            <summary class="button quiet small" aria-label=label>{action::COPY}</summary>
            <div>
                <button type="button" class="small" on:click=move |_| copy(WORKING_DAYS)>
                    {schedule::COPY_TO_WEEKDAYS}
                </button>
                <button type="button" class="small" on:click=move |_| copy(&Weekday::ALL)>
                    {schedule::COPY_TO_ALL}
                </button>
            </div>
        </details>
    }
}

#[component]
fn Shift(form: Form, row: ScheduleRow, interval: IntervalRow, list: Signal<Option<Pointer>>) -> impl IntoView {
    let portal = use_portal();
    let name = texts::weekday(interval.day);
    let place = move || {
        let position = row.intervals.get().iter().position(|other| other.id == interval.id)?;
        Some(list.get()?.index(position))
    };
    let touched = RwSignal::new(false);
    effect(move || touched.set(interval.from.touched.get() && interval.to.touched.get()));
    let from_error = input_error(form, interval.from.touched, move || Some(place()?.key("from")));
    let to_error = input_error(form, interval.to.touched, move || Some(place()?.key("to")));
    let overlap = input_error(form, touched, place);
    let error = Signal::derive(move || {
        [from_error, to_error, overlap].iter().map(Signal::get).find(|error| !error.is_empty()).unwrap_or_default()
    });
    let id = interval.element_id(None);
    let described_by = error_id(&id);
    let remove = move |_| {
        row.intervals.update(|rows| rows.retain(|other| other.id != interval.id));
        row.intervals.touch();
        browser::focus([&row.element_id(Some(interval.day.id()), None, None), "-add"].concat());
        portal.whisper(texts::text(schedule::INTERVAL_REMOVED));
    };
    let remove_label = {
        let name = name.clone();
        move || {
            let (from, to) = (interval.from.value.get(), interval.to.value.get());
            texts::message(&schedule::remove_interval_on(&from, &to, &name))
        }
    };
    let time = move |part: &'static str, label: String, input: super::Input| {
        let described_by = described_by.clone();
        view! {
            <input
                id=interval.element_id(Some(part))
                aria-label=label
                inputmode="numeric"
                autocomplete="off"
                maxlength="5"
                prop:value=move || input.value.get()
                on:input=move |event| input.value.set(event_target_value(&event))
                on:blur=move |_| browser::when_released(move || input.touched.set(true))
                aria-invalid=move || error.with(|error| (!error.is_empty()).then_some("true"))
                aria-describedby=move || error.with(|error| (!error.is_empty()).then(|| described_by.clone()))
            />
        }
    };
    view! {
        <div class="shift">
            {time("from", texts::message(&schedule::from_on(&name)), interval.from)}
            <span aria-hidden="true">"–"</span>
            {time("to", texts::message(&schedule::to_on(&name)), interval.to)}
            <button type="button" class="remove icon" on:click=remove>
                <span>{remove_label}</span>
            </button>
            <FieldError of=id error=error />
        </div>
    }
}
