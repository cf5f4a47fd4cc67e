//! Accepting an invitation: a name, a language and a password, and one is in.

use gloo_net::http::Method;
use messages::key::{invitation, link as link_words, password as password_words, sign_in, users, word};
use model::wire::InvitationLook;
use model::{Write, write_object};

use super::{Found, Link, enter, no_form, password};
use crate::address::{Address, use_address};
use crate::api;
use crate::components::{BusyButton, TextField};
use crate::form::field_name;
use crate::markup::{IntoNode, Node, view};
use crate::pages::entrance::Entrance;
use crate::pages::{TITLE_ID, page_shown, trouble_notice};
use crate::portal::{Portal, use_portal};
use crate::reactive::prelude::*;
use crate::shell::LanguageSelect;
use crate::{browser, texts};

struct Body {
    token: String,
    name: String,
    language: String,
    password: String,
}

impl Write for Body {
    fn write(&self, json: &mut String) {
        write_object(
            json,
            &[("token", &self.token), ("name", &self.name), ("language", &self.language), ("password", &self.password)],
        );
    }
}

/// The page at `/invitation`.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let link = expect_context::<Link>();
    let (portal, address) = (use_portal(), use_address());
    page_shown(invitation::TITLE);
    link.look("/invitations/look", move |look: InvitationLook| {
        link.form.first.value.set(look.name.clone());
        Found::Invitation(look)
    });
    let heading = move || match link.found.get() {
        Found::Invitation(look) => texts::message(&invitation::heading(&look.account.name)),
        _ => texts::text(invitation::TITLE),
    };
    let below = move || match link.found.get() {
        Found::Invitation(look) => form(portal, address, link, look),
        Found::Failure(failure) => no_form(Some(&failure), advice(failure.slug())),
        _ => no_form(None, ().into_node()),
    };
    // The form has a place for it.
    let has_no_form = Signal::derive(move || !link.found.with(|found| matches!(found, Found::Invitation(_))));
    view! {
        <Entrance has_language=has_no_form>
            <h1 id=TITLE_ID tabindex="-1">{heading}</h1>
            {below}
        </Entrance>
    }
}

/// What to do about an invitation that can't be accepted.
fn advice(slug: &str) -> Node {
    match slug {
        "link-used" => view! { <a href="/sign-in">{sign_in::TITLE}</a> },
        "link-expired" => texts::text(link_words::INVITE_AGAIN).into_node(),
        _ => ().into_node(),
    }
}

fn form(portal: Portal, address: Address, link: Link, look: InvitationLook) -> Node {
    let form = link.form;
    let who = look.invited_by.clone().unwrap_or_else(|| portal.operator());
    let section = look.section.map(|section| {
        let name = field_name(section, &portal.operator());
        view! { <p>{texts::message(&invitation::section(&name))}</p> }
    });
    let email = look.email.clone();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if form.is_ready() {
            spawn_local(accept(portal, address, link, look.clone()));
        }
    };
    view! {
        <div class="stack">
            <p>{texts::message(&invitation::text(&who))}</p>
            {section}
        </div>
        <form novalidate on:submit=submit>
            {trouble_notice(form.trouble, messages::key::problem::NETWORK)}
            <p>{texts::message(&invitation::sign_in_with(&email))}</p>
            <input class="visually-hidden" type="email" autocomplete="username" readonly tabindex="-1" aria-hidden="true" value=email />
            <TextField
                id=form.first.id.to_owned()
                label=users::NAME
                autocomplete="name"
                required=true
                value=form.first.value
                touched=form.first.touched
                error=form.error(form.first)
            />
            <div class="field">
                <LanguageSelect id="ui-language" label_class="" />
                <p class="hint">{invitation::LANGUAGE_HINT}</p>
            </div>
            {password::field(form)}
            <BusyButton label=invitation::ACCEPT busy_label=word::SENDING busy=form.is_busy />
        </form>
    }
}

async fn accept(portal: Portal, address: Address, link: Link, look: InvitationLook) {
    let form = link.form;
    let language = texts::tag();
    let body = Body {
        token: browser::fragment(),
        name: form.first.value.get_untracked(),
        language: language.clone(),
        password: form.second.value.get_untracked(),
    };
    form.is_busy.set(true);
    match api::send(Method::POST, "/invitations/accept", &body).await {
        Ok(_) => {
            browser::remember("language", &language);
            // Whoever was asked for one section finds it where it can be changed later, too.
            let to = if look.section.is_some() { "/configuration/contact-information" } else { "/" };
            enter(portal, address, Some(look.account.slug), to).await;
            portal.announce(texts::text(password_words::WAS_SET));
        }
        Err(failure) => link.refuse(form, failure),
    }
    form.is_busy.set(false);
}
