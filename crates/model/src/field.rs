//! The seven fields of the contact information.

use serde::{Deserialize, Serialize};

/// A field of the contact information, in the order of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Users of the account who get automated alert mails about production.
    AlertContacts,
    /// Told in an emergency, at once.
    TechnicalEmergency,
    /// Continuing technical questions.
    TechnicalNonEmergency,
    /// Told when a merchant complains.
    MerchantIssues,
    /// User escalations; for the operator alone, never shown to the public.
    OperationalInternal,
    /// Given to end users.
    OperationalPublic,
    /// When end users get support, and in which languages.
    OperationalSupport,
}

impl Field {
    /// All fields, in the order of the form.
    pub const ALL: [Field; 7] = [
        Field::AlertContacts,
        Field::TechnicalEmergency,
        Field::TechnicalNonEmergency,
        Field::MerchantIssues,
        Field::OperationalInternal,
        Field::OperationalPublic,
        Field::OperationalSupport,
    ];

    /// The field's name in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Field::AlertContacts => "alert_contacts",
            Field::TechnicalEmergency => "technical_emergency",
            Field::TechnicalNonEmergency => "technical_non_emergency",
            Field::MerchantIssues => "merchant_issues",
            Field::OperationalInternal => "operational_internal",
            Field::OperationalPublic => "operational_public",
            Field::OperationalSupport => "operational_support",
        }
    }

    /// The field with this name in JSON.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_the_json_names() {
        for field in Field::ALL {
            let json = serde_json::to_value(field).expect("a field is a string");
            assert_eq!(json, field.id());
            assert_eq!(Field::from_id(field.id()), Some(field));
        }
        assert_eq!(Field::from_id("fax"), None);
    }
}
