//! Test messages: sent from here, and followed until something has become of them.

use std::time::Duration;

use gloo_net::http::Method;
use messages::key::{address, problem, word};
use model::wire::TestMessage;
use model::{Write, write_object};

use super::Addresses;
use crate::api::{self, Failure};
use crate::markup::{IntoNode, Node, view};
use crate::pages::delivery::{explanation, state_name, steps};
use crate::pages::{caught, failure_text};
use crate::reactive::prelude::*;
use crate::texts;

/// How long after an answer the next one is asked for.
const PAUSE: Duration = Duration::from_secs(1);

/// Whom a mail is for.
pub(super) struct To {
    pub(super) email: String,
}

impl Write for To {
    fn write(&self, json: &mut String) {
        write_object(json, &[("email", &self.email)]);
    }
}

/// What has become of the last test message to an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tested {
    email: String,
    outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    /// The server is being asked to send it.
    Asked,
    /// It is on its way, or has come to an end of it.
    Is(TestMessage),
    /// The server didn't take it.
    Failed(Failure),
}

impl Addresses {
    fn note(self, email: &str, outcome: Outcome) {
        let is_same = |tested: &Tested| tested.email == email && tested.outcome == outcome;
        if self.tested.with_untracked(|all| all.iter().any(is_same)) {
            return;
        }
        self.tested.update(|all| {
            all.retain(|tested| tested.email != email);
            all.push(Tested { email: email.to_owned(), outcome });
        });
    }

    fn outcome(self, email: &str) -> Option<Outcome> {
        self.tested.with(|all| all.iter().find(|tested| tested.email == email).map(|it| it.outcome.clone()))
    }
}

/// Sends one, and follows it.
pub(super) async fn send(addresses: Addresses, email: String) {
    let portal = addresses.portal;
    if untrack(|| addresses.outcome(&email)) == Some(Outcome::Asked) {
        return;
    }
    let Some(path) = portal.account_path("/test-messages") else { return };
    addresses.note(&email, Outcome::Asked);
    let sent = api::send(Method::POST, &path, &To { email: email.clone() }).await;
    took(addresses, email, sent.and_then(|answer| answer.read()));
}

/// Asks what has become of it.
async fn ask(addresses: Addresses, email: String, id: String) {
    if addresses.tested.try_get_untracked().is_none() {
        // The page was left.
        return;
    }
    let Some(path) = addresses.portal.account_path("/test-messages/") else { return };
    let answer = api::get::<TestMessage>(&[&path, id.as_str()].concat()).await;
    match answer {
        // Nothing has become of it that is known here: it is asked again.
        Err(Failure::Unreachable | Failure::TooMany(_)) => follow(addresses, email, id),
        _ => took(addresses, email, answer),
    }
}

fn took(addresses: Addresses, email: String, answer: Result<TestMessage, Failure>) {
    if addresses.tested.try_get_untracked().is_none() {
        return;
    }
    match answer {
        Ok(message) => {
            let (id, is_final) = (message.id.clone(), message.state.is_final());
            addresses.note(&email, Outcome::Is(message));
            if !is_final {
                follow(addresses, email, id);
            }
        }
        Err(failure) => {
            if let Some(failure) = caught(addresses.portal, failure) {
                addresses.note(&email, Outcome::Failed(failure));
            }
        }
    }
}

fn follow(addresses: Addresses, email: String, id: String) {
    set_timeout(move || spawn_local(ask(addresses, email, id)), PAUSE);
}

/// What has become of the last one to this address, once one was sent. Its place is there from the beginning, so that
/// assistive technology is told.
pub(super) fn result(addresses: Addresses, email: String) -> Node {
    let own = email.clone();
    let outcome = Memo::new(move |_| addresses.outcome(&own));
    let words = move || match outcome.get() {
        None => ().into_node(),
        Some(Outcome::Asked) => word::SENDING.into_node(),
        Some(Outcome::Failed(failure)) => {
            view! { <span class="error">{failure_text(&failure, problem::NETWORK)}</span> }
        }
        Some(Outcome::Is(message)) => {
            let state = texts::text(state_name(message.state));
            let words = texts::message(&address::test_state(&state));
            view! { <span class="badge" data-state=message.state.id()>{words}</span> }
        }
    };
    let more = move || {
        let Some(Outcome::Is(message)) = outcome.get() else { return ().into_node() };
        let explained = explanation(message.state, message.reply.as_deref(), message.next_attempt_at.as_deref());
        view! {
            {explained}
            {steps(&message.events, &message.email)}
        }
    };
    view! {
        <p class="small" role="status">{words}</p>
        {more}
    }
}
