//! The operator's policy: what is asked of accounts, version by version.
//!
//! Version 1 is what the catalogue says, and has always been in force. The configuration file may announce later
//! versions, each with the time from which it is enforced; until then accounts that lack what it asks for see a
//! notice with that time. To let a policy ask for something else, extend [`model::Policy`].

use std::sync::Arc;

use jiff::Timestamp;
use model::{Environment, Policy, Requirements};
use serde::Deserialize;

use crate::catalogue::Catalogue;

/// The version that the catalogue stands for.
const FIRST_VERSION: u32 = 1;

/// A version of the policy, as the configuration file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicySettings {
    /// Its number: 2 or more, counting up.
    pub version: u32,
    /// From when it is enforced: RFC 3339.
    pub enforced_from: String,
    /// The kinds of integration for which the field for merchant issues is asked.
    pub merchant_issues: Vec<String>,
}

/// All versions of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policies {
    first: Arc<Policy>,
    later: Arc<[Dated]>,
}

/// A version of the policy, and when it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Dated {
    enforced_from: Timestamp,
    policy: Policy,
}

/// The policy as it is at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing<'a> {
    in_force: &'a Policy,
    announced: Option<&'a Dated>,
}

impl Policies {
    /// Reads the versions after the first, which is the catalogue's.
    ///
    /// # Errors
    /// When versions or times don't count up, a time can't be read, or a kind isn't in the catalogue.
    pub fn from_settings(settings: Vec<PolicySettings>, catalogue: &Catalogue) -> Result<Self, String> {
        let mut later: Vec<Dated> = Vec::new();
        for PolicySettings { version, enforced_from, merchant_issues } in settings {
            let enforced_from: Timestamp = enforced_from.parse().map_err(|_| {
                format!("version {version}: `enforced_from` must be a time such as 2027-01-01T00:00:00Z")
            })?;
            if let Some(kind) = merchant_issues.iter().find(|kind| catalogue.find(kind).is_none()) {
                return Err(format!("version {version}: there is no kind `{kind}`"));
            }
            let previous = later.last().map_or(FIRST_VERSION, |dated| dated.policy.version);
            if version <= previous {
                return Err(format!("version {version} must be greater than {previous}, the one before it"));
            }
            if later.last().is_some_and(|previous| enforced_from <= previous.enforced_from) {
                return Err(format!("version {version} must be enforced later than version {previous}"));
            }
            later
                .push(Dated { enforced_from, policy: Policy { version, kinds_with_merchant_issues: merchant_issues } });
        }
        let kinds = catalogue.iter().filter(|kind| kind.merchant_issues).map(|kind| kind.id.clone());
        let first = Policy { version: FIRST_VERSION, kinds_with_merchant_issues: kinds.collect() };
        Ok(Self { first: Arc::new(first), later: later.into() })
    }

    /// The policy as it is at `now`: the newest version whose time has come, and the next one.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Standing<'_> {
        let begun = self.later.iter().take_while(|dated| dated.enforced_from <= now).count();
        let in_force = begun.checked_sub(1).and_then(|last| self.later.get(last)).map(|dated| &dated.policy);
        Standing { in_force: in_force.unwrap_or(&self.first), announced: self.later.get(begun) }
    }
}

impl Standing<'_> {
    /// The version in force.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.in_force.version
    }

    /// Whether the field for merchant issues is asked, now, of accounts with an integration of this kind.
    #[must_use]
    pub fn has_merchant_issues(&self, kind: &str) -> bool {
        self.in_force.kinds_with_merchant_issues.iter().any(|with| with == kind)
    }

    /// When the next version comes into force.
    #[must_use]
    pub fn next_enforced_from(&self) -> Option<Timestamp> {
        self.announced.map(|dated| dated.enforced_from)
    }

    /// What is asked of an account with integrations of these kinds.
    #[must_use]
    pub fn requirements(&self, environment: Environment, kinds: &[String]) -> Requirements {
        Requirements::new(environment, kinds, self.in_force, self.announced.map(|dated| &dated.policy))
    }
}

#[cfg(test)]
mod tests {
    use model::{Field, Requirement};

    use super::*;

    fn settings(version: u32, enforced_from: &str, kinds: &[&str]) -> PolicySettings {
        PolicySettings {
            version,
            enforced_from: enforced_from.to_owned(),
            merchant_issues: kinds.iter().map(|&kind| kind.to_owned()).collect(),
        }
    }

    #[test]
    fn the_newest_whose_time_has_come_is_in_force_and_the_next_is_announced() {
        let all = ["ordering", "things_to_do"];
        let policies = Policies::from_settings(
            vec![settings(2, "2027-01-01T00:00:00Z", &all), settings(4, "2027-07-01T00:00:00Z", &[])],
            &Catalogue::default(),
        )
        .unwrap();
        for (now, version, next, things_to_do) in [
            ("2026-12-31T23:59:59Z", 1, Some("2027-01-01T00:00:00Z"), Requirement::Optional),
            ("2027-01-01T00:00:00Z", 2, Some("2027-07-01T00:00:00Z"), Requirement::Required),
            ("2027-07-01T00:00:00Z", 4, None, Requirement::Unavailable),
        ] {
            let standing = policies.at(now.parse().unwrap());
            assert_eq!(standing.version(), version, "{now}");
            assert_eq!(standing.next_enforced_from().map(|at| at.to_string()).as_deref(), next, "{now}");
            let requirements = standing.requirements(Environment::Sandbox, &["things_to_do".to_owned()]);
            assert_eq!(requirements.of(Field::MerchantIssues), things_to_do, "{now}");
        }
    }

    #[test]
    fn without_settings_the_catalogue_is_the_policy() {
        let policies = Policies::from_settings(Vec::new(), &Catalogue::default()).unwrap();
        let standing = policies.at(Timestamp::UNIX_EPOCH);
        assert_eq!((standing.version(), standing.next_enforced_from()), (1, None));
        assert!(standing.has_merchant_issues("ordering") && !standing.has_merchant_issues("things_to_do"));
    }

    #[test]
    fn mistakes_are_named() {
        for (rows, expected) in [
            (vec![settings(1, "2027-01-01T00:00:00Z", &[])], "version 1 must be greater than 1"),
            (vec![settings(2, "tomorrow", &[])], "version 2: `enforced_from`"),
            (vec![settings(2, "2027-01-01T00:00:00Z", &["fax"])], "no kind `fax`"),
            (
                vec![settings(2, "2027-01-01T00:00:00Z", &[]), settings(3, "2027-01-01T00:00:00Z", &[])],
                "version 3 must be enforced later than version 2",
            ),
        ] {
            let problem = Policies::from_settings(rows, &Catalogue::default()).unwrap_err();
            assert!(problem.contains(expected), "{problem}");
        }
    }
}
