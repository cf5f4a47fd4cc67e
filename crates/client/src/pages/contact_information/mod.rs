//! Configuration → Contact information: the same form as in the modal, whom it has told of what, whether its addresses work,
//! its history, and what is to be noted about it. On paper it becomes a call sheet.

mod addresses;
mod changes;
mod history;
pub(crate) mod notes;
mod save_bar;
mod told;

use messages::Text;
use messages::key::{action, contact_page, home, problem, save, shell, term, title};
use model::Role;

use self::addresses::Addresses;
use self::history::History;
use self::save_bar::SaveBar;
use super::mail_notice::MailNotice;
use super::{TITLE_ID, page_shown, skeleton};
use crate::address::use_address;
use crate::components::{Notice, Tone};
use crate::form::{ConflictView, FormView, WeekPicture, author_name};
use crate::gate::{OneSection, ReadOnly, environment_name, run_submit};
use crate::markup::{Node, view};
use crate::portal::{Contents, Portal, refresh_gate, use_portal};
use crate::reactive::prelude::*;
use crate::shell::page_address;
use crate::texts;

/// What the parts of the page share. Copies share it.
#[derive(Clone, Copy)]
struct Page {
    portal: Portal,
    /// What became of the last press on the button, as long as nothing is typed after it.
    said: RwSignal<Option<Text>>,
    /// Whether something is typed that isn't saved.
    is_changed: Memo<bool>,
}

/// The page at `/configuration/contact-information`.
#[component]
pub fn ContactInformationPage() -> impl IntoView {
    let portal = use_portal();
    page_shown(title::CONTACT_INFORMATION);
    let is_changed = Memo::new(move |_| portal.is_filled() && !portal.form.changed_fields().is_empty());
    let page = Page { portal, said: RwSignal::new(None), is_changed };
    effect(move || {
        if is_changed.get() {
            page.said.set(None);
        }
    });
    let addresses = Addresses::load(portal);
    let is_viewer = Memo::new(move |_| portal.role() == Role::Viewer);
    view! {
        {head(portal)}
        {notes::view(portal)}
        {move || {
            (page.said.get() == Some(save::SAVED)).then(|| {
                view! {
                    <Notice tone=Tone::Good title=contact_page::SAVED_ANNOUNCED>
                        <p>{contact_page::ALL_IN_ORDER}</p>
                    </Notice>
                }
            })
        }}
        <section class="card" aria-labelledby=TITLE_ID>
            {move || match (portal.contents.get(), is_viewer.get()) {
                (Contents::OnTheirWay, _) => skeleton(),
                (Contents::NotHad, _) => not_had(portal),
                (Contents::There, true) => reading(portal),
                (Contents::There, false) => writing(page),
            }}
        </section>
        {told::view(portal, addresses)}
        <MailNotice />
        {addresses::view(addresses)}
        <History />
    }
}

fn head(portal: Portal) -> Node {
    let environment = move || texts::text(environment_name(portal.environment.get()));
    // The page is there only while the gate is open.
    let state = move || [environment(), texts::text(home::OPEN)].join(" · ");
    let intro = move || texts::message(&contact_page::intro(&portal.operator(), &portal.account_name()));
    view! {
        <header class="page-head">
            <nav class="crumbs" aria-label=shell::BREADCRUMB>
                <ol>
                    <li>{term::CONFIGURATION}</li>
                    <li><span aria-current="page">{term::CONTACT_INFORMATION}</span></li>
                </ol>
            </nav>
            <h1 id=TITLE_ID tabindex="-1">{term::CONTACT_INFORMATION}</h1>
            <span class="badge no-print" data-state="open">{state}</span>
            <p class="print-only">{move || [portal.account_name(), environment()].join(" · ")}</p>
            <p>{intro} " " {move || last_saved(portal)}</p>
        </header>
    }
}

/// Who saved last, and when.
fn last_saved(portal: Portal) -> String {
    portal.stored.with(|stored| {
        let Some(stored) = stored else { return String::new() };
        match (&stored.updated_at, &stored.updated_by) {
            (Some(at), Some(by)) => texts::message(&save::saved_at(&texts::moment(at), &author_name(by))),
            _ => texts::text(contact_page::NEVER_SAVED),
        }
    })
}

fn not_had(portal: Portal) -> Node {
    view! {
        <Notice tone=Tone::Bad title=problem::TITLE alert=true>
            <p>{problem::NETWORK}</p>
            <div class="actions">
                <button type="button" on:click=move |_| portal.retry()>{action::TRY_AGAIN}</button>
            </div>
        </Notice>
    }
}

/// For those who may not write.
fn reading(portal: Portal) -> Node {
    let schedules = Signal::derive(move || portal.form.draft().operational_support.unwrap_or_default());
    view! {
        <ReadOnly />
        <WeekPicture schedules=schedules />
    }
}

fn writing(page: Page) -> Node {
    let portal = page.portal;
    let address = use_address();
    let invite = Callback::new(move |()| address.go(&page_address(portal, "/users")));
    view! {
        <OneSection />
        <ConflictView />
        <FormView on_submit=Callback::new(move |()| hand_in(page)) on_invite=invite>{notes::of_typed(portal)}</FormView>
        <SaveBar page=page />
    }
}

/// Saves, if there is something to save. A draft that came to say the same as what is stored counts,
/// since the save ends it.
fn hand_in(page: Page) {
    let portal = page.portal;
    let has_draft = portal.draft.with_untracked(|draft| draft.as_ref().is_some_and(|draft| draft.values.is_some()));
    if !page.is_changed.get_untracked() && !has_draft {
        page.said.set(Some(contact_page::NOTHING_CHANGED));
        return;
    }
    page.said.set(None);
    spawn_local(async move {
        if run_submit(portal).await {
            page.said.set(Some(save::SAVED));
            portal.announce(texts::text(contact_page::SAVED_ANNOUNCED));
            refresh_gate(portal).await;
        }
    });
}
