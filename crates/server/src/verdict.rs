//! What the model says of what an account has stored: its gates, and what deserves a second look.
//!
//! Pure functions over what the store has read; the time and the policy come in as parameters.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::wire::{ContactInformationAnswer, GateAnswer, RequirementsAnswer, WarningAnswer};
use model::{
    AddressState, Colleague, ContactInformation, Context, Environment, Error, Field, Gate, Known, Requirement,
    Requirements, ZoneNames, parse, parse_json, warnings,
};
use serde_json::Value;

use crate::policy::Standing;
use crate::store::gate::Basis;

/// The gate of one environment, and everything that belongs into an answer about it.
#[must_use]
pub fn gate(basis: &Basis, environment: Environment, standing: Standing<'_>) -> GateAnswer {
    let requirements = standing.requirements(environment, &basis.kinds);
    let gate = Gate::of(&basis.stored.values, &context(&requirements, basis));
    let deadline = standing.next_enforced_from().filter(|_| !gate.missing_later().is_empty());
    GateAnswer {
        state: gate.state(),
        environment,
        missing: gate.missing().to_vec(),
        deadline: deadline.map(|at| at.to_string()),
        version: basis.stored.version,
    }
}

/// What is stored, as one environment shows it.
#[must_use]
pub(crate) fn contact_information(
    basis: &Basis,
    (colleagues, addresses): (&[Colleague], &HashMap<String, AddressState>),
    environment: Environment,
    standing: Standing<'_>,
    now: Timestamp,
) -> ContactInformationAnswer {
    let requirements = standing.requirements(environment, &basis.kinds);
    let (updated_at, updated_by) = basis.stored.updated.clone().unzip();
    ContactInformationAnswer {
        version: basis.stored.version,
        updated_at: updated_at.map(|at| at.to_string()),
        updated_by,
        values: basis.stored.values.restricted_to(&requirements),
        requirements: RequirementsAnswer::from(&requirements),
        missing: gate(basis, environment, standing).missing,
        warnings: second_looks(&basis.stored.values, basis, (colleagues, addresses), requirements, now),
    }
}

/// Judges a body that somebody wants to save.
///
/// # Errors
/// All that is wrong with it, in shape and in value.
pub fn judge(body: &Value, requirements: Requirements, basis: &Basis) -> Result<ContactInformation, Vec<Error>> {
    parse_json(body, &context(&requirements, basis))
}

/// The A-label form of an international domain name, exactly as browsers make it (WHATWG "domain to ASCII"): what
/// the model wants to be given, so that both sides reach one verdict.
#[must_use]
pub fn domain_to_ascii(domain: &str) -> Option<String> {
    idna::domain_to_ascii(domain).ok()
}

/// What values are judged by.
pub(crate) fn context<'a>(requirements: &'a Requirements, basis: &'a Basis) -> Context<'a> {
    Context {
        requirements,
        users: &basis.users,
        domain_to_ascii: &domain_to_ascii,
        is_time_zone: &is_time_zone,
        lower_case: &model::lower_case,
    }
}

fn is_time_zone(name: &str) -> bool {
    ZoneNames::BUILT_IN.contain(name)
}

/// What is worth a second look in these values. Most warnings rest on what was typed, not on who is an alert contact, so they don't wait for that field.
pub(crate) fn second_looks(
    values: &model::Draft,
    basis: &Basis,
    (colleagues, addresses): (&[Colleague], &HashMap<String, AddressState>),
    requirements: Requirements,
    now: Timestamp,
) -> Vec<WarningAnswer> {
    let typed = Requirements::from_wire(|field| match field {
        Field::AlertContacts => Some(Requirement::Unavailable),
        field => Some(requirements.of(field)),
    });
    let information = parse(&values.restricted_to(&typed), &context(&typed, basis));
    let chosen = values.restricted_to(&requirements).alert_contacts.unwrap_or_default();
    let alert_contacts: Vec<_> = colleagues.iter().filter(|colleague| chosen.contains(&colleague.id)).collect();
    let known = Known {
        alert_contacts: &alert_contacts,
        address_state: &|mailbox| addresses.get(mailbox).copied(),
        offset: &|zone| offset(zone, now),
    };
    let warnings = information.map(|information| warnings(&information, &known));
    warnings.unwrap_or_default().iter().map(WarningAnswer::from).collect()
}

