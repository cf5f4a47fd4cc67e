//! The bar under the form: save, discard, and how it stands.

use messages::key::{action, contact_page, save, unsaved, word};

use super::Page;
use crate::components::{BusyButton, ConfirmDialog};
use crate::form::FORM_ID;
use crate::gate::SubmitProgress;
use crate::markup::{Node, view};
use crate::pages::TITLE_ID;
use crate::portal::{Portal, discard_draft, use_portal};
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// The bar. It stays in reach while the form is scrolled.
#[component]
pub(super) fn SaveBar(page: Page) -> impl IntoView {
    let portal = use_portal();
    let is_asking = RwSignal::new(false);
    let has_draft = move || portal.draft.with(|draft| draft.as_ref().is_some_and(|draft| draft.values.is_some()));
    let can_discard = Memo::new(move |_| page.is_changed.get() || has_draft());
    let state = move || match page.said.get() {
        _ if page.is_changed.get() => texts::text(unsaved::MARKER),
        Some(said) => texts::text(said),
        None => String::new(),
    };
    view! {
        <div class="save actions">
            <BusyButton
                label=action::SAVE_CHANGES
                busy_label=word::SAVING
                busy=portal.submission.is_busy
                form=FORM_ID
            />
            {move || {
                can_discard.get().then(|| {
                    view! {
                        <button type="button" class="quiet" on:click=move |_| is_asking.set(true)>
                            {contact_page::DISCARD}
                        </button>
                    }
                })
            }}
            <b class="small" role="status">{state}</b>
            <SubmitProgress />
        </div>
        {move || is_asking.get().then(|| question(portal, is_asking))}
    }
}

fn question(portal: Portal, is_asking: RwSignal<bool>) -> Node {
    let answer = Callback::new(move |is_meant| {
        is_asking.set(false);
        if is_meant {
            spawn_local(discard(portal));
        }
    });
    view! {
        <ConfirmDialog
            title=contact_page::DISCARD_TITLE
            confirm=action::DISCARD
            cancel=action::CANCEL
            is_dangerous=true
            on_answer=answer
        >
            <p>{contact_page::DISCARD_TEXT}</p>
        </ConfirmDialog>
    }
}

async fn discard(portal: Portal) {
    let words = match discard_draft(portal).await {
        // The button is gone now; the form begins anew.
        Ok(()) => {
            browser::focus(TITLE_ID);
            contact_page::DISCARDED
        }
        Err(failure) => match crate::pages::caught(portal, failure) {
            Some(_) => save::FAILED_NETWORK,
            None => return,
        },
    };
    portal.announce(texts::text(words));
}
