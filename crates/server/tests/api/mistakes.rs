//! `PUT …/contact-information` with values that can't be accepted: each mistake with its code, at its place.

use serde_json::{Value, json};

use crate::vocabulary::on_both_databases;
use crate::vocabulary::values::{common_values, contact_information, production_values, save, version, with};

const BELLA: &str = "bella-pizza";

on_both_databases! {
    async fn every_mistake_is_told_at_its_place(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let stranger = app.user_id("editor@city-walks.example").await;
        let id = app.user_id("editor@bella-pizza.example").await;
        let valid = production_values(&[&id]);
        save(&editor, BELLA, "production", 0, &valid).await.expect(200);
        for (pointer, value, expected) in mistakes(&id, &stranger) {
            let mut values = valid.clone();
            set(&mut values, pointer, value.clone());
            let answer = save(&editor, BELLA, "production", 1, &values).await;
            answer.expect_problem(422, "invalid-contact-information").expect_errors(&expected);
            let unlimited = answer.json()["errors"][0]["params"] == json!({});
            assert_eq!(unlimited, !["too_long", "too_many"].contains(&expected[0].1), "{}", answer.text());
        }
        assert_eq!(version(&editor, BELLA).await, 1);
        assert_eq!(editor.get(&contact_information(BELLA, "production")).await.json()["values"], valid);
    }

    async fn mistakes_of_shape_and_value_are_told_together_and_once(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let body = json!({
            "alert_contacts": "everybody",
            "technical_emergency": [{"email": 1, "language": "xx"}],
            "technical_non_emergency": [],
            "merchant_issues": [{"email": "a@x.example", "language": "en", "fax": "1"}, "b@x.example"],
            "operational_internal": null,
            "operational_public": {"email": "nobody", "web_page": "http://x.example"},
            "operational_support": [{"time_zone": "UTC", "languages": ["en", "en"], "hours": {}}],
            "unknown": true,
        });
        let answer = save(&editor, BELLA, "production", 0, &body).await;
        let answer = answer.expect_problem(422, "invalid-contact-information").json();
        let mut found: Vec<_> = answer["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap()))
            .collect();
        found.sort_unstable();
        assert_eq!(found, [
            ("/alert_contacts", "invalid_type"),
            ("/merchant_issues/0/fax", "unknown_field"),
            ("/merchant_issues/1", "invalid_type"),
            ("/operational_internal", "required"),
            ("/operational_public/email", "invalid_email"),
            ("/operational_public/web_page", "invalid_url"),
            ("/operational_support/0/hours", "required"),
            ("/operational_support/0/languages/1", "duplicate"),
            ("/technical_emergency/0/email", "invalid_type"),
            ("/technical_emergency/0/language", "invalid_language"),
            ("/technical_non_emergency", "required"),
            ("/unknown", "unknown_field"),
        ]);
    }

    async fn what_cannot_be_given_is_refused(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let id = app.user_id("editor@bella-pizza.example").await;
        let sandbox = save(&editor, BELLA, "sandbox", 0, &production_values(&[&id])).await;
        sandbox.expect_errors(&[("/alert_contacts", "unavailable_field")]);
        let walks = app.sign_in("editor@city-walks.example").await;
        let merchants = json!([{"email": "m@x.example", "language": "en"}]);
        let refused = save(&walks, "city-walks", "sandbox", 0, &with(common_values(), "merchant_issues", merchants)).await;
        refused.expect_errors(&[("/merchant_issues", "unavailable_field")]);
        // Null is as good as absent.
        let absent = with(common_values(), "merchant_issues", json!(null));
        save(&walks, "city-walks", "sandbox", 0, &absent).await.expect(200);
    }
}

type Mistake = (&'static str, Value, Vec<(&'static str, &'static str)>);

/// Each code of the contract: where something is put, what, and what is said about it.
fn mistakes(id: &str, stranger: &str) -> Vec<Mistake> {
    let at = |pointer, value, code| (pointer, value, vec![(pointer, code)]);
    let contact = |number: usize| json!({"email": format!("a{number}@x.example"), "language": "en"});
    let many: Vec<_> = (0..11).map(contact).collect();
    let weekly = |rows: &[(&str, &str, &str)]| {
        let row = |(day, from, to): &(&str, &str, &str)| json!({"day": day, "from": from, "to": to});
        json!({"weekly": rows.iter().map(row).collect::<Vec<_>>()})
    };
    let hours = "/operational_support/0/hours";
    vec![
        at("/alert_contacts", json!([]), "required"),
        at("/alert_contacts/0", json!(stranger), "unknown_user"),
        at("/alert_contacts/0", json!("' OR 1=1 --"), "unknown_user"),
        at("/alert_contacts/0", json!(""), "required"),
        ("/alert_contacts", json!([id, id]), vec![("/alert_contacts/1", "duplicate")]),
        ("/alert_contacts", json!(vec![stranger; 11]), {
            let mut errors = vec![("/alert_contacts", "too_many")];
            errors.extend(
                [
                    "/alert_contacts/0",
                    "/alert_contacts/1",
                    "/alert_contacts/2",
                    "/alert_contacts/3",
                    "/alert_contacts/4",
                    "/alert_contacts/5",
                    "/alert_contacts/6",
                    "/alert_contacts/7",
                    "/alert_contacts/8",
                    "/alert_contacts/9",
                    "/alert_contacts/10",
                ]
                .map(|pointer| (pointer, "unknown_user")),
            );
            errors
        }),
        at("/technical_emergency", json!(many), "too_many"),
        at("/technical_emergency/0/name", json!("x".repeat(65)), "too_long"),
        at("/technical_emergency/0/name", json!("a\u{0}b"), "invalid_name"),
        at("/technical_emergency/0/name", json!("a\u{202e}b"), "invalid_name"),
        at("/technical_emergency/0/name", json!(["x"]), "invalid_type"),
        at("/technical_emergency/0/email", json!("a@localhost"), "invalid_email"),
        at("/technical_emergency/0/email", json!(""), "required"),
        at("/technical_emergency/0/email", json!(null), "required"),
        at("/technical_emergency/0/email", json!(format!("a@{}.example", "x.".repeat(130))), "too_long"),
        at("/technical_emergency/0/phone", json!("112"), "invalid_phone"),
        at("/technical_emergency/0/language", json!("fr"), "invalid_language"),
        at("/technical_emergency/0/language", json!("english"), "invalid_language"),
        at("/technical_emergency/0/fax", json!("1"), "unknown_field"),
        (
            "/technical_emergency",
            json!([contact(1), {"email": "A1@X.example", "language": "en"}]),
            vec![("/technical_emergency/1/email", "duplicate")],
        ),
        at("/operational_public/web_page", json!("javascript:alert(1)"), "invalid_url"),
        at("/operational_public/web_page", json!(format!("https://x.example/{}", "a".repeat(2048))), "too_long"),
        at("/operational_support/0/time_zone", json!("Mars/Olympus"), "invalid_time_zone"),
        at("/operational_support/0/languages", json!([]), "required"),
        at(hours, json!(null), "required"),
        at(hours, json!("sometimes"), "invalid_type"),
        (hours, weekly(&[]), vec![("/operational_support/0/hours/weekly", "required")]),
        (
            hours,
            weekly(&[("monday", "25:00", "26:00")]),
            vec![
                ("/operational_support/0/hours/weekly/0/from", "invalid_time"),
                ("/operational_support/0/hours/weekly/0/to", "invalid_time"),
            ],
        ),
        (
            hours,
            weekly(&[("monday", "17:00", "09:00")]),
            vec![("/operational_support/0/hours/weekly/0/to", "interval_reversed")],
        ),
        (
            hours,
            weekly(&[("monday", "09:00", "12:00"), ("monday", "11:59", "13:00")]),
            vec![("/operational_support/0/hours/weekly/1", "intervals_overlap")],
        ),
        at("/unknown~1field~0", json!(1), "unknown_field"),
    ]
}

/// Puts a value at a place of the values, which need not be there yet.
fn set(values: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = values.pointer_mut(parent).unwrap();
    match parent.as_array_mut() {
        Some(entries) => entries[key.parse::<usize>().unwrap()] = value,
        None => parent[key.replace("~1", "/").replace("~0", "~")] = value,
    }
}
