//! The addresses of the portal, and what is there on all of them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::WildcardSegment;
use leptos_router::components::{FlatRoutes, Redirect, Route, Router};
use leptos_router::hooks::{use_location, use_query_map};
use model::Environment;

use crate::markup::{IntoNode, Node, view};
use crate::pages::contact_information::ContactInformationPage;
use crate::pages::help::HelpPage;
use crate::pages::home::HomePage;
use crate::pages::no_account::NoAccount;
use crate::pages::not_found::NotFoundPage;
use crate::pages::provide_typed;
use crate::pages::session_ended::SessionEnded;
use crate::pages::sign_in::{SignInPage, wanted_page};
use crate::pages::unreachable::Unreachable;
use crate::pages::users::UsersPage;
use crate::portal::{Portal, Session, load_session, use_portal, watch};
use crate::shell::{Announcement, Shell, follow_choice};
use crate::texts::{ShownLanguage, show_language};
use crate::{api, browser};

/// Brings the language, then shows the portal in the place of the loading page. Should the language
/// not come, the loading page stays and says so.
pub fn start() {
    let language = ShownLanguage(RwSignal::new(String::new()));
    // Leptos brings its own way to spawn with the first view that it mounts.
    wasm_bindgen_futures::spawn_local(async move {
        let mut failure = show_language(language, &browser::language()).await;
        if failure == Err(api::Failure::Unreachable) {
            failure = show_language(language, &browser::language()).await;
        }
        match failure {
            Ok(()) => show(language),
            Err(_) => browser::give_up(),
        }
    });
}

fn show(language: ShownLanguage) {
    browser::clear_page();
    mount_to_body(move || view! { <App language=language /> });
}

#[component]
fn App(language: ShownLanguage) -> impl IntoView {
    let portal = Portal::new(language);
    // Every address names its environment, so that a link shows others the same.
    browser::name_environment(portal.environment.get_untracked().id());
    provide_context(portal);
    provide_typed(portal);
    follow_choice(portal);
    watch(portal);
    spawn_local(load_session(portal));
    // Leptos's own markup: the router looks for types of routes in it.
    leptos::view! {
        <Router>
            // One route for all addresses: the router changes the address, and `Pages` looks at it.
            <FlatRoutes fallback=|| ()>
                <Route path=WildcardSegment("page") view=Everything />
            </FlatRoutes>
        </Router>
        <Announcement />
    }
}

/// The page of whatever address. All texts are read anew when the language changes.
#[component]
fn Everything() -> impl IntoView {
    let portal = use_portal();
    follow_address(portal);
    let anew = move || {
        portal.language.0.track();
        view! { <Pages /> }
    };
    anew.into_node()
}

/// Going back leads to the environment that the address names, too.
fn follow_address(portal: Portal) {
    let query = use_query_map();
    Effect::new(move |_| {
        let named = query.with(|query| query.get("environment")).and_then(|name| Environment::from_id(&name));
        if let Some(environment) = named
            && portal.environment.get_untracked() != environment
        {
            portal.environment.set(environment);
        }
    });
}

#[component]
fn Pages() -> impl IntoView {
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
            Stage::SignedIn => signed_in(),
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
fn path(pathname: &str) -> &str {
    pathname.trim_end_matches('/')
}

fn signed_out() -> Node {
    let pathname = use_location().pathname;
    view! {
        {move || match path(&pathname.get()) {
            "/sign-in" => view! { <SignInPage /> },
            _ => view! { <ToSignIn /> },
        }}
    }
}

/// Whoever isn't signed in is led to the sign-in page, and back to where they wanted to go.
#[component]
fn ToSignIn() -> impl IntoView {
    let location = use_location();
    let environment = use_portal().environment.get_untracked().id();
    let search = location.search.get_untracked();
    let mark = if search.is_empty() { "" } else { "?" };
    let wanted = [&location.pathname.get_untracked(), mark, search.trim_start_matches('?')].concat();
    let to = ["/sign-in?environment=", environment, "&next=", &browser::escape(&wanted)].concat();
    view! { <Redirect path=to /> }
}

fn signed_in() -> Node {
    let pathname = use_location().pathname;
    let (portal, query) = (use_portal(), use_query_map());
    view! {
        <Shell>
            {move || match path(&pathname.get()) {
                "" => view! { <HomePage /> },
                "/sign-in" => view! { <Redirect path=wanted_page(portal, query) /> },
                "/configuration/contact-information" => view! { <ContactInformationPage /> },
                "/users" => view! { <UsersPage /> },
                "/help" => view! { <HelpPage /> },
                _ => view! { <NotFoundPage /> },
            }}
        </Shell>
    }
}
