//! `…/contact-information/history`.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::vocabulary::on_both_databases;
use crate::vocabulary::values::{production_values, sandbox_values, save, with};

const BELLA: &str = "bella-pizza";
const HISTORY: &str = "/accounts/bella-pizza/contact-information/history";

on_both_databases! {
    async fn each_save_tells_what_it_changed(app: TestApp) {
        let (admin, editor) =
            (app.sign_in("admin@bella-pizza.example").await, app.sign_in("editor@bella-pizza.example").await);
        let viewer = app.sign_in("viewer@bella-pizza.example").await;
        let id = app.user_id("viewer@bella-pizza.example").await;
        assert_eq!(viewer.get(HISTORY).await.expect(200).json(), json!({"items": [], "next": null}));

        save(&editor, BELLA, "sandbox", 0, &sandbox_values()).await.expect(200);
        app.clock.advance(jiff::SignedDuration::from_secs(90));
        let now = json!([{"name": null, "email": "now@x.example", "phone": null, "language": "de"}]);
        let values = with(production_values(&[&id]), "operational_internal", now.clone());
        save(&admin, BELLA, "production", 1, &values).await.expect(200);

        let page = viewer.get(HISTORY).await.expect(200).json();
        assert_eq!((page["items"].as_array().map(Vec::len), &page["next"]), (Some(2), &Value::Null));
        let newest = &page["items"][0];
        assert!(Uuid::try_parse(newest["id"].as_str().unwrap()).is_ok());
        assert_eq!(newest["version"], 2);
        assert_eq!(newest["environment"], "production");
        assert_eq!(newest["at"], "2026-11-21T10:01:30Z");
        assert_eq!(newest["by"]["name"], "Anna Nowak");
        assert_eq!(newest["changes"], json!([
            {"field": "alert_contacts", "before": {}, "after": {"alert_contacts": [id]}},
            {
                "field": "operational_internal",
                "before": {"operational_internal": sandbox_values()["operational_internal"]},
                "after": {"operational_internal": now},
            },
        ]));
        let first = &page["items"][1];
        assert_eq!((&first["version"], &first["environment"]), (&json!(1), &json!("sandbox")));
        assert_eq!(first["by"]["name"], "Piotr Zieliński");
        let fields: Vec<_> = first["changes"].as_array().unwrap().iter().map(|change| &change["field"]).collect();
        assert_eq!(fields, [
            "technical_emergency", "technical_non_emergency", "merchant_issues", "operational_internal",
            "operational_public", "operational_support",
        ]);
    }

    async fn pages_follow_one_another(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        for version in 0..23 {
            let email = format!("ops{version}@x.example");
            let values = with(sandbox_values(), "operational_internal", json!([{"email": email, "language": "en"}]));
            save(&editor, BELLA, "sandbox", version, &values).await.expect(200);
        }
        for (limit, sizes) in [("", &[20, 3][..]), ("limit=10", &[10, 10, 3]), ("limit=23", &[23]), ("limit=100", &[23])] {
            let (mut cursor, mut expected) = (String::new(), (1..=23).rev());
            for (index, size) in sizes.iter().enumerate() {
                let page = editor.get(&format!("{HISTORY}?{limit}{cursor}")).await.expect(200).json();
                let versions: Vec<_> =
                    page["items"].as_array().unwrap().iter().map(|entry| entry["version"].as_i64().unwrap()).collect();
                assert_eq!(versions, expected.by_ref().take(*size).collect::<Vec<_>>(), "{limit}");
                assert_eq!(page["next"].is_string(), index + 1 < sizes.len(), "{limit}");
                let and = if limit.is_empty() { "" } else { "&" };
                cursor = format!("{and}cursor={}", page["next"].as_str().unwrap_or_default());
            }
        }
        for query in [
            "limit=0", "limit=101", "limit=-1", "limit=x", "limit=", "limit=18446744073709551616", "cursor=", "cursor=x",
            "cursor=0", "cursor=-1", "cursor=%00", "cursor=%ff", "limit=1&limit=2", "environment=sandbox",
        ] {
            editor.get(&format!("{HISTORY}?{query}")).await.expect_problem(422, "invalid-query");
        }
    }

    async fn nobody_else_s_history_is_seen(app: TestApp) {
        app.stranger().get(HISTORY).await.expect_problem(401, "not-signed-in");
        let foreign = app.sign_in("admin@city-walks.example").await;
        foreign.get(HISTORY).await.expect_problem(404, "not-found");
        let editor = app.sign_in("editor@bella-pizza.example").await;
        save(&editor, BELLA, "sandbox", 0, &sandbox_values()).await.expect(200);
        let own = foreign.get(&HISTORY.replace(BELLA, "city-walks")).await;
        assert_eq!(own.expect(200).json(), json!({"items": [], "next": null}));
    }
}
