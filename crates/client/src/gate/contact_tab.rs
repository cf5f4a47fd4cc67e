//! The form in the modal, and the bar below it that submits it.

use messages::key::{action, draft, save, word};

use super::one_section::{OneSection, SECTION_ID};
use crate::api::Failure;
use crate::components::BusyButton;
use crate::form::{CONFLICT_TITLE_ID, ConflictView, FORM_ID, FormView, Outcome, SUMMARY_ID, second_look, submit};
use crate::markup::view;
use crate::pages::failure_text;
use crate::portal::{DraftState, ModalStage, Portal, refresh_gate, send_draft, use_portal};
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// The form, with whatever came up when it was submitted.
#[component]
pub(super) fn ContactTab(
    /// What to do when somebody isn't in the list of users.
    on_invite: Callback<()>,
) -> impl IntoView {
    let portal = use_portal();
    let is_handed_on = RwSignal::new(false);
    let on_submit = Callback::new(move |()| hand_in(portal, is_handed_on));
    // What is said of it holds until something else is typed.
    effect(move || {
        let _ = portal.form.draft();
        is_handed_on.set(false);
    });
    view! {
        <OneSection is_handed_on=is_handed_on />
        <ConflictView />
        <FormView on_submit=on_submit on_invite=on_invite>{second_look(portal)}</FormView>
    }
}

/// Submits the form from the modal: on success the modal confirms what is unlocked. Whoever has filled in the one section that
/// they were asked for hands it on to colleagues, as long as others are incomplete.
fn hand_in(portal: Portal, is_handed_on: RwSignal<bool>) {
    is_handed_on.set(false);
    let is_done = untrack(|| portal.form.section().is_some() && portal.form.shown_errors().is_empty());
    let are_others_missing = portal.form.errors.with_untracked(|errors| !errors.is_empty());
    spawn_local(async move {
        if is_done && are_others_missing {
            portal.submission.trouble.set(None);
            send_draft(portal).await;
            if !matches!(portal.draft_state.get_untracked(), DraftState::Kept | DraftState::Refused) {
                is_handed_on.set(true);
                browser::focus(SECTION_ID);
            }
            return;
        }
        if run_submit(portal).await {
            portal.modal.set(ModalStage::Confirmation);
            refresh_gate(portal).await;
            browser::focus("gate-done");
        }
    });
}

/// Submits the form once, and shows what became of it. Answers whether it is stored.
pub async fn run_submit(portal: Portal) -> bool {
    let progress = portal.submission;
    if progress.is_busy.get_untracked() {
        return false;
    }
    progress.is_busy.set(true);
    progress.trouble.set(None);
    let outcome = submit(portal).await;
    if matches!(outcome, Outcome::Elsewhere) {
        return false;
    }
    progress.is_busy.set(false);
    progress.found_errors.set(matches!(outcome, Outcome::Invalid));
    match outcome {
        Outcome::Invalid => {
            // What is wrong is in sections that aren't shown.
            if untrack(|| portal.form.shown_errors().is_empty()) {
                portal.form.only.set(None);
            }
            browser::focus(SUMMARY_ID);
        }
        Outcome::Failed(failure) => progress.trouble.set(Some(failure)),
        Outcome::Conflict => browser::focus(CONFLICT_TITLE_ID),
        Outcome::Elsewhere => {}
        Outcome::Accepted => return true,
    }
    false
}

/// The bar below the form: what became of the draft or the last submit, and the button.
#[component]
pub fn SubmitBar() -> impl IntoView {
    let portal = use_portal();
    view! {
        <footer class="modal-foot">
            <SubmitProgress />
            <BusyButton
                label=action::SUBMIT
                busy_label=word::SUBMITTING
                busy=portal.submission.is_busy
                form=FORM_ID
            />
        </footer>
    }
}

/// What became of the draft or the last submit.
#[component]
pub fn SubmitProgress() -> impl IntoView {
    let portal = use_portal();
    let trouble = move || portal.submission.trouble.with(|trouble| trouble.as_ref().map(trouble_text));
    view! {
        <div>
            {move || trouble().map(|words| view! { <p class="error" role="alert">{words}</p> })}
            <p role="status">{move || draft_text(portal)}</p>
        </div>
    }
}

fn trouble_text(failure: &Failure) -> String {
    match failure {
        Failure::SignedOut => texts::text(messages::key::session::EXPIRED_TEXT),
        Failure::Unreadable => texts::text(save::FAILED),
        _ => failure_text(failure, save::FAILED_NETWORK),
    }
}

fn draft_text(portal: Portal) -> String {
    match portal.draft_state.get() {
        DraftState::Idle => String::new(),
        DraftState::Saving => texts::text(draft::SAVING),
        DraftState::Saved(at) => {
            [texts::message(&draft::saved_at(&texts::time(&at))), texts::text(draft::SHARED)].join(". ")
        }
        DraftState::Kept | DraftState::Refused => texts::text(draft::NOT_SAVED),
    }
}
