//! The program of a first visit: the sign-in page, the pages that the links of mails open, and the modal.

use messages::key::{action, problem};

use super::mount;
use crate::address::Address;
use crate::app::{App, EntrancePage, begin};
use crate::components::{Notice, Tone};
use crate::markup::{Node, view};
use crate::pages::forgotten_password::{Forgotten, ForgottenPasswordPage};
use crate::pages::links::{AddressAnswer, AddressPage, InvitationPage, Link, ResetPasswordPage};
use crate::portal::{ModalStage, use_portal};
use crate::reactive::prelude::*;
use crate::shell::Backdrop;
use crate::texts::ShownLanguage;
use crate::{app, browser};

/// Runs it.
pub fn start() {
    app::start(show);
}

fn show(language: ShownLanguage) {
    mount(move || {
        let portal = begin(language);
        provide_context(Forgotten::new());
        provide_context(Link::new());
        provide_context(AddressAnswer::new());
        // Whoever fills in the form will want the portal next.
        effect(move || {
            if portal.is_filled() {
                browser::prefetch(PORTAL);
            }
        });
        view! { <App address=Address::of_window() entrances=&ENTRANCES opened=opened /> }
    });
}

/// The pages that don't depend on who is signed in. `index.html` knows their addresses, too.
const ENTRANCES: [EntrancePage; 4] = [
    ("/invitation", || view! { <InvitationPage /> }),
    ("/address", || view! { <AddressPage /> }),
    ("/forgotten-password", || view! { <ForgottenPasswordPage /> }),
    ("/reset-password", || view! { <ResetPasswordPage /> }),
];

/// The name of the program that follows, as `index.html` has it.
const PORTAL: &str = "portal";

/// Has the portal take over, once what the modal still has to say is read.
fn opened() -> Node {
    view! { <Handover /> }
}

/// Whether this program has shown more than that it is loading.
fn was_seen() -> bool {
    crate::gate::was_shown() || crate::pages::was_shown()
}

#[component]
fn Handover() -> impl IntoView {
    let portal = use_portal();
    let has_failed = RwSignal::new(false);
    let run = move || {
        has_failed.set(false);
        spawn_local(async move {
            // Whoever has seen something here is led on to the page; for all others the page just loads.
            let said = was_seen().then(|| portal.news());
            if browser::run(PORTAL, said).await.is_err() {
                has_failed.set(true);
            }
        });
    };
    effect(move || {
        if portal.modal.get() == ModalStage::Form {
            run();
        }
    });
    view! {
        {move || {
            if !has_failed.get() {
                return view! { <Backdrop /> };
            }
            view! {
                <main class="sign-in" id="main" tabindex="-1">
                    <Notice tone=Tone::Bad title=problem::TITLE alert=true>
                        <p>{problem::NETWORK}</p>
                        <div class="actions">
                            <button type="button" on:click=|_| browser::reload()>{action::TRY_AGAIN}</button>
                        </div>
                    </Notice>
                </main>
            }
        }}
    }
}
