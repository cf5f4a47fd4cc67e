//! What the link in a mail to a contact opens: whoever reads the address says whether it is right to be listed. They have no
//! access to anything, and nobody asks them to sign in.

use gloo_net::http::Method;
use messages::key::{action, address_link, contact, problem, word};
use model::wire::{AddressLinkLook, Replacement};
use model::{AddressState, Code, EmailAddress, Field, Name};
use serde::Serialize;

use super::short_form::{Line, ShortForm};
use super::{TITLE_ID, failure_text, page_shown, skeleton, trouble_notice};
use crate::api::{self, Failure};
use crate::components::{BusyButton, Notice, TextField, Tone};
use crate::form::{field_name, hint_of};
use crate::markup::{IntoNode, Node, view};
use crate::portal::Portal;
use crate::reactive::prelude::*;
use crate::shell::{HelpLinks, LanguageSelect, Mark, SupportFrom};
use crate::{browser, texts};

/// The id of what the page asks or says, which takes the focus whenever that changes.
const CARD_ID: &str = "address-link";

/// The state of the page. It outlives the views, which go with the language. Copies share it.
#[derive(Clone, Copy)]
pub struct AddressLink {
    portal: Portal,
    /// What the server has said of the link; `None` while it hasn't.
    look: RwSignal<Option<Result<AddressLinkLook, Failure>>>,
    stage: RwSignal<Stage>,
    is_busy: RwSignal<bool>,
    trouble: RwSignal<Option<Failure>>,
    form: ShortForm,
}

/// How far one has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Is the address right?
    Asked,
    /// It isn't. Who should be listed instead?
    Declining,
    /// It was confirmed.
    Confirmed,
    /// It was declined.
    Declined,
}

#[derive(Serialize)]
struct Token {
    token: String,
}

/// What is said of the address.
#[derive(Serialize)]
struct Body {
    token: String,
    answer: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    replacement: Option<Replacement>,
}

impl AddressLink {
    /// Asks what the link is about.
    #[must_use]
    pub fn open(portal: Portal) -> Self {
        let name = Line::new("name", "replacement-name");
        let email = Line::new("email", "replacement-email");
        let check = Callback::new(move |(part, text): (&'static str, String)| {
            let is_named = name.value.with(|name| !name.trim().is_empty());
            judge(part, &text, is_named, &browser::domain_to_ascii)
        });
        let link = Self {
            portal,
            look: RwSignal::new(None),
            stage: RwSignal::new(Stage::Asked),
            is_busy: RwSignal::new(false),
            trouble: RwSignal::new(None),
            form: ShortForm::new(name, email, check),
        };
        spawn_local(look(link));
        link
    }

    fn go_to(self, stage: Stage) {
        self.trouble.set(None);
        self.stage.set(stage);
        browser::focus(CARD_ID);
    }
}

/// What is wrong with the name or the address of somebody to list instead. Nobody has to be named; but a name without an
/// address is of no use.
fn judge(part: &str, text: &str, is_named: bool, domain_to_ascii: &dyn Fn(&str) -> Option<String>) -> Option<Code> {
    match (part, text.trim().is_empty()) {
        ("email", true) if is_named => Some(Code::Required),
        (_, true) => None,
        ("name", false) => Name::parse(text).err(),
        _ => EmailAddress::parse(text, domain_to_ascii).err(),
    }
}

async fn look(link: AddressLink) {
    link.look.set(None);
    let token = Token { token: browser::fragment() };
    let answer = api::send(Method::POST, "/address-links/look", &token).await;
    link.look.set(Some(answer.and_then(|answer| answer.read())));
}

async fn answer(link: AddressLink, answer: &'static str, then: Stage) {
    if link.is_busy.get_untracked() {
        return;
    }
    let typed = |line: Line| line.value.with_untracked(|text| text.trim().to_owned());
    let (name, email) = (typed(link.form.first), typed(link.form.second));
    let replacement = (then == Stage::Declined && !email.is_empty())
        .then(|| Replacement { name: (!name.is_empty()).then_some(name), email });
    let body = Body { token: browser::fragment(), answer, replacement };
    link.is_busy.set(true);
    link.trouble.set(None);
    let sent = api::send(Method::POST, "/address-links/answer", &body).await;
    link.is_busy.set(false);
    match sent {
        Ok(_) => link.go_to(then),
        Err(failure) if broken(&failure).is_some() => link.look.set(Some(Err(failure))),
        Err(failure) if then == Stage::Declined => link.form.refuse(Some(failure)),
        Err(failure) => link.trouble.set(Some(failure)),
    }
}

/// The page at `/address`.
#[component]
pub fn AddressLinkPage(
    /// Its state.
    link: AddressLink,
) -> impl IntoView {
    let portal = link.portal;
    page_shown(address_link::TITLE);
    let content = move || match (link.look.get(), link.stage.get()) {
        (None, _) => skeleton(),
        (Some(Err(failure)), _) => not_to_be_used(link, &failure),
        (Some(Ok(look)), Stage::Asked) => question(link, &look),
        (Some(Ok(look)), Stage::Declining) => declining(link, &look),
        (Some(Ok(look)), Stage::Confirmed) => {
            let text = move || texts::message(&address_link::confirmed_text(&look.account.name, &look.email));
            done(link, texts::text(address_link::CONFIRMED_TITLE), text.into_node())
        }
        (Some(Ok(look)), Stage::Declined) => {
            let text = texts::message(&address_link::declined_text(&look.email));
            done(link, texts::message(&address_link::declined_title(&look.account.name)), text.into_node())
        }
    };
    view! {
        <main class="sign-in" id="main">
            <span class="brand">
                <Mark />
                " "
                <b>{move || portal.operator()}</b>
            </span>
            <h1 id=TITLE_ID tabindex="-1">{address_link::TITLE}</h1>
            <div class="card" id=CARD_ID tabindex="-1">{content}</div>
            <footer>
                <HelpLinks from=SupportFrom::SignIn />
                <span><LanguageSelect id="ui-language" /></span>
            </footer>
        </main>
    }
}

