//! `…/contact-information`: showing and saving.

use reqwest::Method;
use serde_json::{Value, json};

use crate::vocabulary::values::{
    common_values, contact_information, gate, production_values, sandbox_values, save, version, with,
};
use crate::vocabulary::{Answer, Client, on_both_databases};

const BELLA: &str = "bella-pizza";

async fn show(client: &Client, environment: &str) -> Value {
    client.get(&contact_information(BELLA, environment)).await.expect(200).json()
}

async fn history(client: &Client) -> Value {
    client.get("/accounts/bella-pizza/contact-information/history").await.expect(200).json()["items"].clone()
}

on_both_databases! {
    async fn what_was_saved_is_shown_normalised(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let id = app.user_id("editor@bella-pizza.example").await;
        let nothing = editor.get(&contact_information(BELLA, "production")).await;
        assert_eq!(nothing.expect(200).header("etag"), "\"0\"");
        let nothing = nothing.json();
        for (member, expected) in [
            ("version", json!(0)), ("updated_at", json!(null)), ("updated_by", json!(null)), ("values", json!({})),
            ("warnings", json!([])),
        ] {
            assert_eq!(nothing[member], expected, "{member}");
        }

        let mut typed = production_values(&[&format!(" {} ", id.to_uppercase())]);
        typed["technical_emergency"] = json!([{
            "name": "  On call ", "email": " oncall@Żółw.example ", "phone": "0048 (22) 123-45.67", "language": "pl",
        }]);
        typed["operational_public"] = json!({"email": "help@bella-pizza.example", "phone": "", "web_page": null});
        typed["operational_support"] = json!([{
            "time_zone": " Asia/Calcutta", "languages": ["en"], "hours": {"weekly": [
                {"day": "tuesday", "from": "13", "to": "24:00"},
                {"day": "monday", "from": "9.30", "to": "12:00"},
                {"day": "tuesday", "from": "9:00", "to": "13:00"},
            ]},
        }]);
        let mut expected = production_values(&[&id]);
        expected["technical_emergency"] = json!([{
            "name": "On call", "email": "oncall@Żółw.example", "phone": "+48221234567", "language": "pl",
        }]);
        expected["operational_public"] = json!({"email": "help@bella-pizza.example", "phone": null, "web_page": null});
        expected["operational_support"] = json!([{
            "time_zone": "Asia/Calcutta", "languages": ["en"], "hours": {"weekly": [
                {"day": "monday", "from": "09:30", "to": "12:00"},
                {"day": "tuesday", "from": "09:00", "to": "13:00"},
                {"day": "tuesday", "from": "13:00", "to": "24:00"},
            ]},
        }]);
        let saved = save(&editor, BELLA, "production", 0, &typed).await;
        assert_eq!(saved.expect(200).header("etag"), "\"1\"");
        let saved = saved.json();
        assert_eq!(saved["values"], expected);
        assert_eq!(saved["updated_at"], "2026-11-21T10:00:00Z");
        assert_eq!(saved["updated_by"], json!({"id": id, "name": "Piotr Zieliński"}));
        let minutes = 7 * 24 * 60 - (150 + 900);
        let (uncovered, unverified) = saved["warnings"].as_array().unwrap().split_last().unwrap();
        assert_eq!(*uncovered, json!({"code": "uncovered_hours", "params": {"minutes": minutes}}));
        // Nobody has confirmed the addresses that were typed.
        assert!(unverified.len() == 5 && unverified.iter().all(|warning| warning["code"] == "unverified_address"));
        assert_eq!(show(&editor, "production").await, saved);
        // What came out goes in again and changes nothing.
        assert_eq!(save(&editor, BELLA, "production", 1, &expected).await.expect(200).json(), saved);
    }

    async fn each_environment_shows_and_asks_its_own(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let id = app.user_id("viewer@bella-pizza.example").await;
        save(&editor, BELLA, "production", 0, &production_values(&[&id])).await.expect(200);
        let sandbox = show(&editor, "sandbox").await;
        assert_eq!(sandbox["values"], sandbox_values());
        assert_eq!(sandbox["requirements"]["alert_contacts"], "unavailable");
        assert_eq!(sandbox["requirements"]["merchant_issues"], "required");

        // Saving in sandbox keeps the alert contacts that production has.
        let changed = with(sandbox_values(), "operational_internal", json!([{"email": "new@x.example", "language": "de"}]));
        let saved = save(&editor, BELLA, "sandbox", 1, &changed).await.expect(200).json();
        assert_eq!((&saved["version"], &saved["values"]["alert_contacts"]), (&json!(2), &Value::Null));
        let production = show(&editor, "production").await;
        assert_eq!(production["values"]["alert_contacts"], json!([id]));
        assert_eq!(production["values"]["operational_internal"][0]["email"], "new@x.example");
        assert_eq!(gate(&editor, BELLA, "production").await["state"], "open");

        let walks = app.sign_in("editor@city-walks.example").await;
        let walks = walks.get(&contact_information("city-walks", "sandbox")).await.expect(200).json();
        assert_eq!(walks["requirements"]["merchant_issues"], "unavailable");
    }

    async fn a_save_that_changes_nothing_makes_no_version(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let saved = save(&editor, BELLA, "sandbox", 0, &sandbox_values()).await.expect(200).json();
        let draft = "/accounts/bella-pizza/draft?environment=sandbox";
        editor.put(draft, &json!({})).await.expect(200);
        let other = app.sign_in("admin@bella-pizza.example").await;
        let again = save(&other, BELLA, "sandbox", 1, &sandbox_values()).await;
        assert_eq!(again.expect(200).json(), saved);
        assert_eq!(again.header("etag"), "\"1\"");
        assert_eq!(history(&editor).await.as_array().map(Vec::len), Some(1));
        assert_eq!(editor.get(draft).await.expect(200).json()["values"], Value::Null);
        // It has to state the present version all the same.
        save(&other, BELLA, "sandbox", 0, &sandbox_values()).await.expect_problem(412, "version-conflict");
    }

    async fn careful_colleagues_are_listened_to(app: TestApp) {
        let editor = app.sign_in("editor@city-walks.example").await;
        let contact = |email: &str| json!([{"email": email, "language": "en"}]);
        let one = "one@gmial.com";
        let mut values = common_values();
        for field in ["technical_emergency", "technical_non_emergency", "operational_internal"] {
            values[field] = contact(one);
        }
        values["operational_public"] = json!({"email": one});
        let saved = save(&editor, "city-walks", "sandbox", 0, &values).await.expect(200).json();
        assert_eq!(saved["warnings"], json!([
            {"code": "single_address", "params": {"email": one}},
            {"code": "likely_typo", "params": {"email": one, "domain": "gmail.com"}},
            {"code": "unverified_address", "params": {"email": one}},
        ]));
        // They are there where the gate is still locked, too.
        let production = editor.get(&contact_information("city-walks", "production")).await.expect(200).json();
        assert_eq!((&production["missing"], &production["warnings"]), (&json!(["alert_contacts"]), &saved["warnings"]));
    }

    async fn only_who_may_edit_saves(app: TestApp) {
        let path = contact_information(BELLA, "sandbox");
        let viewer = app.sign_in("viewer@bella-pizza.example").await;
        viewer.get(&path).await.expect(200);
        save(&viewer, BELLA, "sandbox", 0, &sandbox_values()).await.expect_problem(403, "forbidden");
        // Who may not save isn't told what else is wrong.
        Answer::to(viewer.request(Method::PUT, &path).body("{")).await.expect_problem(403, "forbidden");
        for email in ["admin@city-walks.example", "staff@operator.example"] {
            let foreign = app.sign_in(email).await;
            foreign.get(&path).await.expect_problem(404, "not-found");
            save(&foreign, BELLA, "sandbox", 0, &sandbox_values()).await.expect_problem(404, "not-found");
        }
        app.stranger().get(&path).await.expect_problem(401, "not-signed-in");
        save(&app.stranger(), BELLA, "sandbox", 0, &sandbox_values()).await.expect_problem(401, "not-signed-in");
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let foreign_page = admin.request(Method::PUT, &path).header("if-match", "\"0\"").json(&sandbox_values());
        let refused = Answer::to(foreign_page.header("sec-fetch-site", "cross-site")).await;
        refused.expect_problem(403, "foreign-origin");
        assert_eq!(version(&viewer, BELLA).await, 0);
    }

    async fn both_names_of_an_account_lead_to_it(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let me = editor.get("/me").await.json();
        let id = me["memberships"][0]["account"]["id"].as_str().unwrap();
        save(&editor, id, "sandbox", 0, &sandbox_values()).await.expect(200);
        assert_eq!(show(&editor, "sandbox").await["version"], 1);
        assert_eq!(gate(&editor, id, "sandbox").await, gate(&editor, BELLA, "sandbox").await);
    }
}