/// A zone's distance from UTC, in minutes, at `now`.
fn offset(zone: &str, now: Timestamp) -> Option<i32> {
    let zone = TimeZone::get(zone).ok()?;
    Some(zone.to_offset(now).seconds().div_euclid(60))
}

#[cfg(test)]
mod tests {
    use model::{
        ContactDraft, Draft, EmailAddress, GateState, HoursDraft, IntervalDraft, Language, Membership,
        PublicContactDraft, Role, ScheduleDraft,
    };

    use super::*;
    use crate::catalogue::Catalogue;
    use crate::policy::{Policies, PolicySettings};
    use crate::store::contact_information::Stored;

    const NOW: &str = "2026-03-01T10:00:00Z";

    fn basis(kind: &str, alert_contacts: Option<&[&str]>) -> Basis {
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let contact = |email: &str| {
            let contact =
                ContactDraft { email: email.to_owned(), language: "pl".to_owned(), ..ContactDraft::default() };
            Some(vec![contact])
        };
        let weekdays = ["monday", "tuesday"].map(|day| IntervalDraft {
            day: day.to_owned(),
            from: "00:00".to_owned(),
            to: "24:00".to_owned(),
        });
        let schedule = ScheduleDraft {
            time_zone: "Europe/Warsaw".to_owned(),
            languages: vec!["pl".to_owned()],
            hours: HoursDraft::Weekly(weekdays.to_vec()),
        };
        let values = Draft {
            alert_contacts: alert_contacts.map(texts),
            technical_emergency: contact("oncall@żółw.pl"),
            technical_non_emergency: contact("tech@gmial.com"),
            merchant_issues: None,
            operational_internal: contact("ops@żółw.pl"),
            operational_public: Some(PublicContactDraft {
                email: "help@żółw.pl".to_owned(),
                ..PublicContactDraft::default()
            }),
            operational_support: Some(vec![schedule]),
        };
        let stored = Stored { version: 3, values, updated: None };
        Basis { stored, kinds: vec![kind.to_owned()], users: texts(&["anna", "ben"]) }
    }

    fn policies(later: Vec<PolicySettings>) -> Policies {
        Policies::from_settings(later, &Catalogue::default()).unwrap()
    }

    #[test]
    fn gates_follow_environment_kinds_and_users() {
        use Environment::{Production, Sandbox};
        use Field::{AlertContacts, MerchantIssues};
        let policies = policies(Vec::new());
        for (kind, alert_contacts, environment, missing) in [
            ("things_to_do", None, Sandbox, &[][..]),
            ("things_to_do", None, Production, &[AlertContacts]),
            ("things_to_do", Some(&["anna"][..]), Production, &[]),
            ("things_to_do", Some(&["anna", "gone"]), Production, &[AlertContacts]),
            ("things_to_do", Some(&["gone"]), Sandbox, &[]),
            ("ordering", Some(&["ben"]), Sandbox, &[MerchantIssues]),
            ("ordering", None, Production, &[AlertContacts, MerchantIssues]),
        ] {
            let answer = gate(&basis(kind, alert_contacts), environment, policies.at(NOW.parse().unwrap()));
            assert_eq!(answer.missing, missing, "{kind} {alert_contacts:?} {environment:?}");
            assert_eq!(answer.state == GateState::Open, missing.is_empty());
            assert_eq!((answer.version, answer.deadline), (3, None));
        }
    }

