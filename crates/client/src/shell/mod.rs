//! What is on every page: whether the portal or the modal, and the switches and links that both have.

mod surroundings;

pub use surroundings::Surroundings;

use messages::key::{action, setting, shell, term};
use model::Environment;

use crate::address::use_address;
use crate::components::{Options, Select};
use crate::gate::GateModal;
use crate::markup::{IntoNode, Node, view};
use crate::portal::{Operator, Portal, load_account, sign_out, use_portal};
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// What an open gate gives way to. Each program has its own.
pub type Opened = fn() -> Node;

/// The portal, or while the gate isn't open a backdrop in its place; and the modal over it.
#[component]
pub fn Shell(
    /// The portal.
    opened: Opened,
) -> impl IntoView {
    let portal = use_portal();
    let is_open = Memo::new(move |_| portal.is_open());
    view! {
        {move || if is_open.get() { opened() } else { view! { <Backdrop /> } }}
        <GateModal />
    }
}

/// Behind the modal: the portal's outline, with nothing in it to reach.
#[component]
pub fn Backdrop() -> impl IntoView {
    let portal = use_portal();
    view! {
        <header class="bar" aria-hidden="true">
            <span class="brand">
                <Mark />
                " "
                <b>{move || portal.operator()}</b>
                " "
                <span>{term::PARTNER_PORTAL}</span>
            </span>
        </header>
        <main class="boot" id="main" tabindex="-1" aria-busy="true">
            <div class="skeleton" aria-hidden="true"><i></i><i></i><i></i><i></i></div>
        </main>
    }
}

/// The mark of the product.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4 2h11l5 5v15H4zm3 8v2h10v-2zm0 4v2h10v-2zm0 4v2h6v-2z"></path>
        </svg>
    }
}

/// The account and the environment shown, and how to change them.
#[component]
pub fn Place(
    /// Ids of the lists to choose from, unique in the page: of the account's and of the environment's.
    ids: [&'static str; 2],
) -> impl IntoView {
    let [account, environment] = ids;
    view! {
        <div class="where">
            <AccountSelect id=account />
            " "
            <label class="visually-hidden" for=environment>{term::ENVIRONMENT}</label>
            <EnvironmentSelect id=environment />
        </div>
    }
}

#[component]
fn AccountSelect(id: &'static str) -> impl IntoView {
    let portal = use_portal();
    let memberships = portal.me().map(|me| me.memberships).unwrap_or_default();
    if memberships.len() < 2 {
        return view! { <b class="account">{move || portal.account_name()}</b> };
    }
    let options: Options = memberships.iter().map(|it| (it.account.slug.clone(), it.account.name.clone())).collect();
    let chosen = move || portal.account.with(|it| it.as_ref().map(|it| it.account.slug.clone()).unwrap_or_default());
    let choose = Callback::new(move |slug: String| {
        let membership = memberships.iter().find(|it| it.account.slug == slug).cloned();
        portal.account.set(membership);
    });
    view! {
        <label class="visually-hidden" for=id>{shell::ACCOUNT}</label>
        <Select id=id.to_owned() options=options value=Signal::derive(chosen) on_change=choose />
    }
}

#[component]
fn EnvironmentSelect(id: &'static str) -> impl IntoView {
    let portal = use_portal();
    let options = Environment::ALL
        .map(|environment| (environment.id().to_owned(), texts::text(crate::gate::environment_name(environment))));
    let address = use_address();
    let choose = Callback::new(move |id: String| {
        let Some(environment) = Environment::from_id(&id) else { return };
        address.replace(&[&address.path.get_untracked(), "?environment=", &id].concat());
        portal.environment.set(environment);
    });
    view! {
        <Select
            id=id.to_owned()
            class="environment"
            options=options.into_iter().collect()
            value=Signal::derive(move || portal.environment.get().id().to_owned())
            on_change=choose
        />
    }
}

/// The languages by their own names, to choose from.
#[component]
pub fn LanguageSelect(
    /// Unique in the page.
    id: &'static str,
    /// The stylesheet's class of the label.
    #[prop(default = "visually-hidden")]
    label_class: &'static str,
) -> impl IntoView {
    let portal = use_portal();
    let choose = Callback::new(move |tag: String| {
        spawn_local(async move {
            if texts::show_language(portal.language, &tag).await.is_ok() {
                browser::remember("language", &tag);
                portal.announcement.set(String::new());
                browser::focus(id);
            } else {
                // The list shows the language in use again.
                portal.language.0.notify();
                browser::focus(id);
                portal.announce(texts::text(setting::LANGUAGE_FAILED));
            }
        });
    });
    view! {
        <label class=label_class for=id>{setting::UI_LANGUAGE}</label>
        <Select id=id.to_owned() options=crate::form::language_options() value=portal.language.0 on_change=choose />
    }
}

/// Where the operator's support is reached from here, when it has no address of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SupportFrom {
    /// From a page of the portal: its own page for it.
    Portal,
    /// From the modal, which covers that page: a dialog over it.
    Modal,
    /// From the sign-in page: nowhere, since nobody knows yet who asks.
    SignIn,
}

