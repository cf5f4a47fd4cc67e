//! What surrounds the pages that one comes to without being signed in.

use messages::key::term;

use crate::markup::view;
use crate::portal::use_portal;
use crate::reactive::prelude::*;
use crate::shell::{HelpLinks, LanguageSelect, Mark, SupportFrom};

/// One column: who runs the portal, the page's own heading and form, and at the end help and the language.
#[component]
pub fn Entrance(
    /// Whether the language is chosen at the end of the page; otherwise the page asks for it itself.
    #[prop(default = Signal::stored(true))]
    has_language: Signal<bool>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let portal = use_portal();
    view! {
        <main class="sign-in" id="main">
            <span class="brand">
                <Mark />
                " "
                <b>{move || portal.operator()}</b>
                " "
                <span>{term::PARTNER_PORTAL}</span>
            </span>
            {children()}
            <footer>
                <HelpLinks from=SupportFrom::SignIn />
                {move || has_language.get().then(|| view! { <span><LanguageSelect id="ui-language" /></span> })}
            </footer>
        </main>
    }
}
