//! What each field is called, and what is said about it.

use messages::Text;
use messages::key::{hint, term, visibility};
use model::Field;

use crate::texts;

/// The field's name in the language shown, with the operator's name filled in.
#[must_use]
pub fn field_name(field: Field, operator: &str) -> String {
    let plain = match field {
        Field::AlertContacts => term::ALERT_CONTACTS,
        Field::TechnicalEmergency => term::TECHNICAL_EMERGENCY,
        Field::TechnicalNonEmergency => term::TECHNICAL_NON_EMERGENCY,
        Field::MerchantIssues => term::MERCHANT_ISSUES,
        Field::OperationalInternal => return texts::message(&term::operational_internal(operator)),
        Field::OperationalPublic => term::OPERATIONAL_PUBLIC,
        Field::OperationalSupport => term::OPERATIONAL_SUPPORT,
    };
    texts::text(plain)
}

/// One sentence: who is told of what.
pub(crate) fn hint_of(field: Field) -> Text {
    match field {
        Field::AlertContacts => hint::ALERT_CONTACTS,
        Field::TechnicalEmergency => hint::TECHNICAL_EMERGENCY,
        Field::TechnicalNonEmergency => hint::TECHNICAL_NON_EMERGENCY,
        Field::MerchantIssues => hint::MERCHANT_ISSUES,
        Field::OperationalInternal => hint::OPERATIONAL_INTERNAL,
        Field::OperationalPublic => hint::OPERATIONAL_PUBLIC,
        Field::OperationalSupport => hint::OPERATIONAL_SUPPORT,
    }
}

/// Who sees the field: the stylesheet's name of the audience, and the words.
pub(super) fn audience(field: Field, operator: &str) -> (&'static str, String) {
    match field {
        Field::OperationalInternal => ("operator", texts::message(&visibility::operator_only(operator))),
        Field::OperationalPublic => ("users", texts::text(visibility::PUBLIC)),
        Field::OperationalSupport => ("users", texts::text(visibility::HOURS_PUBLIC)),
        _ => ("private", texts::text(visibility::PRIVATE)),
    }
}
