//! What the link in a mail to a contact opens: whoever reads the address says whether it is right to be listed. They have no
//! access to anything, and nobody asks them to sign in.

use gloo_net::http::Method;
use messages::key::{action, address_link, contact, problem, word};
use model::wire::{AddressLinkLook, Replacement};
use model::{AddressState, Code, EmailAddress, Field, Name, Write, write_object};

use super::{Found, Link, no_form, why};
use crate::api;
use crate::components::{BusyButton, Notice, TextField, Tone};
use crate::form::{field_name, hint_of};
use crate::markup::{IntoNode, Node, view};
use crate::pages::entrance::Entrance;
use crate::pages::short_form::{Line, ShortForm};
use crate::pages::{TITLE_ID, page_shown, trouble_notice};
use crate::portal::{Portal, use_portal};
use crate::reactive::prelude::*;
use crate::{browser, reactive, texts};

/// The id of what the page asks or says, which takes the focus whenever that changes.
const CARD_ID: &str = "address-link";

/// What is said of the address. Copies share it. It lives above the page, which is made anew in another language.
#[derive(Clone, Copy)]
pub struct AddressAnswer {
    stage: RwSignal<Stage>,
    /// Whom to list instead; and for both answers, whether one is on its way and why it couldn't be sent.
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

/// The answer as it travels.
struct Body {
    token: String,
    answer: &'static str,
    replacement: Option<Replacement>,
}

impl Write for Body {
    fn write(&self, json: &mut String) {
        write_object(json, &[("token", &self.token), ("answer", &self.answer), ("replacement", &self.replacement)]);
    }
}

impl AddressAnswer {
    /// Nothing is said yet.
    #[must_use]
    pub fn new() -> Self {
        reactive::lasting(|| {
            let name = Line::new("name", "replacement-name");
            let email = Line::new("email", "replacement-email");
            let check = Callback::new(move |(part, text): (&'static str, String)| {
                let is_named = name.value.with(|name| !name.trim().is_empty());
                judge(part, &text, is_named, &browser::domain_to_ascii)
            });
            Self { stage: RwSignal::new(Stage::Asked), form: ShortForm::new(name, email, check) }
        })
    }

    fn go_to(self, stage: Stage) {
        self.form.trouble.set(None);
        self.stage.set(stage);
        browser::focus(CARD_ID);
    }
}

impl Default for AddressAnswer {
    fn default() -> Self {
        Self::new()
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

/// The page at `/address`.
#[component]
pub fn AddressPage() -> impl IntoView {
    let (portal, link, answer) = (use_portal(), expect_context::<Link>(), expect_context::<AddressAnswer>());
    page_shown(address_link::TITLE);
    look(link);
    let below = move || match link.found.get() {
        Found::Address(look) => content(portal, link, answer, look),
        Found::Failure(failure) => no_form(Some(&failure), ().into_node()),
        _ => no_form(None, ().into_node()),
    };
    view! {
        <Entrance>
            <h1 id=TITLE_ID tabindex="-1">{address_link::TITLE}</h1>
            {below}
        </Entrance>
    }
}

fn look(link: Link) {
    link.look("/address-links/look", Found::Address);
}

fn content(portal: Portal, link: Link, answer: AddressAnswer, look: AddressLinkLook) -> Node {
    if look.fields.is_empty() {
        return view! { <Notice tone=Tone::Plain><p>{address_link::GONE}</p></Notice> };
    }
    let content = move || match answer.stage.get() {
        Stage::Asked => question(portal, link, answer, &look),
        Stage::Declining => declining(link, answer, &look),
        Stage::Confirmed => {
            let text = texts::message(&address_link::confirmed_text(&look.account.name, &look.email));
            done(link, answer, texts::text(address_link::CONFIRMED_TITLE), text)
        }
        Stage::Declined => {
            let text = texts::message(&address_link::declined_text(&look.email));
            done(link, answer, texts::message(&address_link::declined_title(&look.account.name)), text)
        }
    };
    view! { <div id=CARD_ID tabindex="-1">{content}</div> }
}

async fn send(link: Link, answer: AddressAnswer, word: &'static str, then: Stage) {
    if answer.form.is_busy.get_untracked() {
        return;
    }
    let typed = |line: Line| line.value.with_untracked(|text| text.trim().to_owned());
    let (name, email) = (typed(answer.form.first), typed(answer.form.second));
    let replacement = (then == Stage::Declined && !email.is_empty())
        .then(|| Replacement { name: (!name.is_empty()).then_some(name), email });
    let body = Body { token: browser::fragment(), answer: word, replacement };
    answer.form.is_busy.set(true);
    answer.form.trouble.set(None);
    let sent = api::send(Method::POST, "/address-links/answer", &body).await;
    answer.form.is_busy.set(false);
    match sent {
        Ok(_) => answer.go_to(then),
        Err(failure) if why(&failure).is_some() => link.found.set(Found::Failure(failure)),
        Err(failure) => answer.form.refuse(Some(failure)),
    }
}

fn question(portal: Portal, link: Link, answer: AddressAnswer, look: &AddressLinkLook) -> Node {
    let (account, email) = (look.account.name.clone(), look.email.clone());
    let text = move || texts::message(&address_link::text(&account, &email, &portal.operator()));
    let fields = look.fields.clone();
    let fields = move || fields.iter().map(|it| field(*it, &portal.operator())).collect_view();
    let before = match look.state {
        AddressState::Verified => Some(address_link::WAS_CONFIRMED),
        AddressState::Declined => Some(address_link::WAS_DECLINED),
        AddressState::Unverified | AddressState::Bounced => None,
    };
    let confirm = Callback::new(move |()| spawn_local(send(link, answer, "confirm", Stage::Confirmed)));
    view! {
        <div class="card">
            <p>{text}</p>
            <dl class="values">{fields}</dl>
            {before.map(|words| view! { <Notice tone=Tone::Plain><p>{words}</p></Notice> })}
            {trouble_notice(answer.form.trouble, problem::NETWORK)}
            <div class="actions">
                <BusyButton
                    label=address_link::CONFIRM
                    busy_label=word::SENDING
                    busy=answer.form.is_busy
                    on_press=confirm
                />
                <button type="button" on:click=move |_| answer.go_to(Stage::Declining)>{address_link::DECLINE}</button>
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

fn declining(link: Link, answer: AddressAnswer, look: &AddressLinkLook) -> Node {
    let form = answer.form;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if form.is_ready() {
            spawn_local(send(link, answer, "decline", Stage::Declined));
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
                <BusyButton label=address_link::SEND busy_label=word::SENDING busy=answer.form.is_busy />
                <button type="button" class="quiet" on:click=move |_| answer.go_to(Stage::Asked)>{action::CANCEL}</button>
            </div>
        </form>
    }
}

fn done(link: Link, answer: AddressAnswer, title: String, text: String) -> Node {
    let change = move |_| {
        // What was said before isn't known here any more.
        link.found.set(Found::Nothing);
        look(link);
        answer.form.clear();
        answer.go_to(Stage::Asked);
    };
    view! {
        <div class="card">
            <Notice tone=Tone::Good title=title><p>{text}</p></Notice>
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
