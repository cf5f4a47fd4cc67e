//! Writing to the operator's support from the modal, which covers the page for it.

use leptos::html;
use messages::key::{action, term};

use crate::components::open_modal;
use crate::markup::view;
use crate::pages::help::SupportForm;
use crate::portal::use_portal;
use crate::reactive::prelude::*;

/// The form in a dialog of its own; closing it leads back to the modal.
#[component]
pub(super) fn SupportDialog() -> impl IntoView {
    let portal = use_portal();
    let dialog = NodeRef::<html::Dialog>::new();
    open_modal(dialog);
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <dialog node_ref=dialog aria-labelledby="support-title" on:close=move |_| portal.is_support_open.set(false)>
            <h2 id="support-title">{term::CONTACT_SUPPORT}</h2>
            <SupportForm />
            <div class="actions">
                <button type="button" on:click=close>{action::CLOSE}</button>
            </div>
        </dialog>
    }
}
