//! Everybody who has access to the account: as a page, and as a tab of the modal.

mod grant;
mod invitation;
mod removal;
mod role;
mod table;

pub(super) use grant::GrantForm;

use messages::key::{action, problem, term, title, users};
use model::Environment;
use model::wire::{GateAnswer, User};
use model::{GateState, Role};

use self::removal::Removal;
use super::mail_notice::MailNotice;
use super::{TITLE_ID, page_shown, skeleton, trouble_notice};
use crate::api::{self, Failure};
use crate::components::{Notice, Tone};
use crate::markup::{IntoNode, Node, view};
use crate::portal::{Portal, load_users, use_portal};
use crate::reactive::prelude::*;
use crate::texts;

/// The page at `/users`.
#[component]
pub fn UsersPage() -> impl IntoView {
    let portal = use_portal();
    page_shown(title::USERS);
    view! {
        <header class="page-head">
            <h1 id=TITLE_ID tabindex="-1">{term::USERS}</h1>
            <p>{move || texts::message(&users::intro(&portal.account_name()))}</p>
        </header>
        <section class="card" aria-labelledby=TITLE_ID><UsersPanel /></section>
    }
}

/// What is asked before something is done to a user.
#[derive(Clone, PartialEq, Eq)]
enum Question {
    /// Which role they get.
    Role(User),
    /// Whether they lose access.
    Removal(Removal),
}

/// Whether there is something to show.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Here,
    Coming,
    Missing,
}

/// What the parts of the panel share. Copies share it.
#[derive(Clone, Copy)]
struct Panel {
    portal: Portal,
    question: RwSignal<Option<Question>>,
    trouble: RwSignal<Option<Failure>>,
}

/// The users in a table, and a form to grant others access.
#[component]
pub fn UsersPanel() -> impl IntoView {
    let portal = use_portal();
    let panel = Panel { portal, question: RwSignal::new(None), trouble: RwSignal::new(None) };
    let was_asked = RwSignal::new(false);
    let load = move || {
        was_asked.set(false);
        spawn_local(async move {
            load_users(portal).await;
            was_asked.set(true);
        });
    };
    load();
    invitation::follow(portal);
    // An account has at least the user who is looking.
    let list = Memo::new(move |_| match (portal.form.users.with(Vec::is_empty), was_asked.get()) {
        (false, _) => List::Here,
        (true, false) => List::Coming,
        (true, true) => List::Missing,
    });
    view! {
        <div class="stack">
            {trouble_notice(panel.trouble, problem::NETWORK)}
            {move || match list.get() {
                List::Here => table::table(panel),
                List::Coming => skeleton(),
                List::Missing => not_loaded(Callback::new(move |()| load())),
            }}
            {move || granting(portal)}
            {move || panel.question.get().map(|question| match question {
                Question::Role(user) => role::dialog(panel, user),
                Question::Removal(removal) => removal::dialog(panel, removal),
            })}
        </div>
    }
}

fn not_loaded(again: Callback<()>) -> Node {
    view! {
        <Notice tone=Tone::Bad title=problem::TITLE alert=true>
            <p>{problem::NETWORK}</p>
            <div class="actions">
                <button type="button" on:click=move |_| again.run(())>{action::TRY_AGAIN}</button>
            </div>
        </Notice>
    }
}

/// The form for those who may grant access; for the others, who may.
fn granting(portal: Portal) -> Node {
    let role = portal.role();
    let is_locked_elsewhere = RwSignal::new(false);
    if role == Role::Editor {
        spawn_local(look_elsewhere(portal, is_locked_elsewhere));
    }
    let most = Memo::new(move |_| role.may_grant_up_to(!portal.is_open() || is_locked_elsewhere.get()));
    let nobody = || view! { <p class="soft">{users::ONLY_ADMINISTRATORS}</p> };
    let form = move |most| {
        view! {
            <MailNotice for_everybody=true />
            {grant::form(portal, most)}
        }
    };
    let view = move || most.get().map_or_else(nobody, form);
    view.into_node()
}

/// Editors grant access while any gate of the account is locked, also that of the environment that
/// isn't shown.
async fn look_elsewhere(portal: Portal, is_locked: RwSignal<bool>) {
    let here = portal.environment.get_untracked();
    for environment in Environment::ALL.into_iter().filter(|environment| *environment != here) {
        let Some(path) = portal.account_path("/gate?environment=") else { return };
        if let Ok(gate) = api::get::<GateAnswer>(&[&path, environment.id()].concat()).await {
            is_locked.set(gate.state == GateState::Locked);
        }
    }
}

/// The id of the table's row header for a user, which takes the focus when its row was changed.
fn row_id(user: &str) -> String {
    ["user-", user].concat()
}

/// Names of roles, up to the highest that may be given.
fn role_options(most: Role) -> crate::components::Options {
    let roles = Role::ALL.into_iter().filter(|role| *role <= most);
    roles.map(|role| (role.id().to_owned(), texts::text(crate::form::role_name(role)))).collect()
}

/// What each of these roles may do.
fn role_hints(most: Role) -> Node {
    let hint = |hinted: Role| {
        let words = match hinted {
            Role::Viewer => users::VIEWER_HINT,
            Role::Editor => users::EDITOR_HINT,
            Role::Administrator => users::ADMINISTRATOR_HINT,
        };
        let name = texts::text(crate::form::role_name(hinted));
        view! { <li><b>{name}</b> " – " {words}</li> }
    };
    let hints = Role::ALL.into_iter().filter(|role| *role <= most).map(hint).collect_view();
    view! { <ul class="hint">{hints}</ul> }
}