    #[test]
    fn an_announced_policy_sets_a_deadline_for_those_who_lack_what_it_asks() {
        let announced = PolicySettings {
            version: 2,
            enforced_from: "2026-06-01T00:00:00+02:00".to_owned(),
            merchant_issues: vec!["things_to_do".to_owned()],
        };
        let policies = policies(vec![announced]);
        let mut basis = basis("things_to_do", None);
        let before = policies.at(NOW.parse().unwrap());
        let answer = gate(&basis, Environment::Sandbox, before);
        assert_eq!((answer.state, answer.deadline.as_deref()), (GateState::Open, Some("2026-05-31T22:00:00Z")));
        let after = policies.at("2026-05-31T22:00:00Z".parse().unwrap());
        let answer = gate(&basis, Environment::Sandbox, after);
        assert_eq!((answer.missing.as_slice(), answer.deadline), (&[Field::MerchantIssues][..], None));
        basis.stored.values.merchant_issues = basis.stored.values.operational_internal.clone();
        assert_eq!(gate(&basis, Environment::Sandbox, before).deadline, None);
        assert_eq!(gate(&basis, Environment::Sandbox, after).state, GateState::Open);
    }

    #[test]
    fn warnings_do_not_wait_for_alert_contacts() {
        let policies = policies(Vec::new());
        let now = NOW.parse().unwrap();
        for environment in Environment::ALL {
            let answer = contact_information(
                &basis("things_to_do", None),
                (&[], &HashMap::new()),
                environment,
                policies.at(now),
                now,
            );
            let codes: Vec<_> = answer.warnings.iter().map(|warning| warning.code.as_str()).collect();
            assert_eq!(codes, ["likely_typo", "uncovered_hours"], "{environment:?}");
        }
    }

    /// In production, where there are alert contacts; and only if the one there is happens to be the one behind all else.
    #[test]
    fn one_person_behind_all_technical_matters() {
        let policies = policies(Vec::new());
        let now = NOW.parse().unwrap();
        let colleague = |id: &str| Colleague {
            id: id.to_owned(),
            name: id.to_uppercase(),
            email: EmailAddress::parse(&format!("{id}@żółw.pl"), &domain_to_ascii).unwrap(),
            language: Language::Polish,
            role: Role::Editor,
            state: Membership::Active,
        };
        let colleagues = [colleague("anna"), colleague("ben")];
        let warns = |alert_contacts: &[&str], environment| {
            let mut basis = basis("things_to_do", Some(alert_contacts));
            let values = &mut basis.stored.values;
            for contact in values.technical_emergency.iter_mut().chain(&mut values.technical_non_emergency).flatten() {
                contact.name = "Anna".to_owned();
            }
            let answer =
                contact_information(&basis, (&colleagues, &HashMap::new()), environment, policies.at(now), now);
            answer.warnings.iter().any(|warning| warning.code == "single_person")
        };
        assert!(warns(&["anna"], Environment::Production));
        assert!(!warns(&["anna"], Environment::Sandbox));
        assert!(!warns(&["ben"], Environment::Production));
        assert!(!warns(&["anna", "ben"], Environment::Production));
    }

    #[test]
    fn what_an_environment_cannot_have_it_does_not_show() {
        let policies = policies(Vec::new());
        let now = NOW.parse().unwrap();
        let basis = basis("things_to_do", Some(&["anna"]));
        let values = |environment| {
            contact_information(&basis, (&[], &HashMap::new()), environment, policies.at(now), now).values
        };
        assert_eq!(values(Environment::Sandbox).alert_contacts, None);
        assert!(values(Environment::Production).alert_contacts.is_some());
    }

    #[test]
    fn offsets_follow_the_clocks_of_the_zone() {
        for (zone, now, minutes) in [
            ("Europe/Warsaw", "2026-01-15T00:00:00Z", Some(60)),
            ("Europe/Warsaw", "2026-07-15T00:00:00Z", Some(120)),
            ("Asia/Calcutta", "2026-07-15T00:00:00Z", Some(330)),
            ("America/Sao_Paulo", "2026-07-15T00:00:00Z", Some(-180)),
            ("Nowhere/Land", "2026-07-15T00:00:00Z", None),
        ] {
            assert_eq!(offset(zone, now.parse().unwrap()), minutes, "{zone} at {now}");
        }
    }
}