/// What to say of a link that can't be used; `None` when that isn't the trouble.
fn broken(failure: &Failure) -> Option<messages::Text> {
    match failure.slug() {
        "not-found" => Some(address_link::BROKEN),
        "link-expired" => Some(address_link::EXPIRED),
        "link-superseded" => Some(address_link::SUPERSEDED),
        "link-used" => Some(address_link::GONE),
        _ => None,
    }
}

fn not_to_be_used(link: AddressLink, failure: &Failure) -> Node {
    if let Some(words) = broken(failure) {
        return view! { <Notice tone=Tone::Warn title=address_link::BROKEN_TITLE alert=true><p>{words}</p></Notice> };
    }
    let words = failure_text(failure, problem::NETWORK);
    view! {
        <Notice tone=Tone::Bad title=problem::TITLE alert=true>
            <p>{words}</p>
            <div class="actions">
                <button type="button" on:click=move |_| spawn_local(look(link))>{action::TRY_AGAIN}</button>
            </div>
        </Notice>
    }
}

fn question(link: AddressLink, look: &AddressLinkLook) -> Node {
    let (account, email) = (look.account.name.clone(), look.email.clone());
    let text = move || texts::message(&address_link::text(&account, &email, &link.portal.operator()));
    let fields = look.fields.clone();
    let fields = move || fields.iter().map(|it| field(*it, &link.portal.operator())).collect_view();
    let before = match look.state {
        AddressState::Verified => Some(address_link::WAS_CONFIRMED),
        AddressState::Declined => Some(address_link::WAS_DECLINED),
        AddressState::Unverified | AddressState::Bounced => None,
    };
    let confirm = Callback::new(move |()| spawn_local(answer(link, "confirm", Stage::Confirmed)));
    view! {
        <div class="stack">
            <p>{text}</p>
            <dl class="values">{fields}</dl>
            {before.map(|words| view! { <Notice tone=Tone::Plain><p>{words}</p></Notice> })}
            {trouble_notice(link.trouble, problem::NETWORK)}
            <div class="actions">
                <BusyButton
                    label=address_link::CONFIRM
                    busy_label=word::SENDING
                    busy=link.is_busy
                    on_press=confirm
                />
                <button type="button" on:click=move |_| link.go_to(Stage::Declining)>{address_link::DECLINE}</button>
            </div>
        </div>
    }
}

/// A field with what one is told who is listed there.
fn field(field: Field, operator: &str) -> Node {
    view! {
        <div>
            <dt>{field_name(field, operator)}</dt>
            <dd>{hint_of(field)}</dd>
        </div>
    }
}

fn declining(link: AddressLink, look: &AddressLinkLook) -> Node {
    let form = link.form;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if form.is_ready() {
            spawn_local(answer(link, "decline", Stage::Declined));
        }
    };
    let account = look.account.name.clone();
    view! {
        <form class="stack" novalidate aria-labelledby="decline-title" on:submit=submit>
            <h2 id="decline-title">{address_link::DECLINE_TITLE}</h2>
            <p>{texts::message(&address_link::decline_text(&account))}</p>
            {trouble_notice(form.trouble, problem::NETWORK)}
            <TextField
                id=form.first.id.to_owned()
                label=contact::NAME
                value=form.first.value
                touched=form.first.touched
                error=form.error(form.first)
            />
            <TextField
                id=form.second.id.to_owned()
                label=contact::EMAIL
                kind="email"
                value=form.second.value
                touched=form.second.touched
                error=form.error(form.second)
            />
            <div class="actions">
                <BusyButton label=address_link::SEND busy_label=word::SENDING busy=link.is_busy />
                <button type="button" class="quiet" on:click=move |_| link.go_to(Stage::Asked)>{action::CANCEL}</button>
            </div>
        </form>
    }
}

fn done(link: AddressLink, title: String, text: Node) -> Node {
    let change = move |_| {
        // What was answered before is no news any more.
        link.form.clear();
        spawn_local(look(link));
        link.go_to(Stage::Asked);
    };
    view! {
        <div class="stack">
            <Notice tone=Tone::Good title=title>{text}</Notice>
            <button type="button" class="quiet" on:click=change>{address_link::CHANGE}</button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_named_instead_needs_an_address_if_anybody_is() {
        let rows = [
            ("name", "", false, None),
            ("name", "Anna Nowak", true, None),
            ("name", "a\u{7}", true, Some(Code::InvalidName)),
            ("email", " ", false, None),
            ("email", "", true, Some(Code::Required)),
            ("email", "anna@example.com", false, None),
            ("email", "anna@", true, Some(Code::InvalidEmail)),
        ];
        let as_written = |domain: &str| Some(domain.to_owned());
        for (part, text, is_named, expected) in rows {
            assert_eq!(judge(part, text, is_named, &as_written), expected, "{part}: {text:?}, {is_named}");
        }
    }
}
