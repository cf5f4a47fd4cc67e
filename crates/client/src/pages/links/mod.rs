//! The pages that the links of mails open. What they do is up to whoever has the link: nobody need be signed in.
//!
//! A link's token is what follows the # of the address, which browsers send to nobody; requests carry it in their body. The
//! server is asked first what the link is for. To add such a page: a file here, which begins with [`Link::look`], and its
//! address in `programs::gate` and in `index.html`.

mod address;
mod invitation;
mod password;
mod reset;

pub use address::{AddressAnswer, AddressPage};
pub use invitation::InvitationPage;
pub(super) use password::shortest;
pub use reset::ResetPasswordPage;

use std::ops::Deref;

use gloo_net::http::Method;
use messages::key::{action, link as words, problem};
use model::wire::{AddressLinkLook, InvitationLook, PasswordResetLook};
use model::{Name, Read, Write, write_object};

use super::short_form::{Line, ShortForm};
use super::{TITLE_ID, skeleton};
use crate::address::Address;
use crate::api::{self, Failure};
use crate::components::{Notice, Tone};
use crate::markup::{Node, view};
use crate::portal::{Portal, forget_person, load_session};
use crate::reactive::prelude::*;
use crate::{browser, reactive, texts};

/// What is known of a link.
#[derive(Clone, PartialEq, Eq)]
enum Found {
    /// The server hasn't said yet.
    Nothing,
    /// It can't be used, or isn't known to be of use.
    Failure(Failure),
    /// It invites somebody.
    Invitation(InvitationLook),
    /// Somebody listed an address, whose reader says whether that is right.
    Address(AddressLinkLook),
    /// Another password can be chosen.
    Reset(PasswordResetLook),
}

/// The link that the page was opened with, and what is typed there. It lives above the pages, which are made anew in another
/// language. A copy is its address.
#[derive(Clone, Copy)]
pub struct Link(&'static State);

impl Deref for Link {
    type Target = State;

    fn deref(&self) -> &State {
        self.0
    }
}

/// What a [`Link`] leads to.
pub struct State {
    found: RwSignal<Found>,
    /// A name and a password.
    form: ShortForm,
    /// The same password by itself.
    password_form: ShortForm,
}

struct Token {
    token: String,
}

impl Write for Token {
    fn write(&self, json: &mut String) {
        write_object(json, &[("token", &self.token)]);
    }
}

impl Link {
    /// A link of which nothing is known yet.
    #[must_use]
    pub fn new() -> Self {
        reactive::lasting(|| {
            let check = Callback::new(
                |(part, text): (&'static str, String)| {
                    if part == "name" { Name::parse(&text).err() } else { password::judge(&text) }
                },
            );
            let (name, password) = (Line::new("name", "link-name"), Line::new("password", "link-password"));
            let state = State {
                found: RwSignal::new(Found::Nothing),
                form: ShortForm::new(name, password, check),
                password_form: ShortForm::of_one(password, check),
            };
            Self(Box::leak(Box::new(state)))
        })
    }

    /// Asks what the link is for, unless that is known.
    fn look<T: Read + 'static>(self, path: &'static str, found: impl FnOnce(T) -> Found + 'static) {
        if untrack(|| self.found.get()) == Found::Nothing {
            spawn_local(async move {
                let answer = api::send(Method::POST, path, &Token { token: browser::fragment() }).await;
                let answer = answer.and_then(|answer| answer.read::<T>());
                self.found.set(answer.map_or_else(Found::Failure, found));
            });
        }
    }

    /// Takes in why the server refused what was sent by this form.
    fn refuse(self, form: ShortForm, failure: Failure) {
        // While the page was open the link was used elsewhere, or became too old.
        if why(&failure).is_some() {
            self.found.set(Found::Failure(failure));
            browser::focus(TITLE_ID);
        } else {
            form.refuse(Some(failure));
        }
    }
}

impl Default for Link {
    fn default() -> Self {
        Self::new()
    }
}

/// Goes to a page of the portal as whoever the link was for; the server has given them a session.
async fn enter(portal: Portal, address: Address, account: Option<String>, to: &str) {
    forget_person(portal);
    if let Some(account) = account {
        browser::remember("account", &account);
    }
    load_session(portal).await;
    address.replace(&crate::shell::page_address(portal, to));
}

/// Why a link can't be used; `None` when the failure is of another kind.
fn why(failure: &Failure) -> Option<messages::Text> {
    Some(match failure.slug() {
        "not-found" => words::BROKEN,
        "link-expired" => words::EXPIRED,
        "link-used" => words::USED,
        "link-superseded" => words::SUPERSEDED,
        _ => return None,
    })
}

/// In the place of the form, while there is none. `advice` is what to do about links that can't be used.
fn no_form(failure: Option<&Failure>, advice: Node) -> Node {
    let Some(failure) = failure else { return skeleton() };
    let Some(why) = why(failure) else {
        let words = super::failure_text(failure, problem::NETWORK);
        return view! {
            <Notice tone=Tone::Bad title=problem::TITLE alert=true>
                <p>{words}</p>
                <div class="actions">
                    <button type="button" on:click=|_| browser::reload()>{action::TRY_AGAIN}</button>
                </div>
            </Notice>
        };
    };
    view! {
        <Notice tone=Tone::Warn title=words::BROKEN_TITLE alert=true>
            <p>{texts::text(why)} " " {advice}</p>
        </Notice>
    }
}
