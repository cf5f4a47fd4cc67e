//! A button for something that takes a moment.

use crate::markup::view;
use crate::reactive::prelude::*;
use messages::Text;

/// A button that says what it is doing, and does nothing twice. It is never disabled: a disabled
/// button loses the focus, and can't say why.
#[component]
pub fn BusyButton(
    /// The words.
    label: Text,
    /// The words while it is busy.
    busy_label: Text,
    /// Whether it is busy.
    #[prop(into)]
    busy: Signal<bool>,
    /// What to do; nothing when the button submits its form.
    #[prop(optional)]
    on_press: Option<Callback<()>>,
    /// The id of the form that it submits, when it stands outside of it.
    #[prop(optional)]
    form: Option<&'static str>,
    /// The stylesheet's class.
    #[prop(default = "primary")]
    class: &'static str,
) -> impl IntoView {
    let press = move |event: leptos::ev::MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    view! {
        <button
            type=if on_press.is_some() { "button" } else { "submit" }
            class=class
            form=form
            aria-busy=move || busy.get().then_some("true")
            on:click=press
        >
            {move || if busy.get() { busy_label } else { label }}
        </button>
    }
}
