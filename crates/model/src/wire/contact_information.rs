//! Contact information, its history, and what is typed before it is saved.

use super::{Author, WarningAnswer};
use crate::{Draft, Environment, Field, Recipient, Recipients, Requirement, Requirements};

wire! {
    /// The answer of `GET …/contact-information`, and of a `PUT` that was accepted.
    pub struct ContactInformationAnswer {
        /// Counts up with each save; 0 before the first.
        pub version: i64,
        /// When it was saved last.
        pub updated_at: Option<String>,
        /// Who saved it last.
        pub updated_by: Option<Author>,
        /// What is stored, normalised, less what can't be given in this environment.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        pub values: Draft,
        /// What is asked of each field.
        pub requirements: RequirementsAnswer,
        /// The required fields that are missing or invalid.
        pub missing: Vec<Field>,
        /// What is allowed, and still worth a second look.
        pub warnings: Vec<WarningAnswer>,
    }

    /// What is asked of each field.
    #[expect(missing_docs, reason = "`Field` says what each of them means")]
    pub struct RequirementsAnswer {
        pub alert_contacts: Requirement,
        pub technical_emergency: Requirement,
        pub technical_non_emergency: Requirement,
        pub merchant_issues: Requirement,
        pub operational_internal: Requirement,
        pub operational_public: Requirement,
        pub operational_support: Requirement,
    }

    /// One accepted save.
    pub struct HistoryEntry {
        /// UUID.
        pub id: String,
        /// The version that it made.
        pub version: i64,
        /// The environment in which it was made.
        pub environment: Environment,
        /// When.
        pub at: String,
        /// Who; `null` once that user is gone for good.
        pub by: Option<Author>,
        /// What it changed, in the order of the form.
        pub changes: Vec<Change>,
    }

    /// What a save did to one field.
    pub struct Change {
        /// The field.
        pub field: Field,
        /// A draft with this field alone, as it was.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        pub before: Draft,
        /// A draft with this field alone, as it became.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        pub after: Draft,
    }

    /// A page of history, newest first.
    pub struct HistoryPage {
        /// The entries.
        pub items: Vec<HistoryEntry>,
        /// The cursor of the next page, or `null` on the last.
        pub next: Option<String>,
    }

    /// The answer of `GET …/draft`. Where there is no draft, what is said of one is `null`.
    pub struct DraftAnswer {
        /// What colleagues have typed so far.
        #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
        pub values: Option<Draft>,
        /// The version of the contact information that it was typed over.
        pub base_version: Option<i64>,
        /// Who typed first.
        pub started_by: Option<Author>,
        /// When.
        pub started_at: Option<String>,
        /// Who typed last.
        pub updated_by: Option<Author>,
        /// When.
        pub updated_at: Option<String>,
        /// What is worth a second look before it is saved; none before all of it is right.
        #[serde(default)]
        pub warnings: Vec<WarningAnswer>,
        /// Who would be told of an emergency if the draft were saved; without one, who would be told now.
        #[serde(default)]
        pub emergency: Option<EmergencyPreview>,
    }

    /// Who would be told of an emergency.
    pub struct EmergencyPreview {
        /// They, the contacts first; nobody, if none is listed and the account has no user.
        pub recipients: Vec<PreviewedRecipient>,
        /// Whether contacts are missing or can't be reached, so that administrators are told, too, or instead.
        pub fallback: bool,
    }

    /// Somebody who would be told.
    pub struct PreviewedRecipient {
        /// The name, when known.
        pub name: Option<String>,
        /// Where they would be written to.
        pub email: String,
    }
}

impl From<Recipients> for EmergencyPreview {
    fn from(Recipients { recipients, fallback, .. }: Recipients) -> Self {
        let previewed = |Recipient { name, email, .. }| PreviewedRecipient { name, email: email.as_str().to_owned() };
        Self { recipients: recipients.into_iter().map(previewed).collect(), fallback }
    }
}

impl From<&Requirements> for RequirementsAnswer {
    fn from(requirements: &Requirements) -> Self {
        Self {
            alert_contacts: requirements.of(Field::AlertContacts),
            technical_emergency: requirements.of(Field::TechnicalEmergency),
            technical_non_emergency: requirements.of(Field::TechnicalNonEmergency),
            merchant_issues: requirements.of(Field::MerchantIssues),
            operational_internal: requirements.of(Field::OperationalInternal),
            operational_public: requirements.of(Field::OperationalPublic),
            operational_support: requirements.of(Field::OperationalSupport),
        }
    }
}

impl From<&RequirementsAnswer> for Requirements {
    fn from(answer: &RequirementsAnswer) -> Self {
        Requirements::from_wire(|field| match field {
            Field::AlertContacts => Some(answer.alert_contacts),
            Field::MerchantIssues => Some(answer.merchant_issues),
            _ => None,
        })
    }
}