/// Links to the operator's support and help.
#[component]
pub fn HelpLinks(
    /// Where these links stand.
    from: SupportFrom,
) -> impl IntoView {
    let portal = use_portal();
    let link =
        move |pick: fn(&Operator) -> Option<String>| portal.operator.with(|operator| operator.as_ref().and_then(pick));
    let words = || texts::text(term::CONTACT_SUPPORT);
    let support = move || match (link(|operator| operator.support_url.clone()), from) {
        (Some(href), _) => view! { <a href=href target="_blank" rel="noopener">{words()}</a> },
        (None, SupportFrom::Portal) => view! { <PageLink to="/help" words=term::CONTACT_SUPPORT /> },
        (None, SupportFrom::Modal) => {
            let open = move |_| portal.is_support_open.set(true);
            view! { <button type="button" class="link" on:click=open>{words()}</button> }
        }
        (None, SupportFrom::SignIn) => ().into_node(),
    };
    let help = move || {
        let href = link(|operator| operator.help_url.clone())?;
        Some(view! { <a href=href target="_blank" rel="noopener">{term::GETTING_HELP}</a> })
    };
    view! {
        {support}
        " "
        {help}
    }
}

/// What changed by itself, for assistive technology and for everybody else in passing. A modal dialog has one of its
/// own, since it silences the page behind it.
#[component]
pub fn Announcement() -> impl IntoView {
    let portal = use_portal();
    let class = move || if portal.is_whispered.get() { "visually-hidden" } else { "toast" };
    view! { <p class=class role="status">{move || portal.announcement.get()}</p> }
}

/// Ends the session.
#[component]
pub fn SignOutButton(
    /// The stylesheet's class.
    class: &'static str,
) -> impl IntoView {
    let portal = use_portal();
    let press = move |_| {
        spawn_local(async move {
            if sign_out(portal).await.is_err() {
                portal.announce(texts::text(messages::key::shell::SIGN_OUT_FAILED));
            }
        });
    };
    view! { <button type="button" class=class on:click=press>{action::SIGN_OUT}</button> }
}

/// A link to a page of the portal, which keeps the environment in the address.
#[component]
pub fn PageLink(
    /// The page's path.
    to: &'static str,
    /// The words.
    words: messages::Text,
) -> impl IntoView {
    let portal = use_portal();
    let href = move || page_address(portal, to);
    let path = use_address().path;
    let current = move || path.with(|path| path == to).then_some("page");
    view! { <a href=href aria-current=current>{words}</a> }
}

/// The address of a page in the environment shown.
#[must_use]
pub fn page_address(portal: Portal, path: &str) -> String {
    [path, "?environment=", portal.environment.get().id()].concat()
}

/// Brings everything anew whenever another account or environment is chosen.
pub fn follow_choice(portal: Portal) {
    effect(move || {
        let _ = portal.environment.get();
        if portal.account.with(Option::is_some) {
            load_account(portal);
        }
    });
}
