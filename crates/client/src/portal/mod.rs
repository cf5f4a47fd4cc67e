//! Who is signed in, which account and environment are shown, and whether the gate is open.
//!
//! This state lives above all views. Views read it; what changes it are the functions here and in
//! the files below: `load` brings it from the server, `watch` keeps it true, `draft` sends what is
//! typed.

mod draft;
mod kept;
mod load;
mod watch;

pub use draft::{DraftState, discard_draft, of_seen_draft, send as send_draft};
pub use load::{forget_person, load_account, load_session, load_users, sign_out};
pub use watch::{refresh_gate, watch};

use std::ops::Deref;
use std::time::Duration;

use model::wire::{AccountMembership, ContactInformationAnswer, DraftAnswer, GateAnswer, Me};
use model::{Environment, GateState, Json, Read, Role};

use crate::api::Failure;
use crate::browser;
use crate::form::{Conflict, Form, Surroundings};
use crate::reactive::prelude::*;
use crate::texts::{self, ShownLanguage};

/// How long an announcement stays to be read.
const ANNOUNCEMENT: Duration = Duration::from_secs(6);

/// How long an announcement waits, so that its place is in the page and empty when it comes. Screen readers notice a change
/// only if they have seen the state before it.
const BREATH: Duration = Duration::from_millis(100);

/// Whether somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Session {
    /// The server hasn't answered yet.
    Unknown,
    /// It couldn't be asked.
    Unreachable,
    /// Nobody is.
    SignedOut,
    /// This person is.
    SignedIn(Me),
    /// This person was, until the session ended by itself. What they typed is still in the page.
    Expired(Me),
}

/// Who runs the portal: the part of the server's reference data that every page needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// How it calls itself.
    pub name: String,
    /// Where its support is reached.
    pub support_url: Option<String>,
    /// Where help is found.
    pub help_url: Option<String>,
}

impl Read for Operator {
    fn read(json: &impl Json) -> Option<Self> {
        Some(Self {
            name: Read::member(json, "operator_name")?,
            support_url: Read::member(json, "support_url")?,
            help_url: Read::member(json, "help_url")?,
        })
    }
}

/// What is known of the gate. Only an answer of the server ever says that it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gate {
    /// The server hasn't answered yet.
    Checking,
    /// It couldn't be asked.
    Unreachable,
    /// It said this.
    Known(GateAnswer),
}

/// Whether the form holds what is stored and what was typed over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contents {
    /// The server hasn't answered yet.
    OnTheirWay,
    /// They couldn't be had. They are asked for again whenever the server says something of the gate.
    NotHad,
    /// The form is filled.
    There,
}

/// What the modal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModalStage {
    /// The form, as long as the gate isn't open.
    Form,
    /// What was unlocked by this person's submit.
    Confirmation,
}

/// How the submit of the form goes. Modal and page share it, as they share the form.
#[derive(Clone, Copy)]
pub struct Submission {
    /// Whether it is on its way.
    pub is_busy: RwSignal<bool>,
    /// Why the last one didn't get through.
    pub trouble: RwSignal<Option<Failure>>,
    /// Whether the last one found errors, which the summary lists.
    pub found_errors: RwSignal<bool>,
}

