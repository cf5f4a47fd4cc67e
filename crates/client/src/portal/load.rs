//! Bringing the state from the server.

use gloo_net::http::Method;
use model::Requirements;
use model::wire::{AccountMembership, ContactInformationAnswer, DraftAnswer, Me, UsersPage};

use super::{Contents, DraftState, Gate, ModalStage, Portal, Session, draft, refresh_gate};
use crate::api::{self, Failure};
use crate::browser;
use crate::reactive::prelude::*;

/// Asks who is signed in, and what the portal is called.
pub async fn load_session(portal: Portal) {
    load_operator(portal).await;
    let session = match api::get::<Me>("/me").await {
        Ok(me) => Session::SignedIn(me),
        Err(Failure::SignedOut) => Session::SignedOut,
        Err(_) => Session::Unreachable,
    };
    if let Session::SignedIn(me) = &session {
        if portal.me().is_some_and(|before| before.user.id != me.user.id) {
            // Somebody else has signed in where a session had ended. Nothing of the one before them may stay in the page.
            portal.draft_state.set(DraftState::Idle);
            browser::forget("account");
            browser::forget("gate");
            return browser::reload();
        }
        choose_account(portal, me);
    } else {
        browser::forget_early();
    }
    portal.session.set(session);
}

/// Asks who runs the portal, unless that is known.
pub(super) async fn load_operator(portal: Portal) {
    if portal.operator.with_untracked(Option::is_none)
        && let Ok(operator) = api::get("/reference").await
    {
        portal.operator.set(Some(operator));
    }
}

/// Stays with the account shown, or the one of the last visit, or the first.
fn choose_account(portal: Portal, me: &Me) {
    let slug = portal.account.with_untracked(|account| account.as_ref().map(|it| it.account.slug.clone()));
    let slug = slug.or_else(|| browser::remembered("account"));
    let is_it = |membership: &&AccountMembership| Some(&membership.account.slug) == slug.as_ref();
    let chosen = me.memberships.iter().find(is_it).or(me.memberships.first()).cloned();
    if portal.account.get_untracked() != chosen {
        portal.account.set(chosen);
    }
}

/// Brings all that is known of the account and environment shown, and fills the form with it.
pub fn load_account(portal: Portal) {
    let Some(membership) = portal.account.get_untracked() else { return };
    browser::remember("account", &membership.account.slug);
    browser::remember("environment", portal.environment.get_untracked().id());
    if portal.users_of.get_untracked() != membership.account.slug {
        portal.form.users.set(Vec::new());
        portal.users_of.set(membership.account.slug);
    }
    forget_account(portal);
    portal.form.only.set(membership.section);
    spawn_local(refresh_gate(portal));
    spawn_local(load_users(portal));
    spawn_local(fill_form(portal));
}

/// Empties the page of what belongs to an account in an environment.
fn forget_account(portal: Portal) {
    portal.contents.set(Contents::OnTheirWay);
    portal.gate.set(Gate::Checking);
    portal.gate_tag.set(None);
    portal.modal.set(ModalStage::Form);
    portal.stored.set(None);
    portal.draft.set(None);
    portal.draft_seen.set(None);
    portal.second_look.set(None);
    portal.draft_state.set(DraftState::Idle);
    portal.conflict.set(None);
    portal.submission.is_busy.set(false);
    portal.submission.trouble.set(None);
    portal.submission.found_errors.set(false);
}

/// Brings the users of the account.
pub async fn load_users(portal: Portal) {
    let Some(path) = portal.account_path("/users") else { return };
    match api::get::<UsersPage>(&path).await {
        Ok(page)
            if portal.account_path("/users").as_ref() == Some(&path)
                && portal.form.users.with_untracked(|users| *users != page.items) =>
        {
            portal.form.users.set(page.items);
        }
        Err(Failure::SignedOut) => portal.session_ended(),
        _ => {}
    }
}

