//! What is allowed, and still worth a second look.

use crate::Warning;

wire! {
    /// A warning, by name, with whatever its text mentions.
    pub struct WarningAnswer {
        /// `single_address`, `single_person`, `likely_typo`, `declined_address`, `bounced_address`, `unverified_address` or
        /// `uncovered_hours`. There may be others one day.
        pub code: String,
        /// What the text mentions.
        pub params: WarningParams,
    }

    /// What the text of a warning mentions.
    pub struct WarningParams {
        /// The address in question.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub email: Option<String>,
        /// What somebody is called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        /// The domain that was probably meant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub domain: Option<String>,
        /// Minutes of the week.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub minutes: Option<u16>,
    }
}

impl From<&Warning> for WarningAnswer {
    fn from(warning: &Warning) -> Self {
        let mut params = WarningParams { email: None, name: None, domain: None, minutes: None };
        match warning {
            Warning::SingleAddress { email }
            | Warning::DeclinedAddress { email }
            | Warning::BouncedAddress { email }
            | Warning::UnverifiedAddress { email } => params.email = Some(email.clone()),
            Warning::SinglePerson { name, email } => {
                params.email = Some(email.clone());
                params.name.clone_from(name);
            }
            Warning::LikelyTypo { email, domain } => {
                params.email = Some(email.clone());
                params.domain = Some((*domain).to_owned());
            }
            Warning::UncoveredHours { minutes } => params.minutes = Some(*minutes),
        }
        Self { code: warning.id().to_owned(), params }
    }
}
