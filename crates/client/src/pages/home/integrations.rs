//! What the account integrates: launched by administrators, and taken back.

use gloo_net::http::Method;
use messages::key::{action, home, problem};
use model::wire::{Integration, Stage};
use model::{Environment, Role, Write, write_object};

use super::{Home, load};
use crate::components::ConfirmDialog;
use crate::markup::{IntoNode, Node, view};
use crate::pages::{caught, trouble_notice};
use crate::reactive::prelude::*;
use crate::{api, texts};

/// The change as it travels.
struct Body {
    stage: Stage,
}

impl Write for Body {
    fn write(&self, json: &mut String) {
        write_object(json, &[("stage", &self.stage.id())]);
    }
}

/// The list.
pub(super) fn view(page: Home) -> Node {
    let all = Memo::new(move |_| page.integrations());
    let ids = Memo::new(move |_| all.with(|all| all.iter().map(|it| it.id.clone()).collect::<Vec<_>>()));
    let manages = page.portal.role() == Role::Administrator;
    let list = move || {
        let ids = ids.get();
        if ids.is_empty() {
            return view! { <p class="empty">{home::NO_INTEGRATIONS}</p> };
        }
        let lines = ids.into_iter().map(|id| line(page, all, id, manages)).collect_view();
        view! { <ul class="lines">{lines}</ul> }
    };
    let why_not = move || {
        let words = if !manages {
            home::LAUNCH_ROLE
        } else if page.is_locked(Environment::Production) {
            home::LAUNCH_LOCKED
        } else {
            return None;
        };
        Some(view! { <p class="soft small">{words}</p> })
    };
    view! {
        {trouble_notice(page.refusal, problem::NETWORK)}
        {list}
        {why_not}
    }
}

/// An integration. The line stays when its stage changes, and its button keeps the focus.
fn line(page: Home, all: Memo<Vec<Integration>>, id: String, manages: bool) -> Node {
    let button_id = stage_id(&id);
    let this = Memo::new(move |_| all.with(|all| all.iter().find(|it| it.id == id).cloned()));
    let Some(first) = this.get_untracked() else { return ().into_node() };
    let is_launched = Memo::new(move |_| this.with(|it| it.as_ref().is_some_and(|it| it.stage == Stage::Launched)));
    let can_press = move || manages && (is_launched.get() || !page.is_locked(Environment::Production));
    let kind = first.kind.clone();
    let kind = move || kind_name(page, &kind);
    let labels =
        [texts::message(&home::launch_named(&first.name)), [&texts::text(home::WITHDRAW), ": ", &first.name].concat()];
    let button = move || {
        let button_id = button_id.clone();
        let [launch, withdraw] = labels.clone();
        can_press().then(|| {
            view! {
                <button
                    type="button"
                    id=button_id
                    class=move || if is_launched.get() { "quiet" } else { "" }
                    aria-label=move || if is_launched.get() { withdraw.clone() } else { launch.clone() }
                    on:click=move |_| page.question.set(this.get_untracked())
                >
                    {move || texts::text(if is_launched.get() { home::WITHDRAW } else { home::LAUNCH })}
                </button>
            }
        })
    };
    view! {
        <li>
            <div>
                <span>{first.name}</span>
                <p class="soft small">{kind}</p>
            </div>
            " "
            <div class="actions">
                <span class="badge" data-state=move || if is_launched.get() { "launched" } else { "development" }>
                    {move || texts::text(if is_launched.get() { home::LAUNCHED } else { home::DEVELOPMENT })}
                </span>
                {button}
            </div>
        </li>
    }
}

/// The id of the button that changes an integration's stage.
pub(super) fn stage_id(integration: &str) -> String {
    ["stage-", integration].concat()
}

/// What the catalogue calls a kind of integration.
fn kind_name(page: Home, kind: &str) -> String {
    let name = page.kinds.with(|kinds| {
        let kind = kinds.iter().find(|candidate| candidate.id == kind)?;
        kind.names.get(&texts::tag()).cloned()
    });
    name.unwrap_or_else(|| kind.to_owned())
}

/// Asks whether it is meant.
pub(super) fn dialog(page: Home, integration: Integration) -> Node {
    let name = &integration.name;
    let (title, what, confirm) = match integration.stage {
        Stage::Development => (home::launch_title(name), home::LAUNCH_TEXT, home::LAUNCH),
        Stage::Launched => (home::withdraw_title(name), home::WITHDRAW_TEXT, home::WITHDRAW),
    };
    let is_dangerous = integration.stage == Stage::Launched;
    let answer = Callback::new(move |is_meant| {
        page.question.set(None);
        if is_meant {
            spawn_local(change(page, integration.clone()));
        }
    });
    view! {
        <ConfirmDialog
            title=texts::message(&title)
            confirm=confirm
            cancel=action::CANCEL
            is_dangerous=is_dangerous
            on_answer=answer
        >
            <p>{what}</p>
        </ConfirmDialog>
    }
}

async fn change(page: Home, integration: Integration) {
    let portal = page.portal;
    let (stage, done) = match integration.stage {
        Stage::Development => (Stage::Launched, home::launch_done(&integration.name)),
        Stage::Launched => (Stage::Development, home::withdraw_done(&integration.name)),
    };
    let Some(path) = portal.account_path("/integrations/") else { return };
    page.refusal.set(None);
    match api::send(Method::PATCH, &[path.as_str(), &integration.id].concat(), &Body { stage }).await {
        Ok(_) => portal.announce(texts::message(&done)),
        Err(failure) => page.refusal.set(caught(portal, failure)),
    }
    // Also after a refusal, which is mostly because something has changed.
    load(page).await;
}
