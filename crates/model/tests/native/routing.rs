//! Who is told of what.

use model::{
    AddressState, CallSheet, Category, Colleague, Context, EmailAddress, Field, Language, Membership, Reason,
    Recipients, Requirement, Requirements, Role, read_draft, route,
};
use serde_json::{Value, json};

use AddressState::{Bounced, Declined, Unverified, Verified};
use Category::{Emergency, MerchantIssue, ProductionIssue, Technical, UserEscalation};
use Reason::{
    Administrator, AlertContact, MerchantIssues, OperationalInternal, TechnicalEmergency, TechnicalNonEmergency,
};

use crate::verdicts::example::{ADMINISTRATOR, EDITOR, context, with};
use crate::verdicts::idna;

pub(crate) const INVITED: &str = "0192f0c1-7a3e-7c11-8f00-0000000000cc";
pub(crate) const VIEWER: &str = "0192f0c1-7a3e-7c11-8f00-0000000000dd";

/// Addresses, each with the reason for which it is told.
type Told<'a> = &'a [(&'a str, Reason)];

/// Who is told, and whether it fell back.
type Outcome<'a> = (Told<'a>, bool);

/// What is known of two addresses.
type States = [Option<AddressState>; 2];

const ANNA: (&str, Reason) = ("anna@bella-pizza.example", Administrator);
const BEN: (&str, Reason) = ("ben@bella-pizza.example", Administrator);
const CLEO: (&str, Reason) = ("cleo@bella-pizza.example", Administrator);
const DORA: (&str, Reason) = ("dora@bella-pizza.example", Administrator);
const ONCALL: (&str, Reason) = ("oncall@bella-pizza.example", TechnicalEmergency);
const TECH: (&str, Reason) = ("tech@bella-pizza.example", TechnicalNonEmergency);

/// A user of the account, called as the address is.
pub(crate) fn colleague(id: &str, email: &str, role: Role, state: Membership) -> Colleague {
    Colleague {
        id: id.to_owned(),
        name: email.to_uppercase(),
        email: EmailAddress::parse(email, &idna).expect("an address"),
        language: Language::Italian,
        role,
        state,
    }
}

/// An administrator and an editor who sign in, an administrator who was invited, and a viewer.
fn everybody() -> Vec<Colleague> {
    vec![
        colleague(VIEWER, DORA.0, Role::Viewer, Membership::Active),
        colleague(EDITOR, BEN.0, Role::Editor, Membership::Active),
        colleague(INVITED, CLEO.0, Role::Administrator, Membership::Invited),
        colleague(ADMINISTRATOR, ANNA.0, Role::Administrator, Membership::Active),
    ]
}

/// An account in which something is known of some addresses.
struct Account<'a> {
    asked: [Requirement; 2],
    edits: &'a [(&'a str, Value)],
    colleagues: Vec<Colleague>,
    states: &'a [(&'a str, AddressState)],
}

const PRODUCTION: [Requirement; 2] = [Requirement::Required, Requirement::Required];
const SANDBOX: [Requirement; 2] = [Requirement::Unavailable, Requirement::Required];
const NO_MERCHANTS: [Requirement; 2] = [Requirement::Required, Requirement::Unavailable];
const GRACE: [Requirement; 2] = [Requirement::Required, Requirement::Optional];

impl Default for Account<'_> {
    fn default() -> Self {
        Self { asked: PRODUCTION, edits: &[], colleagues: everybody(), states: &[] }
    }
}

