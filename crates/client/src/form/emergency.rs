//! Whom an emergency would reach, by what is typed: the server says so, which knows the states of addresses.

use messages::key::told;
use model::Field;

use crate::portal::Portal;
use crate::texts;

/// Those who would be told, in one text, and in another why it is they. Nothing until the server has said so of what is in
/// this form, nor for whoever is asked about other matters only.
pub(super) fn texts_of(portal: Portal) -> Vec<String> {
    let is_shown = portal.form.section().is_none_or(|section| section == Field::TechnicalEmergency);
    portal.second_look.with(|look| {
        let preview = look.as_ref().filter(|_| is_shown).and_then(|look| look.emergency.as_ref());
        let Some(preview) = preview else { return Vec::new() };
        let people = preview.recipients.iter().map(|it| person(it.name.as_deref(), &it.email)).collect::<Vec<_>>();
        if people.is_empty() {
            return vec![texts::text(told::NOBODY)];
        }
        let mut texts = vec![texts::message(&told::preview(&people.join(", ")))];
        if preview.fallback {
            texts.push(texts::text(told::FALLBACK));
        }
        texts
    })
}

/// How somebody who would be told is called.
pub(crate) fn person(name: Option<&str>, email: &str) -> String {
    name.map_or_else(|| email.to_owned(), |name| [name, " (", email, ")"].concat())
}
