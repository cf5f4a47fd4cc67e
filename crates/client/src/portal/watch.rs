//! Noticing what happens elsewhere: a colleague submits, a policy changes, somebody is removed.

use std::time::Duration;

use gloo_net::http::Method;
use messages::key::{announce, gate as gate_key};
use model::wire::GateAnswer;
use model::{Environment, GateState};

use super::load::{fill_form, load_operator, load_stored, take_stored};
use super::{Contents, DraftState, Gate, ModalStage, Portal, Session, draft, load_session, load_users};
use crate::api::{self, Failure};
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// How often the gate is asked while somebody looks. The server answers from memory, mostly with 304.
const EVERY: Duration = Duration::from_secs(3);

/// After so many failures in a row the last answer no longer stands.
const FAILURES: u8 = 3;

/// Keeps asking for the gate while somebody is signed in and looks at the page.
pub fn watch(portal: Portal) {
    let is_asking = RwSignal::new(false);
    let ask = move || {
        let is_watching = matches!(portal.session.get_untracked(), Session::SignedIn(_))
            && portal.account.with_untracked(Option::is_some)
            && browser::is_visible();
        if is_watching && !is_asking.get_untracked() {
            is_asking.set(true);
            spawn_local(async move {
                refresh_gate(portal).await;
                is_asking.set(false);
            });
        }
    };
    draft::send_while_typing(portal);
    if let Ok(timer) = set_interval_with_handle(ask, EVERY) {
        on_cleanup(move || timer.clear());
    }
    let listener = window_event_listener(leptos::ev::focus, move |_| ask());
    on_cleanup(move || listener.remove());
}

/// Asks for the gate once, and acts on what has changed.
pub async fn refresh_gate(portal: Portal) {
    let Some(path) = portal.environment_path("/gate") else { return };
    let mut request = api::Request::new(Method::GET, &path);
    if let Some(tag) = portal.gate_tag.get_untracked() {
        request = request.header("if-none-match", tag);
    }
    let accepted = draft::accepted(portal);
    let answer = request.send().await;
    let is_here = portal.environment_path("/gate").as_ref() == Some(&path);
    // During a submit the gate says what the submit will say, or what was true before it: its own answer tells.
    if !is_here || portal.submission.is_busy.get_untracked() || draft::accepted(portal) != accepted {
        return;
    }
    match answer {
        Ok(answer) if answer.not_modified => reached(portal),
        Ok(answer) => match answer.read::<GateAnswer>() {
            Ok(gate) => {
                reached(portal);
                portal.gate_tag.set(answer.etag);
                take_gate(portal, gate).await;
            }
            Err(_) => lose_gate(portal),
        },
        Err(Failure::SignedOut) => portal.session_ended(),
        // The account isn't there for this person, or no longer.
        Err(failure) if failure.slug() == "not-found" => load_session(portal).await,
        Err(_) => lose_gate(portal),
    }
}

/// The server is there. What couldn't be had or sent while it wasn't is asked for and goes out now.
fn reached(portal: Portal) {
    portal.gate_failures.set(0);
    if portal.contents.get_untracked() != Contents::There {
        spawn_local(fill_form(portal));
    } else if portal.form.users.with_untracked(Vec::is_empty) {
        spawn_local(load_users(portal));
    }
    if portal.contents.get_untracked() == Contents::There {
        spawn_local(portal.form.zones.bring());
    }
    spawn_local(load_operator(portal));
    if portal.draft_state.get_untracked() == DraftState::Kept {
        spawn_local(draft::send(portal));
    }
}

/// Not knowing never counts as open. What the server said a moment ago still stands, until it couldn't
/// be asked for several times in a row: phones lose their connection for seconds all the time.
fn lose_gate(portal: Portal) {
    let failures = portal.gate_failures.get_untracked().saturating_add(1);
    portal.gate_failures.set(failures);
    let is_known = portal.gate.with_untracked(|gate| matches!(gate, Gate::Known(_)));
    if !is_known || failures >= FAILURES {
        portal.gate_tag.set(None);
        portal.gate.set(Gate::Unreachable);
    }
}

async fn take_gate(portal: Portal, gate: GateAnswer) {
    let before = portal.gate.get_untracked();
    let is_newer = portal.stored.with_untracked(|stored| stored.as_ref().is_some_and(|it| it.version != gate.version));
    let state = gate.state;
    // The next visit begins with the program that this calls for.
    browser::remember("gate", if state == GateState::Open { "open" } else { "locked" });
    if before != Gate::Known(gate.clone()) {
        portal.gate.set(Gate::Known(gate));
    }
    let has_changed = matches!(before, Gate::Known(before) if before.state != state);
    if has_changed {
        if state == GateState::Locked {
            portal.modal.set(ModalStage::Form);
        }
        if state == GateState::Open && portal.modal.get_untracked() == ModalStage::Form {
            // The modal goes, and the focus in it.
            browser::focus("main");
        }
        portal.announce(texts::text(announcement(portal, state)));
        load_users(portal).await;
    }
    if is_newer {
        take_newer(portal).await;
    }
    if is_newer || has_changed {
        draft::look_again(portal).await;
    }
}

/// Somebody else saved. Their values are taken over where nothing was typed; otherwise what was
/// typed stays, and the next save shows both.
async fn take_newer(portal: Portal) {
    let Some(stored) = load_stored(portal).await else { return };
    let has_typed = !portal.form.changed_fields().is_empty();
    let is_same = portal.form.draft().differences(&stored.values).is_empty();
    if is_same || !has_typed {
        take_stored(portal, stored);
        portal.draft.set(None);
    } else {
        portal.stored.set(Some(stored));
    }
}

fn announcement(portal: Portal, state: GateState) -> messages::Text {
    match (state, portal.environment.get_untracked()) {
        (GateState::Open, _) if portal.modal.get_untracked() == ModalStage::Form => gate_key::OPENED_BY_COLLEAGUE,
        (GateState::Open, Environment::Sandbox) => announce::GATE_OPENED_SANDBOX,
        (GateState::Open, Environment::Production) => announce::GATE_OPENED_PRODUCTION,
        (GateState::Locked, Environment::Sandbox) => announce::GATE_LOCKED_SANDBOX,
        (GateState::Locked, Environment::Production) => announce::GATE_LOCKED_PRODUCTION,
    }
}
