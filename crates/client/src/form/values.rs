//! Values to read: for viewers, in the history, and where two versions are compared.

use messages::key::{alert, schedule, word};
use model::wire::User;
use model::{ContactDraft, Draft, Field, HoursDraft, PublicContactDraft, ScheduleDraft, Weekday};

use super::contacts::language_options;
use crate::markup::{IntoNode, view};
use crate::portal::use_portal;
use crate::reactive::prelude::*;
use crate::texts;

/// One field of a draft, a line an entry.
#[component]
pub fn FieldValues(
    /// The field.
    field: Field,
    /// The draft that holds it.
    values: Draft,
) -> impl IntoView {
    let users = use_portal().form.users;
    let shown = move || {
        let lines = users.with(|users| lines(field, &values, users));
        if lines.is_empty() {
            view! { <span class="soft">{word::NOT_GIVEN}</span> }
        } else {
            let line = |line| view! { <bdi class="line">{line}</bdi> };
            lines.into_iter().map(line).collect_view().into_node()
        }
    };
    shown.into_node()
}

fn lines(field: Field, values: &Draft, users: &[User]) -> Vec<String> {
    let contacts =
        |rows: &Option<Vec<ContactDraft>>| rows.iter().flatten().filter(|row| !is_blank(row)).map(contact).collect();
    match field {
        Field::AlertContacts => values.alert_contacts.iter().flatten().map(|id| user(id, users)).collect(),
        Field::TechnicalEmergency => contacts(&values.technical_emergency),
        Field::TechnicalNonEmergency => contacts(&values.technical_non_emergency),
        Field::MerchantIssues => contacts(&values.merchant_issues),
        Field::OperationalInternal => contacts(&values.operational_internal),
        Field::OperationalPublic => values.operational_public.iter().flat_map(public_contact).collect(),
        Field::OperationalSupport => values
            .operational_support
            .iter()
            .flatten()
            .filter(|row| row.hours != HoursDraft::Missing)
            .map(schedule_line)
            .collect(),
    }
}

fn user(id: &str, users: &[User]) -> String {
    match users.iter().find(|user| user.id == id) {
        Some(user) => [&user.name, ", ", &user.email].concat(),
        None => texts::text(alert::GONE),
    }
}

/// A row of the form that nobody has typed into.
fn is_blank(contact: &ContactDraft) -> bool {
    contact.name.is_empty() && contact.email.is_empty() && contact.phone.is_empty()
}

fn contact(contact: &ContactDraft) -> String {
    joined(&[&contact.name, &contact.email, &contact.phone, &endonym(&contact.language)])
}

fn public_contact(contact: &PublicContactDraft) -> Vec<String> {
    given(&[&contact.email, &contact.phone, &contact.web_page])
}

fn schedule_line(row: &ScheduleDraft) -> String {
    let languages: Vec<String> = row.languages.iter().map(|tag| endonym(tag)).collect();
    let hours = match &row.hours {
        HoursDraft::Missing => texts::text(word::NOT_GIVEN),
        HoursDraft::AroundTheClock => texts::text(schedule::AROUND_THE_CLOCK),
        HoursDraft::Weekly(_) => weekly(row),
    };
    joined(&[&row.time_zone.replace('_', " "), &hours, &languages.join(", ")])
}

/// Days with the same hours are named together: `Mon–Fri 09:00–17:00`.
fn weekly(row: &ScheduleDraft) -> String {
    let HoursDraft::Weekly(intervals) = &row.hours else { return String::new() };
    let of_day = |day: Weekday| {
        let of_day = intervals.iter().filter(|interval| interval.day == day.id());
        of_day.map(|interval| [interval.from.as_str(), "–", &interval.to].concat()).collect::<Vec<_>>().join(", ")
    };
    let mut runs: Vec<(Weekday, Weekday, String)> = Vec::new();
    for day in Weekday::ALL {
        let hours = of_day(day);
        match runs.last_mut() {
            Some((_, last, same)) if *same == hours && last.index() + 1 == day.index() => *last = day,
            _ => runs.push((day, day, hours)),
        }
    }
    let run = |(first, last, hours): (Weekday, Weekday, String)| {
        let first_name = texts::short_weekday(first);
        let days = if first == last { first_name } else { [first_name, texts::short_weekday(last)].join("–") };
        [&days, " ", &hours].concat()
    };
    runs.into_iter().filter(|(_, _, hours)| !hours.is_empty()).map(run).collect::<Vec<_>>().join("; ")
}

fn endonym(tag: &str) -> String {
    let known = language_options().into_iter().find(|(value, _)| value == tag);
    known.map_or_else(|| tag.to_owned(), |(_, endonym)| endonym)
}

fn joined(parts: &[&String]) -> String {
    given(parts).join(" · ")
}

fn given(parts: &[&String]) -> Vec<String> {
    parts.iter().filter(|part| !part.is_empty()).copied().cloned().collect()
}
