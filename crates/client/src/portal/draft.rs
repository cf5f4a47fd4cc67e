//! The draft: what is typed is sent to the server as one types, shared with colleagues, and there
//! again after a reload.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use gloo_net::http::Method;
use model::wire::DraftAnswer;
use model::{Draft, Role};

use super::load::take_stored;
use super::{Portal, Session};
use crate::api::{self, Failure};
use crate::browser;
use crate::reactive::prelude::*;

/// How long after the last keystroke the draft is sent.
const PAUSE: Duration = Duration::from_millis(700);

/// What became of the draft typed here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftState {
    /// Nothing was typed.
    Idle,
    /// It is on its way.
    Saving,
    /// The server has it, since that time.
    Saved(String),
    /// The server couldn't be reached; this window keeps it, and sends it with the next change.
    Kept,
}

thread_local! {
    /// What the server has as the draft.
    static SYNCED: RefCell<Draft> = RefCell::default();
    /// How often what is typed was accepted. A draft that was on its way meanwhile is of no use any more.
    static ACCEPTED: Cell<u32> = const { Cell::new(0) };
}

/// Says that the server has accepted what was typed, and with it ended the draft.
pub(super) fn mark_accepted(portal: Portal) {
    ACCEPTED.set(ACCEPTED.get().wrapping_add(1));
    forget_kept(portal);
}

/// Says that the server has what is in the form now.
pub(super) fn mark_synced(portal: Portal) {
    let now = portal.form.draft();
    SYNCED.with_borrow_mut(|synced| *synced = now);
}

/// Puts a draft over what is stored.
pub(super) fn take_draft(portal: Portal, answer: DraftAnswer) {
    portal.draft_seen.set(answer.updated_at.clone());
    if let Some(values) = &answer.values {
        fill_over(portal, values);
        if let Some(version) = answer.base_version {
            portal.form.base_version.set(version);
        }
        mark_synced(portal);
        portal.draft.set(Some(answer));
    }
}

fn fill_over(portal: Portal, values: &Draft) {
    let mut draft = portal.form.draft();
    for field in model::Field::ALL {
        if values.has(field) {
            draft.copy_field(field, values);
        }
    }
    portal.form.fill(&draft);
}

/// Puts back what couldn't be sent before the page was left. Sending it is tried again at once.
pub(super) fn restore_kept(portal: Portal) {
    let kept = browser::kept(&key(portal)).and_then(|kept| crate::api::read::<Draft>(&kept));
    if let Some(kept) = kept {
        fill_over(portal, &kept);
    }
}

fn keep(portal: Portal, draft: &Draft) {
    browser::keep(&key(portal), serde_json::to_string(draft).ok().as_deref());
}

fn forget_kept(portal: Portal) {
    browser::keep(&key(portal), None);
}

/// Sends what is typed, a moment after the last change.
pub(super) fn send_while_typing(portal: Portal) {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    effect(move || {
        let draft = portal.form.draft();
        let may_write =
            portal.is_filled() && portal.role() >= Role::Editor && matches!(portal.session.get(), Session::SignedIn(_));
        if let Some(earlier) = timer.get_value() {
            earlier.clear();
        }
        if may_write && SYNCED.with_borrow(|synced| *synced != draft) {
            // Should the page be left before it is sent, this window has it.
            keep(portal, &draft);
            timer.set_value(set_timeout_with_handle(move || spawn_local(send(portal)), PAUSE).ok());
        }
    });
}

/// Sends the fields that changed since the server last had them, and no others: a colleague may be
/// typing in those.
pub(super) async fn send(portal: Portal) {
    let draft = portal.form.draft();
    let mut changed = Draft::default();
    for field in SYNCED.with_borrow(|synced| draft.differences(synced)) {
        changed.copy_field(field, &draft);
    }
    if changed == Draft::default() {
        return;
    }
    let accepted_before = ACCEPTED.get();
    let base = portal.form.base_version.get_untracked().to_string();
    let Some(path) = portal.environment_path("/draft") else { return };
    portal.draft_state.set(DraftState::Saving);
    let sent = api::send(Method::PATCH, &[&path, "&base_version=", &base].concat(), &changed).await;
    if ACCEPTED.get() != accepted_before {
        // What it held is stored; it came after the save that ended the draft, and has begun a new one.
        if let Ok(answer) = sent.and_then(|answer| answer.read::<DraftAnswer>()) {
            let _ = api::delete(&[path, of_draft(answer.updated_at)].concat()).await;
        }
        return;
    }
    let state = match sent.and_then(|answer| answer.read::<DraftAnswer>()) {
        Ok(answer) => {
            if portal.form.draft() == draft {
                forget_kept(portal);
            }
            note_seen(portal, &answer);
            SYNCED.with_borrow_mut(|synced| *synced = draft);
            let at = answer.updated_at.clone().unwrap_or_default();
            // Who began is news only to those who came later.
            if portal.draft.with_untracked(Option::is_some) {
                portal.draft.set(Some(answer));
            }
            DraftState::Saved(at)
        }
        Err(failure) => {
            if failure == Failure::SignedOut {
                portal.session_ended();
            }
            keep(portal, &draft);
            DraftState::Kept
        }
    };
    portal.draft_state.set(state);
}

/// Notes which draft the server has now, unless a colleague has typed something into it that isn't in the form here: a save
/// must not end what nobody here has seen.
fn note_seen(portal: Portal, answer: &DraftAnswer) {
    let mine = portal.form.draft();
    let is_mine = |values: &Draft| {
        let mut given = model::Field::ALL.into_iter().filter(|field| values.has(*field));
        given.all(|field| values.agrees_on(field, &mine))
    };
    if answer.values.as_ref().is_none_or(is_mine) {
        portal.draft_seen.set(answer.updated_at.clone());
    }
}

/// The part of a query that says which draft it is about.
fn of_draft(updated_at: Option<String>) -> String {
    ["&draft=", &updated_at.map_or_else(|| "none".to_owned(), |at| browser::escape(&at))].concat()
}

/// The part of a query that says which draft was seen here.
pub fn of_seen_draft(portal: Portal) -> String {
    of_draft(portal.draft_seen.get_untracked())
}

/// Throws away what was typed, here and on the server, and shows what is stored.
///
/// # Errors
/// When the server couldn't be told; what was typed stays then.
pub async fn discard_draft(portal: Portal) -> Result<(), Failure> {
    let Some(path) = portal.environment_path("/draft") else { return Ok(()) };
    api::delete(&[path, of_seen_draft(portal)].concat()).await?;
    forget_kept(portal);
    portal.draft.set(None);
    portal.draft_seen.set(None);
    portal.draft_state.set(DraftState::Idle);
    if let Some(stored) = portal.stored.get_untracked() {
        take_stored(portal, stored);
    }
    Ok(())
}

/// Contact data of one person's window: never shown to the next one who signs in there.
fn key(portal: Portal) -> String {
    let user = portal.me().map(|me| me.user.id).unwrap_or_default();
    let path = portal.environment_path("/draft").unwrap_or_default();
    ["callsheet.draft.", &user, &path].concat()
}
