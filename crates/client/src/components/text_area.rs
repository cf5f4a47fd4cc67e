//! Several lines of text with their label.

use messages::Text;

use super::{FieldError, error_id, hint_id};
use crate::browser;
use crate::markup::{Node, view};
use crate::reactive::prelude::*;

/// A label, an explanation, lines to type into, and what is wrong with them.
#[component]
pub fn TextArea(
    /// Unique in the page.
    id: String,
    /// The label, which is also the accessible name.
    label: Text,
    /// An explanation.
    #[prop(into)]
    hint: Node,
    /// What is typed.
    value: RwSignal<String>,
    /// Whether it was left once.
    touched: RwSignal<bool>,
    /// What is wrong; empty when nothing is.
    error: Signal<String>,
) -> impl IntoView {
    let hint_id = hint_id(&id);
    let described_by = {
        let hint_id = hint_id.clone();
        let both = [&hint_id, " ", &error_id(&id)].concat();
        move || if error.with(String::is_empty) { hint_id.clone() } else { both.clone() }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <p class="hint" id=hint_id>{hint}</p>
            <textarea
                id=id.clone()
                required
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
                on:blur=move |_| browser::when_released(move || touched.set(true))
                aria-invalid=move || error.with(|error| (!error.is_empty()).then_some("true"))
                aria-describedby=described_by
            ></textarea>
            <FieldError of=id error=error />
        </div>
    }
}
