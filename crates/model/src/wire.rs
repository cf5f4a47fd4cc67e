//! What travels between the server and its clients, beside drafts. JSON in `snake_case`, times as
//! RFC 3339 text in UTC, ids as UUID text.

use serde::{Deserialize, Serialize};

use crate::{
    Code, Draft, Environment, Error, Field, GateState, Json, KnownBy, Membership, Pointer, Read, Requirement,
    Requirements, Role, Warning,
};

/// Declares types that travel, all in the same way: written and read by serde on the server, read member by member in the
/// browser.
macro_rules! wire {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)* })*) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
            #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
            pub struct $name { $($(#[$field_meta])* pub $field: $type,)* }

            impl Read for $name {
                fn read(json: &impl Json) -> Option<Self> {
                    Some(Self { $($field: Read::member(json, stringify!($field))?,)* })
                }
            }
        )*
    };
}

wire! {
    /// The answer of `GET /me`.
    pub struct Me {
        /// Who is signed in.
        pub user: Person,
        /// The accounts that they have access to.
        pub memberships: Vec<AccountMembership>,
        /// Whether they belong to the operator.
        pub staff: bool,
    }

    /// A person who signs in.
    pub struct Person {
        /// UUID.
        pub id: String,
        /// Name, as given.
        pub name: String,
        /// The address that they sign in with.
        pub email: String,
        /// BCP 47 tag of the language that they chose.
        pub language: String,
    }

    /// A role in one account.
    pub struct AccountMembership {
        /// The account.
        pub account: AccountName,
        /// What they may do there.
        pub role: Role,
    }

    /// How an account is called.
    pub struct AccountName {
        /// UUID.
        pub id: String,
        /// What stands for it in addresses.
        pub slug: String,
        /// Name, as given.
        pub name: String,
    }

    /// The answer of `GET …/gate`.
    pub struct GateAnswer {
        /// Locked or open.
        pub state: GateState,
        /// Whose gate.
        pub environment: Environment,
        /// The required fields that are missing or invalid, in the order of the form.
        pub missing: Vec<Field>,
        /// When a policy that asks for more comes into force; `null` when nothing more is asked.
        pub deadline: Option<String>,
        /// The version of the contact information; 0 before the first save.
        pub version: i64,
    }

    /// A user of an account.
    pub struct User {
        /// UUID.
        pub id: String,
        /// Name: as typed when access was granted, until they have opened the account; then their own.
        pub name: String,
        /// The address that they sign in with.
        pub email: String,
        /// What they may do.
        pub role: Role,
        /// Whether they have opened the account yet.
        pub state: Membership,
    }

    /// Who did something, by name.
    pub struct Author {
        /// UUID.
        pub id: String,
        /// Name at the time of the answer.
        pub name: String,
        /// By whose word, if they haven't signed in themselves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        pub known_by: Option<KnownBy>,
    }

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

    /// A warning, by name, with whatever its text mentions.
    pub struct WarningAnswer {
        /// `single_address`, `likely_typo` or `uncovered_hours`.
        pub code: String,
        /// What the text mentions.
        pub params: WarningParams,
    }

    /// What the text of a warning mentions.
    pub struct WarningParams {
        /// The address in question.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub email: Option<String>,
        /// The domain that was probably meant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub domain: Option<String>,
        /// Minutes of the week.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub minutes: Option<u16>,
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

    /// A page of users.
    pub struct UsersPage {
        /// The users, by name.
        pub items: Vec<User>,
        /// The cursor of the next page, or `null` on the last.
        pub next: Option<String>,
    }

    /// The answer of `GET …/draft`. All but `values` is `null` when there is no draft.
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
    }

    /// An account with what it integrates.
    pub struct AccountAnswer {
        /// UUID.
        pub id: String,
        /// What stands for it in addresses.
        pub slug: String,
        /// Name, as given.
        pub name: String,
        /// What it integrates.
        pub integrations: Vec<Integration>,
        /// The state of each gate.
        pub gates: Vec<EnvironmentGate>,
    }

    /// One integration of an account.
    pub struct Integration {
        /// UUID.
        pub id: String,
        /// Id of its kind in the catalogue.
        pub kind: String,
        /// Name, as given.
        pub name: String,
        /// How far it has come.
        pub stage: Stage,
    }

    /// The gate of one environment.
    pub struct EnvironmentGate {
        /// Which.
        pub environment: Environment,
        /// Locked or open.
        pub state: GateState,
    }

    /// The answer of `GET /reference`.
    pub struct Reference {
        /// How the operator calls itself.
        pub operator_name: String,
        /// Where its support is reached; `null` when not configured.
        pub support_url: Option<String>,
        /// Where help is found; `null` when not configured.
        pub help_url: Option<String>,
        /// BCP 47 tags of the languages, in the order in which they are offered.
        pub languages: Vec<String>,
        /// The kinds of integration.
        pub kinds: Vec<Kind>,
        /// The limits of the contact model.
        pub limits: Limits,
    }

    /// A kind of integration.
    pub struct Kind {
        /// Its id.
        pub id: String,
        /// Its name by language tag.
        pub names: std::collections::BTreeMap<String, String>,
        /// Whether it has an operational contact for merchant issues.
        pub merchant_issues: bool,
    }

    /// The limits of the contact model, by the names in [`limits`](crate::limits).
    #[expect(missing_docs, reason = "`limits` says what each of them means")]
    pub struct Limits {
        pub entries_per_field: usize,
        pub intervals_per_schedule: usize,
        pub name_length: usize,
        pub email_octets: usize,
        pub web_page_octets: usize,
        pub phone_max_digits: usize,
    }
}

