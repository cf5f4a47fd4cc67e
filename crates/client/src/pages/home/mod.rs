//! The first page: what the account integrates, whether the portal is open, and what to do next.

mod integrations;
mod next_steps;

use std::time::Duration;

use messages::key::{action, home, problem, term, title};
use model::wire::{AccountAnswer, EnvironmentGate, GateAnswer, Integration, Kind, Reference};
use model::{Environment, Field, GateState};

use super::contact_information::notes::grace;
use super::mail_notice::MailNotice;
use super::{TITLE_ID, caught, failure_text, page_shown, replace, skeleton};
use crate::api::{self, Failure};
use crate::components::{Notice, Tone};
use crate::form::field_name;
use crate::gate::environment_name;
use crate::markup::{Node, view};
use crate::portal::{Gate, Portal, use_portal};
use crate::reactive::prelude::*;
use crate::shell::PageLink;
use crate::{browser, texts};

/// How often the account is asked for while somebody looks: the other environment's gate and the
/// integrations may change elsewhere.
const EVERY: Duration = Duration::from_secs(10);

/// What the parts of the page share. Copies share it.
#[derive(Clone, Copy)]
struct Home {
    portal: Portal,
    account: RwSignal<Option<AccountAnswer>>,
    /// The kinds of integration that there are.
    kinds: RwSignal<Vec<Kind>>,
    /// What the environment lacks whose gate is locked.
    missing: RwSignal<Vec<Field>>,
    /// Why the account couldn't be loaded.
    trouble: RwSignal<Option<Failure>>,
    /// Why an integration couldn't be launched or withdrawn.
    refusal: RwSignal<Option<Failure>>,
    /// The integration that is to be launched or withdrawn, if that is meant.
    question: RwSignal<Option<Integration>>,
}

impl Home {
    fn integrations(self) -> Vec<Integration> {
        self.account.with(|account| account.as_ref().map(|it| it.integrations.clone()).unwrap_or_default())
    }

    fn gates(self) -> Vec<EnvironmentGate> {
        self.account.with(|account| account.as_ref().map(|it| it.gates.clone()).unwrap_or_default())
    }

    fn is_locked(self, environment: Environment) -> bool {
        self.gates().iter().any(|gate| gate.environment == environment && gate.state == GateState::Locked)
    }
}

/// The page at `/`.
#[component]
pub fn HomePage() -> impl IntoView {
    let portal = use_portal();
    page_shown(title::HOME);
    let page = Home {
        portal,
        account: RwSignal::new(None),
        kinds: RwSignal::new(Vec::new()),
        missing: RwSignal::new(Vec::new()),
        trouble: RwSignal::new(None),
        refusal: RwSignal::new(None),
        question: RwSignal::new(None),
    };
    keep_loading(page);
    spawn_local(load_kinds(page));
    let is_loaded = Memo::new(move |_| page.account.with(Option::is_some));
    let name = portal.me().map(|me| me.user.name).unwrap_or_default();
    view! {
        <header class="page-head">
            <h1 id=TITLE_ID tabindex="-1">{move || portal.account_name()}</h1>
            <p>{texts::message(&home::welcome(&name))}</p>
        </header>
        <MailNotice />
        {move || grace(portal, Some(to_contact_information()))}
        {move || if is_loaded.get() { contents(page) } else { not_loaded(page) }}
        {move || page.question.get().map(|integration| integrations::dialog(page, integration))}
    }
}

fn to_contact_information() -> Node {
    view! { <PageLink to="/configuration/contact-information" words=term::CONTACT_INFORMATION /> }
}

fn contents(page: Home) -> Node {
    view! {
        <div class="cards">
            <section class="card" aria-labelledby="access">
                <h2 id="access">{home::ACCESS}</h2>
                <ul class="lines">{move || gates(page)}</ul>
            </section>
            <section class="card" aria-labelledby="next-steps">
                <h2 id="next-steps">{home::NEXT_STEPS}</h2>
                {next_steps::view(page)}
            </section>
        </div>
        <section class="card" aria-labelledby="integrations">
            <h2 id="integrations">{home::INTEGRATIONS}</h2>
            {integrations::view(page)}
        </section>
    }
}

fn not_loaded(page: Home) -> Node {
    let Some(failure) = page.trouble.get() else { return skeleton() };
    view! {
        <Notice tone=Tone::Bad title=problem::TITLE alert=true>
            <p>{failure_text(&failure, problem::NETWORK)}</p>
            <div class="actions">
                <button type="button" on:click=move |_| spawn_local(load(page))>{action::TRY_AGAIN}</button>
            </div>
        </Notice>
    }
}

fn gates(page: Home) -> Vec<Node> {
    page.gates().iter().map(|gate| gate_line(page, gate)).collect()
}

fn gate_line(page: Home, of: &EnvironmentGate) -> Node {
    let (state, words) = match of.state {
        GateState::Open => ("open", home::OPEN),
        GateState::Locked => ("locked", home::LOCKED),
    };
    let note = match of.state {
        GateState::Open => texts::text(home::OPEN_NOTE),
        GateState::Locked => page.missing.with(|missing| missing_note(page.portal, missing)),
    };
    view! {
        <li>
            <div>
                <span>{texts::text(environment_name(of.environment))}</span>
                <p class="soft small">{note}</p>
            </div>
            " "
            <span class="badge" data-state=state>{words}</span>
        </li>
    }
}

/// Which fields are missing.
fn missing_note(portal: Portal, missing: &[Field]) -> String {
    if missing.is_empty() {
        return String::new();
    }
    let operator = portal.operator();
    let names: Vec<String> = missing.iter().map(|field| field_name(*field, &operator)).collect();
    texts::message(&home::missing_fields(&names.join(", ")))
}

/// Loads the account now, whenever its gate changes, and every now and then.
fn keep_loading(page: Home) {
    let gate = Memo::new(move |_| page.portal.gate.with(|gate| *gate != Gate::Checking && page.portal.is_open()));
    effect(move || {
        gate.track();
        spawn_local(load(page));
    });
    let reload = move || {
        if browser::is_visible() {
            spawn_local(load(page));
        }
    };
    if let Ok(timer) = set_interval_with_handle(reload, EVERY) {
        on_cleanup(move || timer.clear());
    }
}

/// The catalogue's names. Until they are there, and should they not come, kinds go by their ids.
async fn load_kinds(page: Home) {
    if let Ok(reference) = api::get::<Reference>("/reference").await {
        replace(page.kinds, reference.kinds);
    }
}

async fn load(page: Home) {
    let portal = page.portal;
    let Some(path) = portal.account_path("") else { return };
    match api::get::<AccountAnswer>(&path).await {
        Ok(account) => {
            let locked = account.gates.iter().find(|gate| gate.state == GateState::Locked);
            let missing = match locked {
                Some(gate) => missing_in(portal, gate.environment).await,
                None => Vec::new(),
            };
            page.trouble.set(None);
            replace(page.missing, missing);
            replace(page.account, Some(account));
        }
        Err(failure) => page.trouble.set(caught(portal, failure)),
    }
}

async fn missing_in(portal: Portal, environment: Environment) -> Vec<Field> {
    let Some(path) = portal.account_path("/gate?environment=") else { return Vec::new() };
    let gate = api::get::<GateAnswer>(&[&path, environment.id()].concat()).await;
    gate.map(|gate| gate.missing).unwrap_or_default()
}
