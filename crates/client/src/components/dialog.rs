//! Native dialogs: the browser makes the rest of the page inert, and gives the focus back.

use crate::markup::{Node, view};
use crate::reactive::prelude::*;
use leptos::html;
use messages::Text;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Opens a dialog as a modal one as soon as it is in the page.
pub fn open_modal(dialog: NodeRef<html::Dialog>) {
    effect(move || {
        if let Some(dialog) = dialog.get() {
            open(&dialog);
        }
    });
}

/// Opens a dialog as a modal one and holds it open: Escape does nothing. `closedby` isn't known to every browser, and browsers
/// let Escape through at the second time whatever a script says, so a dialog that was closed is opened again.
pub fn hold_open(dialog: NodeRef<html::Dialog>) {
    effect(move || {
        let Some(dialog) = dialog.get() else { return };
        open(&dialog);
        let closed = dialog.clone();
        let reopen = Closure::<dyn FnMut()>::new(move || {
            if closed.is_connected() {
                let _ = closed.show_modal();
            }
        });
        // The listener goes with its dialog.
        let _ = dialog.add_event_listener_with_callback("close", reopen.into_js_value().unchecked_ref());
    });
}

fn open(dialog: &web_sys::HtmlDialogElement) {
    if dialog.is_connected() && !dialog.open() {
        let _ = dialog.show_modal();
    } else if !dialog.open() {
        let dialog = dialog.clone();
        request_animation_frame(move || {
            let _ = dialog.show_modal();
        });
    }
}

/// A question with two answers. It opens with the page's element, and closes by an answer or Escape.
#[component]
pub fn ConfirmDialog(
    /// The question.
    #[prop(into)]
    title: Node,
    /// What follows from saying yes.
    children: Children,
    /// The words for yes.
    confirm: Text,
    /// The words for no.
    cancel: Text,
    /// Whether yes takes something away.
    #[prop(default = false)]
    is_dangerous: bool,
    /// What to do with the answer.
    on_answer: Callback<bool>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    open_modal(dialog);
    let answer = move |answer: bool| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
        on_answer.run(answer);
    };
    let escape = move |event: web_sys::Event| {
        event.prevent_default();
        answer(false);
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="question" on:cancel=escape>
            <h2 id="question">{title}</h2>
            {children()}
            <div class="actions">
                <button type="button" autofocus on:click=move |_| answer(false)>{cancel}</button>
                <button
                    type="button"
                    class=if is_dangerous { "danger" } else { "primary" }
                    on:click=move |_| answer(true)
                >
                    {confirm}
                </button>
            </div>
        </dialog>
    }
}