/// An error answer (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI that ends in the problem's slug.
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status.
    pub status: u16,
    /// What went wrong, in English.
    pub title: String,
    /// More of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What is wrong with the body, with 422.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemError>,
    /// What keeps the gate locked, with `gate-locked`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Field>,
    /// What is stored now, with `version-conflict`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub current: Option<Box<ContactInformationAnswer>>,
}

/// One thing that is wrong with a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProblemError {
    /// RFC 6901 pointer into the body.
    pub pointer: String,
    /// The code's name.
    pub code: String,
    /// What the text mentions.
    #[serde(default)]
    pub params: ErrorParams,
}

/// What the text of an error mentions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorParams {
    /// The limit that was exceeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<usize>,
}

/// How far an integration has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Being built.
    Development,
    /// Serving users.
    Launched,
}

impl From<&Error> for ProblemError {
    fn from(error: &Error) -> Self {
        Self {
            pointer: error.pointer.as_str().to_owned(),
            code: error.code.id().to_owned(),
            params: ErrorParams { max: error.code.max() },
        }
    }
}

impl ProblemError {
    /// The error of the model that this stands for; `None` for codes of other bodies.
    #[must_use]
    pub fn to_error(&self) -> Option<Error> {
        let code = Code::from_wire(&self.code, self.params.max)?;
        Some(Error { pointer: Pointer::from_wire(self.pointer.clone()), code })
    }
}

impl Read for Problem {
    fn read(json: &impl Json) -> Option<Self> {
        Some(Self {
            kind: Read::member(json, "type")?,
            status: Read::member(json, "status")?,
            title: Read::member(json, "title")?,
            detail: Read::member(json, "detail")?,
            errors: Option::member(json, "errors")?.unwrap_or_default(),
            missing: Option::member(json, "missing")?.unwrap_or_default(),
            current: Read::member(json, "current")?,
        })
    }
}

impl Read for ProblemError {
    fn read(json: &impl Json) -> Option<Self> {
        let max = json.member("params").and_then(|params| Read::member(&params, "max")).flatten();
        Some(Self {
            pointer: Read::member(json, "pointer")?,
            code: Read::member(json, "code")?,
            params: ErrorParams { max },
        })
    }
}

impl Read for Stage {
    fn read(json: &impl Json) -> Option<Self> {
        Self::from_id(&json.text()?)
    }
}

impl Stage {
    /// Both stages, in the order in which an integration comes through them.
    pub const ALL: [Stage; 2] = [Stage::Development, Stage::Launched];

    /// The stage's name in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Stage::Development => "development",
            Stage::Launched => "launched",
        }
    }

    /// The stage with this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.id() == id)
    }
}

impl Problem {
    /// The problem's slug, such as `gate-locked`.
    #[must_use]
    pub fn slug(&self) -> &str {
        self.kind.rsplit('/').next().unwrap_or_default()
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

impl From<&Warning> for WarningAnswer {
    fn from(warning: &Warning) -> Self {
        let mut params = WarningParams { email: None, domain: None, minutes: None };
        match warning {
            Warning::SingleAddress { email } => params.email = Some(email.clone()),
            Warning::LikelyTypo { email, domain } => {
                params.email = Some(email.clone());
                params.domain = Some((*domain).to_owned());
            }
            Warning::UncoveredHours { minutes } => params.minutes = Some(*minutes),
        }
        Self { code: warning.id().to_owned(), params }
    }
}
