//! Nothing is at this address.

use messages::key::{problem, title};

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
            <h1 id=TITLE_ID tabindex="-1">{problem::NOT_FOUND_TITLE}</h1>
            <p>{problem::NOT_FOUND}</p>
        </header>
        <div class="actions">
            <a class="button primary" href=move || page_address(portal, "/")>{problem::GO_HOME}</a>
        </div>
    }
}
