//! Alert contacts follow the users of the account.

use serde_json::{Value, json};

use crate::vocabulary::values::{contact_information, gate, production_values, sandbox_values, save, version};
use crate::vocabulary::{Answer, Client, on_both_databases};

const BELLA: &str = "bella-pizza";

async fn remove(client: &Client, user: &str, query: &str) -> Answer {
    client.delete(&format!("/accounts/bella-pizza/users/{user}{query}")).await
}

async fn last_entry(client: &Client) -> Value {
    let page = client.get("/accounts/bella-pizza/contact-information/history?limit=1").await;
    page.expect(200).json()["items"][0].clone()
}

on_both_databases! {
    async fn whoever_loses_access_is_no_alert_contact_any_more(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let editor = app.user_id("editor@bella-pizza.example").await;
        let viewer = app.user_id("viewer@bella-pizza.example").await;
        save(&admin, BELLA, "production", 0, &production_values(&[&editor, &viewer])).await.expect(200);
        remove(&admin, &viewer, "").await.expect(204);
        let shown = admin.get(&contact_information(BELLA, "production")).await.expect(200).json();
        assert_eq!((&shown["version"], &shown["values"]["alert_contacts"]), (&json!(2), &json!([editor])));
        assert_eq!(shown["updated_by"]["name"], "Anna Nowak");
        assert_eq!(gate(&admin, BELLA, "production").await["state"], "open");
        let entry = last_entry(&admin).await;
        assert_eq!((&entry["version"], &entry["environment"]), (&json!(2), &json!("production")));
        assert_eq!(entry["by"]["name"], "Anna Nowak");
        assert_eq!(entry["changes"], json!([{
            "field": "alert_contacts",
            "before": {"alert_contacts": [editor, viewer]},
            "after": {"alert_contacts": [editor]},
        }]));
        // A form that was opened before is told of it.
        let stale = save(&admin, BELLA, "production", 1, &production_values(&[&editor])).await;
        stale.expect_problem(412, "version-conflict");
        let gone = save(&admin, BELLA, "production", 2, &production_values(&[&viewer])).await;
        gone.expect_errors(&[("/alert_contacts/0", "unknown_user")]);
    }

    async fn removing_the_last_one_is_warned_of_when_asked_to_and_locks_production(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let editor = app.user_id("editor@bella-pizza.example").await;
        save(&admin, BELLA, "production", 0, &production_values(&[&editor])).await.expect(200);
        remove(&admin, &editor, "?confirm=false").await.expect_problem(409, "last-alert-contact");
        for query in ["?confirm=yes", "?confirm=", "?confirm=true&confirm=true", "?sure=true"] {
            remove(&admin, &editor, query).await.expect_problem(422, "invalid-query");
        }
        assert_eq!(version(&admin, BELLA).await, 1);
        app.sign_in("editor@bella-pizza.example").await.get("/accounts/bella-pizza").await.expect(200);

        remove(&admin, &editor, "").await.expect(204);
        let locked = gate(&admin, BELLA, "production").await;
        assert_eq!((&locked["state"], &locked["missing"]), (&json!("locked"), &json!(["alert_contacts"])));
        assert_eq!(locked["version"], 2);
        assert_eq!(gate(&admin, BELLA, "sandbox").await["state"], "open");
        let change = last_entry(&admin).await["changes"][0].clone();
        assert_eq!((&change["before"], &change["after"]), (&json!({"alert_contacts": [editor]}), &json!({})));
    }

    async fn others_are_removed_without_a_trace_in_the_contact_information(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let editor = app.user_id("editor@bella-pizza.example").await;
        let viewer = app.user_id("viewer@bella-pizza.example").await;
        save(&admin, BELLA, "sandbox", 0, &sandbox_values()).await.expect(200);
        remove(&admin, &viewer, "").await.expect(204);
        save(&admin, BELLA, "production", 1, &production_values(&[&editor])).await.expect(200);
        remove(&admin, &viewer, "").await.expect_problem(404, "not-found");
        assert_eq!(version(&admin, BELLA).await, 2);
    }

    async fn the_last_administrator_stays_whatever_is_confirmed(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let id = app.user_id("admin@bella-pizza.example").await;
        save(&admin, BELLA, "production", 0, &production_values(&[&id])).await.expect(200);
        remove(&admin, &id, "?confirm=true").await.expect_problem(409, "last-administrator");
        assert_eq!(version(&admin, BELLA).await, 1);
    }

    async fn nobody_is_named_who_is_just_being_removed(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let editor = app.user_id("editor@bella-pizza.example").await;
        let viewer = app.user_id("viewer@bella-pizza.example").await;
        save(&admin, BELLA, "production", 0, &production_values(&[&editor])).await.expect(200);
        let both = production_values(&[&editor, &viewer]);
        let (saved, removed) = tokio::join!(
            save(&admin, BELLA, "production", 1, &both),
            remove(&admin, &viewer, ""),
        );
        removed.expect(204);
        // Whichever came first: the user isn't there, and nobody has them as an alert contact.
        assert!([200, 422].contains(&saved.status), "{}", saved.text());
        let shown = admin.get(&contact_information(BELLA, "production")).await.expect(200).json();
        assert_eq!(shown["values"]["alert_contacts"], json!([editor]));
        assert_eq!(gate(&admin, BELLA, "production").await["state"], "open");
    }
}
