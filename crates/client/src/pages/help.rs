//! Help and support: where to read, and whom to write to.

use gloo_net::http::Method;
use messages::key::{help, save, shell, term, title, word};
use model::{Code, Write, write_object};

use super::short_form::{Line, ShortForm};
use super::{TITLE_ID, caught, page_shown, trouble_notice, use_typed};
use crate::api;
use crate::components::{BusyButton, Notice, TextArea, TextField, Tone};
use crate::markup::{IntoNode, Node, view};
use crate::portal::{Portal, use_portal};
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// The id of what says that the letter was sent.
const SENT_ID: &str = "support-sent";

/// The page at `/help`.
#[component]
pub fn HelpPage() -> impl IntoView {
    let portal = use_portal();
    page_shown(title::HELP);
    view! {
        <header class="page-head">
            <h1 id=TITLE_ID tabindex="-1">{shell::HELP}</h1>
        </header>
        {move || reading(portal)}
        <section class="card" aria-labelledby="support-title">
            <h2 id="support-title">{term::CONTACT_SUPPORT}</h2>
            <SupportForm />
        </section>
    }
}

/// Where the operator has written down its help.
fn reading(portal: Portal) -> Option<Node> {
    let href = portal.operator.with(|operator| operator.as_ref()?.help_url.clone())?;
    Some(view! {
        <section class="card" aria-labelledby="getting-help">
            <h2 id="getting-help">{term::GETTING_HELP}</h2>
            <p>
                <a href=href target="_blank" rel="noopener">{help::GETTING_HELP_TEXT}</a>
                " "
                <span class="soft">{word::OPENS_IN_NEW_TAB}</span>
            </p>
        </section>
    })
}

/// A message to the operator's support, as far as it is typed. Copies share it.
#[derive(Clone, Copy)]
pub(super) struct Letter {
    form: ShortForm,
    is_sent: RwSignal<bool>,
}

impl Letter {
    pub(super) fn new() -> Self {
        let is_forgotten = |(_, text): (&'static str, String)| text.trim().is_empty().then_some(Code::Required);
        let subject = Line::new("subject", "support-subject");
        let message = Line::new("message", "support-message");
        let form = ShortForm::new(subject, message, Callback::new(is_forgotten));
        Self { form, is_sent: RwSignal::new(false) }
    }

    pub(super) fn clear(self) {
        self.form.clear();
        self.is_sent.set(false);
    }
}

/// The letter as it travels.
struct Body {
    subject: String,
    message: String,
}

impl Write for Body {
    fn write(&self, json: &mut String) {
        write_object(json, &[("subject", &self.subject), ("message", &self.message)]);
    }
}

/// A message to the operator's support, to write and send; then, that it was sent.
#[component]
pub fn SupportForm() -> impl IntoView {
    let portal = use_portal();
    let letter = use_typed().letter;
    // Whoever comes back wants to write, not to read again that they have written.
    on_cleanup(move || letter.is_sent.set(false));
    (move || if letter.is_sent.get() { sent(portal, letter) } else { writing(portal, letter) }).into_node()
}

fn writing(portal: Portal, letter: Letter) -> Node {
    let form = letter.form;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if form.is_ready() {
            spawn_local(send(portal, letter));
        }
    };
    let hint = [texts::text(help::MESSAGE_HINT), texts::text(help::NO_SECRETS)].join(" ");
    view! {
        <form class="stack" novalidate on:submit=submit>
            <p>{move || texts::message(&help::intro(&portal.operator(), &email(portal)))}</p>
            {trouble_notice(form.trouble, save::FAILED_NETWORK)}
            <TextField
                id=form.first.id.to_owned()
                label=help::SUBJECT
                required=true
                value=form.first.value
                touched=form.first.touched
                error=form.error(form.first)
            />
            <TextArea
                id=form.second.id.to_owned()
                label=help::MESSAGE
                hint=hint
                value=form.second.value
                touched=form.second.touched
                error=form.error(form.second)
            />
            <BusyButton label=help::SEND busy_label=word::SENDING busy=form.is_busy />
        </form>
    }
}

async fn send(portal: Portal, letter: Letter) {
    let form = letter.form;
    let Some(path) = portal.account_path("/support-requests") else { return };
    let body = Body { subject: form.first.value.get_untracked(), message: form.second.value.get_untracked() };
    form.is_busy.set(true);
    let answer = api::send(Method::POST, &path, &body).await;
    form.is_busy.set(false);
    match answer {
        Ok(_) => {
            letter.clear();
            letter.is_sent.set(true);
            browser::focus(SENT_ID);
        }
        Err(failure) => form.refuse(caught(portal, failure)),
    }
}

fn sent(portal: Portal, letter: Letter) -> Node {
    let write_another = move |_| {
        letter.is_sent.set(false);
        browser::focus(letter.form.first.id);
    };
    view! {
        <div class="stack" id=SENT_ID tabindex="-1" role="group" aria-labelledby="support-sent-title">
            <Notice tone=Tone::Good>
                <b id="support-sent-title">{help::SENT_TITLE}</b>
                <p>{move || texts::message(&help::sent_text(&portal.operator(), &email(portal)))}</p>
            </Notice>
            <button type="button" on:click=write_another>{help::SEND_ANOTHER}</button>
        </div>
    }
}

/// Where the answer goes.
fn email(portal: Portal) -> String {
    portal.me().map(|me| me.user.email).unwrap_or_default()
}
