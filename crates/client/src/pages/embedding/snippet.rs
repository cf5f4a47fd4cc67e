//! The code that shows the gate in a page, to be copied; and what its server has to do.

use js_sys::{Promise, Reflect};
use messages::key::{action, embedding};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::code::{self, Framework, Subject};
use super::use_typed;
use crate::components::{Tab, Tabs};
use crate::markup::{Node, view};
use crate::portal::Portal;
use crate::reactive::prelude::*;
use crate::texts;

const PANEL: &str = "snippet-panel";

/// The tabs, in the order of [`Framework::ALL`].
const TABS: [(&str, messages::Text); 4] = [
    ("snippet-html", embedding::HTML),
    ("snippet-react", embedding::REACT),
    ("snippet-vue", embedding::VUE),
    ("snippet-leptos", embedding::LEPTOS),
];

/// Both.
pub(super) fn view(portal: Portal) -> Node {
    let typed = use_typed();
    let subject = Memo::new(move |_| subject(portal, typed.look.attributes()));
    let framework = Memo::new(move |_| Framework::ALL.get(typed.framework.get()).copied().unwrap_or(Framework::Html));
    let page = Signal::derive(move || subject.with(|subject| code::page(framework.get(), subject)));
    let server = Signal::derive(move || subject.with(code::server));
    let tab = |(id, label)| Tab { id, label, badge: Signal::stored(String::new()) };
    let labelled_by = move || TABS.get(typed.framework.get()).map_or("", |(id, _)| id);
    let what_server = move || texts::message(&embedding::server_text(&portal.operator()));
    view! {
        <section class="card" aria-labelledby="snippet-title">
            <h2 id="snippet-title">{embedding::SNIPPET}</h2>
            <p class="soft">{embedding::SNIPPET_INTRO}</p>
            <Tabs
                label=embedding::SNIPPET_TABS
                tabs=TABS.map(tab).into()
                chosen=typed.framework
                panel=PANEL
            />
            <div role="tabpanel" id=PANEL aria-labelledby=labelled_by>
                {listing(portal, "page-code", "snippet-title", page)}
            </div>
        </section>
        <section class="card" aria-labelledby="server-title">
            <h2 id="server-title">{embedding::SERVER}</h2>
            <p class="soft">{what_server}</p>
            {listing(portal, "server-code", "server-title", server)}
        </section>
    }
}

fn subject(portal: Portal, look: [(&'static str, Option<String>); 5]) -> Subject {
    let account = portal.account.with(|account| account.as_ref().map(|it| it.account.slug.clone()).unwrap_or_default());
    Subject {
        portal: window().location().origin().unwrap_or_default(),
        account,
        environment: portal.environment.get().id(),
        look: look.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
    }
}

/// Code with a button that copies it.
fn listing(portal: Portal, id: &'static str, title: &'static str, code: Signal<String>) -> Node {
    let button = [id, "-copy"].concat();
    let labelled_by = [&button, " ", title].concat();
    let press = move |_| spawn_local(copy(portal, code.get_untracked()));
    view! {
        <div class="code">
            <pre id=id><code>{code}</code></pre>
            <button type="button" class="small" id=button aria-labelledby=labelled_by on:click=press>
                {action::COPY}
            </button>
        </div>
    }
}

async fn copy(portal: Portal, text: String) {
    portal.announce(texts::text(if is_copied(&text).await { embedding::COPIED } else { embedding::NOT_COPIED }));
}

/// Hands a text to the clipboard, if there is one: browsers lend theirs to safe origins only.
async fn is_copied(text: &str) -> bool {
    let Ok(clipboard) = Reflect::get(&window().navigator(), &"clipboard".into()) else { return false };
    let Ok(write) = Reflect::get(&clipboard, &"writeText".into()) else { return false };
    let Some(write) = write.dyn_ref::<js_sys::Function>() else { return false };
    let Ok(written) = write.call1(&clipboard, &text.into()) else { return false };
    JsFuture::from(written.unchecked_into::<Promise>()).await.is_ok()
}
