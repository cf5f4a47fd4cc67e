//! One box to tick, or one of several to choose.

use crate::markup::view;
use crate::reactive::prelude::*;

/// A checkbox or radio button with its words.
#[component]
pub fn Choice(
    /// Unique in the page.
    id: String,
    /// `checkbox` or `radio`.
    kind: &'static str,
    /// What joins radio buttons that exclude each other.
    #[prop(default = String::new())]
    name: String,
    /// The words, which are also the accessible name.
    label: String,
    /// Whether it is chosen.
    #[prop(into)]
    chosen: Signal<bool>,
    /// What to do when that changes.
    on_change: Callback<bool>,
) -> impl IntoView {
    let control = id.clone();
    view! {
        <label class="choice" for=control>
            <input
                id=id
                type=kind
                name=name
                prop:checked=move || chosen.get()
                on:change=move |event| on_change.run(event_target_checked(&event))
            />
            " "
            {label}
        </label>
    }
}
