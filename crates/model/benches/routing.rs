//! How many routing decisions one core takes in a second, about an account that has given all that can be given.
//!
//! `cargo bench -p callsheet-model --bench routing` prints one line of JSON. A decision begins with what is stored and
//! ends with a list of recipients, so judging the field by the rules of the form is part of it.
#![expect(clippy::expect_used, reason = "what the benchmark is made of is valid")]

use std::collections::{BTreeMap, HashMap};
use std::hint::black_box;
use std::time::{Duration, Instant};

use model::{
    AddressState, CallSheet, Category, Colleague, ContactDraft, Context, Draft, EmailAddress, Environment, Language,
    Membership, Policy, Requirements, Role, ZoneNames, limits, route,
};

/// Decisions a second that the server is meant to be able to take.
const GOAL: u64 = 100_000;

/// Each round lasts this long for each category; the median of all is reported.
const ROUND: Duration = Duration::from_millis(100);
const ROUNDS: usize = 15;

/// Between two looks at the clock.
const BATCH: u32 = 64;

const USERS: usize = 25;

fn domain_to_ascii(domain: &str) -> Option<String> {
    idna::domain_to_ascii(domain).ok()
}

/// As many contacts as there may be, with all that can be said of them, one of them at an international domain.
fn contacts(field: &str) -> Vec<ContactDraft> {
    let contact = |number| ContactDraft {
        name: format!("{field} {number}"),
        email: match number {
            0 => format!("{field}@żółw.example"),
            number => format!("{field}.{number}@bella-pizza.example"),
        },
        phone: format!("+48221234{number:03}"),
        language: Language::ALL[number % Language::ALL.len()].tag().to_owned(),
    };
    (0..limits::ENTRIES_PER_FIELD).map(contact).collect()
}

fn user(number: usize) -> Colleague {
    let email = format!("user.{number}@bella-pizza.example");
    Colleague {
        id: format!("0192f0c1-7a3e-7c11-8f00-{number:012}"),
        name: format!("User {number}"),
        email: EmailAddress::parse(&email, &domain_to_ascii).expect("an address"),
        language: Language::ALL[number % Language::ALL.len()],
        role: Role::ALL[number % Role::ALL.len()],
        state: Membership::Active,
    }
}

/// Decisions a second about this category, in one round.
fn measure(category: Category, sheet: &CallSheet<'_>) -> u64 {
    let begun = Instant::now();
    let mut decisions = 0;
    while begun.elapsed() < ROUND {
        for _ in 0..BATCH {
            let recipients = route(black_box(category), black_box(sheet));
            assert_eq!(black_box(recipients).recipients.len(), limits::ENTRIES_PER_FIELD);
        }
        decisions += u64::from(BATCH);
    }
    let nanoseconds = u64::try_from(begun.elapsed().as_nanos()).expect("a short time");
    decisions * 1_000_000_000 / nanoseconds
}

fn median(mut figures: Vec<u64>) -> u64 {
    figures.sort_unstable();
    figures[figures.len() / 2]
}

fn main() {
    let colleagues: Vec<_> = (0..USERS).map(user).collect();
    let users: Vec<_> = colleagues.iter().map(|colleague| colleague.id.clone()).collect();
    let values = Draft {
        alert_contacts: Some(users.iter().rev().take(limits::ENTRIES_PER_FIELD).cloned().collect()),
        technical_emergency: Some(contacts("emergency")),
        technical_non_emergency: Some(contacts("tech")),
        merchant_issues: Some(contacts("merchants")),
        operational_internal: Some(contacts("ops")),
        ..Draft::default()
    };
    let listed = [&values.technical_emergency, &values.technical_non_emergency, &values.merchant_issues];
    let listed = listed.into_iter().chain([&values.operational_internal]).flatten().flatten();
    let states: HashMap<_, _> = listed
        .map(|contact| EmailAddress::parse(&contact.email, &domain_to_ascii).expect("an address").mailbox())
        .map(|mailbox| (mailbox, AddressState::Verified))
        .collect();
    let policy = Policy { version: 1, kinds_with_merchant_issues: vec!["ordering".to_owned()] };
    let requirements = Requirements::new(Environment::Production, &["ordering".to_owned()], &policy, None);
    let sheet = CallSheet {
        values: &values,
        context: &Context {
            requirements: &requirements,
            users: &users,
            domain_to_ascii: &domain_to_ascii,
            is_time_zone: &|name| ZoneNames::BUILT_IN.contain(name),
            lower_case: &model::lower_case,
        },
        colleagues: &colleagues,
        address_state: &|mailbox| states.get(mailbox).copied(),
    };

    let mut figures: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for _ in 0..ROUNDS {
        for category in Category::ALL {
            figures.entry(category.id()).or_default().push(measure(category, &sheet));
        }
    }
    let all = median(figures.values().flatten().copied().collect());
    let by_category: BTreeMap<_, _> = figures.into_iter().map(|(id, figures)| (id, median(figures))).collect();
    println!(
        "{}",
        serde_json::json!({
            "benchmark": "routing",
            "unit": "decisions a second and core",
            "value": all,
            "goal": GOAL,
            "contacts_per_field": limits::ENTRIES_PER_FIELD,
            "users": USERS,
            "rounds": ROUNDS,
            "by_category": by_category,
        })
    );
}
