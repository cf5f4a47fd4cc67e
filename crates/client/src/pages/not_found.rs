//! Nothing is at this address.

use messages::key::{not_found, title};

use super::{TITLE_ID, page_shown};
use crate::markup::view;
use crate::portal::use_portal;
use crate::reactive::prelude::*;
use crate::shell::page_address;

/// Says so, and leads on.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let portal = use_portal();
    page_shown(title::NOT_FOUND);
    view! {
        <header class="page-head">
            <h1 id=TITLE_ID tabindex="-1">{not_found::TITLE}</h1>
            <p>{not_found::TEXT}</p>
        </header>
        <div class="actions">
            <a class="button primary" href=move || page_address(portal, "/")>{not_found::GO_HOME}</a>
        </div>
    }
}
