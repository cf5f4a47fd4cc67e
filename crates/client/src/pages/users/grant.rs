//! Granting somebody access to the account.

use gloo_net::http::Method;
use messages::key::{access, save, users, word};
use model::wire::User;
use model::{Code, EmailAddress, Field, Name, Role, Write, write_object};

use super::{role_hints, role_options};
use crate::components::{BusyButton, Notice, SelectField, TextField, Tone};
use crate::form::{field_name, language_options};
use crate::markup::{Node, view};
use crate::pages::short_form::{Line, ShortForm};
use crate::pages::{caught, trouble_notice, use_typed};
use crate::portal::{Portal, load_users};
use crate::reactive::prelude::*;
use crate::{api, browser, texts};

/// What is typed into the form. Copies share it.
#[derive(Clone, Copy)]
pub(crate) struct GrantForm {
    form: ShortForm,
    role: RwSignal<String>,
    /// The only section of the form that they are asked to fill in, by its id; empty for all of it.
    section: RwSignal<String>,
    /// The tag of the language that they are written to in; empty for the one shown.
    language: RwSignal<String>,
    /// Who was given access last, by name.
    granted: RwSignal<Option<String>>,
}

impl GrantForm {
    pub(crate) fn new(portal: Portal) -> Self {
        let name = Line::new("name", "grant-name");
        let email = Line::new("email", "grant-email");
        let check = Callback::new(move |(part, text): (&'static str, String)| {
            portal.form.users.with(|users| judge(part, &text, users, &browser::domain_to_ascii))
        });
        let text = || RwSignal::new(String::new());
        let role = RwSignal::new(Role::Editor.id().to_owned());
        let form = ShortForm::new(name, email, check);
        Self { form, role, section: text(), language: text(), granted: RwSignal::new(None) }
    }

    pub(crate) fn clear(self) {
        self.empty();
        self.granted.set(None);
    }

    fn empty(self) {
        self.form.clear();
        self.role.set(Role::Editor.id().to_owned());
        self.section.set(String::new());
    }

    /// Whoever only reads isn't asked to fill anything in.
    fn is_to_write(self) -> bool {
        self.role.with(|role| role != Role::Viewer.id())
    }
}

/// Who is to have access, as it travels.
struct Body {
    name: String,
    email: String,
    role: String,
    language: String,
    section: Option<String>,
}

impl Write for Body {
    fn write(&self, json: &mut String) {
        let Self { name, email, role, language, section } = self;
        write_object(
            json,
            &[("name", name), ("email", email), ("role", role), ("language", language), ("section", section)],
        );
    }
}

/// The form, for somebody who may grant roles up to `most`.
pub(super) fn form(portal: Portal, most: Role) -> Node {
    let grant = use_typed().grant;
    let form = grant.form;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if form.is_ready() {
            spawn_local(async move { send(portal, &grant).await });
        }
    };
    // Whoever invites knows best, and mostly works with people who read what they read.
    if grant.language.with_untracked(String::is_empty) {
        grant.language.set(texts::tag());
    }
    let limit = (most < Role::Administrator).then(|| {
        view! { <p class="soft">{users::ONLY_WHILE_LOCKED}</p> }
    });
    view! {
        <form class="stack" novalidate aria-labelledby="grant-title" on:submit=submit>
            <h2 id="grant-title">{users::GRANT_TITLE}</h2>
            <p>{users::GRANT_INTRO}</p>
            {limit}
            {trouble_notice(form.trouble, save::FAILED_NETWORK)}
            <div class="fields">
                <TextField
                    id=form.first.id.to_owned()
                    label=users::NAME
                    required=true
                    value=form.first.value
                    touched=form.first.touched
                    error=form.error(form.first)
                />
                <TextField
                    id=form.second.id.to_owned()
                    label=users::EMAIL
                    kind="email"
                    required=true
                    value=form.second.value
                    touched=form.second.touched
                    error=form.error(form.second)
                />
                <SelectField
                    id="grant-role".to_owned()
                    label=users::ROLE
                    options=role_options(most)
                    value=grant.role
                    touched=RwSignal::new(false)
                />
            </div>
            {role_hints(most)}
            <div class="fields">
                {move || grant.is_to_write().then(|| section_field(portal, grant.section))}
                <SelectField
                    id="grant-language".to_owned()
                    label=access::EMAIL_LANGUAGE
                    options=language_options()
                    value=grant.language
                    touched=RwSignal::new(false)
                />
            </div>
            <BusyButton
                label=users::GRANT
                busy_label=word::SENDING
                busy=form.is_busy
                class=""
            />
            {move || grant.granted.get().map(|name| next(&name))}
        </form>
    }
}

