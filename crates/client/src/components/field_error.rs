//! What is wrong with a control.

use super::error_id;
use crate::markup::{IntoNode, view};
use crate::reactive::prelude::*;

/// The text of an error, below the control `of`, while there is one.
#[component]
pub fn FieldError(
    /// The id of the control; it points here by `aria-describedby`.
    of: String,
    /// The text; empty when nothing is wrong.
    error: Signal<String>,
) -> impl IntoView {
    let id = error_id(&of);
    let is_shown = Memo::new(move |_| error.with(|error| !error.is_empty()));
    let shown = move || {
        let id = id.clone();
        is_shown.get().then(|| view! { <p class="error" id=id>{move || error.get()}</p> })
    };
    shown.into_node()
}
