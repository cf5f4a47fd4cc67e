//! Schedules of operational support: zone, languages, and whether it is around the clock.

use leptos::html;
use messages::key::schedule;
use model::{Field, Pointer, limits};

use super::contacts::language_options;
use super::hours::HoursEditor;
use super::rows::{ScheduleKind, ScheduleRow};
use super::view::input_error;
use super::week::WeekPicture;
use super::{Form, zones};
use crate::components::{Choice, FieldError, error_id};
use crate::markup::{Rows, view};
use crate::portal::use_portal;
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// The schedules, to add to and to remove from, and the picture of the week that they make.
#[component]
pub(super) fn Schedules(form: Form) -> impl IntoView {
    let portal = use_portal();
    let add = move |_| {
        let row = form.new_schedule();
        form.schedules.update(|rows| rows.push(row));
        browser::focus(row.element_id(None, None, None));
        portal.whisper(texts::text(schedule::ADDED));
    };
    let is_full = move || form.schedules.len() >= limits::ENTRIES_PER_FIELD;
    let limit = u32::try_from(limits::ENTRIES_PER_FIELD).unwrap_or(u32::MAX);
    let drafts = Signal::derive(move || form.schedules.map(ScheduleRow::draft));
    view! {
        <Rows each=move || form.schedules.get() key=|row| row.id.to_string() let:row>
            <Schedule form=form row=row />
        </Rows>
        {move || {
            if is_full() {
                view! { <p class="hint">{texts::message(&schedule::limit_reached(limit))}</p> }
            } else {
                view! {
                    <button type="button" class="add" id="schedule-add" on:click=add>
                        {schedule::ADD}
                    </button>
                }
            }
        }}
        <WeekPicture schedules=drafts />
    }
}

#[component]
fn Schedule(form: Form, row: ScheduleRow) -> impl IntoView {
    let portal = use_portal();
    let position = move || form.schedules.get().iter().position(|other| other.id == row.id);
    let pointer = move || Some(Pointer::from(Field::OperationalSupport).index(position()?));
    let number = move || (position().unwrap_or_default() + 1).to_string();
    let remove = move |_| {
        form.schedules.update(|rows| rows.retain(|other| other.id != row.id));
        form.schedules.touch();
        browser::focus("schedule-add");
        portal.whisper(texts::text(schedule::REMOVED));
    };
    let kind_error = input_error(form, row.kind_touched, move || Some(pointer()?.key("hours")));
    view! {
        <div class="schedule" role="group" aria-labelledby=row.element_id(Some("title"), None, None)>
            <p class="legend">
                <b id=row.element_id(Some("title"), None, None)>
                    {move || texts::message(&schedule::row(&number()))}
                </b>
                " "
                <button type="button" class="remove small" on:click=remove>
                    <span>{schedule::REMOVE}</span>
                </button>
            </p>
            <div class="fields">
                <TimeZoneField
                    form=form
                    row=row
                    error=input_error(form, row.time_zone.touched, move || Some(pointer()?.key("time_zone")))
                />
                <KindChoice row=row error=kind_error />
            </div>
            <Languages
                row=row
                error=input_error(form, row.languages.touched, move || Some(pointer()?.key("languages")))
            />
            {move || {
                (row.kind.get() == Some(ScheduleKind::Weekly))
                    .then(|| view! { <HoursEditor form=form row=row pointer=Signal::derive(pointer) /> })
            }}
        </div>
    }
}

#[component]
fn TimeZoneField(form: Form, row: ScheduleRow, error: Signal<String>) -> impl IntoView {
    let id = row.element_id(Some("time_zone"), None, None);
    let error_id = error_id(&id);
    let select = NodeRef::<html::Select>::new();
    effect(move || {
        let chosen = row.time_zone.value.get_untracked();
        let options = form.zones.with(|names| zones::options(names, &chosen));
        if let Some(select) = select.get() {
            select.set_inner_html(&options);
            select.set_value(&chosen);
        }
    });
    effect(move || {
        let zone = row.time_zone.value.get();
        if let Some(select) = select.get() {
            select.set_value(&zone);
        }
    });
    let change = move |event| {
        row.time_zone.value.set(event_target_value(&event));
        row.time_zone.touched.set(true);
    };
    view! {
        <div class="field">
            <label for=id.clone()>{schedule::TIME_ZONE}</label>
            <select
                id=id.clone()
                node_ref=select
                on:change=change
                on:blur=move |_| browser::when_released(move || row.time_zone.touched.set(true))
                aria-invalid=move || error.with(|error| (!error.is_empty()).then_some("true"))
                aria-describedby=move || error.with(|error| (!error.is_empty()).then(|| error_id.clone()))
            ></select>
            <FieldError of=id error=error />
        </div>
    }
}

#[component]
fn KindChoice(row: ScheduleRow, error: Signal<String>) -> impl IntoView {
    let id = row.element_id(Some("hours"), None, None);
    let name = row.element_id(Some("kind"), None, None);
    let choose = move |kind| {
        row.kind.set(Some(kind));
        row.kind_touched.set(true);
    };
    let choice = move |id: String, kind: ScheduleKind, label| {
        view! {
            <Choice
                id=id
                kind="radio"
                name=name.clone()
                label=texts::text(label)
                chosen=Signal::derive(move || row.kind.get() == Some(kind))
                on_change=Callback::new(move |_| choose(kind))
            />
        }
    };
    let weekly_id = row.element_id(Some("weekly"), None, None);
    let described_by = error_id(&id);
    view! {
        <fieldset
            class="field"
            aria-describedby=move || error.with(|error| (!error.is_empty()).then(|| described_by.clone()))
        >
            <legend class="label">{schedule::HOURS}</legend>
            <div class="choices">
                {choice(id.clone(), ScheduleKind::AroundTheClock, schedule::AROUND_THE_CLOCK)}
                {choice(weekly_id, ScheduleKind::Weekly, schedule::PER_WEEKDAY)}
            </div>
            <FieldError of=id error=error />
        </fieldset>
    }
}

#[component]
fn Languages(row: ScheduleRow, error: Signal<String>) -> impl IntoView {
    let id = row.element_id(Some("languages"), None, None);
    let described_by = error_id(&id);
    let first_id = id.clone();
    let choice = move |(index, (tag, endonym)): (usize, (String, String))| {
        let id = if index == 0 { first_id.clone() } else { [&first_id, "-", &tag].concat() };
        let is_chosen = {
            let tag = tag.clone();
            Signal::derive(move || row.languages.get().contains(&tag))
        };
        let change = Callback::new(move |is_chosen| {
            row.languages.update(|tags| {
                tags.retain(|other| *other != tag);
                if is_chosen {
                    tags.push(tag.clone());
                }
            });
            row.languages.touch();
        });
        view! { <Choice id=id kind="checkbox" label=endonym chosen=is_chosen on_change=change /> }
    };
    view! {
        <fieldset
            class="field"
            aria-describedby=move || error.with(|error| (!error.is_empty()).then(|| described_by.clone()))
        >
            <legend class="label">{schedule::LANGUAGES}</legend>
            <div class="choices">{language_options().into_iter().enumerate().map(choice).collect_view()}</div>
            <FieldError of=id error=error />
        </fieldset>
    }
}
