//! The keys that are good for the account alone.

use messages::key::{action, embedding, problem, users};
use model::{Json, Read};

use crate::api::{self, Failure};
use crate::markup::{IntoNode, Node, view};
use crate::pages::{caught, skeleton, trouble_notice};
use crate::portal::Portal;
use crate::reactive::prelude::*;
use crate::texts;

/// A key, without what opens doors.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    name: String,
    scope: String,
    /// How it begins.
    prefix: String,
    last_used_at: Option<String>,
    revoked_at: Option<String>,
}

/// The answer of `GET …/keys`.
struct List(Vec<Key>);

impl Read for List {
    fn read(json: &impl Json) -> Option<Self> {
        Some(Self(Read::member(json, "items")?))
    }
}

impl Read for Key {
    fn read(json: &impl Json) -> Option<Self> {
        Some(Self {
            name: Read::member(json, "name")?,
            scope: Read::member(json, "scope")?,
            prefix: Read::member(json, "prefix")?,
            last_used_at: Read::member(json, "last_used_at")?,
            revoked_at: Read::member(json, "revoked_at")?,
        })
    }
}

/// The list. Copies share it.
#[derive(Clone, Copy)]
struct Keys {
    portal: Portal,
    list: RwSignal<Option<Vec<Key>>>,
    trouble: RwSignal<Option<Failure>>,
}

/// The list, and how one comes by a key.
pub(super) fn view(portal: Portal) -> Node {
    let keys = Keys { portal, list: RwSignal::new(None), trouble: RwSignal::new(None) };
    effect(move || {
        portal.account.track();
        keys.list.set(None);
        spawn_local(load(keys));
    });
    let shown = move || match (keys.list.get(), keys.trouble.with(Option::is_some)) {
        (Some(list), _) => table(&list),
        (None, true) => retry(keys),
        (None, false) => skeleton(),
    };
    let command = move || {
        let slug =
            portal.account.with(|account| account.as_ref().map(|it| it.account.slug.clone()).unwrap_or_default());
        ["callsheet key create --name NAME --scope embed --account ", &slug].concat()
    };
    view! {
        <h2 id="keys-title">{embedding::KEYS}</h2>
        <p class="soft">{move || texts::message(&embedding::keys_intro(&portal.operator()))}</p>
        <div class="code"><pre><code>{command}</code></pre></div>
        {trouble_notice(keys.trouble, problem::NETWORK)}
        {shown}
    }
}

fn retry(keys: Keys) -> Node {
    let again = move |_| spawn_local(load(keys));
    view! { <div class="actions"><button type="button" on:click=again>{action::TRY_AGAIN}</button></div> }
}

/// Brings the list. An answer about an account that isn't shown any more is for nobody.
async fn load(keys: Keys) {
    let portal = keys.portal;
    let Some(path) = portal.account_path("/keys") else { return };
    keys.trouble.set(None);
    let answer = api::get::<List>(&path).await;
    if portal.account_path("/keys").as_ref() != Some(&path) {
        return;
    }
    match answer {
        Ok(List(list)) => keys.list.set(Some(list)),
        Err(failure) => keys.trouble.set(caught(portal, failure)),
    }
}

fn table(list: &[Key]) -> Node {
    if list.is_empty() {
        return view! { <p class="empty">{embedding::NO_KEYS}</p> };
    }
    let heading = |words| view! { <th role="columnheader" scope="col">{words}</th> };
    let headings =
        [embedding::KEY_NAME, embedding::SCOPE, embedding::PREFIX, embedding::LAST_USED, users::STATE].map(heading);
    let rows = list.iter().map(row).collect_view();
    view! {
        <table class="table" role="table" aria-labelledby="keys-title">
            <thead role="rowgroup"><tr role="row">{headings.into_node()}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

fn row(key: &Key) -> Node {
    let last_used = key.last_used_at.as_deref().map_or_else(|| texts::text(embedding::NEVER), texts::moment);
    let (state, state_words) = match &key.revoked_at {
        None => ("active", embedding::VALID),
        Some(_) => ("revoked", embedding::REVOKED),
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row"><span>{key.name.clone()}</span></th>
            <td role="cell" data-label=embedding::SCOPE><code>{key.scope.clone()}</code></td>
            <td role="cell" data-label=embedding::PREFIX><code>{[&key.prefix, "…"].concat()}</code></td>
            <td role="cell" data-label=embedding::LAST_USED>{last_used}</td>
            <td role="cell" data-label=users::STATE>
                <span class="badge" data-state=state>{state_words}</span>
            </td>
        </tr>
    }
}
