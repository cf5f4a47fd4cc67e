//! What is worth a second look, and keeps nobody from saving.

use messages::key::warning;
use model::wire::WarningAnswer;

use crate::portal::Portal;
use crate::texts;

/// Something to look at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Every field depends on this address.
    SingleAddress(String),
    /// An address that looks like a slip, and what was probably meant.
    LikelyTypo(String, String),
    /// All technical matters depend on this person, by name or by address.
    SinglePerson(String),
    /// An address whose reader says that it shouldn't be listed.
    DeclinedAddress(String),
    /// An address that mails come back from.
    BouncedAddress(String),
    /// An address that nobody has confirmed yet.
    UnverifiedAddress(String),
    /// There are hours without support.
    UncoveredHours,
    /// Only one person gets alerts.
    SingleAlertContact,
    /// Somebody of this name gets alerts, and hasn't signed in yet.
    InvitedAlertContact(String),
}

impl Note {
    /// Whether it asks for something to be done. Not to offer support around the clock is for most
    /// businesses a decision, of which nobody needs to be reminded each day; and an address is for
    /// somebody else to confirm.
    pub(crate) fn is_a_task(&self) -> bool {
        !matches!(self, Note::UncoveredHours | Note::UnverifiedAddress(_))
    }

    pub(crate) fn text(&self) -> String {
        match self {
            Note::SingleAddress(email) => texts::message(&warning::single_address(email)),
            Note::LikelyTypo(email, meant) => texts::message(&warning::likely_typo(email, meant)),
            Note::SinglePerson(person) => texts::message(&warning::single_person(person)),
            Note::DeclinedAddress(email) => texts::message(&warning::declined_address(email)),
            Note::BouncedAddress(email) => texts::message(&warning::bounced_address(email)),
            Note::UnverifiedAddress(email) => texts::message(&warning::unverified_address(email)),
            Note::UncoveredHours => texts::text(warning::HOURS_WITHOUT_SUPPORT),
            Note::SingleAlertContact => texts::text(warning::SINGLE_ALERT_CONTACT),
            Note::InvitedAlertContact(name) => texts::message(&warning::alert_contact_invited(name)),
        }
    }
}

/// `None` for warnings that this build doesn't know.
pub(crate) fn warned(warning: &WarningAnswer) -> Option<Note> {
    let params = &warning.params;
    match warning.code.as_str() {
        "single_address" => Some(Note::SingleAddress(params.email.clone()?)),
        "likely_typo" => {
            let email = params.email.clone()?;
            let (local, _) = email.rsplit_once('@')?;
            let meant = [local, "@", params.domain.as_deref()?].concat();
            Some(Note::LikelyTypo(email, meant))
        }
        "single_person" => Some(Note::SinglePerson(params.name.clone().or_else(|| params.email.clone())?)),
        "declined_address" => Some(Note::DeclinedAddress(params.email.clone()?)),
        "bounced_address" => Some(Note::BouncedAddress(params.email.clone()?)),
        "unverified_address" => Some(Note::UnverifiedAddress(params.email.clone()?)),
        "uncovered_hours" => Some(Note::UncoveredHours),
        _ => None,
    }
}

/// What the server says of what is typed, as soon as all of it is right; less what is told beside the field itself.
pub(crate) fn typed(portal: Portal) -> Vec<Note> {
    let is_told_elsewhere = |note: &Note| matches!(note, Note::LikelyTypo(..) | Note::UncoveredHours);
    portal.second_look.with(|look| {
        let notes = look.iter().flat_map(|look| &look.warnings).filter_map(warned);
        notes.filter(|note| !is_told_elsewhere(note)).collect()
    })
}
