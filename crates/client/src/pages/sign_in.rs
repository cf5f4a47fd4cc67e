//! Signing in.

use gloo_net::http::Method;
use messages::key::{error, password, problem, short_form, sign_in, title};
use model::{Write, write_object};

use super::entrance::Entrance;
use super::{TITLE_ID, page_shown};
use crate::address::{Address, use_address};
use crate::api::{self, Failure};
use crate::components::{BusyButton, Notice, TextField, Tone};
use crate::markup::view;
use crate::portal::{Portal, Session, load_session, use_portal};
use crate::reactive::prelude::*;
use crate::shell::page_address;
use crate::{browser, texts};

struct Credentials {
    email: String,
    password: String,
}

impl Write for Credentials {
    fn write(&self, json: &mut String) {
        write_object(json, &[("email", &self.email), ("password", &self.password)]);
    }
}

/// The page at `/sign-in`.
#[component]
pub fn SignInPage() -> impl IntoView {
    let portal = use_portal();
    let address = use_address();
    page_shown(title::SIGN_IN);
    let go_on = Callback::new(move |()| address.replace(&wanted_page(portal, address)));
    view! {
        <Entrance>
            <h1 id=TITLE_ID tabindex="-1">{sign_in::TITLE}</h1>
            <SignInForm email=RwSignal::new(String::new()) on_signed_in=go_on />
            // The first program has that page, so it is loaded, also from here within the portal.
            <p><a href="/forgotten-password" rel="external">{password::FORGOTTEN}</a></p>
        </Entrance>
    }
}

/// Where somebody who has signed in wanted to go: the address that led here, if it is one of ours, or home.
#[must_use]
pub fn wanted_page(portal: Portal, address: Address) -> String {
    let next = untrack(|| address.parameter("next"));
    next.and_then(|next| browser::own_address(&next)).unwrap_or_else(|| page_address(portal, "/"))
}

/// The form by itself: on the page, and over it once a session has ended.
#[component]
pub fn SignInForm(
    /// The address typed, or already known.
    email: RwSignal<String>,
    /// What to do once the server has accepted.
    on_signed_in: Callback<()>,
) -> impl IntoView {
    let portal = use_portal();
    let password = RwSignal::new(String::new());
    let was_tried = RwSignal::new(false);
    let is_busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Failure>);
    let missing = move |value: RwSignal<String>, words| {
        Signal::derive(move || {
            let is_missing = was_tried.get() && value.with(|value| value.trim().is_empty());
            if is_missing { texts::text(words) } else { String::new() }
        })
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        was_tried.set(true);
        let credentials = Credentials { email: email.get_untracked(), password: password.get_untracked() };
        if credentials.email.trim().is_empty() {
            return browser::focus("sign-in-email");
        }
        if credentials.password.is_empty() {
            return browser::focus("sign-in-password");
        }
        is_busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            match sign_in_with(portal, &credentials).await {
                Ok(()) => on_signed_in.run(()),
                Err(failure) => {
                    trouble.set(Some(failure));
                    browser::focus("sign-in-password");
                }
            }
            is_busy.set(false);
        });
    };
    let touched = RwSignal::new(false);
    view! {
        <form novalidate on:submit=submit>
            {move || trouble.get().map(|failure| view! { <Trouble failure=failure /> })}
            <TextField
                id="sign-in-email".to_owned()
                label=sign_in::EMAIL
                kind="email"
                autocomplete="username"
                value=email
                touched=touched
                error=missing(email, error::REQUIRED_EMAIL)
            />
            <TextField
                id="sign-in-password".to_owned()
                label=sign_in::PASSWORD
                kind="password"
                autocomplete="current-password"
                value=password
                touched=touched
                error=missing(password, short_form::REQUIRED_PASSWORD)
            />
            <BusyButton
                label=sign_in::SUBMIT
                busy_label=sign_in::SIGNING_IN
                busy=is_busy
            />
        </form>
    }
}

async fn sign_in_with(portal: Portal, credentials: &Credentials) -> Result<(), Failure> {
    api::send(Method::POST, "/session", credentials).await?;
    load_session(portal).await;
    match portal.session.get_untracked() {
        Session::SignedIn(_) => Ok(()),
        _ => Err(Failure::Unreachable),
    }
}

#[component]
fn Trouble(failure: Failure) -> impl IntoView {
    let words = match failure {
        Failure::TooMany(seconds) => texts::message(&sign_in::too_many_attempts(seconds.div_ceil(60))),
        Failure::Unreachable => texts::text(problem::NETWORK),
        Failure::Refused(problem) if problem.slug() == "invalid-credentials" => {
            texts::text(sign_in::INVALID_CREDENTIALS)
        }
        _ => texts::text(problem::SERVER),
    };
    view! { <Notice tone=Tone::Bad alert=true><p>{words}</p></Notice> }
}