/// The state that all pages share. There is one for as long as the page is open, so a copy is no more than an address:
/// it stands in nearly every closure of the client.
#[derive(Clone, Copy)]
pub struct Portal(&'static State);

impl Deref for Portal {
    type Target = State;

    fn deref(&self) -> &State {
        self.0
    }
}

/// What a [`Portal`] leads to.
pub struct State {
    /// Who is signed in.
    pub session: RwSignal<Session>,
    /// Who runs the portal.
    pub operator: RwSignal<Option<Operator>>,
    /// The account shown, and the role in it.
    pub account: RwSignal<Option<AccountMembership>>,
    /// The environment shown.
    pub environment: RwSignal<Environment>,
    /// The gate of that account in that environment.
    pub gate: RwSignal<Gate>,
    /// The slug of the account that the form's users belong to.
    users_of: RwSignal<String>,
    /// How often in a row it couldn't be asked.
    gate_failures: RwSignal<u8>,
    /// The entity tag of that answer.
    gate_tag: RwSignal<Option<String>>,
    /// What the modal shows.
    pub modal: RwSignal<ModalStage>,
    /// What is stored.
    pub stored: RwSignal<Option<ContactInformationAnswer>>,
    /// What colleagues had typed when the form was filled.
    pub draft: RwSignal<Option<DraftAnswer>>,
    /// When the draft was last changed that is in the form here; `None` while there is none. A save or a deletion ends no other.
    draft_seen: RwSignal<Option<String>>,
    /// What the server said last of what is typed.
    pub second_look: RwSignal<Option<DraftAnswer>>,
    /// How far the server has what is typed.
    sync: RwSignal<draft::Sync>,
    /// What became of the draft typed here.
    pub draft_state: RwSignal<DraftState>,
    /// The form, with what is typed.
    pub form: Form,
    /// How the submit of the form goes.
    pub submission: Submission,
    /// Whether the form holds what belongs to the account and environment shown.
    pub contents: RwSignal<Contents>,
    /// The path of the draft that the form is being filled with.
    filling: RwSignal<Option<String>>,
    /// What somebody else saved meanwhile, while it isn't merged.
    pub conflict: RwSignal<Option<Conflict>>,
    /// What assistive technology is told, and everybody else reads in passing.
    pub announcement: RwSignal<String>,
    /// How many announcements there were, and the last one until it is old news.
    told: RwSignal<(u32, String)>,
    /// Whether the announcement is for assistive technology alone.
    pub is_whispered: RwSignal<bool>,
    /// Whether the dialog for writing to the operator's support is open, over the modal.
    pub is_support_open: RwSignal<bool>,
    /// The language shown.
    pub language: ShownLanguage,
}

impl Portal {
    /// The state at the start of a visit.
    #[must_use]
    pub fn new(language: ShownLanguage) -> Self {
        let surroundings = Surroundings {
            language: texts::tag,
            time_zone: browser::own_zone,
            domain_to_ascii: browser::domain_to_ascii,
            lower_case: browser::lower_case,
        };
        let environment = Environment::from_id(&browser::environment()).unwrap_or(Environment::Production);
        let state = State {
            session: RwSignal::new(Session::Unknown),
            operator: RwSignal::new(None),
            account: RwSignal::new(None),
            environment: RwSignal::new(environment),
            gate: RwSignal::new(Gate::Checking),
            users_of: RwSignal::new(String::new()),
            gate_failures: RwSignal::new(0),
            gate_tag: RwSignal::new(None),
            modal: RwSignal::new(ModalStage::Form),
            stored: RwSignal::new(None),
            draft: RwSignal::new(None),
            draft_seen: RwSignal::new(None),
            second_look: RwSignal::new(None),
            sync: RwSignal::new(draft::Sync::default()),
            draft_state: RwSignal::new(DraftState::Idle),
            form: Form::new(surroundings),
            submission: Submission {
                is_busy: RwSignal::new(false),
                trouble: RwSignal::new(None),
                found_errors: RwSignal::new(false),
            },
            contents: RwSignal::new(Contents::OnTheirWay),
            filling: RwSignal::new(None),
            conflict: RwSignal::new(None),
            announcement: RwSignal::new(String::new()),
            told: RwSignal::new((0, String::new())),
            is_whispered: RwSignal::new(false),
            is_support_open: RwSignal::new(false),
            language,
        };
        Self(Box::leak(Box::new(state)))
    }

    /// The operator's name; empty until the server has said it.
    #[must_use]
    pub fn operator(&self) -> String {
        self.operator.with(|operator| operator.as_ref().map(|it| it.name.clone()).unwrap_or_default())
    }

    /// The name of the account shown.
    #[must_use]
    pub fn account_name(&self) -> String {
        self.account.with(|account| account.as_ref().map(|it| it.account.name.clone()).unwrap_or_default())
    }

    /// The role in the account shown; that of a viewer until it is known.
    #[must_use]
    pub fn role(&self) -> Role {
        self.account.with(|account| account.as_ref().map_or(Role::Viewer, |it| it.role))
    }

    /// Whether the server has said that the gate is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.gate.with(|gate| matches!(gate, Gate::Known(answer) if answer.state == GateState::Open))
    }

    /// Whether the form holds what is stored and what was typed over it.
    #[must_use]
    pub fn is_filled(&self) -> bool {
        self.contents.get() == Contents::There
    }

    /// Who is signed in, or was until the session ended by itself.
    #[must_use]
    pub fn me(&self) -> Option<Me> {
        self.session.with(|session| match session {
            Session::SignedIn(me) | Session::Expired(me) => Some(me.clone()),
            _ => None,
        })
    }

    /// The path of something below the account shown; `None` while there is no account.
    #[must_use]
    pub fn account_path(&self, rest: &str) -> Option<String> {
        let slug = self.account.with_untracked(|account| account.as_ref().map(|it| it.account.slug.clone()))?;
        Some(["/accounts/", &slug, rest].concat())
    }

    /// The path of something below the account shown, in the environment shown.
    #[must_use]
    pub fn environment_path(&self, rest: &str) -> Option<String> {
        let environment = self.environment.get_untracked().id();
        self.account_path(&[rest, "?environment=", environment].concat())
    }

    /// Tells of something that changed by itself. The text goes away after a while: it is no news then, and the same
    /// text can be told again.
    pub fn announce(&self, text: String) {
        self.tell(text, false);
    }

    /// Tells assistive technology what everybody else sees anyway.
    pub fn whisper(&self, text: String) {
        self.tell(text, true);
    }

    /// The text comes a moment after the last one has gone: only what changes in the page is told, and only in a place that is
    /// there already.
    fn tell(self, text: String, is_whispered: bool) {
        let portal = self;
        let number = portal.told.with_untracked(|(number, _)| number.wrapping_add(1));
        portal.told.set((number, text.clone()));
        portal.announcement.set(String::new());
        portal.is_whispered.set(is_whispered);
        let is_last = move || portal.told.with_untracked(|(last, _)| *last == number);
        let show = move || {
            if is_last() {
                portal.announcement.set(text);
            }
        };
        let forget = move || {
            if is_last() {
                portal.announcement.set(String::new());
                portal.told.set((number, String::new()));
            }
        };
        set_timeout(show, BREATH);
        set_timeout(forget, ANNOUNCEMENT);
    }

    /// What was told last, unless it is old news.
    #[must_use]
    pub fn news(&self) -> String {
        self.told.with_untracked(|(_, text)| text.clone())
    }

    /// Has the browser ask before a page is left with something typed that neither the server has nor will have by itself.
    pub fn warn_before_leaving(self) {
        let listener = window_event_listener(leptos::ev::beforeunload, move |event| {
            if matches!(self.draft_state.get_untracked(), DraftState::Kept | DraftState::Refused) {
                event.prevent_default();
            }
        });
        on_cleanup(move || listener.remove());
    }

    /// What to do whenever the server says that nobody is signed in.
    pub fn session_ended(&self) {
        self.session.update(|session| {
            *session = match std::mem::replace(session, Session::SignedOut) {
                Session::SignedIn(me) | Session::Expired(me) => Session::Expired(me),
                _ => Session::SignedOut,
            };
        });
    }
}

/// The portal that the views share.
///
/// # Panics
/// Outside of the app, where there is none.
#[must_use]
pub fn use_portal() -> Portal {
    expect_context::<Portal>()
}