/// Which part of the form they are asked to fill in: a colleague may know one thing only.
fn section_field(portal: Portal, section: RwSignal<String>) -> Node {
    let operator = portal.operator();
    let field = |field: Field| (field.id().to_owned(), field_name(field, &operator));
    let all = (String::new(), texts::text(access::EVERYTHING));
    let fields = portal.form.requirements.with(|asked| asked.available().map(field).collect::<Vec<_>>());
    view! {
        <SelectField
            id="grant-section".to_owned()
            label=access::ASKED_FOR
            options=std::iter::once(all).chain(fields).collect()
            value=section
            touched=RwSignal::new(false)
        />
    }
}

/// What happens now, once somebody has access.
fn next(name: &str) -> Node {
    let (title, words) = (texts::message(&users::granted(name)), texts::message(&access::next(name)));
    view! { <Notice tone=Tone::Good title=title><p>{words}</p></Notice> }
}

async fn send(portal: Portal, grant: &GrantForm) {
    let form = grant.form;
    let Some(path) = portal.account_path("/users") else { return };
    let body = Body {
        name: form.first.value.get_untracked(),
        email: form.second.value.get_untracked(),
        role: grant.role.get_untracked(),
        language: grant.language.get_untracked(),
        section: Some(grant.section.get_untracked())
            .filter(|section| untrack(|| grant.is_to_write()) && !section.is_empty()),
    };
    grant.granted.set(None);
    form.is_busy.set(true);
    let answer = api::send(Method::POST, &path, &body).await.and_then(|answer| answer.read::<User>());
    form.is_busy.set(false);
    match answer {
        Ok(user) => {
            load_users(portal).await;
            portal.whisper(
                [texts::message(&users::granted(&user.name)), texts::message(&access::next(&user.name))].join(" "),
            );
            grant.granted.set(Some(user.name));
            browser::focus(form.first.id);
            // After the focus has moved, since leaving a line counts as being done with it.
            let grant = *grant;
            request_animation_frame(move || grant.empty());
        }
        Err(failure) => form.refuse(caught(portal, failure)),
    }
}

/// What is wrong with a name or an address of somebody who is to have access.
fn judge(part: &str, text: &str, users: &[User], domain_to_ascii: &dyn Fn(&str) -> Option<String>) -> Option<Code> {
    if part == "name" {
        return Name::parse(text).err();
    }
    match EmailAddress::parse(text, domain_to_ascii) {
        Ok(email) => {
            let is_it = |user: &User| {
                EmailAddress::parse(&user.email, domain_to_ascii).is_ok_and(|other| other.mailbox() == email.mailbox())
            };
            users.iter().any(is_it).then_some(Code::Duplicate)
        }
        Err(code) => Some(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Membership, limits};

    #[test]
    fn names_and_addresses() {
        let anna = User {
            id: "a".to_owned(),
            name: "Anna".to_owned(),
            email: "Anna@example.com".to_owned(),
            role: Role::Viewer,
            state: Membership::Invited,
            invitation: None,
        };
        let too_long = "a".repeat(limits::NAME_LENGTH + 1);
        let rows = [
            ("name", "Ben", None),
            ("name", " ", Some(Code::Required)),
            ("name", "a\u{7}", Some(Code::InvalidName)),
            ("name", &too_long, Some(Code::TooLong { max: limits::NAME_LENGTH })),
            ("email", "ben@example.com", None),
            ("email", "", Some(Code::Required)),
            ("email", "ben@example", Some(Code::InvalidEmail)),
            ("email", " anna@EXAMPLE.com", Some(Code::Duplicate)),
        ];
        let as_written = |domain: &str| Some(domain.to_ascii_lowercase());
        for (part, text, expected) in rows {
            assert_eq!(judge(part, text, std::slice::from_ref(&anna), &as_written), expected, "{part}: {text:?}");
        }
    }
}
