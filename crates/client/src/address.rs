//! The address of the page, and how to go to another.
//!
//! The portal has a router, which catches links and the browser's own buttons. While all there is is a sign-in page and the
//! modal, there are no links to catch, and the browser's history is enough.

use crate::browser;
use crate::reactive::prelude::*;

/// The address that is shown.
#[derive(Clone, Copy)]
pub struct Address {
    /// The path, with the slash that it begins with.
    pub path: Signal<String>,
    /// The query, with or without its question mark.
    pub query: Signal<String>,
    go: Callback<(String, Go)>,
}

/// What becomes of the address that is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Go {
    /// One comes back to it by the browser's own button.
    On,
    /// It is as if it hadn't been.
    Instead,
}

impl Address {
    /// An address that somebody else looks after.
    #[must_use]
    pub fn new(path: Signal<String>, query: Signal<String>, go: Callback<(String, Go)>) -> Self {
        Self { path, query, go }
    }

    /// The address of a page without a router.
    #[must_use]
    pub fn of_window() -> Self {
        let path = RwSignal::new(browser::path());
        let query = RwSignal::new(browser::query());
        let read = move || {
            path.set(browser::path());
            query.set(browser::query());
        };
        let go = Callback::new(move |(to, how): (String, Go)| {
            browser::go(&to, how == Go::Instead);
            read();
        });
        let listener = window_event_listener(leptos::ev::popstate, move |_| read());
        on_cleanup(move || listener.remove());
        Self { path: path.into(), query: query.into(), go }
    }

    /// Goes to another address of the portal.
    pub fn go(&self, to: &str) {
        self.go.run((to.to_owned(), Go::On));
    }

    /// Goes to another address of the portal in the place of this one.
    pub fn replace(&self, to: &str) {
        self.go.run((to.to_owned(), Go::Instead));
    }

    /// What the query says under a name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.query.with(|query| browser::parameter(query, name))
    }
}

/// The address that the views share.
///
/// # Panics
/// Outside of the app, where there is none.
#[must_use]
pub fn use_address() -> Address {
    expect_context::<Address>()
}

/// Leads to another address as soon as it is shown.
#[component]
pub fn Redirect(
    /// Where to.
    to: String,
) -> impl IntoView {
    let address = use_address();
    effect(move || address.replace(&to));
}
