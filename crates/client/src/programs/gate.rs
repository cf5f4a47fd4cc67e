//! The program of a first visit: the sign-in page and the modal; and the page for people who have no access at all.

use messages::key::{action, problem};

use super::mount;
use crate::address::Address;
use crate::app::{App, begin, page_path};
use crate::components::{Notice, Tone};
use crate::markup::{IntoNode, Node, view};
use crate::pages::address_link::{AddressLink, AddressLinkPage};
use crate::portal::{ModalStage, Portal, load_operator, use_portal};
use crate::reactive::prelude::*;
use crate::shell::{Announcement, Backdrop};
use crate::texts::ShownLanguage;
use crate::{app, browser, reactive};

/// Runs it.
pub fn start() {
    app::start(show);
}

fn show(language: ShownLanguage) {
    if page_path(&browser::path()) == ADDRESS_LINK {
        return mount(move || without_access(language));
    }
    mount(move || {
        let portal = begin(language);
        // Whoever fills in the form will want the portal next.
        effect(move || {
            if portal.is_filled() {
                browser::prefetch(PORTAL);
            }
        });
        view! { <App address=Address::of_window() opened=opened /> }
    });
}

/// The path of the page that a mail's link opens for whoever reads a contact's address. `index.html` gives it to this program.
const ADDRESS_LINK: &str = "/address";

/// That page: nobody is signed in for it, or has to be.
fn without_access(language: ShownLanguage) -> Node {
    let portal = reactive::lasting(|| Portal::new(language));
    provide_context(portal);
    provide_context(Address::of_window());
    spawn_local(load_operator(portal));
    let link = AddressLink::open(portal);
    let anew = move || {
        portal.language.0.track();
        view! { <AddressLinkPage link=link /> }
    };
    view! {
        {anew.into_node()}
        <Announcement />
    }
}

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
