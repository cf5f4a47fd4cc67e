//! What of the list is shown: by category, by what became of it. It stands in the address, so that a link shows others the
//! same. The environment is the one that the whole portal shows.

use messages::key::notifications;
use model::{Category, DeliveryState};

use super::Page;
use crate::address::Address;
use crate::components::{Options, Select};
use crate::markup::{Node, view};
use crate::pages::category_name;
use crate::pages::delivery::state_name;
use crate::reactive::prelude::*;
use crate::shell::page_address;
use crate::{browser, texts};

/// The id of the list of categories, which takes the focus when all is shown again.
const CATEGORY_ID: &str = "notifications-category";

/// What is chosen; empty for everything. Copies share it.
#[derive(Clone, Copy)]
pub(super) struct Filters {
    address: Address,
    category: Memo<String>,
    state: Memo<String>,
}

impl Filters {
    pub(super) fn of(address: Address) -> Self {
        let category = Memo::new(move |_| {
            let chosen = address.parameter("category").and_then(|id| Category::from_id(&id));
            chosen.map(|category| category.id().to_owned()).unwrap_or_default()
        });
        let state = Memo::new(move |_| {
            let chosen = address.parameter("state").and_then(|id| DeliveryState::from_id(&id));
            chosen.map(|state| state.id().to_owned()).unwrap_or_default()
        });
        Self { address, category, state }
    }

    pub(super) fn track(self) {
        self.category.track();
        self.state.track();
    }

    /// The part of a query that asks for it.
    pub(super) fn query(self) -> String {
        query(&self.category.get_untracked(), &self.state.get_untracked())
    }

    fn is_set(self) -> bool {
        !(self.category.with(String::is_empty) && self.state.with(String::is_empty))
    }
}

fn query(category: &str, state: &str) -> String {
    let mut query = String::new();
    for (name, value) in [("&category=", category), ("&state=", state)] {
        if !value.is_empty() {
            query.push_str(name);
            query.push_str(value);
        }
    }
    query
}

/// Shows something else, in the place of what is shown.
fn choose(page: Page, category: &str, state: &str) {
    let to = untrack(|| page_address(page.portal, "/notifications"));
    page.filters.address.replace(&[to, query(category, state)].concat());
}

/// What is shown, to choose.
pub(super) fn view(page: Page) -> Node {
    let Filters { category, state, .. } = page.filters;
    let any = |words| (String::new(), texts::text(words));
    let mut categories: Options = vec![any(notifications::ANY_CATEGORY)];
    categories.extend(Category::ALL.map(|it| (it.id().to_owned(), texts::text(category_name(it)))));
    let mut states: Options = vec![any(notifications::ANY_STATE)];
    states.extend(DeliveryState::ALL.map(|it| (it.id().to_owned(), texts::text(state_name(it)))));
    let choose_category = Callback::new(move |chosen: String| choose(page, &chosen, &state.get_untracked()));
    let choose_state = Callback::new(move |chosen: String| choose(page, &category.get_untracked(), &chosen));
    view! {
        <div class="fields filters">
            <div class="field">
                <label for=CATEGORY_ID>{notifications::CATEGORY}</label>
                <Select id=CATEGORY_ID.to_owned() options=categories value=category on_change=choose_category />
            </div>
            <div class="field">
                <label for="notifications-state">{notifications::STATE}</label>
                <Select id="notifications-state".to_owned() options=states value=state on_change=choose_state />
            </div>
        </div>
    }
}

/// There is nothing to show: yet, or of what was chosen.
pub(super) fn nothing(page: Page) -> Node {
    let portal = page.portal;
    if !page.filters.is_set() {
        return view! {
            <div class="empty">
                <h2>{notifications::EMPTY_TITLE}</h2>
                <p>{move || texts::message(&notifications::empty_text(&portal.operator(), &portal.account_name()))}</p>
            </div>
        };
    }
    let show_all = move |_| {
        choose(page, "", "");
        browser::focus(CATEGORY_ID);
    };
    view! {
        <div class="empty">
            <h2>{notifications::NONE_TITLE}</h2>
            <p>{notifications::NONE_TEXT}</p>
            <button type="button" on:click=show_all>{notifications::SHOW_ALL}</button>
        </div>
    }
}
