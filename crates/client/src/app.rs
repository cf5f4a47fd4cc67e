//! What both programs of the client are: who is signed in decides what is shown.

use model::Environment;

use crate::address::{Address, Redirect, use_address};
use crate::markup::{IntoNode, Node, view};
use crate::pages::no_account::NoAccount;
use crate::pages::provide_typed;
use crate::pages::session_ended::SessionEnded;
use crate::pages::sign_in::{SignInPage, wanted_page};
use crate::pages::unreachable::Unreachable;
use crate::portal::{Portal, Session, load_session, use_portal, watch};
use crate::reactive::prelude::*;
use crate::shell::{Announcement, Opened, Shell, follow_choice};
use crate::texts::{ShownLanguage, show_language};
use crate::{api, browser, reactive};

/// Brings the language, then has the program shown. Should the language not come, the loading page says so; where another
/// program is in its place, the page is loaded anew.
pub fn start(show: fn(ShownLanguage)) {
    let language = ShownLanguage(RwSignal::new(String::new()));
    // Leptos brings its own way to spawn with the first view that it mounts.
    wasm_bindgen_futures::spawn_local(async move {
        let mut failure = show_language(language, &browser::language()).await;
        if matches!(failure, Err(api::Failure::Unreachable)) {
            failure = show_language(language, &browser::language()).await;
        }
        match failure {
            Ok(()) => show(language),
            Err(_) => browser::give_up(),
        }
    });
}

/// Brings up what the views share.
#[must_use]
pub fn begin(language: ShownLanguage) -> Portal {
    // Answers may still come in when the program has left the page to another one.
    let portal = reactive::lasting(|| Portal::new(language));
    // Every address names its environment, so that a link shows others the same.
    browser::name_environment(portal.environment.get_untracked().id());
    provide_context(portal);
    provide_typed(portal);
    follow_choice(portal);
    watch(portal);
    spawn_local(load_session(portal));
    portal
}

/// A page for those who aren't signed in, or not yet as the one whom it is for: the path without a slash at its end, and the page.
pub type EntrancePage = (&'static str, fn() -> Node);

/// The page of whatever address. All texts are read anew when the language changes.
#[component]
pub fn App(
    /// The address.
    address: Address,
    /// The pages that are shown whoever is signed in.
    entrances: &'static [EntrancePage],
    /// What an open gate gives way to.
    opened: Opened,
) -> impl IntoView {
    let portal = use_portal();
    provide_context(address);
    follow_address(portal, address);
    let entrance = Memo::new(move |_| {
        address.path.with(|path| entrances.iter().position(|(entrance, _)| *entrance == page_path(path)))
    });
    let anew = move || {
        portal.language.0.track();
        match entrance.get().and_then(|entrance| entrances.get(entrance)) {
            Some((_, page)) => page(),
            None => view! { <Pages opened=opened /> },
        }
    };
    view! {
        {anew.into_node()}
        <Announcement />
    }
}

/// Going back leads to the environment that the address names, too.
fn follow_address(portal: Portal, address: Address) {
    effect(move || {
        let named = address.parameter("environment").and_then(|name| Environment::from_id(&name));
        if let Some(environment) = named
            && portal.environment.get_untracked() != environment
        {
            portal.environment.set(environment);
        }
    });
}

#[component]
fn Pages(opened: Opened) -> impl IntoView {
    let portal = use_portal();
    let stage = Memo::new(move |_| {
        portal.session.with(|session| match session {
            Session::Unknown => Stage::Waiting,
            Session::Unreachable => Stage::Unreachable,
            Session::SignedOut => Stage::SignedOut,
            Session::SignedIn(_) if portal.account.with(Option::is_none) => Stage::NoAccount,
            Session::SignedIn(_) | Session::Expired(_) => Stage::SignedIn,
        })
    });
    let is_expired = Memo::new(move |_| portal.session.with(|session| matches!(session, Session::Expired(_))));
    view! {
        {move || match stage.get() {
            Stage::Waiting => view! { <Loading /> },
            Stage::Unreachable => view! { <Unreachable /> },
            Stage::SignedOut => signed_out(),
            Stage::NoAccount => view! { <NoAccount /> },
            Stage::SignedIn => signed_in(opened),
        }}
        {move || is_expired.get().then(|| view! { <SessionEnded /> })}
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Waiting,
    Unreachable,
    SignedOut,
    NoAccount,
    SignedIn,
}

#[component]
fn Loading() -> impl IntoView {
    view! {
        <main class="boot" aria-busy="true">
            <div class="skeleton" aria-hidden="true"><i></i><i></i><i></i><i></i></div>
        </main>
    }
}

/// The path without the slash at its end. It is matched by hand: a type for each route costs the browser more than pages
/// at fixed addresses give back.
#[must_use]
pub fn page_path(path: &str) -> &str {
    path.trim_end_matches('/')
}

fn signed_out() -> Node {
    let path = use_address().path;
    view! {
        {move || match page_path(&path.get()) {
            "/sign-in" => view! { <SignInPage /> },
            _ => view! { <ToSignIn /> },
        }}
    }
}

/// Whoever isn't signed in is led to the sign-in page, and back to where they wanted to go.
#[component]
fn ToSignIn() -> impl IntoView {
    let address = use_address();
    let environment = use_portal().environment.get_untracked().id();
    let query = address.query.get_untracked();
    let mark = if query.is_empty() { "" } else { "?" };
    let wanted = [&address.path.get_untracked(), mark, query.trim_start_matches('?')].concat();
    let to = ["/sign-in?environment=", environment, "&next=", &browser::escape(&wanted)].concat();
    view! { <Redirect to=to /> }
}

fn signed_in(opened: Opened) -> Node {
    let address = use_address();
    let is_sign_in = Memo::new(move |_| address.path.with(|path| page_path(path) == "/sign-in"));
    view! {
        {move || {
            if is_sign_in.get() {
                view! { <Redirect to=wanted_page(use_portal(), address) /> }
            } else {
                view! { <Shell opened=opened /> }
            }
        }}
    }
}
