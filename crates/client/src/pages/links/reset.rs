//! Choosing another password in the place of one that was forgotten.

use gloo_net::http::Method;
use messages::key::{password as words, problem, word};
use model::wire::PasswordResetLook;
use model::{Write, write_object};

use super::{Found, Link, enter, no_form, password};
use crate::address::{Address, use_address};
use crate::components::BusyButton;
use crate::markup::{IntoNode, Node, view};
use crate::pages::entrance::Entrance;
use crate::pages::{TITLE_ID, page_shown, trouble_notice};
use crate::portal::{Portal, use_portal};
use crate::reactive::prelude::*;
use crate::{api, browser, texts};

struct Body {
    token: String,
    password: String,
}

impl Write for Body {
    fn write(&self, json: &mut String) {
        write_object(json, &[("token", &self.token), ("password", &self.password)]);
    }
}

/// The page at `/reset-password`.
#[component]
pub fn ResetPasswordPage() -> impl IntoView {
    let link = expect_context::<Link>();
    let (portal, address) = (use_portal(), use_address());
    page_shown(words::RESET_TITLE);
    link.look("/password-resets/look", Found::Reset);
    let below = move || match link.found.get() {
        Found::Reset(look) => form(portal, address, link, look),
        Found::Failure(failure) => {
            no_form(Some(&failure), view! { <a href="/forgotten-password">{words::ANOTHER_LINK}</a> })
        }
        _ => no_form(None, ().into_node()),
    };
    view! {
        <Entrance>
            <h1 id=TITLE_ID tabindex="-1">{words::RESET_TITLE}</h1>
            {below}
        </Entrance>
    }
}

fn form(portal: Portal, address: Address, link: Link, look: PasswordResetLook) -> Node {
    let form = link.password_form;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if form.is_ready() {
            spawn_local(complete(portal, address, link));
        }
    };
    view! {
        <form novalidate on:submit=submit>
            {trouble_notice(form.trouble, problem::NETWORK)}
            <p>{texts::message(&words::reset_text(&look.email))}</p>
            <input class="visually-hidden" type="email" autocomplete="username" readonly tabindex="-1" aria-hidden="true" value=look.email />
            {password::field(form)}
            <BusyButton label=words::SET busy_label=word::SENDING busy=form.is_busy />
        </form>
    }
}

async fn complete(portal: Portal, address: Address, link: Link) {
    let form = link.password_form;
    let body = Body { token: browser::fragment(), password: form.second.value.get_untracked() };
    form.is_busy.set(true);
    match api::send(Method::POST, "/password-resets/complete", &body).await {
        Ok(_) => {
            enter(portal, address, None, "/").await;
            portal.announce(texts::text(words::WAS_SET));
        }
        Err(failure) => link.refuse(form, failure),
    }
    form.is_busy.set(false);
}
