//! The error summary: after a submit that found errors it takes the focus, counts, and leads to
//! each of them.

use messages::key::{contact, schedule, summary, term};
use model::{Error, Field};

use super::{Form, error_text, field_name};
use crate::markup::{IntoNode, Node, view};
use crate::portal::{Portal, use_portal};
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// The id of the summary, which takes the focus.
pub const SUMMARY_ID: &str = "error-summary";

/// What is wrong, with a link to each place.
#[component]
pub(super) fn Summary() -> impl IntoView {
    let portal = use_portal();
    let errors = Memo::new(move |_| portal.form.shown_errors());
    let is_shown = Memo::new(move |_| portal.submission.found_errors.get() && errors.with(|errors| !errors.is_empty()));
    let count = move || errors.with(|errors| u32::try_from(errors.len()).unwrap_or(u32::MAX));
    let heading = move || texts::message(&summary::per_tab(count(), &texts::text(term::CONTACT_INFORMATION)));
    let shown = move || {
        is_shown.get().then(|| {
            view! {
                <div class="summary" id=SUMMARY_ID tabindex="-1" role="alert" aria-atomic="false" aria-labelledby="summary-title">
                    <h2 id="summary-title">{summary::TITLE}</h2>
                    <h3>{heading}</h3>
                    <ul>{move || errors.get().iter().map(|error| item(portal, error)).collect_view()}</ul>
                    <p>{summary::NOT_SUBMITTED}</p>
                </div>
            }
        })
    };
    shown.into_node()
}

fn item(portal: Portal, error: &Error) -> Node {
    let id = portal.form.element_id(&error.pointer).unwrap_or_default();
    let href = ["#", &id].concat();
    let go = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        browser::focus(id.clone());
    };
    view! { <li><a href=href on:click=go>{words(portal, error)}</a></li> }
}

fn words(portal: Portal, error: &Error) -> String {
    let what = error_text(&error.pointer, error.code);
    let Some(field) = error.pointer.field() else { return what };
    let name = field_name(field, &portal.operator());
    match row(portal.form, field, error) {
        Some(row) => texts::message(&summary::item_in_row(&name, &row, &what)),
        None => texts::message(&summary::item(&name, &what)),
    }
}

/// Which row of the field the error is in, where the field has several.
fn row(form: Form, field: Field, error: &Error) -> Option<String> {
    let index: usize = error.pointer.as_str().split('/').nth(2)?.parse().ok()?;
    let number = (index + 1).to_string();
    match field {
        Field::AlertContacts => None,
        Field::OperationalSupport => (form.schedules.len() > 1).then(|| texts::message(&schedule::row(&number))),
        _ => (form.contacts(field)?.len() > 1).then(|| texts::message(&contact::row(&number))),
    }
}
