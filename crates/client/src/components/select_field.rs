//! A choice from a list.

use leptos::html;
use messages::Text;

use super::{FieldError, error_id};
use crate::markup::view;
use crate::reactive::prelude::*;

/// Value and words of each option.
pub type Options = Vec<(String, String)>;

/// A list to choose from, without a label.
#[component]
pub fn Select(
    /// Unique in the page.
    id: String,
    /// The options.
    options: Options,
    /// The value chosen.
    #[prop(into)]
    value: Signal<String>,
    /// What to do with another choice.
    on_change: Callback<String>,
    /// The stylesheet's class.
    #[prop(default = "")]
    class: &'static str,
    /// What is wrong; empty when nothing is.
    #[prop(default = Signal::stored(String::new()))]
    error: Signal<String>,
) -> impl IntoView {
    let select = NodeRef::<html::Select>::new();
    // The value can be chosen only once its option is there.
    effect(move || {
        let value = value.get();
        if let Some(select) = select.get() {
            select.set_value(&value);
        }
    });
    let error_id = error_id(&id);
    let option = |(value, words): (String, String)| view! { <option value=value>{words}</option> };
    view! {
        <select
            id=id
            class=class
            node_ref=select
            on:change=move |event| on_change.run(event_target_value(&event))
            aria-invalid=move || error.with(|error| (!error.is_empty()).then_some("true"))
            aria-describedby=move || error.with(|error| (!error.is_empty()).then(|| error_id.clone()))
        >
            {options.into_iter().map(option).collect_view()}
        </select>
    }
}

/// A label, a list to choose from, and what is wrong with the choice.
#[component]
pub fn SelectField(
    /// Unique in the page.
    id: String,
    /// The label, which is also the accessible name.
    label: Text,
    /// The options.
    options: Options,
    /// The value chosen.
    value: RwSignal<String>,
    /// Whether a choice was made or passed by.
    touched: RwSignal<bool>,
    /// What is wrong; empty when nothing is.
    #[prop(default = Signal::stored(String::new()))]
    error: Signal<String>,
) -> impl IntoView {
    let choose = Callback::new(move |chosen| {
        value.set(chosen);
        touched.set(true);
    });
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <Select id=id.clone() options=options value=value on_change=choose error=error />
            <FieldError of=id error=error />
        </div>
    }
}
