//! Asking for a link by which another password is chosen.

use gloo_net::http::Method;
use messages::key::{password, problem, sign_in, word};
use model::{EmailAddress, Write, write_object};

use super::entrance::Entrance;
use super::short_form::{Line, ShortForm};
use super::{TITLE_ID, page_shown, trouble_notice};
use crate::components::{BusyButton, Notice, TextField, Tone};
use crate::markup::{Node, view};
use crate::reactive::prelude::*;
use crate::{api, browser, reactive, texts};

/// The id of what says that the link is on its way.
const SENT_ID: &str = "link-sent";

/// What is typed, and whether it was sent. Copies share it. It lives above the page, which is made anew in another language.
#[derive(Clone, Copy)]
pub struct Forgotten {
    form: ShortForm,
    is_sent: RwSignal<bool>,
}

impl Forgotten {
    /// Nothing is typed yet.
    #[must_use]
    pub fn new() -> Self {
        reactive::lasting(|| {
            let judge = |(_, text): (&'static str, String)| EmailAddress::parse(&text, &browser::domain_to_ascii).err();
            let line = Line::new("email", "forgotten-email");
            Self { form: ShortForm::of_one(line, Callback::new(judge)), is_sent: RwSignal::new(false) }
        })
    }
}

impl Default for Forgotten {
    fn default() -> Self {
        Self::new()
    }
}

struct Body {
    email: String,
}

impl Write for Body {
    fn write(&self, json: &mut String) {
        write_object(json, &[("email", &self.email)]);
    }
}

/// The page at `/forgotten-password`.
#[component]
pub fn ForgottenPasswordPage() -> impl IntoView {
    let forgotten = expect_context::<Forgotten>();
    page_shown(password::FORGOTTEN_TITLE);
    view! {
        <Entrance>
            <h1 id=TITLE_ID tabindex="-1">{password::FORGOTTEN_TITLE}</h1>
            {move || if forgotten.is_sent.get() { sent(forgotten) } else { asking(forgotten) }}
            <p><a href="/sign-in">{password::BACK}</a></p>
        </Entrance>
    }
}

fn asking(forgotten: Forgotten) -> Node {
    let form = forgotten.form;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if form.is_ready() {
            spawn_local(send(forgotten));
        }
    };
    view! {
        <form novalidate on:submit=submit>
            <p>{password::FORGOTTEN_TEXT}</p>
            {trouble_notice(form.trouble, problem::NETWORK)}
            <TextField
                id=form.first.id.to_owned()
                label=sign_in::EMAIL
                kind="email"
                autocomplete="username"
                required=true
                value=form.first.value
                touched=form.first.touched
                error=form.error(form.first)
            />
            <BusyButton label=password::SEND_LINK busy_label=word::SENDING busy=form.is_busy />
        </form>
    }
}

async fn send(forgotten: Forgotten) {
    let form = forgotten.form;
    let body = Body { email: form.first.value.get_untracked() };
    form.is_busy.set(true);
    let answer = api::send(Method::POST, "/password-resets", &body).await;
    form.is_busy.set(false);
    match answer {
        Ok(_) => {
            forgotten.is_sent.set(true);
            browser::focus(SENT_ID);
        }
        Err(failure) => form.refuse(Some(failure)),
    }
}

/// It says the same of every address: whether somebody signs in with it is nobody else's business.
fn sent(forgotten: Forgotten) -> Node {
    let words = move || texts::message(&password::sent_text(&forgotten.form.first.value.get()));
    view! {
        <div id=SENT_ID tabindex="-1" role="group" aria-labelledby="link-sent-title">
            <Notice tone=Tone::Plain>
                <b id="link-sent-title">{password::SENT_TITLE}</b>
                <p>{words}</p>
            </Notice>
        </div>
    }
}
