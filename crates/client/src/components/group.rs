//! Controls that belong together.

use super::{FieldError, error_id, hint_id};
use crate::markup::view;
use crate::reactive::prelude::*;

/// A group of controls with its name, an explanation, and what is wrong with it as a whole.
#[component]
pub fn Group(
    /// Unique in the page.
    id: String,
    /// The name, with which the accessible name begins.
    title: String,
    /// Short remarks beside the name: the stylesheet's name of the audience, and the words.
    tags: Vec<(&'static str, String)>,
    /// An explanation.
    hint: String,
    /// What is wrong; empty when nothing is.
    error: Signal<String>,
    /// The controls.
    children: Children,
) -> impl IntoView {
    let hint_id = hint_id(&id);
    let error_id = error_id(&id);
    let described_by = {
        let hint_id = hint_id.clone();
        move || if error.with(String::is_empty) { hint_id.clone() } else { [&hint_id, " ", &error_id].concat() }
    };
    let tag = |(audience, words)| view! { " " <span class="tag" data-audience=audience>{words}</span> };
    let control = id.clone();
    view! {
        <fieldset class="group" id=control tabindex="-1" aria-describedby=described_by>
            <legend>
                {title} " " <span class="tags">{tags.into_iter().map(tag).collect_view()}</span>
            </legend>
            <p class="hint" id=hint_id>{hint}</p>
            {children()}
            <FieldError of=id error=error />
        </fieldset>
    }
}
