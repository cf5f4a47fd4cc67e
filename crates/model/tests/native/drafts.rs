//! Drafts of colleagues and of other environments, put together field by field.

use model::{Draft, Field, Requirement, Requirements, read_draft};
use serde_json::{Value, json};

use Field::{AlertContacts, MerchantIssues};
use Requirement::{Optional, Required, Unavailable};

use crate::verdicts::example::{body, with};

fn example() -> Draft {
    read_draft(&body()).0
}

/// Another value for every field.
fn other() -> Draft {
    let contacts = json!([{"email": "other@example.com", "language": "de"}]);
    let edits = [
        ("/alert_contacts", json!(["other"])),
        ("/technical_emergency", contacts.clone()),
        ("/technical_non_emergency", contacts.clone()),
        ("/merchant_issues", contacts.clone()),
        ("/operational_internal", contacts),
        ("/operational_public/phone", json!("+1 415 555 0100")),
        ("/operational_support/0/hours/weekly/0/to", json!("18:00")),
    ];
    read_draft(&with(&edits)).0
}

fn requirements(alert_contacts: Requirement, merchant_issues: Requirement) -> Requirements {
    Requirements::from_wire(|field| match field {
        AlertContacts => Some(alert_contacts),
        MerchantIssues => Some(merchant_issues),
        _ => None,
    })
}

fn fields(draft: &Draft) -> Vec<Field> {
    Field::ALL.into_iter().filter(|field| draft.has(*field)).collect()
}

#[test]
fn one_field_is_copied_and_the_others_stay() {
    for field in Field::ALL {
        let mut merged = example();
        merged.copy_field(field, &other());
        assert_eq!(merged.differences(&example()), [field]);
        assert!(merged.agrees_on(field, &other()));
        // What a colleague has taken out is taken out.
        merged.copy_field(field, &Draft::default());
        assert!(!merged.has(field));
        assert_eq!(merged.differences(&example()), [field]);
    }
}

#[test]
fn differences_come_in_the_order_of_the_form() {
    assert_eq!(example().differences(&example()), []);
    assert_eq!(example().differences(&other()), Field::ALL);
    assert_eq!(example().differences(&Draft::default()), Field::ALL);
}

#[test]
fn a_draft_is_restricted_to_what_can_be_given() {
    let all = &Field::ALL[..];
    let rows = [
        (Required, Required, all.to_vec()),
        (Required, Optional, all.to_vec()),
        (Unavailable, Required, all[1..].to_vec()),
        (Unavailable, Unavailable, [&all[1..3], &all[4..]].concat()),
        (Required, Unavailable, [&all[..3], &all[4..]].concat()),
    ];
    for (alert_contacts, merchant_issues, expected) in rows {
        let restricted = example().restricted_to(&requirements(alert_contacts, merchant_issues));
        assert_eq!(fields(&restricted), expected);
        let is_same = |field: &Field| restricted.agrees_on(*field, &example());
        assert!(expected.iter().all(is_same));
    }
    let nothing = Draft::default().restricted_to(&requirements(Required, Required));
    assert_eq!(nothing, Draft::default());
}

#[test]
fn saving_in_sandbox_keeps_what_production_has() {
    let rows = [
        (Unavailable, Required, vec![AlertContacts]),
        (Required, Unavailable, vec![MerchantIssues]),
        (Unavailable, Unavailable, vec![AlertContacts, MerchantIssues]),
        (Required, Required, vec![]),
        (Required, Optional, vec![]),
    ];
    for (alert_contacts, merchant_issues, kept) in rows {
        let requirements = requirements(alert_contacts, merchant_issues);
        let mut saved = other().restricted_to(&requirements);
        saved.keep_unavailable(&requirements, &example());
        let mut expected = other();
        for field in &kept {
            expected.copy_field(*field, &example());
        }
        assert_eq!(saved, expected, "{kept:?} kept");
    }
    // Where nothing was stored, nothing comes of it.
    let requirements = requirements(Unavailable, Required);
    let mut saved = example().restricted_to(&requirements);
    saved.keep_unavailable(&requirements, &Draft::default());
    assert!(!saved.has(AlertContacts));
}

/// A draft that is merged field by field tells fields that weren't touched from those that were emptied.
#[test]
fn as_json_a_draft_has_only_what_was_given() {
    let rows = [
        (json!({}), json!({})),
        (json!({"alert_contacts": null}), json!({})),
        (json!({"alert_contacts": []}), json!({"alert_contacts": []})),
        (
            json!({"operational_public": {}}),
            json!({"operational_public": {"email": "", "phone": null, "web_page": null}}),
        ),
        (
            json!({"technical_emergency": [{"name": ""}]}),
            json!({"technical_emergency": [{"name": null, "email": "", "phone": null, "language": ""}]}),
        ),
        (
            json!({"operational_support": [{}, {"hours": {"weekly": [{}]}}]}),
            json!({"operational_support": [
                {"time_zone": "", "languages": []},
                {"time_zone": "", "languages": [], "hours": {"weekly": [{"day": "", "from": "", "to": ""}]}},
            ]}),
        ),
    ];
    for (given, written) in rows {
        let (draft, errors) = read_draft(&given);
        assert_eq!(errors, [], "{given}");
        let json: Value = serde_json::to_value(&draft).expect("JSON");
        assert_eq!(json, written);
        assert_eq!(read_draft(&json), (draft.clone(), vec![]));
        assert_eq!(serde_json::from_value::<Draft>(json).expect("a draft"), draft);
        assert_eq!(serde_json::from_value::<Draft>(given).expect("a draft"), draft);
    }
}
