//! Notifications: what the operator's systems told the account, to whom it was sent, and what became of it, while one looks.

mod entry;
mod filters;
mod loaded;

use std::time::Duration;

use gloo_net::http::Method;
use messages::key::{action, announce, notifications, problem, word};
use model::wire::NotificationsPage;

use self::filters::Filters;
use self::loaded::{Loaded, Part};
use super::mail_notice::MailNotice;
use super::{TITLE_ID, caught, page_shown, skeleton, trouble_notice};
use crate::address::use_address;
use crate::api::{self, Answer, Failure};
use crate::components::BusyButton;
use crate::markup::{Node, Rows, view};
use crate::portal::{Portal, use_portal};
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// How often the list is asked for while somebody looks. Mostly the server answers with 304.
const EVERY: Duration = Duration::from_secs(3);

/// What the parts of the page share. Copies share it.
#[derive(Clone, Copy)]
struct Page {
    portal: Portal,
    filters: Filters,
    loaded: RwSignal<Loaded>,
    /// Whether the server has answered yet.
    is_there: RwSignal<bool>,
    is_busy: RwSignal<bool>,
    trouble: RwSignal<Option<Failure>>,
}

/// The page at `/notifications`.
#[component]
pub fn NotificationsPage() -> impl IntoView {
    let portal = use_portal();
    page_shown(notifications::TITLE);
    let page = Page {
        portal,
        filters: Filters::of(use_address()),
        loaded: RwSignal::new(Loaded::default()),
        is_there: RwSignal::new(false),
        is_busy: RwSignal::new(false),
        trouble: RwSignal::new(None),
    };
    keep_loading(page);
    let list = move || match (page.is_there.get(), page.trouble.with(Option::is_some)) {
        (true, _) => list(page),
        (false, true) => retry(page),
        (false, false) => skeleton(),
    };
    view! {
        <header class="page-head">
            <h1 id=TITLE_ID tabindex="-1">{notifications::TITLE}</h1>
            <p>{move || texts::message(&notifications::intro(&portal.operator(), &portal.account_name()))}</p>
        </header>
        <MailNotice />
        <section class="stack" aria-labelledby=TITLE_ID>
            {filters::view(page)}
            {trouble_notice(page.trouble, problem::NETWORK)}
            {list}
        </section>
    }
}

fn retry(page: Page) -> Node {
    view! {
        <button type="button" on:click=move |_| spawn_local(load(page, None))>{action::TRY_AGAIN}</button>
    }
}

fn list(page: Page) -> Node {
    let ids =
        Memo::new(move |_| page.loaded.with(|loaded| loaded.items.iter().map(|it| it.id.clone()).collect::<Vec<_>>()));
    let is_empty = Memo::new(move |_| ids.with(Vec::is_empty));
    let has_more = Memo::new(move |_| page.loaded.with(|loaded| loaded.next.is_some()));
    let more = Callback::new(move |()| {
        let next = page.loaded.with_untracked(|loaded| loaded.next.clone());
        spawn_local(load(page, next));
    });
    let rows = move || {
        if is_empty.get() {
            return filters::nothing(page);
        }
        view! {
            <ol class="notifications">
                <Rows each=move || ids.get() key=Clone::clone let:id>
                    {entry::view(page, id)}
                </Rows>
            </ol>
        }
    };
    view! {
        {rows}
        {move || {
            has_more.get().then(|| {
                view! {
                    <BusyButton
                        label=notifications::LOAD_MORE
                        busy_label=word::LOADING
                        busy=page.is_busy
                        on_press=more
                        class=""
                    />
                }
            })
        }}
    }
}

/// Loads the list now and whenever another filter is chosen, and keeps it true while somebody looks.
fn keep_loading(page: Page) {
    effect(move || {
        page.filters.track();
        page.is_there.set(false);
        page.loaded.set(Loaded::default());
        spawn_local(load(page, None));
    });
    let is_asking = RwSignal::new(false);
    let ask = move || {
        if browser::is_visible() && page.is_there.get_untracked() && !is_asking.get_untracked() {
            is_asking.set(true);
            spawn_local(async move {
                refresh(page).await;
                is_asking.set(false);
            });
        }
    };
    if let Ok(timer) = set_interval_with_handle(ask, EVERY) {
        on_cleanup(move || timer.clear());
    }
    let listener = window_event_listener(leptos::ev::focus, move |_| ask());
    on_cleanup(move || listener.remove());
}

/// The address of a part of the list, as it is chosen now. `None` once the page is left.
fn path(page: Page, cursor: Option<&str>) -> Option<String> {
    page.is_there.try_get_untracked()?;
    let mut path = page.portal.environment_path("/notifications")?;
    path.push_str(&page.filters.query());
    if let Some(cursor) = cursor {
        path.push_str("&cursor=");
        path.push_str(&browser::escape(cursor));
    }
    Some(path)
}

/// Asks for a part. `None` when the answer says nothing any more: another filter was chosen meanwhile, or another page.
async fn ask(page: Page, cursor: Option<&str>, tag: Option<String>) -> Option<Result<Answer, Failure>> {
    let asked = path(page, cursor)?;
    let mut request = api::Request::new(Method::GET, &asked);
    if let Some(tag) = tag {
        request = request.header("if-none-match", tag);
    }
    let answer = request.send().await;
    (path(page, cursor)? == asked).then_some(answer)
}

/// Loads the first part, or the one after those that are there.
async fn load(page: Page, cursor: Option<String>) {
    page.is_busy.set(true);
    page.trouble.set(None);
    let Some(answer) = ask(page, cursor.as_deref(), None).await else { return };
    page.is_busy.set(false);
    match answer.and_then(|answer| take(page, cursor.clone(), &answer)) {
        Ok(first) => {
            page.is_there.set(true);
            if cursor.is_some() {
                browser::focus(first.unwrap_or_default());
                page.portal.whisper(texts::text(announce::LOADED));
            }
        }
        Err(failure) => page.trouble.set(caught(page.portal, failure)),
    }
}

/// Asks again for what may have changed. That the server can't be reached, the gate says.
async fn refresh(page: Page) {
    let newest = newest(page);
    for Part { cursor, tag, .. } in page.loaded.with_untracked(Loaded::to_refresh) {
        let Some(answer) = ask(page, cursor.as_deref(), tag).await else { return };
        match answer {
            Ok(answer) if answer.not_modified => {}
            Ok(answer) => drop(take(page, cursor, &answer)),
            Err(failure) => return drop(caught(page.portal, failure)),
        }
    }
    if let Some((id, subject)) = self::newest(page)
        && newest.is_none_or(|(before, _)| before < id)
    {
        page.portal.announce(texts::message(&notifications::arrived(&subject)));
    }
}

/// Id and subject of the newest entry.
fn newest(page: Page) -> Option<(String, String)> {
    page.loaded.with_untracked(|loaded| loaded.items.first().map(|it| (it.id.clone(), it.subject.clone())))
}

/// Takes in an answer. Says which element stands for its first entry.
fn take(page: Page, cursor: Option<String>, answer: &Answer) -> Result<Option<String>, Failure> {
    let part = answer.read::<NotificationsPage>()?;
    let first = part.items.first().map(|item| entry::element_id(&item.id));
    page.loaded.update(|loaded| loaded.take(cursor, answer.etag.clone(), part));
    Ok(first)
}
