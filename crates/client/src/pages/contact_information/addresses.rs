//! The addresses that are listed: whether mails reach them, and what to do when they don't.

mod test_message;

use std::time::Duration;

use gloo_net::http::Method;
use messages::Text;
use messages::key::{action, address, problem};
use model::wire::{Address, AddressesPage, Replacement};
use model::{AddressState, DeliveryState, Draft, EmailAddress, Field, Role};

use self::test_message::Tested;
use crate::api::{self, Failure};
use crate::form::field_name;
use crate::markup::{Node, Rows, view};
use crate::pages::delivery::state_name;
use crate::pages::{caught, replace, skeleton, trouble_notice};
use crate::portal::Portal;
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// How often the addresses are asked for while somebody looks: others confirm them, and mails come back.
const EVERY: Duration = Duration::from_secs(5);

/// The fields that addresses are typed into.
const TYPED: [Field; 5] = [
    Field::TechnicalEmergency,
    Field::TechnicalNonEmergency,
    Field::MerchantIssues,
    Field::OperationalInternal,
    Field::OperationalPublic,
];

/// What is known of them. Copies share it.
#[derive(Clone, Copy)]
pub(super) struct Addresses {
    portal: Portal,
    items: RwSignal<Vec<Address>>,
    is_there: RwSignal<bool>,
    trouble: RwSignal<Option<Failure>>,
    /// The test messages that were sent from here.
    tested: RwSignal<Vec<Tested>>,
}

impl Addresses {
    /// Loads them now, whenever something is saved, and every now and then.
    pub(super) fn load(portal: Portal) -> Self {
        let addresses = Self {
            portal,
            items: RwSignal::new(Vec::new()),
            is_there: RwSignal::new(false),
            trouble: RwSignal::new(None),
            tested: RwSignal::new(Vec::new()),
        };
        let version = Memo::new(move |_| portal.stored.with(|stored| stored.as_ref().map(|stored| stored.version)));
        effect(move || {
            if version.get().is_some() {
                spawn_local(load(addresses));
            }
        });
        let reload = move || {
            if browser::is_visible() && addresses.is_there.get_untracked() {
                spawn_local(load(addresses));
            }
        };
        if let Ok(timer) = set_interval_with_handle(reload, EVERY) {
            on_cleanup(move || timer.clear());
        }
        addresses
    }

    /// What is known of the address with this mailbox. One that isn't saved yet will have to be confirmed.
    pub(super) fn states(self) -> Vec<(String, AddressState)> {
        let mailbox = |it: &Address| Some((mailbox(&it.email)?, it.state));
        self.items.with(|items| items.iter().filter_map(mailbox).collect())
    }
}

fn mailbox(email: &str) -> Option<String> {
    EmailAddress::parse(email, &browser::domain_to_ascii).ok().map(|email| email.mailbox())
}

async fn load(addresses: Addresses) {
    let Some(path) = addresses.portal.account_path("/addresses") else { return };
    let answer = api::get::<AddressesPage>(&path).await;
    if addresses.is_there.try_get_untracked().is_none() {
        return;
    }
    match answer {
        Ok(page) => {
            replace(addresses.trouble, None);
            replace(addresses.items, page.items);
            replace(addresses.is_there, true);
        }
        // What is there stays; whether the server can be reached, the gate says.
        Err(failure) if addresses.is_there.get_untracked() => drop(caught(addresses.portal, failure)),
        Err(failure) => addresses.trouble.set(caught(addresses.portal, failure)),
    }
}

/// The list.
pub(super) fn view(addresses: Addresses) -> Node {
    let emails =
        Memo::new(move |_| addresses.items.with(|items| items.iter().map(|it| it.email.clone()).collect::<Vec<_>>()));
    let list = move || {
        if !addresses.is_there.get() {
            return if addresses.trouble.with(Option::is_some) { retry(addresses) } else { skeleton() };
        }
        view! {
            <ul class="lines">
                <Rows each=move || emails.get() key=Clone::clone let:email>
                    {row(addresses, email)}
                </Rows>
            </ul>
        }
    };
    view! {
        <section class="card no-print" aria-labelledby="addresses">
            <h2 id="addresses">{address::TITLE}</h2>
            <p class="soft">{address::INTRO}</p>
            {trouble_notice(addresses.trouble, problem::NETWORK)}
            {list}
        </section>
    }
}

fn retry(addresses: Addresses) -> Node {
    view! { <button type="button" on:click=move |_| spawn_local(load(addresses))>{action::TRY_AGAIN}</button> }
}

fn row(addresses: Addresses, email: String) -> Node {
    let own = email.clone();
    let shown = Memo::new(move |_| addresses.items.with(|items| items.iter().find(|it| it.email == own).cloned()));
    let about = move || shown.get().map(|address| about(addresses, &address));
    // Made anew only when there are others: whoever has just pressed one stays on it.
    let can_ask = Memo::new(move |_| {
        let is_asked = shown.with(|shown| shown.as_ref().map(|address| address.state != AddressState::Verified));
        is_asked.filter(|_| addresses.portal.role() >= Role::Editor)
    });
    let to = email.clone();
    let buttons = move || can_ask.get().map(|can_ask| actions(addresses, &to, can_ask));
    view! {
        <li class="delivery">
            {about}
            {buttons}
            {test_message::result(addresses, email)}
        </li>
    }
}

fn about(addresses: Addresses, of: &Address) -> Node {
    let portal = addresses.portal;
    let since = texts::message(&address::since(&texts::moment(&of.since)));
    let may_write = portal.role() >= Role::Editor;
    view! {
        <div>
            <bdi>{of.email.clone()}</bdi>
            <p class="soft small">{listed_in(portal, &of.email)}</p>
        </div>
        <p class="state">
            <span class="badge" data-state=of.state.id()>{state_words(of.state)}</span>
            " "
            <span class="soft small">{since}</span>
        </p>
        {remarks(of)}
        {of.replacement.clone().map(|instead| replacement(addresses, &of.email, &instead, may_write))}
    }
}

