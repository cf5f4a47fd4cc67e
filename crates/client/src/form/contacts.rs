//! Lists of contacts, and the one contact for end users.

use messages::key::contact;
use model::{Field, Language, Pointer, likely_domain, limits};

use super::Form;
use super::rows::{ContactRow, Input};
use super::view::input_error;
use crate::components::{Options, SelectField, TextField};
use crate::markup::{IntoNode, Node, Rows, view};
use crate::portal::use_portal;
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// The languages that contacts are written to in, by their own names.
pub(crate) fn language_options() -> Options {
    let option = |language: Language| {
        let endonym = messages::language(language.tag()).map(|it| it.endonym.to_owned()).unwrap_or_default();
        (language.tag().to_owned(), endonym)
    };
    Language::ALL.into_iter().map(option).collect()
}

/// A list of contacts, to add to and to remove from.
#[component]
pub(super) fn Contacts(form: Form, field: Field) -> impl IntoView {
    let portal = use_portal();
    let list = form.contacts(field);
    let rows = move || list.map(|list| list.get()).unwrap_or_default();
    let add = move |_| {
        let Some(list) = list else { return };
        let row = form.new_contact();
        list.update(|rows| rows.push(row));
        browser::focus(row.element_id(Some("name")));
        portal.whisper(texts::text(contact::ADDED));
    };
    let is_full = move || rows().len() >= limits::ENTRIES_PER_FIELD;
    let limit = u32::try_from(limits::ENTRIES_PER_FIELD).unwrap_or(u32::MAX);
    view! {
        <div class="rows">
            <Rows each=rows key=|row| row.id.to_string() let:row>
                <Contact form=form field=field row=row />
            </Rows>
        </div>
        {move || {
            if is_full() {
                view! { <p class="hint">{texts::message(&contact::limit_reached(limit))}</p> }
            } else {
                let id = [field.id(), "-add"].concat();
                view! {
                    <button type="button" class="add" id=id on:click=add>{contact::ADD}</button>
                }
            }
        }}
    }
}

#[component]
fn Contact(form: Form, field: Field, row: ContactRow) -> impl IntoView {
    let portal = use_portal();
    let position = move || form.contacts(field)?.get().iter().position(|other| other.id == row.id);
    let number = move || (position().unwrap_or_default() + 1).to_string();
    let error = |part: &'static str, input: Input| {
        input_error(form, input.touched, move || Some(Pointer::from(field).index(position()?).key(part)))
    };
    let remove = move |_| {
        let Some(list) = form.contacts(field) else { return };
        let mut neighbour = [field.id(), "-add"].concat();
        list.update(|rows| {
            let here = rows.iter().position(|other| other.id == row.id).unwrap_or_default();
            rows.retain(|other| other.id != row.id);
            if let Some(next) = rows.get(here).or(rows.last()) {
                neighbour = next.element_id(Some("name"));
            }
        });
        list.touch();
        browser::focus(neighbour);
        portal.whisper(texts::text(contact::REMOVED));
    };
    let id = |part| row.element_id(Some(part));
    view! {
        <div class="row" role="group" aria-label=move || texts::message(&contact::row(&number()))>
            <TextField
                id=id("name")
                label=contact::NAME
                value=row.name.value
                touched=row.name.touched
                error=error("name", row.name)
            />
            <TextField
                id=id("email")
                label=contact::EMAIL
                kind="email"
                required=true
                value=row.email.value
                touched=row.email.touched
                error=error("email", row.email)
                suggestion=suggestion(row.email, id("email"))
            />
            <TextField
                id=id("phone")
                label=contact::PHONE
                kind="tel"
                value=row.phone.value
                touched=row.phone.touched
                error=error("phone", row.phone)
            />
            <SelectField
                id=id("language")
                label=contact::LANGUAGE
                options=language_options()
                value=row.language.value
                touched=row.language.touched
                error=error("language", row.language)
            />
            <button type="button" class="remove" on:click=remove>
                <span>{contact::REMOVE}</span>
            </button>
        </div>
    }
}

/// What was probably meant, once the address was left.
fn suggestion(email: Input, id: String) -> Node {
    let meant = move || {
        let typed = email.value.get();
        let domain = likely_domain(&typed).filter(|_| email.touched.get())?;
        let (local, _) = typed.trim().rsplit_once('@')?;
        Some([local, "@", domain].concat())
    };
    let view = move || {
        let address = meant()?;
        let question = texts::message(&contact::email_suggestion(&address));
        let words = texts::message(&contact::use_suggestion(&address));
        let id = id.clone();
        let take = move |_| {
            email.value.set(address.clone());
            // The button goes away with what it suggested.
            browser::focus(id.clone());
        };
        Some(view! {
            <p class="suggest">
                {question} " "
                <button type="button" class="link" on:click=take>{words}</button>
            </p>
        })
    };
    view.into_node()
}

/// What end users are given.
#[component]
pub(super) fn PublicContact(form: Form) -> impl IntoView {
    let row = form.public;
    let error = |part: &'static str, input: Input| {
        input_error(form, input.touched, move || Some(Pointer::from(Field::OperationalPublic).key(part)))
    };
    view! {
        <div class="fields">
            <TextField
                id=row.element_id("email")
                label=contact::EMAIL
                kind="email"
                required=true
                value=row.email.value
                touched=row.email.touched
                error=error("email", row.email)
                suggestion=suggestion(row.email, row.element_id("email"))
            />
            <TextField
                id=row.element_id("phone")
                label=contact::PHONE
                kind="tel"
                value=row.phone.value
                touched=row.phone.touched
                error=error("phone", row.phone)
            />
            <TextField
                id=row.element_id("web_page")
                label=contact::WEB_PAGE
                kind="url"
                value=row.web_page.value
                touched=row.web_page.touched
                error=error("web_page", row.web_page)
            />
        </div>
    }
}
