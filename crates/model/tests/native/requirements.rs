//! The example under every combination of environment, integrations and policy.

use model::{Context, Draft, Environment, Field, Policy, Requirement, Requirements, parse_json, read_draft};
use serde_json::{Value, json};

use Environment::{Production, Sandbox};
use Field::{AlertContacts, MerchantIssues};

use crate::verdicts::example::{ADMINISTRATOR, body, context};
use crate::verdicts::{idna, names};

const WITH_MERCHANTS: [&str; 3] = ["ordering", "reservations", "appointments"];

fn policy(version: u32, kinds: &[&str]) -> Policy {
    Policy { version, kinds_with_merchant_issues: kinds.iter().map(|&kind| kind.to_owned()).collect() }
}

/// What an account with these integrations is asked for in this environment, after the operator has
/// announced that things to do will have merchants too, or before.
fn requirements(environment: Environment, kinds: &[&str], is_announced: bool) -> Requirements {
    let kinds: Vec<String> = kinds.iter().map(|&kind| kind.to_owned()).collect();
    let announced = policy(2, &["things_to_do"]);
    Requirements::new(environment, &kinds, &policy(1, &WITH_MERCHANTS), is_announced.then_some(&announced))
}

fn without(mut body: Value, fields: &[Field]) -> Value {
    let members = body.as_object_mut().expect("an object");
    members.retain(|key, _| fields.iter().all(|field| field.id() != key));
    body
}

/// The example less some fields, and the errors that it then has. Without any, it is stored as it is.
fn check(requirements: Requirements, left_out: &[Field], expected: &[(&str, &str)]) {
    let context = Context { requirements: &requirements, ..context(&idna) };
    let body = without(body(), left_out);
    match parse_json(&body, &context) {
        Ok(information) => {
            assert_eq!(expected, []);
            let stored = Draft::from(&information);
            assert_eq!(serde_json::to_value(&stored).expect("JSON"), without(normalised(), left_out));
            let has_field = |field| stored.has(field) != left_out.contains(&field);
            assert!(Field::ALL.into_iter().all(has_field));
        }
        Err(errors) => {
            let expected: Vec<_> = expected.iter().map(|(pointer, code)| ((*pointer).to_owned(), *code)).collect();
            assert_eq!(names(&errors), expected);
        }
    }
}

#[test]
fn the_example_in_every_combination() {
    const ALERTS: &str = "/alert_contacts";
    const MERCHANTS: &str = "/merchant_issues";
    let unavailable = |pointer| (pointer, "unavailable_field");
    let required = |pointer| (pointer, "required");
    let accounts: &[(&[&str], bool)] = &[
        (&["ordering"], true),
        (&["things_to_do"], false),
        (&["reservations"], true),
        (&["appointments"], true),
        (&["reservations", "appointments", "things_to_do"], true),
        (&[], false),
    ];
    for &(kinds, has_merchants) in accounts {
        for (environment, has_alerts) in [(Production, true), (Sandbox, false)] {
            let requirements = requirements(environment, kinds, false);
            for gives_alerts in [true, false] {
                for gives_merchants in [true, false] {
                    let mut left_out = Vec::new();
                    let mut expected = Vec::new();
                    for (field, pointer, has, gives) in [
                        (AlertContacts, ALERTS, has_alerts, gives_alerts),
                        (MerchantIssues, MERCHANTS, has_merchants, gives_merchants),
                    ] {
                        match (has, gives) {
                            (true, false) => expected.push(required(pointer)),
                            (false, true) => expected.push(unavailable(pointer)),
                            _ => {}
                        }
                        if !gives {
                            left_out.push(field);
                        }
                    }
                    check(requirements, &left_out, &expected);
                }
            }
        }
    }
}

#[test]
fn while_a_policy_is_announced_its_field_may_be_left_out() {
    let kinds = &["things_to_do"];
    let grace = requirements(Production, kinds, true);
    assert_eq!(grace.of(MerchantIssues), Requirement::Optional);
    check(grace, &[], &[]);
    check(grace, &[MerchantIssues], &[]);
    let in_sandbox = requirements(Sandbox, kinds, true);
    check(in_sandbox, &[AlertContacts, MerchantIssues], &[]);
    check(in_sandbox, &[], &[("/alert_contacts", "unavailable_field")]);
}

/// What is given voluntarily is judged like everything else, and an empty list is nothing given.
#[test]
fn an_optional_field_is_judged_when_it_is_given() {
    let grace = requirements(Production, &["things_to_do"], true);
    let context = Context { requirements: &grace, ..context(&idna) };
    let mut body = body();
    body["merchant_issues"] = json!([{"email": "merchants", "language": "en"}]);
    let errors = parse_json(&body, &context).expect_err("an invalid address");
    assert_eq!(names(&errors), [("/merchant_issues/0/email".to_owned(), "invalid_email")]);
    body["merchant_issues"] = json!([]);
    let information = parse_json(&body, &context).expect("nothing given");
    assert_eq!(information.merchant_issues(), None);
}

/// The getters hand out what was given.
#[test]
fn contact_information_holds_what_was_given() {
    let requirements = requirements(Production, &["ordering"], false);
    let context = Context { requirements: &requirements, ..context(&idna) };
    let (draft, errors) = read_draft(&body());
    assert_eq!(errors, []);
    let information = model::parse(&draft, &context).expect("valid");
    let alert_contacts = information.alert_contacts().expect("given");
    assert_eq!(alert_contacts[0].as_str(), ADMINISTRATOR);
    let emails = [
        information.technical_emergency(),
        information.technical_non_emergency(),
        information.merchant_issues().expect("given"),
        information.operational_internal(),
    ]
    .map(|contacts| contacts[0].email().local_part());
    assert_eq!(emails, ["oncall", "tech", "merchants", "ops"]);
    let public = information.operational_public();
    assert_eq!(public.email().as_str(), "help@bella-pizza.example");
    assert_eq!(information.operational_support().len(), 2);
}

/// The example as it is stored: what may be left out is there as `null`, and the phone is E.164.
fn normalised() -> Value {
    let mut body = body();
    let contact = |email: &str| json!({"name": null, "email": email, "phone": null, "language": "en"});
    body["technical_emergency"][0]["phone"] = "+48221234567".into();
    body["technical_non_emergency"][0] = contact("tech@bella-pizza.example");
    body["merchant_issues"][0] = contact("merchants@bella-pizza.example");
    body["operational_internal"][0] = contact("ops@bella-pizza.example");
    body
}
