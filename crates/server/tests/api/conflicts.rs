//! `PUT …/contact-information` when somebody else saves, too, or the sender goes away.

use std::time::Duration;

use serde_json::{Value, json};

use crate::vocabulary::values::{contact_information, gate, sandbox_values, save, version, with};
use crate::vocabulary::{Client, eventually, on_both_databases};

const BELLA: &str = "bella-pizza";

async fn show(client: &Client, environment: &str) -> Value {
    client.get(&contact_information(BELLA, environment)).await.expect(200).json()
}

async fn history(client: &Client) -> Value {
    client.get("/accounts/bella-pizza/contact-information/history").await.expect(200).json()["items"].clone()
}

on_both_databases! {
    async fn who_saves_over_somebody_else_s_save_is_told_what_is_there(app: TestApp) {
        let (anna, piotr) =
            (app.sign_in("admin@bella-pizza.example").await, app.sign_in("editor@bella-pizza.example").await);
        save(&anna, BELLA, "sandbox", 0, &sandbox_values()).await.expect(200);
        let mine = with(sandbox_values(), "operational_internal", json!([{"email": "x@x.example", "language": "de"}]));
        let conflict = save(&piotr, BELLA, "sandbox", 0, &mine).await;
        conflict.expect_problem(412, "version-conflict");
        assert_eq!(conflict.json()["current"], show(&piotr, "sandbox").await);
        assert_eq!(conflict.json()["current"]["updated_by"]["name"], "Anna Nowak");
        // As in RFC 9110, what is wrong with a save by itself is told before whom it would conflict with.
        let wrong = with(mine.clone(), "operational_internal", json!([]));
        save(&piotr, BELLA, "sandbox", 0, &wrong).await.expect_problem(422, "invalid-contact-information");
        assert_eq!(version(&anna, BELLA).await, 1);
        save(&piotr, BELLA, "sandbox", 1, &mine).await.expect(200);
    }

    async fn of_two_saves_at_the_same_time_one_wins(app: TestApp) {
        let (anna, piotr) =
            (app.sign_in("admin@bella-pizza.example").await, app.sign_in("editor@bella-pizza.example").await);
        for round in 0..10 {
            let values = |name: &str| {
                let email = format!("{name}{round}@bella-pizza.example");
                with(sandbox_values(), "operational_internal", json!([{"email": email, "language": "en"}]))
            };
            let (hers, his) = (values("anna"), values("piotr"));
            let (first, second) = tokio::join!(
                save(&anna, BELLA, "sandbox", round, &hers),
                save(&piotr, BELLA, "sandbox", round, &his),
            );
            let mut statuses = [first.status, second.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 412], "{} {}", first.text(), second.text());
            let winner = if first.status == 200 { &first } else { &second };
            assert_eq!(show(&anna, "sandbox").await, winner.json());
            assert_eq!(history(&anna).await[0]["version"], round + 1);
        }
    }

    async fn a_save_whose_sender_goes_away_is_made_or_not_made(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        save(&editor, BELLA, "sandbox", 0, &sandbox_values()).await.expect(200);
        for round in 0..40 {
            let stored = version(&editor, BELLA).await;
            let email = format!("round{round}@x.example");
            let values = with(sandbox_values(), "operational_internal", json!([{"email": email, "language": "en"}]));
            let patience = Duration::from_micros(250 * round);
            let _ = tokio::time::timeout(patience, save(&editor, BELLA, "sandbox", stored, &values)).await;
            // Whatever becomes of it, everything agrees in the end. The clock stands still, so no copy of what was
            // there before would get too old.
            eventually(async || {
                let shown = show(&editor, "sandbox").await;
                let newest = history(&editor).await[0].clone();
                let is_whole = shown["version"] == newest["version"]
                    && newest["changes"][0]["after"]["operational_internal"]
                        .as_array()
                        .is_none_or(|after| shown["values"]["operational_internal"].as_array() == Some(after));
                is_whole && gate(&editor, BELLA, "sandbox").await["version"] == shown["version"]
            })
            .await;
        }
    }
}
