//! The gate of what is stored, under requirements that may have changed since.

use model::{Context, Field, Gate, GateState, Requirement, Requirements, read_draft};
use serde_json::{Value, json};

use Field::{
    AlertContacts, MerchantIssues, OperationalInternal, OperationalPublic, OperationalSupport, TechnicalEmergency,
    TechnicalNonEmergency,
};
use Requirement::{Optional, Required, Unavailable};

use crate::verdicts::example::{EDITOR, USERS, context, with};
use crate::verdicts::idna;

const PRODUCTION: [Requirement; 2] = [Required, Required];
const SANDBOX: [Requirement; 2] = [Unavailable, Required];
const NO_MERCHANTS: [Requirement; 2] = [Required, Unavailable];
const GRACE: [Requirement; 2] = [Required, Optional];

/// What of the stored example is missing, when alert contacts and merchant issues are asked for like
/// this.
fn check(edits: &[(&str, Value)], asked: [Requirement; 2], missing: &[Field], later: &[Field]) {
    check_with_users(edits, asked, &USERS, missing, later);
}

fn check_with_users(
    edits: &[(&str, Value)],
    [alert_contacts, merchant_issues]: [Requirement; 2],
    users: &[String],
    missing: &[Field],
    later: &[Field],
) {
    let requirements = Requirements::from_wire(|field| match field {
        AlertContacts => Some(alert_contacts),
        MerchantIssues => Some(merchant_issues),
        _ => None,
    });
    let context = Context { requirements: &requirements, users, ..context(&idna) };
    let (stored, _) = read_draft(&with(edits));
    let gate = Gate::of(&stored, &context);
    let state = if missing.is_empty() { GateState::Open } else { GateState::Locked };
    assert_eq!(
        (gate.state(), gate.missing(), gate.missing_later()),
        (state, missing, later),
        "{edits:?} when {alert_contacts:?}, {merchant_issues:?}"
    );
}

const NOTHING: Value = Value::Null;

#[test]
fn a_new_account_is_locked_in_both_environments() {
    let nothing = Field::ALL.map(|field| (format!("/{}", field.id()), NOTHING));
    let nothing = nothing.each_ref().map(|(place, value)| (place.as_str(), value.clone()));
    check(&nothing, PRODUCTION, &Field::ALL, &[]);
    check(&nothing, SANDBOX, &Field::ALL[1..], &[]);
    let without_merchants = [
        AlertContacts,
        TechnicalEmergency,
        TechnicalNonEmergency,
        OperationalInternal,
        OperationalPublic,
        OperationalSupport,
    ];
    check(&nothing, NO_MERCHANTS, &without_merchants, &[]);
    check(&nothing, GRACE, &without_merchants, &[MerchantIssues]);
}

#[test]
fn what_is_stored_opens_every_gate() {
    for asked in [PRODUCTION, SANDBOX, NO_MERCHANTS, GRACE] {
        check(&[], asked, &[], &[]);
    }
}

#[test]
fn without_alert_contacts_only_sandbox_is_open() {
    for value in [NOTHING, json!([])] {
        let edits = [("/alert_contacts", value)];
        check(&edits, SANDBOX, &[], &[]);
        check(&edits, PRODUCTION, &[AlertContacts], &[]);
    }
}

#[test]
fn removing_a_user_locks_production_again() {
    let without_users: &[String] = &[];
    check_with_users(&[], PRODUCTION, without_users, &[AlertContacts], &[]);
    check_with_users(&[], SANDBOX, without_users, &[], &[]);
    // Nor does the one who stays open it: whoever is told of alerts is to be asked about it.
    let both = [("/alert_contacts/1", EDITOR.into())];
    check(&both, PRODUCTION, &[], &[]);
    check_with_users(&both, PRODUCTION, &USERS[1..], &[AlertContacts], &[]);
}

#[test]
fn merchants_come_and_go_with_the_integrations() {
    let edits = [("/merchant_issues", NOTHING)];
    check(&edits, NO_MERCHANTS, &[], &[]);
    check(&edits, PRODUCTION, &[MerchantIssues], &[]);
    check(&edits, SANDBOX, &[MerchantIssues], &[]);
}

#[test]
fn what_a_policy_will_ask_for_locks_nothing_yet() {
    let invalid = json!([{"email": "merchants", "language": "en"}]);
    for value in [NOTHING, json!([]), invalid] {
        let edits = [("/merchant_issues", value)];
        check(&edits, GRACE, &[], &[MerchantIssues]);
        check(&edits, PRODUCTION, &[MerchantIssues], &[]);
    }
}

#[test]
fn what_is_no_longer_valid_is_missing_once_and_in_the_order_of_the_form() {
    check(
        &[
            ("/operational_support/0/time_zone", json!("Europe/Atlantis")),
            ("/operational_support/1/languages", json!(["la"])),
            ("/operational_public/email", json!("")),
            ("/technical_emergency/0/email", json!("oncall")),
            ("/technical_emergency/0/language", json!("la")),
        ],
        PRODUCTION,
        &[TechnicalEmergency, OperationalPublic, OperationalSupport],
        &[],
    );
    check(
        &[("/technical_non_emergency", json!([])), ("/operational_internal", NOTHING)],
        PRODUCTION,
        &[TechnicalNonEmergency, OperationalInternal],
        &[],
    );
}
