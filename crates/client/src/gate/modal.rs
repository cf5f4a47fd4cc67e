//! The dialog itself: its head, its tabs, and what it shows when the gate isn't known.

use std::cell::Cell;

use leptos::html;
use messages::key::{gate, summary, term, title};
use model::{Environment, Role};

use super::confirmation::Confirmation;
use super::contact_tab::{ContactTab, SubmitBar};
use super::support::SupportDialog;
use super::viewer::ReadOnly;
use crate::components::{Notice, Tab, Tabs, Tone, hold_open};
use crate::markup::{IntoNode, view};
use crate::pages::users::UsersPanel;
use crate::portal::{Contents, Gate, ModalStage, Portal, use_portal};
use crate::reactive::prelude::*;
use crate::shell::{Announcement, HelpLinks, LanguageSelect, Place, SignOutButton, SupportFrom};
use crate::{browser, texts};

thread_local! {
    static WAS_SHOWN: Cell<bool> = const { Cell::new(false) };
}

/// Whether the modal was shown since the program began.
#[must_use]
pub fn was_shown() -> bool {
    WAS_SHOWN.get()
}

const PANEL: &str = "gate-panel";
const USERS_TAB: usize = 1;

/// The modal, as long as the gate isn't open or its opening isn't confirmed.
#[component]
pub fn GateModal() -> impl IntoView {
    let portal = use_portal();
    // While another environment is being asked for, what is there stays.
    let is_needed = Memo::new(move |before: Option<&bool>| {
        if portal.gate.with(|gate| *gate == Gate::Checking) {
            before.copied().unwrap_or_default()
        } else {
            !portal.is_open() || portal.modal.get() == ModalStage::Confirmation
        }
    });
    (move || is_needed.get().then(|| view! { <Modal /> })).into_node()
}

#[component]
fn Modal() -> impl IntoView {
    let portal = use_portal();
    let dialog = NodeRef::<html::Dialog>::new();
    hold_open(dialog);
    WAS_SHOWN.set(true);
    browser::set_title(&texts::message(&title::page(&texts::text(term::MANDATORY_INFORMATION))));
    let shown = Memo::new(move |_| shown(portal));
    on_cleanup(move || portal.is_support_open.set(false));
    view! {
        <dialog
            class="modal"
            id="gate"
            node_ref=dialog
            aria-labelledby="gate-title"
            aria-describedby="gate-why"
            closedby="none"
            on:cancel=|event: web_sys::Event| event.prevent_default()
        >
            <header class="modal-head">
                <div>
                    <h1 id="gate-title" tabindex="-1" autofocus>{term::MANDATORY_INFORMATION}</h1>
                    <Place ids=["gate-account", "gate-environment"] />
                </div>
                <div class="modal-links">
                    <HelpLinks from=SupportFrom::Modal />
                    <LanguageSelect id="gate-language" />
                    <SignOutButton class="link" />
                </div>
            </header>
            {move || match shown.get() {
                Shown::Confirmation => view! { <Confirmation /> },
                Shown::Unknown => view! { <Unknown /> },
                Shown::Checking => view! { <p class="modal-body" role="status">{gate::CHECKING}</p> },
                Shown::Sections => view! { <Sections /> },
            }}
            <Announcement />
            {move || portal.is_support_open.get().then(|| view! { <SupportDialog /> })}
        </dialog>
    }
}

/// What there is to show below the modal's head.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Checking,
    Unknown,
    Sections,
    Confirmation,
}

fn shown(portal: Portal) -> Shown {
    if portal.modal.get() == ModalStage::Confirmation {
        return Shown::Confirmation;
    }
    match portal.contents.get() {
        Contents::There => Shown::Sections,
        Contents::NotHad => Shown::Unknown,
        Contents::OnTheirWay if portal.gate.get() == Gate::Unreachable => Shown::Unknown,
        Contents::OnTheirWay => Shown::Checking,
    }
}

/// What the environment is called.
pub(crate) fn environment_name(environment: Environment) -> messages::Text {
    match environment {
        Environment::Sandbox => term::SANDBOX,
        Environment::Production => term::PRODUCTION,
    }
}

/// Nothing is known: neither what is needed, nor whether it is there.
#[component]
fn Unknown() -> impl IntoView {
    let portal = use_portal();
    view! {
        <div class="modal-body">
            <Notice tone=Tone::Bad title=gate::UNKNOWN_TITLE alert=true>
                <p>{gate::UNKNOWN_TEXT}</p>
                <div class="actions">
                    <button type="button" on:click=move |_| portal.retry()>
                        {messages::key::action::TRY_AGAIN}
                    </button>
                </div>
            </Notice>
        </div>
    }
}

#[component]
fn Sections() -> impl IntoView {
    let portal = use_portal();
    let chosen = RwSignal::new(0);
    let is_viewer = portal.role() == Role::Viewer;
    let why = [why(portal), texts::text(unlocks(portal))].join(" ");
    let tabs = vec![
        Tab {
            id: "tab-contact-information",
            label: term::CONTACT_INFORMATION,
            badge: Signal::derive(move || problems(portal)),
        },
        Tab { id: "tab-users", label: term::USERS, badge: Signal::stored(String::new()) },
    ];
    let labelled_by = move || if chosen.get() == USERS_TAB { "tab-users" } else { "tab-contact-information" };
    let is_contact_tab = move || chosen.get() != USERS_TAB;
    view! {
        <p class="modal-why" id="gate-why">{why}</p>
        <Tabs label=gate::TABS tabs=tabs chosen=chosen panel=PANEL />
        <div class="modal-body" role="tabpanel" id=PANEL tabindex="0" aria-labelledby=labelled_by>
            {move || {
                (portal.gate.get() == Gate::Unreachable)
                    .then(|| view! { <Notice tone=Tone::Bad alert=true><p>{gate::UNKNOWN_TEXT}</p></Notice> })
            }}
            <div class="stack" hidden=move || !is_contact_tab()>
                {if is_viewer {
                    view! { <ReadOnly /> }
                } else {
                    view! { <ContactTab on_invite=Callback::new(move |()| chosen.set(USERS_TAB)) /> }
                }}
            </div>
            {move || (!is_contact_tab()).then(|| view! { <UsersPanel /> })}
        </div>
        {move || {
            (!is_viewer && is_contact_tab())
                .then(|| view! { <SubmitBar /> })
        }}
    }
}

/// Why all this is asked for.
pub(crate) fn why(portal: Portal) -> String {
    texts::message(&gate::why(&portal.operator(), &portal.account_name()))
}

/// What comes of filling it in.
pub(crate) fn unlocks(portal: Portal) -> messages::Text {
    match portal.environment.get_untracked() {
        Environment::Sandbox => gate::UNLOCKS_SANDBOX,
        Environment::Production => gate::UNLOCKS_PRODUCTION,
    }
}

/// How many problems the tab holds, once they are shown.
fn problems(portal: Portal) -> String {
    let count = u32::try_from(portal.form.shown_errors().len()).unwrap_or(u32::MAX);
    if portal.submission.found_errors.get() && count > 0 {
        texts::message(&summary::tab_badge(count))
    } else {
        String::new()
    }
}
