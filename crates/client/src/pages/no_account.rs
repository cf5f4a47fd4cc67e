//! Signed in, but without access to any account: never had, or no longer.

use messages::key::{sign_in, term, title};

use super::{TITLE_ID, page_shown};
use crate::components::{Notice, Tone};
use crate::markup::view;
use crate::reactive::prelude::*;
use crate::shell::{LanguageSelect, SignOutButton};

/// Says so, and lets one sign in as somebody else.
#[component]
pub fn NoAccount() -> impl IntoView {
    page_shown(title::HOME);
    view! {
        <main class="sign-in" id="main">
            <h1 id=TITLE_ID tabindex="-1">{term::PARTNER_PORTAL}</h1>
            <Notice tone=Tone::Warn alert=true>
                <p>{sign_in::NO_ACCOUNT}</p>
                <div class="actions">
                    <SignOutButton class="" />
                </div>
            </Notice>
            <footer>
                <span><LanguageSelect id="ui-language" /></span>
            </footer>
        </main>
    }
}
