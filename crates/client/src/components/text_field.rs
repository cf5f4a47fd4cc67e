//! A line of text with its label.

use messages::Text;

use super::{FieldError, error_id, hint_id};
use crate::browser;
use crate::markup::{Node, view};
use crate::reactive::prelude::*;

/// A label, a line to type into, and what is wrong with it.
#[component]
pub fn TextField(
    /// Unique in the page.
    id: String,
    /// The label, which is also the accessible name.
    label: Text,
    /// The kind of input, which decides the keyboard that a phone shows.
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// Whether it was left once.
    touched: RwSignal<bool>,
    /// What is wrong; empty when nothing is.
    error: Signal<String>,
    /// An explanation; empty for none.
    #[prop(default = String::new())]
    hint: String,
    /// Whether it must be filled in.
    #[prop(default = false)]
    required: bool,
    /// What comes between the control and the error.
    #[prop(optional)]
    suggestion: Option<Node>,
) -> impl IntoView {
    let hint_id = (!hint.is_empty()).then(|| hint_id(&id));
    let error_id = error_id(&id);
    let described_by = {
        let hint_id = hint_id.clone();
        move || match (&hint_id, error.with(String::is_empty)) {
            (Some(hint), true) => Some(hint.clone()),
            (Some(hint), false) => Some([hint, " ", &error_id].concat()),
            (None, true) => None,
            (None, false) => Some(error_id.clone()),
        }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            {hint_id.map(|id| view! { <p class="hint" id=id>{hint}</p> })}
            <input
                id=id.clone()
                type=kind
                autocomplete=autocomplete
                spellcheck="false"
                required=required
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
                on:blur=move |_| browser::when_released(move || touched.set(true))
                aria-invalid=move || error.with(|error| (!error.is_empty()).then_some("true"))
                aria-describedby=described_by
            />
            {suggestion}
            <FieldError of=id error=error />
        </div>
    }
}