fn state_words(state: AddressState) -> Text {
    match state {
        AddressState::Unverified => address::UNVERIFIED,
        AddressState::Verified => address::VERIFIED,
        AddressState::Bounced => address::BOUNCED,
        AddressState::Declined => address::DECLINED,
    }
}

/// The names of the fields that the address is saved in.
fn listed_in(portal: Portal, email: &str) -> String {
    let operator = portal.operator();
    let users = portal.form.users.with(|users| {
        users
            .iter()
            .filter(|user| user.email.eq_ignore_ascii_case(email))
            .map(|user| user.id.clone())
            .collect::<Vec<_>>()
    });
    portal.stored.with(|stored| {
        let Some(stored) = stored else { return String::new() };
        let alerts = stored.values.alert_contacts.as_deref().unwrap_or_default();
        let is_alerted = alerts.iter().any(|id| users.contains(id));
        let typed = TYPED.into_iter().filter(|field| holds(&stored.values, *field, email));
        let fields = is_alerted.then_some(Field::AlertContacts).into_iter().chain(typed);
        fields.map(|field| field_name(field, &operator)).collect::<Vec<_>>().join(", ")
    })
}

fn holds(values: &Draft, field: Field, email: &str) -> bool {
    if field == Field::OperationalPublic {
        return values.operational_public.as_ref().is_some_and(|public| public.email.eq_ignore_ascii_case(email));
    }
    values.contacts(field).is_some_and(|rows| rows.iter().any(|row| row.email.eq_ignore_ascii_case(email)))
}

/// What the mail server said, and what has become of the question whether the address is right.
fn remarks(of: &Address) -> Option<Node> {
    let reply = of.reply.as_deref().map(|words| texts::message(&messages::key::delivery::reply(words)));
    let is_asked = of.state == AddressState::Unverified;
    let asked = of
        .verification
        .filter(|state| is_asked && *state != DeliveryState::Sent)
        .map(|state| texts::message(&address::verification(&texts::text(state_name(state)))));
    let lines = [reply, asked].into_iter().flatten().map(|words| view! { <span class="line">{words}</span> });
    let lines: Vec<Node> = lines.collect();
    (!lines.is_empty()).then(|| view! { <p class="soft small">{lines}</p> })
}

fn replacement(addresses: Addresses, email: &str, instead: &Replacement, may_write: bool) -> Node {
    let person = match &instead.name {
        Some(name) => [name, " (", &instead.email, ")"].concat(),
        None => instead.email.clone(),
    };
    let words = texts::message(&address::replaced(&person));
    let is_in_form = move |email: &str| {
        let draft = addresses.portal.form.draft();
        TYPED.into_iter().any(|field| holds(&draft, field, email))
    };
    let (from, to) = (email.to_owned(), instead.clone());
    let button = move || {
        let (from, to) = (from.clone(), to.clone());
        (may_write && is_in_form(&from)).then(|| {
            let label = texts::message(&address::replace(&to.email));
            let press = move |_| put_instead(addresses.portal, &from, &to);
            view! { " " <button type="button" class="link" on:click=press>{label}</button> }
        })
    };
    view! { <p class="small">{words} {button}</p> }
}

/// Puts somebody into the form in the place of somebody else, to be looked at and saved.
fn put_instead(portal: Portal, email: &str, instead: &Replacement) {
    let is_it = |typed: &str| typed.trim().eq_ignore_ascii_case(email);
    let mut first = None;
    for list in TYPED.into_iter().filter_map(|field| portal.form.contacts(field)) {
        for row in untrack(|| list.get()) {
            if row.email.value.with_untracked(|typed| is_it(typed)) {
                row.name.value.set(instead.name.clone().unwrap_or_default());
                row.email.value.set(instead.email.clone());
                first.get_or_insert_with(|| row.element_id(Some("email")));
            }
        }
    }
    let public = portal.form.public;
    if public.email.value.with_untracked(|typed| is_it(typed)) {
        public.email.value.set(instead.email.clone());
        first.get_or_insert_with(|| public.element_id("email"));
    }
    portal.announce(texts::message(&address::replaced_in_form(&instead.email)));
    browser::focus(first.unwrap_or_default());
}

fn actions(addresses: Addresses, email: &str, can_ask: bool) -> Node {
    let (to_test, to_ask) = (email.to_owned(), email.to_owned());
    let test = move |_| spawn_local(test_message::send(addresses, to_test.clone()));
    let ask = move |_| spawn_local(ask_again(addresses, to_ask.clone()));
    let ask_label = texts::message(&address::verify_named(email));
    let ask = can_ask.then(|| {
        view! {
            <button type="button" class="quiet small" aria-label=ask_label on:click=ask>{address::VERIFY}</button>
        }
    });
    view! {
        <div class="actions">
            <button
                type="button"
                class="quiet small"
                aria-label=texts::message(&address::test_named(email))
                on:click=test
            >
                {address::TEST}
            </button>
            {ask}
        </div>
    }
}

async fn ask_again(addresses: Addresses, email: String) {
    let portal = addresses.portal;
    let Some(path) = portal.account_path("/addresses/verify") else { return };
    let asked = texts::message(&address::verify_sent(&email));
    match api::send(Method::POST, &path, &test_message::To { email }).await {
        Ok(_) => {
            portal.announce(asked);
            load(addresses).await;
        }
        Err(failure) => {
            if let Some(failure) = caught(portal, failure) {
                portal.announce(crate::pages::failure_text(&failure, problem::NETWORK));
            }
        }
    }
}
