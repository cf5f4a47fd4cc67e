//! The portal: all pages, and the modal for whenever the gate is locked.

use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::{NavigateOptions, WildcardSegment};

use super::mount;
use crate::address::{Address, Go, use_address};
use crate::app::{App, begin, page_path};
use crate::markup::{Node, component, view};
use crate::pages::contact_information::ContactInformationPage;
use crate::pages::embedding::{self, EmbeddingPage};
use crate::pages::help::HelpPage;
use crate::pages::home::HomePage;
use crate::pages::not_found::NotFoundPage;
use crate::pages::notifications::NotificationsPage;
use crate::pages::users::UsersPage;
use crate::reactive::prelude::*;
use crate::shell::Surroundings;
use crate::texts::ShownLanguage;
use crate::{app, browser};

/// Runs it.
pub fn start() {
    app::start(show);
}

fn show(language: ShownLanguage) {
    mount(move || {
        let portal = begin(language);
        embedding::provide_typed(portal);
        if let Some(said) = browser::handed_over() {
            crate::pages::expect_focus();
            portal.announce(said);
        }
        component(routes())
    });
}

/// One route for all addresses: the router changes the address, and the app looks at it.
fn routes() -> impl IntoView {
    // Leptos's own markup: the router looks for types of routes in it.
    leptos::view! {
        <Router>
            <FlatRoutes fallback=|| ()>
                <Route path=WildcardSegment("page") view=Routed />
            </FlatRoutes>
        </Router>
    }
}

#[component]
fn Routed() -> impl IntoView {
    let (location, navigate) = (use_location(), use_navigate());
    let go = Callback::new(move |(to, how): (String, Go)| {
        let replace = how == Go::Instead;
        navigate(&to, NavigateOptions { replace, scroll: !replace, ..NavigateOptions::default() });
    });
    let path = Signal::derive(move || location.pathname.get());
    let query = Signal::derive(move || location.search.get());
    // The first program has the pages for those who come from outside; whoever goes there leaves this one.
    view! { <App address=Address::new(path, query, go) entrances=&[] opened=opened /> }
}

fn opened() -> Node {
    let path = use_address().path;
    view! {
        <Surroundings>
            {move || match page_path(&path.get()) {
                "" => view! { <HomePage /> },
                "/configuration/contact-information" => view! { <ContactInformationPage /> },
                "/users" => view! { <UsersPage /> },
                "/notifications" => view! { <NotificationsPage /> },
                "/embedding" => view! { <EmbeddingPage /> },
                "/help" => view! { <HelpPage /> },
                _ => view! { <NotFoundPage /> },
            }}
        </Surroundings>
    }
}
