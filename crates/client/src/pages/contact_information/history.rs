//! Who changed what and when, newest first.

use messages::key::{action, announce, history, problem, word};
use model::Draft;
use model::wire::{Change, HistoryEntry, HistoryPage};

use super::changes::{gone_and_come, is_empty};
use crate::api::{self, Failure};
use crate::components::BusyButton;
use crate::form::{FieldValues, author_name, field_name};
use crate::gate::environment_name;
use crate::markup::{IntoNode, Node, view};
use crate::pages::{caught, skeleton, trouble_notice};
use crate::portal::{Portal, use_portal};
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// What is loaded of it. Copies share it.
#[derive(Clone, Copy)]
struct Loaded {
    portal: Portal,
    entries: RwSignal<Vec<HistoryEntry>>,
    /// Where the next page begins.
    next: RwSignal<Option<String>>,
    is_there: RwSignal<bool>,
    is_busy: RwSignal<bool>,
    trouble: RwSignal<Option<Failure>>,
}

/// The history. It begins anew with each save, whoever made it.
#[component]
pub(super) fn History() -> impl IntoView {
    let portal = use_portal();
    let loaded = Loaded {
        portal,
        entries: RwSignal::new(Vec::new()),
        next: RwSignal::new(None),
        is_there: RwSignal::new(false),
        is_busy: RwSignal::new(false),
        trouble: RwSignal::new(None),
    };
    let version = Memo::new(move |_| portal.stored.with(|stored| stored.as_ref().map(|stored| stored.version)));
    effect(move || {
        if version.get().is_some() {
            spawn_local(load(loaded, None));
        }
    });
    let list = move || match (loaded.is_there.get(), loaded.trouble.with(Option::is_some)) {
        (true, _) => entries(loaded),
        (false, true) => retry(loaded),
        (false, false) => skeleton(),
    };
    view! {
        <section class="stack no-print" aria-labelledby="history">
            <h2 id="history">{history::TITLE}</h2>
            {trouble_notice(loaded.trouble, problem::NETWORK)}
            {list}
        </section>
    }
}

fn retry(loaded: Loaded) -> Node {
    let again = move |_| spawn_local(load(loaded, None));
    view! { <button type="button" on:click=again>{action::TRY_AGAIN}</button> }
}

fn entries(loaded: Loaded) -> Node {
    let list = move || {
        let entries = loaded.entries.with(|entries| entries.iter().map(|it| entry(loaded.portal, it)).collect_view());
        view! { <ol class="history">{entries}</ol> }
    };
    let is_empty = Memo::new(move |_| loaded.entries.with(Vec::is_empty));
    let more = Callback::new(move |()| spawn_local(load(loaded, loaded.next.get_untracked())));
    view! {
        {move || {
            if is_empty.get() {
                view! { <p class="soft">{history::EMPTY}</p> }
            } else {
                list().into_node()
            }
        }}
        {move || {
            loaded.next.with(Option::is_some).then(|| {
                view! {
                    <BusyButton
                        label=history::LOAD_MORE
                        busy_label=word::LOADING
                        busy=loaded.is_busy
                        on_press=more
                        class=""
                    />
                }
            })
        }}
    }
}

/// Loads the first page, or the one after those that are there.
async fn load(loaded: Loaded, cursor: Option<String>) {
    let portal = loaded.portal;
    let Some(mut path) = portal.account_path("/contact-information/history") else { return };
    if let Some(cursor) = &cursor {
        path.push_str("?cursor=");
        path.push_str(&browser::escape(cursor));
    }
    loaded.is_busy.set(true);
    loaded.trouble.set(None);
    match api::get::<HistoryPage>(&path).await {
        Ok(page) => {
            // Whatever made the list begin anew meanwhile wins.
            let is_next = cursor.is_some() && loaded.next.try_get_untracked() == Some(cursor);
            let first = page.items.first().map(|entry| entry_id(entry.version));
            if is_next {
                loaded.entries.update(|entries| entries.extend(page.items));
                browser::focus(first.unwrap_or_default());
                portal.whisper(texts::text(announce::LOADED));
            } else {
                loaded.entries.set(page.items);
            }
            loaded.next.set(page.next);
            loaded.is_there.set(true);
        }
        Err(failure) => loaded.trouble.set(caught(portal, failure)),
    }
    loaded.is_busy.set(false);
}

fn entry_id(version: i64) -> String {
    ["history-", &version.to_string()].concat()
}

fn entry(portal: Portal, entry: &HistoryEntry) -> Node {
    let who = entry.by.as_ref().map_or_else(|| texts::text(word::UNKNOWN), author_name);
    let first = (entry.version == 1).then(|| view! { <span class="tag">{history::FIRST}</span> });
    let changes = entry.changes.iter().map(|it| change(portal, it)).collect_view();
    view! {
        <li id=entry_id(entry.version) tabindex="-1">
            <p>
                <b>{who}</b>
                " "
                <time datetime=entry.at.clone()>{texts::moment(&entry.at)}</time>
                " "
                <span class="tag">{texts::text(environment_name(entry.environment))}</span>
                " "
                {first}
            </p>
            <dl class="changes">{changes}</dl>
        </li>
    }
}

fn change(portal: Portal, change: &Change) -> Node {
    let field = change.field;
    let (gone, come) = gone_and_come(change);
    let shown = |values: Draft| view! { <FieldValues field=field values=values /> };
    let gone = (!is_empty(&gone)).then(|| {
        view! { <del><span class="visually-hidden">{history::REMOVED} " "</span>{shown(gone)}</del> }
    });
    let come = (!is_empty(&come)).then(|| {
        view! { <ins><span class="visually-hidden">{history::ADDED} " "</span>{shown(come)}</ins> }
    });
    view! {
        <div>
            <dt>{field_name(field, &portal.operator())}</dt>
            <dd>{gone} {come}</dd>
        </div>
    }
}
