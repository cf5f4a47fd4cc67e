//! The session ended by itself: sign in again, right here, with everything typed still in the page.

use leptos::html;
use messages::key::session;

use super::sign_in::SignInForm;
use crate::browser;
use crate::components::hold_open;
use crate::markup::view;
use crate::portal::use_portal;
use crate::reactive::prelude::*;

/// A dialog over whatever was there.
#[component]
pub fn SessionEnded() -> impl IntoView {
    let portal = use_portal();
    let dialog = NodeRef::<html::Dialog>::new();
    hold_open(dialog);
    // The dialog goes as soon as somebody is signed in, and the focus back to where one was.
    let before = browser::focused();
    on_cleanup(move || browser::focus(before));
    let email = RwSignal::new(portal.me().map(|me| me.user.email).unwrap_or_default());
    view! {
        <dialog
            node_ref=dialog
            aria-labelledby="session-ended"
            closedby="none"
            on:cancel=|event: web_sys::Event| event.prevent_default()
        >
            <h2 id="session-ended">{session::EXPIRED_TITLE}</h2>
            <p>{session::EXPIRED_TEXT}</p>
            <SignInForm email=email on_signed_in=Callback::new(|()| ()) />
        </dialog>
    }
}
