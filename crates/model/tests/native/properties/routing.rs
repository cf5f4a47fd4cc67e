//! What holds for whoever is told of whatever.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    AddressState, CallSheet, Category, Colleague, Context, Draft, Environment, Gate, GateState, Membership, Policy,
    Reason, Recipients, Requirements, Role, route,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::generators;
use crate::routing::{INVITED, VIEWER, colleague};
use crate::verdicts::example::{ADMINISTRATOR, EDITOR, context};
use crate::verdicts::idna;

/// An account, a category, and what is known of addresses.
#[derive(Debug, Clone)]
struct Case {
    category: Category,
    values: Draft,
    requirements: Requirements,
    colleagues: Vec<Colleague>,
    states: BTreeMap<String, AddressState>,
}

impl Case {
    fn route(&self) -> Recipients {
        let users: Vec<_> = self.colleagues.iter().map(|colleague| colleague.id.clone()).collect();
        let sheet = CallSheet {
            values: &self.values,
            context: &self.context(&users),
            colleagues: &self.colleagues,
            address_state: &|mailbox| self.states.get(mailbox).copied(),
        };
        route(self.category, &sheet)
    }

    fn context<'a>(&'a self, users: &'a [String]) -> Context<'a> {
        Context { requirements: &self.requirements, users, ..context(&idna) }
    }

    fn state(&self, colleague: &Colleague) -> Option<AddressState> {
        self.states.get(&colleague.email.mailbox()).copied()
    }

    fn is_declined(&self, colleague: &Colleague) -> bool {
        self.state(colleague) == Some(AddressState::Declined)
    }

    fn is_usable(&self, colleague: &Colleague) -> bool {
        !matches!(self.state(colleague), Some(AddressState::Bounced | AddressState::Declined))
    }

    /// The reasons that this category's contacts may be told for.
    fn reasons(&self) -> &'static [Reason] {
        match self.category {
            Category::ProductionIssue => &[Reason::AlertContact, Reason::TechnicalNonEmergency],
            Category::Emergency => &[Reason::TechnicalEmergency],
            Category::Technical => &[Reason::TechnicalNonEmergency],
            Category::MerchantIssue => &[Reason::MerchantIssues, Reason::OperationalInternal],
            Category::UserEscalation => &[Reason::OperationalInternal],
        }
    }
}

fn mailboxes(told: &Recipients) -> Vec<String> {
    told.recipients.iter().map(|recipient| recipient.email.mailbox()).collect()
}

fn requirements() -> impl Strategy<Value = Requirements> {
    (select(&Environment::ALL[..]), any::<bool>(), any::<bool>()).prop_map(|(environment, now, later)| {
        let kinds = vec!["ordering".to_owned()];
        let policy = |version, asks: bool| Policy {
            version,
            kinds_with_merchant_issues: if asks { kinds.clone() } else { Vec::new() },
        };
        Requirements::new(environment, &kinds, &policy(1, now), Some(&policy(2, later)))
    })
}

/// Some users, a few of whom are listed as contacts, too, or share an address.
fn colleagues() -> impl Strategy<Value = Vec<Colleague>> {
    let emails =
        [generators::EMAILS[0], "BEN@example.com", generators::EMAILS[2], "only@example.org", "ONLY@example.org"];
    let user = move |id: &'static str| {
        let states = [Membership::Active, Membership::Invited];
        (select(emails.to_vec()), select(&Role::ALL[..]), select(states.to_vec()))
            .prop_map(move |(email, role, state)| colleague(id, email, role, state))
    };
    subsequence(&[ADMINISTRATOR, EDITOR, INVITED, VIEWER][..], 0..=4)
        .prop_flat_map(move |ids| ids.into_iter().map(&user).collect::<Vec<_>>())
}

fn states() -> impl Strategy<Value = BTreeMap<String, AddressState>> {
    let known = [&generators::EMAILS[..], &["only@example.org"]].concat().into_iter().map(|email| {
        let mailbox = model::EmailAddress::parse(email, &idna).expect("an address").mailbox();
        option::weighted(0.7, select(&AddressState::ALL[..])).prop_map(move |state| Some((mailbox.clone(), state?)))
    });
    known.collect::<Vec<_>>().prop_map(|known| known.into_iter().flatten().collect())
}

fn any_case() -> impl Strategy<Value = Case> {
    let values = prop_oneof![
        1 => Just(Draft::default()),
        2 => generators::any_draft(),
        8 => generators::plausible_draft(),
    ];
    (select(&Category::ALL[..]), values, requirements(), colleagues(), states()).prop_map(
        |(category, values, requirements, colleagues, states)| Case {
            category,
            values,
            requirements,
            colleagues,
            states,
        },
    )
}

