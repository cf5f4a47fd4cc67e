//! Tabs after the ARIA Authoring Practices: one stop for Tab, arrows, Home and End move between them.

use crate::browser;
use crate::markup::view;
use crate::reactive::prelude::*;

/// A tab.
#[derive(Clone)]
pub struct Tab {
    /// Unique in the page.
    pub id: &'static str,
    /// Its words.
    pub label: messages::Text,
    /// How many problems it holds, in words; empty for none.
    pub badge: Signal<String>,
}

/// A list of tabs above the panel `panel`.
#[component]
pub fn Tabs(
    /// The accessible name of the list.
    label: messages::Text,
    /// The tabs.
    tabs: Vec<Tab>,
    /// The index of the tab chosen.
    chosen: RwSignal<usize>,
    /// The id of the element that shows the tab chosen.
    panel: &'static str,
) -> impl IntoView {
    let ids: Vec<&'static str> = tabs.iter().map(|tab| tab.id).collect();
    let count = ids.len();
    let move_focus = move |event: leptos::ev::KeyboardEvent| {
        let here = chosen.get_untracked();
        let is_rtl = document().dir() == "rtl";
        let there = match (event.key().as_str(), is_rtl) {
            ("ArrowRight", false) | ("ArrowLeft", true) => (here + 1) % count,
            ("ArrowLeft", false) | ("ArrowRight", true) => (here + count - 1) % count,
            ("Home", _) => 0,
            ("End", _) => count - 1,
            _ => return,
        };
        event.prevent_default();
        chosen.set(there);
        browser::focus(ids.get(there).copied().unwrap_or_default());
    };
    let tab = move |(index, tab): (usize, Tab)| {
        let is_chosen = move || chosen.get() == index;
        view! {
            <button
                type="button"
                role="tab"
                id=tab.id
                aria-controls=panel
                aria-selected=move || if is_chosen() { "true" } else { "false" }
                tabindex=move || if is_chosen() { "0" } else { "-1" }
                on:click=move |_| chosen.set(index)
            >
                {tab.label}
                {move || {
                    let badge = tab.badge.get();
                    (!badge.is_empty()).then(|| view! { " " <span class="count">{badge}</span> })
                }}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=move_focus>
            {tabs.into_iter().enumerate().map(tab).collect_view()}
        </div>
    }
}
