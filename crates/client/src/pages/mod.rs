//! The pages of the portal, one a file or folder, and what they have in common.
//!
//! To add one: a component that calls [`page_shown`] and begins with a heading `id="page-title"
//! tabindex="-1"`, its address in `programs::portal`, and its link in `shell::surroundings`. Pages that one comes to without
//! being signed in stand in an [`entrance::Entrance`], and have their addresses in `programs::gate` and `index.html`.

pub mod contact_information;
mod delivery;
pub mod embedding;
mod entrance;
pub mod forgotten_password;
pub mod help;
pub mod home;
pub mod links;
mod mail_notice;
pub mod no_account;
pub mod not_found;
pub mod notifications;
pub mod session_ended;
mod short_form;
pub mod sign_in;
pub mod unreachable;
pub mod users;

use std::cell::RefCell;

use messages::Text;
use messages::key::{category, home as home_key, problem, role, title, users as users_key};
use model::{Category, Field, Reason};

use crate::address::use_address;
use crate::api::Failure;
use crate::components::{Notice, Tone};
use crate::form::field_name;
use crate::markup::{IntoNode, Node, view};
use crate::portal::{Portal, Session};
use crate::reactive::prelude::*;
use crate::{browser, reactive, texts};

/// The id of each page's first heading.
const TITLE_ID: &str = "page-title";

thread_local! {
    /// The path of the page that was shown last.
    static SHOWN: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What every page does when it comes up: it names the browser's tab, and takes the focus if it was
/// navigated to. A page that is merely made anew, say in another language, leaves the focus alone.
pub fn page_shown(name: Text) {
    browser::set_title(&texts::message(&title::page(&texts::text(name))));
    let path = use_address().path.get_untracked();
    let is_navigation = SHOWN.with_borrow_mut(|shown| {
        let is_navigation = !shown.is_empty() && *shown != path;
        *shown = path;
        is_navigation
    });
    if is_navigation {
        browser::focus(TITLE_ID);
    }
}

/// Says that the next page to be shown was navigated to, though none was shown before it: by the program before this one.
pub fn expect_focus() {
    SHOWN.with_borrow_mut(|shown| " ".clone_into(shown));
}

/// Whether any page was shown.
#[must_use]
pub fn was_shown() -> bool {
    SHOWN.with_borrow(|shown| !shown.is_empty())
}

/// What is typed into the pages' smaller forms. It lives above them, because a page goes and comes
/// with the gate, the connection and the language, and what was typed must not.
#[derive(Clone, Copy)]
pub struct Typed {
    grant: users::GrantForm,
    letter: help::Letter,
}

/// Provides what all pages need above them.
pub fn provide_typed(portal: Portal) {
    let typed = reactive::lasting(|| Typed { grant: users::GrantForm::new(portal), letter: help::Letter::new() });
    provide_context(typed);
    // Nobody sees what the one before them typed.
    effect(move || {
        if portal.session.with(|session| *session == Session::SignedOut) {
            typed.grant.clear();
            typed.letter.clear();
        }
    });
    portal.warn_before_leaving();
}

fn use_typed() -> Typed {
    expect_context::<Typed>()
}

/// Takes note of a failure. `None` when there is nothing left to say about it, because the dialog for
/// signing in again says it.
fn caught(portal: Portal, failure: Failure) -> Option<Failure> {
    if matches!(failure, Failure::SignedOut) {
        portal.session_ended();
        return None;
    }
    Some(failure)
}

/// What to say when the server didn't do what it was asked to, in `unreachable` if it wasn't reached.
pub(crate) fn failure_text(failure: &Failure, unreachable: Text) -> String {
    let words = match failure {
        Failure::Unreachable => unreachable,
        Failure::TooMany(seconds) => return texts::message(&problem::rate_limited(*seconds)),
        _ => match failure.slug() {
            "forbidden" => problem::FORBIDDEN,
            "not-found" => problem::GONE,
            "body-too-large" => problem::TOO_LARGE,
            "last-administrator" => users_key::LAST_ADMINISTRATOR,
            "gate-locked" => home_key::LAUNCH_LOCKED,
            _ => problem::SERVER,
        },
    };
    texts::text(words)
}

/// The failure, while there is one, with the words of [`failure_text`].
fn trouble_notice(trouble: RwSignal<Option<Failure>>, unreachable: Text) -> Node {
    let notice = move || {
        let words = trouble.with(|trouble| Some(failure_text(trouble.as_ref()?, unreachable)))?;
        Some(view! { <Notice tone=Tone::Bad alert=true><p>{words}</p></Notice> })
    };
    notice.into_node()
}

/// What a category of notifications is called.
fn category_name(of: Category) -> Text {
    match of {
        Category::ProductionIssue => category::PRODUCTION_ISSUE,
        Category::Emergency => category::EMERGENCY,
        Category::Technical => category::TECHNICAL,
        Category::MerchantIssue => category::MERCHANT_ISSUE,
        Category::UserEscalation => category::USER_ESCALATION,
    }
}

/// As what somebody is told: by the field's name, or as an administrator.
fn reason_name(reason: Reason, operator: &str) -> String {
    let field = match reason {
        Reason::AlertContact => Field::AlertContacts,
        Reason::TechnicalEmergency => Field::TechnicalEmergency,
        Reason::TechnicalNonEmergency => Field::TechnicalNonEmergency,
        Reason::MerchantIssues => Field::MerchantIssues,
        Reason::OperationalInternal => Field::OperationalInternal,
        Reason::Administrator => return texts::text(role::ADMINISTRATOR),
    };
    field_name(field, operator)
}

/// Sets what has changed, so that nothing is drawn anew that hasn't: whoever is within it keeps the focus. The page may be gone
/// meanwhile.
fn replace<T: Clone + PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.try_get_untracked().is_some_and(|before| before != value) {
        signal.set(value);
    }
}

/// Something is on its way.
fn skeleton() -> Node {
    view! { <div class="skeleton" aria-hidden="true"><i></i><i></i><i></i><i></i></div> }
}