/// The same with all lists in another order.
fn shuffled(case: Case, keys: &[u8]) -> Case {
    fn shuffle<T>(list: &mut [T], keys: &[u8]) {
        for (index, key) in (1..list.len()).zip(keys) {
            list.swap(index, usize::from(*key) % (index + 1));
        }
    }
    let mut case = case;
    let values = &mut case.values;
    values.alert_contacts.iter_mut().for_each(|rows| shuffle(rows, keys));
    let lists = [
        &mut values.technical_emergency,
        &mut values.technical_non_emergency,
        &mut values.merchant_issues,
        &mut values.operational_internal,
    ];
    lists.into_iter().flatten().for_each(|rows| shuffle(rows, keys));
    shuffle(&mut case.colleagues, keys);
    case
}

proptest! {
    /// An account with users is told of everything, and nobody twice.
    #[test]
    fn somebody_is_told_once(case in any_case()) {
        let told = case.route();
        prop_assert!(!told.reach_nobody() || case.colleagues.is_empty());
        prop_assert!(!told.reach_nobody() || told.fallback);
        let mailboxes = mailboxes(&told);
        let different: BTreeSet<_> = mailboxes.iter().collect();
        prop_assert_eq!(different.len(), mailboxes.len());
    }

    /// Everybody is told for a reason, and for the second best only when it is said so.
    #[test]
    fn reasons(case in any_case()) {
        let told = case.route();
        for recipient in &told.recipients {
            let is_fallback = recipient.reason == Reason::Administrator;
            prop_assert!(is_fallback || case.reasons().contains(&recipient.reason), "{:?}", recipient);
            prop_assert!(!is_fallback || told.fallback);
        }
    }

    /// Nobody depends on the order in which people were listed.
    #[test]
    fn order_does_not_matter(case in any_case(), keys in vec(any::<u8>(), 10)) {
        let of = |case: &Case| {
            let told = case.route();
            let reasons = told.recipients.iter().map(|recipient| recipient.reason.id());
            (mailboxes(&told).into_iter().zip(reasons).collect::<BTreeSet<_>>(), told.fallback)
        };
        let there = of(&case);
        prop_assert_eq!(of(&case), there.clone(), "the same again");
        prop_assert_eq!(of(&shuffled(case, &keys)), there);
    }

    /// Whoever said that it isn't them hears nothing as long as there is anybody else; where mails come back, only of
    /// emergencies, or when they do so everywhere.
    #[test]
    fn addresses_to_leave_alone(case in any_case()) {
        let told = mailboxes(&case.route());
        let states: Vec<_> = told.iter().map(|mailbox| case.states.get(mailbox).copied()).collect();
        let declined = states.iter().filter(|state| **state == Some(AddressState::Declined)).count();
        prop_assert!(declined == 0 || declined == told.len());
        prop_assert!(declined == 0 || case.colleagues.iter().all(|colleague| case.is_declined(colleague)));
        if case.category != Category::Emergency && states.contains(&Some(AddressState::Bounced)) {
            prop_assert!(states.iter().all(|state| *state == Some(AddressState::Bounced)));
            prop_assert!(!case.colleagues.iter().any(|colleague| case.is_usable(colleague)));
        }
    }

    /// Behind an open gate, with addresses of which nothing bad is known, nobody has to stand in.
    #[test]
    fn an_open_gate_needs_no_fallback(mut case in any_case()) {
        case.states.clear();
        let users: Vec<_> = case.colleagues.iter().map(|colleague| colleague.id.clone()).collect();
        if Gate::of(&case.values, &case.context(&users)).state() == GateState::Open
            && Gate::of(&case.values, &case.context(&users)).missing_later().is_empty()
        {
            prop_assert!(!case.route().fallback);
        }
    }
}

/// The cases reach what they are for.
#[test]
fn cases_of_all_kinds() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let strategy = any_case();
    let mut count = BTreeMap::new();
    for _ in 0..500 {
        let case = strategy.new_tree(&mut runner).expect("a case").current();
        let told = case.route();
        let states = mailboxes(&told).into_iter().map(|mailbox| case.states.get(&mailbox).copied());
        for state in states {
            *count.entry((format!("{state:?}"), told.fallback)).or_insert(0) += 1;
        }
    }
    // All but declined ones, which are always a last resort, with and without fallback.
    assert_eq!(count.len(), 9, "{count:?}");
    assert!(count.values().all(|times| *times > 5), "{count:?}");
}
