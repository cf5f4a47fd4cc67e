//! The draft: what is typed is sent to the server as one types, shared with colleagues, and there
//! again after a reload.

use std::time::Duration;

use gloo_net::http::Method;
use model::wire::DraftAnswer;
use model::{Draft, Field, Role};

use super::kept::{Kept, Place};
use super::load::take_stored;
use super::{Portal, Session, load_session};
use crate::api::{self, Failure};
use crate::browser;
use crate::reactive::prelude::*;

/// How long after the last keystroke the draft is sent.
const PAUSE: Duration = Duration::from_millis(700);

/// From this status on the server says that it failed, and not that the request was wrong.
const SERVER_FAILED: u16 = 500;

/// What became of the draft typed here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftState {
    /// Nothing was typed.
    Idle,
    /// It is on its way.
    Saving,
    /// The server has it, since that time.
    Saved(String),
    /// The server couldn't be reached; this window keeps it, and sends it with the next change or once the server is back.
    Kept,
    /// The server doesn't take it; this window keeps it, and sends it with the next change.
    Refused,
}

/// How far the server has what is typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Sync {
    /// What the server has.
    synced: Draft,
    /// How often what is typed was accepted. A draft that was on its way meanwhile is of no use any more.
    accepted: u32,
    /// Whether something is on its way: one thing at a time, so that the newest comes last.
    is_sending: bool,
}

/// Says that the server has accepted what was typed, and with it ended the draft.
pub(super) fn mark_accepted(portal: Portal) {
    portal.sync.update(|sync| sync.accepted = sync.accepted.wrapping_add(1));
    if let Some(place) = Place::shown(portal) {
        place.forget();
    }
}

/// How often what is typed was accepted.
pub(super) fn accepted(portal: Portal) -> u32 {
    portal.sync.with_untracked(|sync| sync.accepted)
}

/// Says that the server has what is in the form now.
pub(super) fn mark_synced(portal: Portal) {
    let now = portal.form.draft();
    portal.sync.update(|sync| sync.synced = now);
}

/// Puts a draft over what is stored.
pub(super) fn take_draft(portal: Portal, answer: DraftAnswer) {
    portal.draft_seen.set(answer.updated_at.clone());
    portal.second_look.set(Some(answer.clone()));
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
    for field in Field::ALL {
        if values.has(field) {
            draft.copy_field(field, values);
        }
    }
    portal.form.fill(&draft);
}

/// Puts back what couldn't be sent before the page was left. Sending it is tried again at once. If something was saved since it
/// was typed, the next save shows both.
pub(super) fn restore_kept(portal: Portal) {
    let Some(kept) = Place::shown(portal).and_then(|place| place.kept()) else { return };
    fill_over(portal, &kept.values);
    if kept.base_version < portal.form.base_version.get_untracked() {
        portal.form.base_version.set(kept.base_version);
    }
}

fn may_write(portal: Portal) -> bool {
    portal.is_filled()
        && portal.role() >= Role::Editor
        && portal.session.with(|session| matches!(session, Session::SignedIn(_)))
}

/// The fields that the server hasn't got as they are typed, and no others: a colleague may be typing in those. `None` when there
/// are none.
fn unsent(portal: Portal, draft: &Draft) -> Option<Draft> {
    let mut unsent = Draft::default();
    for field in portal.sync.with_untracked(|sync| draft.differences(&sync.synced)) {
        unsent.copy_field(field, draft);
    }
    (unsent != Draft::default()).then_some(unsent)
}

/// Sends what is typed, a moment after the last change.
pub(super) fn send_while_typing(portal: Portal) {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(Some(earlier)) = timer.try_get_value() {
            earlier.clear();
        }
    };
    effect(move || {
        let draft = portal.form.draft();
        let place = Place::shown(portal).filter(|_| may_write(portal));
        stop();
        let Some(place) = place else { return };
        let Some(values) = unsent(portal, &draft) else { return settle(portal, &place) };
        // Should the page be left before it is sent, this window has it.
        place.keep(&Kept { base_version: portal.form.base_version.get_untracked(), values });
        timer.set_value(set_timeout_with_handle(move || spawn_local(send(portal)), PAUSE).ok());
    });
    on_cleanup(stop);
}

/// There is nothing to send, or no longer: what was typed was taken back.
fn settle(portal: Portal, place: &Place) {
    place.forget();
    if matches!(portal.draft_state.get_untracked(), DraftState::Kept | DraftState::Refused) {
        portal.draft_state.set(DraftState::Idle);
        spawn_local(look_again(portal));
    }
}

