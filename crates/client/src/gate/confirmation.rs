//! After the accepted submit: what is unlocked, and where to change it later.

use messages::key::confirmation;
use model::Environment;

use crate::markup::view;
use crate::portal::{ModalStage, use_portal};
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// The confirmation. One button leads into the portal.
#[component]
pub(super) fn Confirmation() -> impl IntoView {
    let portal = use_portal();
    let account = portal.account_name();
    let (title, text) = match portal.environment.get_untracked() {
        Environment::Sandbox => (confirmation::TITLE_SANDBOX, confirmation::text_sandbox(&account)),
        Environment::Production => (confirmation::TITLE_PRODUCTION, confirmation::text_production(&account)),
    };
    let go_on = move |_| {
        portal.modal.set(ModalStage::Form);
        browser::focus("main");
    };
    view! {
        <div class="modal-body">
            <section class="done" id="gate-done" tabindex="-1" aria-labelledby="gate-done-title">
                <h2 id="gate-done-title">{title}</h2>
                <p>{texts::message(&text)}</p>
                <p>{confirmation::WHERE}</p>
                <div class="actions">
                    <button type="button" class="primary" on:click=go_on>{confirmation::CONTINUE}</button>
                </div>
            </section>
        </div>
    }
}