/// Fills the form, unless that is under way. What couldn't be had is asked for again with the next answer about the gate.
pub(super) async fn fill_form(portal: Portal) {
    let Some(path) = portal.environment_path("/draft") else { return };
    let is_here = |shown: Option<String>| shown.as_ref() == Some(&path);
    if portal.filling.with_untracked(|filling| is_here(filling.clone())) {
        return;
    }
    portal.filling.set(Some(path.clone()));
    let brought = bring(portal, &path).await;
    if portal.filling.with_untracked(|filling| is_here(filling.clone())) {
        portal.filling.set(None);
    }
    // Whoever was quicker has filled it, and something may have been typed since.
    let is_wanted = is_here(portal.environment_path("/draft")) && portal.contents.get_untracked() != Contents::There;
    let Some((stored, typed)) = brought.filter(|_| is_wanted) else { return };
    take_stored(portal, stored);
    draft::take_draft(portal, typed);
    draft::restore_kept(portal);
    portal.contents.set(Contents::There);
    spawn_local(portal.form.zones.bring());
    browser::forget_early();
}

/// What is stored, and what was typed over it and not yet submitted.
async fn bring(portal: Portal, draft_path: &str) -> Option<(ContactInformationAnswer, DraftAnswer)> {
    let stored = load_stored(portal).await?;
    match api::get::<DraftAnswer>(draft_path).await {
        Ok(typed) => Some((stored, typed)),
        Err(failure) => {
            if portal.environment_path("/draft").as_deref() == Some(draft_path) {
                not_had(portal, &failure);
            }
            None
        }
    }
}

/// Brings what is stored now; `None` when it can't be had, or another account was chosen meanwhile.
pub(super) async fn load_stored(portal: Portal) -> Option<ContactInformationAnswer> {
    let path = portal.environment_path("/contact-information")?;
    let answer = api::get::<ContactInformationAnswer>(&path).await;
    if portal.environment_path("/contact-information").as_ref() != Some(&path) {
        return None;
    }
    match answer {
        Ok(stored) => Some(stored),
        Err(failure) => {
            not_had(portal, &failure);
            None
        }
    }
}

fn not_had(portal: Portal, failure: &Failure) {
    if matches!(failure, Failure::SignedOut) {
        portal.session_ended();
    } else if portal.contents.get_untracked() == Contents::There {
        // The form stays as it is. The next answer about the gate is to be a whole one, so that it leads here again.
        portal.gate_tag.set(None);
    } else {
        portal.contents.set(Contents::NotHad);
    }
}

/// Takes over what is stored, with nothing typed over it.
pub(super) fn take_stored(portal: Portal, stored: ContactInformationAnswer) {
    portal.form.requirements.set(Requirements::from(&stored.requirements));
    portal.form.fill_stored(&stored.values, stored.version);
    draft::mark_synced(portal);
    portal.stored.set(Some(stored));
}

impl Portal {
    /// Takes over what the server has just accepted.
    pub fn accepted(self, stored: ContactInformationAnswer) {
        take_stored(self, stored);
        self.conflict.set(None);
        self.draft.set(None);
        self.draft_seen.set(None);
        self.second_look.set(None);
        self.draft_state.set(DraftState::Idle);
        draft::mark_accepted(self);
    }

    /// Brings the form again, after the server couldn't be reached.
    pub fn retry(self) {
        let is_known = self.gate.with_untracked(|gate| matches!(gate, Gate::Known(_)));
        match (self.contents.get_untracked(), is_known) {
            (Contents::There, _) => spawn_local(refresh_gate(self)),
            // The portal that is open stays as it is.
            (_, true) => spawn_local(fill_form(self)),
            (_, false) => load_account(self),
        }
    }
}

/// Ends the session, here and on the server.
///
/// # Errors
/// When the server couldn't be told; the session goes on then.
pub async fn sign_out(portal: Portal) -> Result<(), Failure> {
    let answer = api::Request::new(Method::DELETE, "/session").send().await;
    match answer {
        Ok(_) | Err(Failure::SignedOut) => {
            forget_person(portal);
            Ok(())
        }
        Err(failure) => Err(failure),
    }
}

/// Empties the page of what belongs to whoever was signed in.
pub fn forget_person(portal: Portal) {
    browser::forget("account");
    browser::forget("gate");
    forget_account(portal);
    portal.account.set(None);
    portal.form.users.set(Vec::new());
    portal.users_of.set(String::new());
    portal.form.fill_stored(&model::Draft::default(), 0);
    draft::mark_synced(portal);
    portal.session.set(Session::SignedOut);
}