impl Account<'_> {
    fn route(&self, category: Category) -> Recipients {
        let [alert_contacts, merchant_issues] = self.asked;
        let requirements = Requirements::from_wire(|field| match field {
            Field::AlertContacts => Some(alert_contacts),
            Field::MerchantIssues => Some(merchant_issues),
            _ => None,
        });
        let users: Vec<_> = self.colleagues.iter().map(|colleague| colleague.id.clone()).collect();
        let (values, _) = read_draft(&with(self.edits));
        let state =
            |mailbox: &str| self.states.iter().find_map(|(address, state)| (*address == mailbox).then_some(*state));
        route(
            category,
            &CallSheet {
                values: &values,
                context: &Context { requirements: &requirements, users: &users, ..context(&idna) },
                colleagues: &self.colleagues,
                address_state: &state,
            },
        )
    }

    fn check(&self, category: Category, expected: Told<'_>, fallback: bool) {
        let found = self.route(category);
        let told: Vec<_> = found.recipients.iter().map(|it| (it.email.as_str(), it.reason)).collect();
        let about = format!("{category:?} for {:?}: {:?}, {:?}", self.asked, self.edits, self.states);
        assert_eq!((told.as_slice(), found.fallback), (expected, fallback), "{about}");
        assert_eq!(found.reach_nobody(), expected.is_empty());
    }
}

/// Each category where everything is given, and where its field is missing, empty, or altogether invalid.
#[test]
fn each_category_has_its_field() {
    let alerts = ("anna@bella-pizza.example", AlertContact);
    let merchants = ("merchants@bella-pizza.example", MerchantIssues);
    let ops = ("ops@bella-pizza.example", OperationalInternal);
    let (production, sandbox) = (PRODUCTION, SANDBOX);
    let rows = [
        (ProductionIssue, production, "/alert_contacts", alerts),
        (ProductionIssue, sandbox, "/technical_non_emergency", TECH),
        (Emergency, production, "/technical_emergency", ONCALL),
        (Emergency, sandbox, "/technical_emergency", ONCALL),
        (Technical, production, "/technical_non_emergency", TECH),
        (Technical, sandbox, "/technical_non_emergency", TECH),
        (MerchantIssue, production, "/merchant_issues", merchants),
        (MerchantIssue, sandbox, "/merchant_issues", merchants),
        (MerchantIssue, NO_MERCHANTS, "/operational_internal", ops),
        (UserEscalation, production, "/operational_internal", ops),
        (UserEscalation, sandbox, "/operational_internal", ops),
    ];
    let nothing = Field::ALL.map(|field| (["/", field.id()].concat(), Value::Null));
    for (category, asked, place, told) in rows {
        Account { asked, ..Account::default() }.check(category, &[told], false);
        assert_eq!(["/", Account { asked, ..Account::default() }.route(category).field.id()].concat(), place);
        // Nothing else matters.
        let others = nothing.iter().filter(|(other, _)| other != place);
        let others: Vec<_> = others.map(|(place, value)| (place.as_str(), value.clone())).collect();
        Account { asked, edits: &others, ..Account::default() }.check(category, &[told], false);
        for value in [Value::Null, json!([]), json!(["gone"]), json!([{"email": "@", "language": "en"}])] {
            let edits = [(place, value)];
            Account { asked, edits: &edits, ..Account::default() }.check(category, &[ANNA], true);
        }
    }
}

/// What may be given and wasn't, isn't missed; what was given is used.
#[test]
fn merchants_under_an_announced_policy() {
    let merchants = ("merchants@bella-pizza.example", MerchantIssues);
    let ops = ("ops@bella-pizza.example", OperationalInternal);
    Account { asked: GRACE, ..Account::default() }.check(MerchantIssue, &[merchants], false);
    for value in [Value::Null, json!([])] {
        let edits = [("/merchant_issues", value)];
        Account { asked: GRACE, edits: &edits, ..Account::default() }.check(MerchantIssue, &[ops], false);
    }
    let edits = [("/merchant_issues/0/email", json!("@"))];
    Account { asked: GRACE, edits: &edits, ..Account::default() }.check(MerchantIssue, &[ANNA], true);
}

