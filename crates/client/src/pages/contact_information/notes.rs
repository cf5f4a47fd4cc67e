//! Things to look at in the contact information that don't keep anybody from saving it.

use messages::key::contact_page;
use model::wire::{ContactInformationAnswer, User};
use model::{Membership, Requirement, Requirements};

use crate::components::{Notice, Tone};
use crate::form::notes::{Note, typed, warned};
use crate::form::{field_name, remarks};
use crate::markup::{Node, view};
use crate::portal::{Gate, Portal};
use crate::reactive::prelude::*;
use crate::texts;

/// What is to be noted: what the server warns of, and what follows from who the users are.
pub(crate) fn notes_of(stored: &ContactInformationAnswer, users: &[User]) -> Vec<Note> {
    let mut notes: Vec<Note> = stored.warnings.iter().filter_map(warned).collect();
    let alert_contacts = stored.values.alert_contacts.as_deref().unwrap_or_default();
    if alert_contacts.len() == 1 && !notes.iter().any(|note| matches!(note, Note::SinglePerson(_))) {
        notes.push(Note::SingleAlertContact);
    }
    let is_invited = |user: &&User| user.state == Membership::Invited && alert_contacts.contains(&user.id);
    notes.extend(users.iter().filter(is_invited).map(|user| Note::InvitedAlertContact(user.name.clone())));
    notes
}

/// The notes, and what will be required soon.
pub(super) fn view(portal: Portal) -> Node {
    let notes = Memo::new(move |_| {
        let users = portal.form.users.get();
        portal.stored.with(|stored| stored.as_ref().map(|stored| notes_of(stored, &users)).unwrap_or_default())
    });
    let list = move || {
        let notes = notes.get();
        let count = u32::try_from(notes.len()).unwrap_or(u32::MAX);
        let items = notes.iter().map(|note| view! { <li>{note.text()}</li> }).collect_view();
        (count > 0).then(|| {
            view! {
                <Notice tone=Tone::Warn title=texts::message(&contact_page::warnings_title(count))>
                    <ul class="bullets">{items}</ul>
                </Notice>
            }
        })
    };
    view! {
        {move || grace(portal, None)}
        {list}
    }
}

/// What is to be noted of what is typed, besides all that is noted above the form.
pub(super) fn of_typed(portal: Portal) -> Node {
    remarks(Tone::Warn, portal, |portal| {
        let noted: Vec<Note> = portal.stored.with(|stored| {
            let warnings = stored.iter().flat_map(|stored| &stored.warnings);
            warnings.filter_map(warned).collect()
        });
        typed(portal).iter().filter(|note| !noted.contains(note)).map(Note::text).collect()
    })
}

/// What is going to be required, and when; and where to add it.
pub(in crate::pages) fn grace(portal: Portal, link: Option<Node>) -> Option<Node> {
    let deadline = portal.gate.with(|gate| match gate {
        Gate::Known(answer) => answer.deadline.clone(),
        _ => None,
    })?;
    let requirements = portal.stored.with(|stored| stored.as_ref().map(|it| Requirements::from(&it.requirements)))?;
    let operator = portal.operator();
    let asked_soon = requirements.available().filter(|field| requirements.of(*field) == Requirement::Optional);
    let names: Vec<String> = asked_soon.map(|field| field_name(field, &operator)).collect();
    Some(view! {
        <Notice tone=Tone::Warn title=names.join(", ")>
            <p>{texts::message(&contact_page::grace(&texts::day(&deadline)))} " " {link}</p>
        </Notice>
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::wire::{RequirementsAnswer, WarningAnswer, WarningParams};
    use model::{Draft, Role};

    fn stored(alert_contacts: &[&str], warnings: Vec<WarningAnswer>) -> ContactInformationAnswer {
        let alert_contacts = Some(alert_contacts.iter().map(|&id| id.to_owned()).collect());
        ContactInformationAnswer {
            version: 1,
            updated_at: None,
            updated_by: None,
            values: Draft { alert_contacts, ..Draft::default() },
            requirements: RequirementsAnswer::from(&Requirements::from_wire(|_| None)),
            missing: Vec::new(),
            warnings,
        }
    }

    fn warning(code: &str, email: Option<&str>, domain: Option<&str>) -> WarningAnswer {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let params = WarningParams { email: owned(email), name: None, domain: owned(domain), minutes: None };
        WarningAnswer { code: code.to_owned(), params }
    }

    fn named(code: &str, name: &str, email: &str) -> WarningAnswer {
        let mut warning = warning(code, Some(email), None);
        warning.params.name = Some(name.to_owned());
        warning
    }

    fn user(id: &str, state: Membership) -> User {
        User {
            id: id.to_owned(),
            name: id.to_uppercase(),
            email: String::new(),
            role: Role::Editor,
            state,
            invitation: None,
        }
    }

    #[test]
    fn what_is_noted() {
        let users = [user("a", Membership::Active), user("b", Membership::Invited)];
        let email = "me@gmial.com";
        let rows = [
            (stored(&["a", "c"], vec![]), vec![]),
            (stored(&["a"], vec![]), vec![Note::SingleAlertContact]),
            (stored(&["a", "b"], vec![]), vec![Note::InvitedAlertContact("B".to_owned())]),
            (
                stored(&[], vec![warning("single_address", Some(email), None)]),
                vec![Note::SingleAddress(email.to_owned())],
            ),
            (
                stored(&[], vec![warning("likely_typo", Some(email), Some("gmail.com"))]),
                vec![Note::LikelyTypo(email.to_owned(), "me@gmail.com".to_owned())],
            ),
            (
                stored(&["a"], vec![warning("single_person", Some(email), None)]),
                vec![Note::SinglePerson(email.to_owned())],
            ),
            (
                stored(&["a"], vec![named("single_person", "On call", email)]),
                vec![Note::SinglePerson("On call".to_owned())],
            ),
            (
                stored(&[], vec![warning("declined_address", Some(email), None)]),
                vec![Note::DeclinedAddress(email.to_owned())],
            ),
            (
                stored(&[], vec![warning("bounced_address", Some(email), None)]),
                vec![Note::BouncedAddress(email.to_owned())],
            ),
            (
                stored(&[], vec![warning("unverified_address", Some(email), None)]),
                vec![Note::UnverifiedAddress(email.to_owned())],
            ),
            (stored(&[], vec![warning("uncovered_hours", None, None)]), vec![Note::UncoveredHours]),
            (stored(&[], vec![warning("single_address", None, None), warning("later", None, None)]), vec![]),
        ];
        for (stored, expected) in rows {
            assert_eq!(notes_of(&stored, &users), expected, "{stored:?}");
        }
    }
}
