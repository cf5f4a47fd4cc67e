//! The form as a whole: its groups in the order of the fields.

use messages::key::{draft as draft_key, hint as hint_key, term, word};
use model::{Field, Pointer, Requirement};

use super::alert_contacts::AlertContacts;
use super::contacts::{Contacts, PublicContact};
use super::fields::{audience, field_name, hint_of};
use super::notes::Note;
use super::schedules::Schedules;
use super::summary::Summary;
use super::{Form, author_name, emergency, error_text, notes};
use crate::components::{Group, Notice, Tone};
use crate::markup::{IntoNode, Node, view};
use crate::portal::{Portal, Session, use_portal};
use crate::reactive::prelude::*;
use crate::texts;

/// The id of the form's element, which submit buttons outside of it name.
pub const FORM_ID: &str = "contact-information";

/// The form. Its submit button stands elsewhere.
#[component]
pub fn FormView(
    /// What to do on submit.
    on_submit: Callback<()>,
    /// Where somebody who isn't in the list of users can be invited.
    on_invite: Callback<()>,
    /// What is to be said of all that is typed, below it.
    children: Children,
) -> impl IntoView {
    let portal = use_portal();
    let form = portal.form;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        on_submit.run(());
    };
    let fields = Memo::new(move |_| {
        let section = form.section();
        let is_shown = |field: &Field| section.is_none_or(|section| section == *field);
        form.requirements.with(|asked| asked.available().filter(is_shown).collect::<Vec<Field>>())
    });
    view! {
        <Summary />
        <form class="groups" id=FORM_ID novalidate on:submit=submit>
            {started_by(portal)}
            {move || fields.get().into_iter().map(|field| field_view(portal, field, on_invite)).collect_view()}
            {children()}
        </form>
    }
}

/// What the modal says of all that is typed: what is worth a second look, and whom an emergency would reach.
pub fn second_look(portal: Portal) -> Node {
    view! {
        {remarks(Tone::Warn, portal, |portal| notes::typed(portal).iter().map(Note::text).collect())}
        {remarks(Tone::Plain, portal, emergency::texts_of)}
    }
}

/// What is said of all that is typed. It is read out when it changes, and not whenever the server says the same again.
pub fn remarks(tone: Tone, portal: Portal, texts_of: fn(Portal) -> Vec<String>) -> Node {
    let texts = Memo::new(move |_| texts_of(portal));
    let shown = move || {
        let texts = texts.get();
        (!texts.is_empty()).then(|| {
            let texts = texts.into_iter().map(|text| view! { <p>{text}</p> }).collect_view();
            view! { <Notice tone=tone>{texts}</Notice> }
        })
    };
    view! { <div role="status">{shown}</div> }
}

fn field_view(portal: Portal, field: Field, on_invite: Callback<()>) -> Node {
    let form = portal.form;
    let operator = portal.operator();
    let asked = match form.requirements.with_untracked(|asked| asked.of(field)) {
        Requirement::Optional => word::OPTIONAL,
        _ => term::REQUIRED,
    };
    let tags = vec![("", texts::text(asked)), audience(field, &operator)];
    let mut hint = texts::text(hint_of(field));
    if field == Field::TechnicalEmergency {
        hint = [&hint, " ", &texts::text(hint_key::TECHNICAL_EMERGENCY_ADVICE)].concat();
    }
    let error = match field {
        Field::AlertContacts => group_error(form, field, form.alert_contacts.touched),
        Field::OperationalSupport => group_error(form, field, form.schedules.touched),
        Field::OperationalPublic => Signal::stored(String::new()),
        _ => form.contacts(field).map_or(Signal::stored(String::new()), |list| group_error(form, field, list.touched)),
    };
    let controls = move || match field {
        Field::AlertContacts => view! { <AlertContacts form=form on_invite=on_invite /> },
        Field::OperationalPublic => view! { <PublicContact form=form /> },
        Field::OperationalSupport => view! { <Schedules form=form /> },
        _ => view! { <Contacts form=form field=field /> },
    };
    view! {
        <Group id=field.id().to_owned() title=field_name(field, &operator) tags=tags hint=hint error=error>
            {controls()}
        </Group>
    }
}

/// What is wrong with a list as a whole, or with a row that no input stands for.
fn group_error(form: Form, field: Field, touched: RwSignal<bool>) -> Signal<String> {
    let pointer = Pointer::from(field);
    let belongs_here = move |candidate: &Pointer| {
        *candidate == pointer || (field == Field::AlertContacts && candidate.is_within(&pointer))
    };
    Signal::derive(move || {
        if !touched.get() {
            return String::new();
        }
        form.errors.with(|errors| {
            let found = errors.iter().find(|error| belongs_here(&error.pointer));
            found.map(|error| error_text(&error.pointer, error.code)).unwrap_or_default()
        })
    })
}

/// What is wrong at one place, once it was touched. The place is a closure, since rows move.
pub(super) fn input_error(
    form: Form,
    touched: RwSignal<bool>,
    place: impl Fn() -> Option<Pointer> + Send + Sync + 'static,
) -> Signal<String> {
    Signal::derive(move || {
        let Some(pointer) = touched.get().then(&place).flatten() else { return String::new() };
        form.errors.with(|errors| {
            let found = errors.iter().find(|error| error.pointer == pointer);
            found.map(|error| error_text(&error.pointer, error.code)).unwrap_or_default()
        })
    })
}

/// Who began to fill in the form, when that isn't oneself alone.
fn started_by(portal: Portal) -> Node {
    let shown = move || {
        let draft = portal.draft.get()?;
        let author = draft.started_by?;
        let at = texts::moment(&draft.started_at?);
        let me = portal.session.with(|session| match session {
            Session::SignedIn(me) => me.user.id.clone(),
            _ => String::new(),
        });
        let words = if author.id == me {
            texts::message(&draft_key::started_by_you(&at))
        } else {
            [
                &texts::message(&draft_key::started_by(&author_name(&author), &at)),
                ". ",
                &texts::text(draft_key::CONTINUE_TEXT),
            ]
            .concat()
        };
        Some(view! { <Notice tone=Tone::Plain><p>{words}</p></Notice> })
    };
    shown.into_node()
}
