//! How other pages show the account's gate: which may, with which keys, how it looks there, and the code for it.
//!
//! | part | file |
//! |---|---|
//! | the origins whose pages may | `origins`, and `removal` for taking one off |
//! | the keys that sessions are made with | `keys` |
//! | how it is to look | `look` |
//! | what it looks like | `preview` |
//! | the code for a page and its server | `snippet`, which shows what `code` writes |

mod code;
mod keys;
mod look;
mod origins;
mod preview;
mod removal;
mod snippet;

use messages::key::{embedding, title};
use model::Role;

use self::look::Look;
use super::short_form::{Line, ShortForm};
use super::{TITLE_ID, page_shown};
use crate::markup::{Node, view};
use crate::portal::{Portal, Session, use_portal};
use crate::reactive::prelude::*;
use crate::{reactive, texts};

/// The page at `/embedding`.
#[component]
pub fn EmbeddingPage() -> impl IntoView {
    let portal = use_portal();
    page_shown(title::EMBEDDING);
    let is_administrator = Memo::new(move |_| portal.role() == Role::Administrator);
    view! {
        <header class="page-head">
            <h1 id=TITLE_ID tabindex="-1">{title::EMBEDDING}</h1>
            <p>{move || texts::message(&embedding::intro(&portal.account_name()))}</p>
        </header>
        {move || if is_administrator.get() { access(portal) } else { others() }}
        <section class="card" aria-labelledby="preview-title">
            <h2 id="preview-title">{embedding::LOOK}</h2>
            {look::controls(use_typed().look)}
            {preview::view(portal)}
        </section>
        {snippet::view(portal)}
    }
}

/// What administrators alone may see.
fn access(portal: Portal) -> Node {
    view! {
        <section class="card" aria-labelledby=origins::TITLE_ID>{origins::view(portal)}</section>
        <section class="card" aria-labelledby="keys-title">{keys::view(portal)}</section>
    }
}

/// Whom everybody else may ask.
fn others() -> Node {
    view! { <p class="soft">{embedding::ONLY_ADMINISTRATORS}</p> }
}

/// What is typed and chosen on the page. It lives above it, as what is typed on the other pages does.
#[derive(Clone, Copy)]
struct Typed {
    /// The origin that is to be allowed.
    origin: ShortForm,
    look: Look,
    /// The tab of the code that is shown.
    framework: RwSignal<usize>,
}

/// Provides what the page needs above it.
pub fn provide_typed(portal: Portal) {
    let typed = reactive::lasting(|| Typed {
        origin: ShortForm::of_one(Line::new("origin", origins::FIELD_ID), Callback::new(origins::judge)),
        look: Look::new(),
        framework: RwSignal::new(0),
    });
    provide_context(typed);
    // Nobody sees what the one before them typed.
    effect(move || {
        if portal.session.with(|session| *session == Session::SignedOut) {
            typed.origin.clear();
            typed.look.clear();
        }
    });
}

fn use_typed() -> Typed {
    expect_context::<Typed>()
}