/// What is wrong with one entry doesn't silence the others.
#[test]
fn a_field_that_is_partly_in_order() {
    let edits = [("/alert_contacts", json!([EDITOR, "0192f0c1-7a3e-7c11-8f00-0000000000ff", ADMINISTRATOR]))];
    let both = [(BEN.0, AlertContact), (ANNA.0, AlertContact)];
    Account { edits: &edits, ..Account::default() }.check(ProductionIssue, &both, true);
    let second = |row: Value| [("/technical_emergency/1", row)];
    let second_is_valid = json!({"email": "two@bella-pizza.example", "language": "en"});
    for (row, told, fallback) in [
        (second_is_valid, &[ONCALL, ("two@bella-pizza.example", TechnicalEmergency)][..], false),
        (json!({"email": "two@", "language": "en"}), &[ONCALL, ANNA], true),
        (json!({"email": "two@bella-pizza.example", "language": "la"}), &[ONCALL, ANNA], true),
        (json!({"email": " OnCall@BELLA-pizza.example", "language": "en"}), &[ONCALL, ANNA], true),
    ] {
        Account { edits: &second(row), ..Account::default() }.check(Emergency, told, fallback);
    }
}

#[test]
fn what_is_said_of_each_recipient() {
    let contact = &Account::default().route(Emergency).recipients[0];
    assert_eq!(contact.name.as_deref(), Some("On call"));
    assert_eq!(contact.phone.as_ref().map(model::PhoneNumber::as_str), Some("+48221234567"));
    assert_eq!(contact.language, Language::Polish);
    let user = &Account::default().route(ProductionIssue).recipients[0];
    assert_eq!((user.name.as_deref(), user.language), (Some("ANNA@BELLA-PIZZA.EXAMPLE"), Language::Italian));
    let unnamed = &Account::default().route(Technical).recipients[0];
    assert_eq!((&unnamed.name, &unnamed.phone), (&None, &None));
}

/// From those who can do most about it to those who have access at all.
#[test]
fn who_it_falls_back_to() {
    let nobody_listed = [("/technical_emergency", Value::Null)];
    let mut colleagues = everybody();
    let second = "erik@bella-pizza.example";
    colleagues.push(colleague("0192f0c1-7a3e-7c11-8f00-0000000000ee", second, Role::Editor, Membership::Invited));
    let last = ("erik@bella-pizza.example", Administrator);
    for (leaves, told) in [
        ("", &[ANNA][..]),
        (ADMINISTRATOR, &[CLEO]),
        (INVITED, &[BEN]),
        (EDITOR, &[last]),
        ("0192f0c1-7a3e-7c11-8f00-0000000000ee", &[DORA]),
        (VIEWER, &[]),
    ] {
        colleagues.retain(|colleague| colleague.id != leaves);
        let account = Account { edits: &nobody_listed, colleagues: colleagues.clone(), ..Account::default() };
        account.check(Emergency, told, true);
    }
}

#[test]
fn all_administrators_of_a_kind_each_once() {
    let nobody_listed = [("/operational_internal", Value::Null)];
    let mut colleagues = everybody();
    for (id, email) in [("1", "zoe@bella-pizza.example"), ("2", "ANNA@bella-pizza.example")] {
        colleagues.push(colleague(id, email, Role::Administrator, Membership::Active));
    }
    let zoe = ("zoe@bella-pizza.example", Administrator);
    let account = Account { edits: &nobody_listed, colleagues, ..Account::default() };
    account.check(UserEscalation, &[ANNA, zoe], true);
}

/// Somebody who is listed and an administrator gets one mail, for the better reason.
#[test]
fn nobody_is_told_twice() {
    let edits = [
        ("/technical_emergency/0/email", json!("ANNA@bella-pizza.example")),
        ("/technical_emergency/1", json!({"email": "two@", "language": "en"})),
    ];
    let told = [("ANNA@bella-pizza.example", TechnicalEmergency)];
    Account { edits: &edits, ..Account::default() }.check(Emergency, &told, true);
}

