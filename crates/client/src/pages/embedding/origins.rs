//! The origins whose pages may show the account's gate.

use gloo_net::http::Method;
use messages::key::{action, embedding, problem, save, users, word};
use model::{Code, Json, Origin, Read, Write, write_object};

use super::{removal, use_typed};
use crate::api::{self, Failure};
use crate::components::{BusyButton, TextField};
use crate::markup::{Node, view};
use crate::pages::short_form::ShortForm;
use crate::pages::{caught, skeleton, trouble_notice};
use crate::portal::Portal;
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// The id of the list's heading.
pub(super) const TITLE_ID: &str = "origins-title";

/// The id of the line that an origin is typed into.
pub(super) const FIELD_ID: &str = "new-origin";

/// What is loaded of them. Copies share it.
#[derive(Clone, Copy)]
pub(super) struct Origins {
    pub(super) portal: Portal,
    list: RwSignal<Option<List>>,
    /// What is asked before an origin is taken off.
    pub(super) question: RwSignal<Option<Allowed>>,
    pub(super) trouble: RwSignal<Option<Failure>>,
}

/// The answer of `GET …/origins`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct List {
    items: Vec<Allowed>,
    /// Those that the operator's configuration allows for every account.
    deployment: Vec<String>,
}

/// An origin that the account allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Allowed {
    pub(super) id: String,
    pub(super) origin: String,
}

impl Read for List {
    fn read(json: &impl Json) -> Option<Self> {
        Some(Self { items: Read::member(json, "items")?, deployment: Read::member(json, "deployment")? })
    }
}

impl Read for Allowed {
    fn read(json: &impl Json) -> Option<Self> {
        Some(Self { id: Read::member(json, "id")?, origin: Read::member(json, "origin")? })
    }
}

/// An origin to be allowed, as it travels.
struct Body {
    origin: String,
}

impl Write for Body {
    fn write(&self, json: &mut String) {
        write_object(json, &[("origin", &self.origin)]);
    }
}

/// The list, and a form to add to it.
pub(super) fn view(portal: Portal) -> Node {
    let origins =
        Origins { portal, list: RwSignal::new(None), question: RwSignal::new(None), trouble: RwSignal::new(None) };
    effect(move || {
        portal.account.track();
        origins.list.set(None);
        spawn_local(load(origins));
    });
    let shown = move || match (origins.list.get(), origins.trouble.with(Option::is_some)) {
        (Some(list), _) => lines(origins, &list),
        (None, true) => retry(origins),
        (None, false) => skeleton(),
    };
    view! {
        <h2 id=TITLE_ID tabindex="-1">{embedding::ORIGINS}</h2>
        <p class="soft">{embedding::ORIGINS_INTRO}</p>
        {trouble_notice(origins.trouble, problem::NETWORK)}
        {shown}
        {adding(origins, use_typed().origin)}
        {move || origins.question.get().map(|allowed| removal::dialog(origins, allowed))}
    }
}

fn retry(origins: Origins) -> Node {
    let again = move |_| spawn_local(load(origins));
    view! { <div class="actions"><button type="button" on:click=again>{action::TRY_AGAIN}</button></div> }
}

fn lines(origins: Origins, list: &List) -> Node {
    if list.items.is_empty() && list.deployment.is_empty() {
        return view! { <p class="empty">{embedding::NO_ORIGINS}</p> };
    }
    let operator = move || texts::message(&embedding::by_operator(&origins.portal.operator()));
    let fixed = |origin: &String| {
        view! { <li><code>{origin.clone()}</code> " " <span class="soft small">{operator}</span></li> }
    };
    let deployment = list.deployment.iter().map(fixed).collect_view();
    let items = list.items.iter().map(|allowed| line(origins, allowed.clone())).collect_view();
    view! { <ul class="lines" aria-labelledby=TITLE_ID>{deployment} {items}</ul> }
}

fn line(origins: Origins, allowed: Allowed) -> Node {
    let id = line_id(&allowed.id);
    let origin = allowed.origin.clone();
    let label = texts::message(&users::remove_named(&origin));
    view! {
        <li id=id tabindex="-1">
            <code>{origin}</code>
            " "
            <button
                type="button"
                class="quiet danger small"
                aria-label=label
                on:click=move |_| origins.question.set(Some(allowed.clone()))
            >
                {users::REMOVE}
            </button>
        </li>
    }
}

/// The id of an origin's line, which takes the focus when the one beside it was taken off.
fn line_id(origin: &str) -> String {
    ["origin-", origin].concat()
}

/// Brings the list. An answer about an account that isn't shown any more is for nobody.
pub(super) async fn load(origins: Origins) {
    let portal = origins.portal;
    let Some(path) = portal.account_path("/origins") else { return };
    origins.trouble.set(None);
    let answer = api::get::<List>(&path).await;
    if portal.account_path("/origins").as_ref() != Some(&path) {
        return;
    }
    match answer {
        Ok(list) => origins.list.set(Some(list)),
        Err(failure) => origins.trouble.set(caught(portal, failure)),
    }
}

/// Where the focus goes once an origin is taken off: to the line that comes to stand in its place, or to the heading.
pub(super) fn neighbour(origins: Origins, id: &str) -> String {
    let beside = origins.list.with_untracked(|list| {
        let items = &list.as_ref()?.items;
        let here = items.iter().position(|allowed| allowed.id == id)?;
        let next = items.get(here + 1).or_else(|| items.get(here.checked_sub(1)?));
        next.map(|allowed| line_id(&allowed.id))
    });
    beside.unwrap_or_else(|| TITLE_ID.to_owned())
}

fn adding(origins: Origins, form: ShortForm) -> Node {
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if form.is_ready() {
            spawn_local(allow(origins, form));
        }
    };
    view! {
        <form class="stack" novalidate aria-label=embedding::ALLOW on:submit=submit>
            {trouble_notice(form.trouble, save::FAILED_NETWORK)}
            <TextField
                id=FIELD_ID.to_owned()
                label=embedding::ORIGIN
                kind="url"
                required=true
                hint=texts::text(embedding::ORIGIN_HINT)
                value=form.first.value
                touched=form.first.touched
                error=form.error(form.first)
            />
            <BusyButton label=embedding::ALLOW busy_label=word::SENDING busy=form.is_busy class="" />
        </form>
    }
}

async fn allow(origins: Origins, form: ShortForm) {
    let portal = origins.portal;
    let Some(path) = portal.account_path("/origins") else { return };
    form.is_busy.set(true);
    let body = Body { origin: form.first.value.get_untracked() };
    let answer = api::send(Method::POST, &path, &body).await.and_then(|answer| answer.read::<Allowed>());
    form.is_busy.set(false);
    match answer {
        Ok(allowed) => {
            load(origins).await;
            portal.announce(texts::message(&embedding::allowed(&allowed.origin)));
            browser::focus(FIELD_ID);
            // After the focus has moved, since leaving a line counts as being done with it.
            request_animation_frame(move || form.clear());
        }
        Err(failure) => form.refuse(caught(portal, failure)),
    }
}

/// What is wrong with an origin that is to be allowed. That it is allowed already, the server says.
pub(super) fn judge((_, text): (&'static str, String)) -> Option<Code> {
    Origin::parse(&text, &browser::domain_to_ascii).err()
}