/// Sends what the server hasn't got, unless something is on its way: then it is looked at again when that is there.
pub async fn send(portal: Portal) {
    let Some(place) = untrack(|| Place::shown(portal).filter(|_| may_write(portal))) else { return };
    let draft = portal.form.draft();
    let Some(changed) = unsent(portal, &draft) else { return settle(portal, &place) };
    let before = portal.sync.get_untracked();
    if before.is_sending {
        return;
    }
    portal.sync.update(|sync| sync.is_sending = true);
    portal.draft_state.set(DraftState::Saving);
    let base = portal.form.base_version.get_untracked().to_string();
    let path = [&place.path, "&base_version=", &base].concat();
    let sent = api::send(Method::PATCH, &path, &changed).await;
    portal.sync.update(|sync| sync.is_sending = false);
    let answer = sent.and_then(|answer| answer.read::<DraftAnswer>());
    if portal.sync.with_untracked(|sync| sync.accepted != before.accepted) {
        // What it held is stored; it came after the save that ended the draft, and has begun a new one.
        if let Ok(answer) = answer {
            let _ = api::delete(&[place.path, of_draft(answer.updated_at)].concat()).await;
        }
    } else if untrack(|| Place::shown(portal)).as_ref() == Some(&place) {
        match answer {
            Ok(answer) => took(portal, answer, &draft, &changed),
            Err(failure) => return not_taken(portal, &failure),
        }
    }
    // Meanwhile more may have been typed, here or, if another account or environment was chosen, there.
    if unsent(portal, &portal.form.draft()).is_some() {
        spawn_local(Box::pin(send(portal)));
    }
}

/// The server has it.
fn took(portal: Portal, answer: DraftAnswer, draft: &Draft, changed: &Draft) {
    portal.sync.update(|sync| {
        for field in Field::ALL.into_iter().filter(|field| changed.has(*field)) {
            sync.synced.copy_field(field, draft);
        }
    });
    note_seen(portal, &answer);
    note_look(portal, &answer, draft);
    if unsent(portal, &portal.form.draft()).is_none()
        && let Some(place) = untrack(|| Place::shown(portal))
    {
        place.forget();
    }
    let at = answer.updated_at.clone().unwrap_or_default();
    // Who began is news only to those who came later.
    if portal.draft.with_untracked(Option::is_some) {
        portal.draft.set(Some(answer));
    }
    portal.draft_state.set(DraftState::Saved(at));
}

/// The server hasn't got it. This window has.
fn not_taken(portal: Portal, failure: &Failure) {
    let is_refused = matches!(failure, Failure::Refused(problem) if problem.status < SERVER_FAILED);
    portal.second_look.set(None);
    portal.draft_state.set(if is_refused { DraftState::Refused } else { DraftState::Kept });
    match failure {
        Failure::SignedOut => portal.session_ended(),
        // Whoever isn't here any more is told so. Who may no longer write is told when they save: what they typed stays to be
        // seen until then.
        Failure::Refused(problem) if problem.slug() == "not-found" => spawn_local(load_session(portal)),
        _ => {}
    }
}

/// Notes which draft the server has now, unless a colleague has typed something into it that isn't in the form here: a save
/// must not end what nobody here has seen.
fn note_seen(portal: Portal, answer: &DraftAnswer) {
    let mine = portal.form.draft();
    let is_mine = |values: &Draft| {
        let mut given = Field::ALL.into_iter().filter(|field| values.has(*field));
        given.all(|field| values.agrees_on(field, &mine))
    };
    if answer.values.as_ref().is_none_or(is_mine) {
        portal.draft_seen.set(answer.updated_at.clone());
    }
}

/// Notes what the server says of what is typed. If a colleague has typed other emergency contacts into the draft, or has saved
/// others, it isn't about what is in the form here.
fn note_look(portal: Portal, answer: &DraftAnswer, typed: &Draft) {
    let contacts = Field::TechnicalEmergency;
    let is_mine = portal.stored.with_untracked(|stored| {
        let stored = stored.as_ref().map(|stored| &stored.values);
        let given = [answer.values.as_ref(), stored].into_iter().flatten().find(|values| values.has(contacts));
        given.is_none_or(|values| values.agrees_on(contacts, typed))
    });
    portal.second_look.set(is_mine.then(|| answer.clone()));
}

/// Asks what the server says of the draft, when something else than what is typed may have changed that.
pub(super) async fn look_again(portal: Portal) {
    let Some(path) = portal.environment_path("/draft").filter(|_| portal.is_filled()) else { return };
    let answer = api::get::<DraftAnswer>(&path).await;
    if portal.environment_path("/draft").as_ref() == Some(&path)
        && let Ok(answer) = answer
    {
        note_look(portal, &answer, &portal.form.draft());
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
    if let Some(place) = untrack(|| Place::shown(portal)) {
        place.forget();
    }
    portal.draft.set(None);
    portal.draft_seen.set(None);
    portal.second_look.set(None);
    portal.draft_state.set(DraftState::Idle);
    if let Some(stored) = portal.stored.get_untracked() {
        take_stored(portal, stored);
    }
    Ok(())
}