/// Two contacts, of whose addresses this is known.
#[test]
fn addresses_that_do_not_work() {
    let second = json!({"email": "two@bella-pizza.example", "language": "en"});
    let edits = [("/technical_emergency/1", second.clone()), ("/technical_non_emergency/1", second)];
    let two = |reason| ("two@bella-pizza.example", reason);
    let (tech, oncall) = (TECH, ONCALL);
    let (tech_two, oncall_two) = (two(TechnicalNonEmergency), two(TechnicalEmergency));
    let rows: &[(States, Outcome<'_>, Outcome<'_>)] = &[
        ([None, None], (&[tech, tech_two], false), (&[oncall, oncall_two], false)),
        ([Some(Verified), None], (&[tech, tech_two], false), (&[oncall, oncall_two], false)),
        ([Some(Verified), Some(Unverified)], (&[tech], false), (&[oncall, oncall_two], false)),
        ([Some(Unverified), None], (&[tech_two], false), (&[oncall, oncall_two], false)),
        ([Some(Unverified); 2], (&[tech, tech_two], false), (&[oncall, oncall_two], false)),
        ([Some(Verified), Some(Bounced)], (&[tech], false), (&[oncall, oncall_two], false)),
        ([Some(Bounced), Some(Unverified)], (&[tech_two], false), (&[oncall_two, oncall], false)),
        ([Some(Bounced); 2], (&[ANNA], true), (&[oncall, oncall_two, ANNA], true)),
        ([Some(Bounced), Some(Declined)], (&[ANNA], true), (&[oncall, ANNA], true)),
        ([Some(Verified), Some(Declined)], (&[tech], false), (&[oncall], false)),
        ([Some(Declined), Some(Unverified)], (&[tech_two], false), (&[oncall_two], false)),
        ([Some(Declined); 2], (&[ANNA], true), (&[ANNA], true)),
    ];
    for (states, technical, emergency) in rows {
        let known = |first: &'static str| {
            let addresses = [first, "two@bella-pizza.example"];
            addresses
                .into_iter()
                .zip(states)
                .filter_map(|(address, state)| Some((address, (*state)?)))
                .collect::<Vec<_>>()
        };
        Account { edits: &edits, states: &known(TECH.0), ..Account::default() }.check(
            Technical,
            technical.0,
            technical.1,
        );
        Account { edits: &edits, states: &known(ONCALL.0), ..Account::default() }.check(
            Emergency,
            emergency.0,
            emergency.1,
        );
    }
}

/// Whoever signs in has read the mail that they were invited by; whoever is merely invited may not have.
#[test]
fn addresses_of_users() {
    let edits = [("/alert_contacts", json!([ADMINISTRATOR, INVITED]))];
    let anna = (ANNA.0, AlertContact);
    let cleo = (CLEO.0, AlertContact);
    let rows: &[(States, Told<'_>, bool)] = &[
        ([None, None], &[anna, cleo], false),
        ([Some(Unverified), Some(Unverified)], &[anna], false),
        ([Some(Bounced), Some(Unverified)], &[cleo], false),
        ([Some(Bounced), None], &[cleo], false),
        ([Some(Declined), Some(Bounced)], &[BEN], true),
    ];
    for (states, told, fallback) in rows {
        let states = [ANNA.0, CLEO.0].into_iter().zip(states);
        let states: Vec<_> = states.filter_map(|(address, state)| Some((address, (*state)?))).collect();
        let account = Account { edits: &edits, states: &states, ..Account::default() };
        account.check(ProductionIssue, told, *fallback);
    }
}

/// When all else fails, it is tried all the same.
#[test]
fn the_last_resort() {
    let all_but = |is_declined: &[&str]| {
        let addresses = [TECH.0, ANNA.0, BEN.0, CLEO.0, DORA.0];
        let state = |address: &&'static str| if is_declined.contains(address) { Declined } else { Bounced };
        addresses.map(|address| (address, state(&address)))
    };
    for (declined, told) in [
        (&[][..], &[TECH, ANNA][..]),
        (&[TECH.0], &[ANNA]),
        (&[TECH.0, ANNA.0, CLEO.0, BEN.0], &[DORA]),
        (&[ANNA.0], &[TECH, CLEO]),
        (&[TECH.0, ANNA.0, CLEO.0, BEN.0, DORA.0], &[TECH, ANNA]),
    ] {
        Account { states: &all_but(declined), ..Account::default() }.check(Technical, told, true);
    }
    let states = [(TECH.0, Declined)];
    Account { states: &states, colleagues: Vec::new(), ..Account::default() }.check(Technical, &[TECH], true);
}
