//! Which fields an account must fill.

use serde::{Deserialize, Serialize};

use crate::{Environment, Field};

/// What is asked of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// Must be given; the gate is locked without it.
    Required,
    /// May be given now, and must be once an announced policy comes into force.
    Optional,
    /// Can't be given.
    Unavailable,
}

impl Requirement {
    /// The requirement with this name in JSON.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        match id {
            "required" => Some(Requirement::Required),
            "optional" => Some(Requirement::Optional),
            "unavailable" => Some(Requirement::Unavailable),
            _ => None,
        }
    }
}

/// What the operator asks for, in one version of its policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Counts up with each change.
    pub version: u32,
    /// The kinds of integration that have merchants, and so an operational contact for their issues.
    pub kinds_with_merchant_issues: Vec<String>,
}

impl Policy {
    fn has_merchant_issues(&self, kinds: &[String]) -> bool {
        kinds.iter().any(|kind| self.kinds_with_merchant_issues.contains(kind))
    }
}

/// What is asked of each field: a function of environment, integrations and policy, nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requirements {
    alert_contacts: Requirement,
    merchant_issues: Requirement,
}

impl Requirements {
    /// The requirements for an account with integrations of these kinds. What only the `announced`
    /// policy asks for is optional until that policy is the one in force.
    #[must_use]
    pub fn new(environment: Environment, kinds: &[String], in_force: &Policy, announced: Option<&Policy>) -> Self {
        let alert_contacts = match environment {
            Environment::Production => Requirement::Required,
            Environment::Sandbox => Requirement::Unavailable,
        };
        let merchant_issues = if in_force.has_merchant_issues(kinds) {
            Requirement::Required
        } else if announced.is_some_and(|policy| policy.has_merchant_issues(kinds)) {
            Requirement::Optional
        } else {
            Requirement::Unavailable
        };
        Self { alert_contacts, merchant_issues }
    }

    /// Requirements as they travel: fields that aren't listed are required.
    pub fn from_wire(of: impl Fn(Field) -> Option<Requirement>) -> Self {
        let of = |field| of(field).unwrap_or(Requirement::Required);
        Self { alert_contacts: of(Field::AlertContacts), merchant_issues: of(Field::MerchantIssues) }
    }

    /// What will be asked when the announced policy comes into force: nothing is optional then.
    pub(crate) fn once_in_force(self) -> Self {
        Self::from_wire(|field| {
            let now = self.of(field);
            (now != Requirement::Optional).then_some(now)
        })
    }

    /// What is asked of this field.
    #[must_use]
    pub fn of(&self, field: Field) -> Requirement {
        match field {
            Field::AlertContacts => self.alert_contacts,
            Field::MerchantIssues => self.merchant_issues,
            _ => Requirement::Required,
        }
    }

    /// The fields that can be given, in the order of the form.
    pub fn available(&self) -> impl Iterator<Item = Field> + use<> {
        let requirements = *self;
        Field::ALL.into_iter().filter(move |field| requirements.of(*field) != Requirement::Unavailable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(version: u32, kinds: &[&str]) -> Policy {
        Policy { version, kinds_with_merchant_issues: kinds.iter().map(|&kind| kind.to_owned()).collect() }
    }

    #[test]
    fn what_is_asked_of_whom() {
        use Environment::{Production, Sandbox};
        use Requirement::{Optional, Required, Unavailable};
        let now = policy(1, &["ordering", "reservations", "appointments"]);
        let next = policy(2, &["ordering", "reservations", "appointments", "things_to_do"]);
        let rows = [
            (Sandbox, &["ordering"][..], None, Unavailable, Required),
            (Production, &["ordering"], None, Required, Required),
            (Production, &["things_to_do"], None, Required, Unavailable),
            (Sandbox, &["things_to_do", "appointments"], None, Unavailable, Required),
            (Production, &[], None, Required, Unavailable),
            (Production, &["things_to_do"], Some(&next), Required, Optional),
            (Production, &["ordering"], Some(&next), Required, Required),
        ];
        for (environment, kinds, announced, alert_contacts, merchant_issues) in rows {
            let kinds: Vec<String> = kinds.iter().map(|&kind| kind.to_owned()).collect();
            let requirements = Requirements::new(environment, &kinds, &now, announced);
            for field in Field::ALL {
                let expected = match field {
                    Field::AlertContacts => alert_contacts,
                    Field::MerchantIssues => merchant_issues,
                    _ => Required,
                };
                assert_eq!(requirements.of(field), expected, "{field:?} in {environment:?} for {kinds:?}");
            }
            assert_eq!(Requirements::from_wire(|field| Some(requirements.of(field))), requirements);
        }
    }
}
