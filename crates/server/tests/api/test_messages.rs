//! Test messages, and what becomes of them.

use jiff::SignedDuration;
use serde_json::json;

use crate::vocabulary::values::{sandbox_values, save, with};
use crate::vocabulary::{Rule, Stage, eventually, on_both_databases_with_mail};

const PATH: &str = "/accounts/bella-pizza/test-messages";

on_both_databases_with_mail! {
    async fn a_contact_gets_one_and_its_way_is_shown(app: TestApp, mailbox: Mailbox) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        save(&editor, "bella-pizza", "sandbox", 0, &sandbox_values()).await.expect(200);
        mailbox.received(5).await;
        mailbox.tell(Rule::defer(Stage::Recipient).times(1).saying(450, "4.2.0 greylisted")).await;
        let body = json!({"email": "OnCall@bella-pizza.example"});
        let sent = editor.post(PATH, &body).await.expect(201).json();
        assert_eq!((&sent["email"], &sent["language"]), (&json!("oncall@bella-pizza.example"), &json!("pl")));
        let path = format!("{PATH}/{}", sent["id"].as_str().unwrap());
        eventually(async || editor.get(&path).await.json()["state"] == "deferred").await;
        let shown = editor.get(&path).await.expect(200).json();
        assert!(shown["next_attempt_at"].is_string() && shown["reply"].as_str().unwrap().contains("greylisted"), "{shown}");
        editor.post(PATH, &body).await.expect_problem(429, "too-soon");
        app.clock.advance(SignedDuration::from_secs(90));
        eventually(async || editor.get(&path).await.json()["state"] == "sent").await;
        let shown = editor.get(&path).await.expect(200).json();
        let states: Vec<_> = shown["events"].as_array().unwrap().iter().map(|event| &event["state"]).collect();
        assert_eq!((states, &shown["next_attempt_at"]), (vec![&json!("deferred"), &json!("sent")], &json!(null)));
        assert_eq!(mailbox.received(6).await[5].to, ["oncall@bella-pizza.example"]);
    }

    async fn nobody_else_is_written_to(app: TestApp, _mailbox: Mailbox) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let elsewhere = json!({"email": "somebody@elsewhere.example"});
        editor.post(PATH, &elsewhere).await.expect_errors(&[("/email", "not_listed")]);
        editor.post(PATH, &json!({"email": "editor@bella-pizza.example"})).await.expect(201);
        let mails = server::store::outbox::newest(app.store.read(), None, 9).await.unwrap();
        assert_eq!(mails.len(), 1);
        // Another account's test message isn't there, nor is a mail of another kind.
        let id = mails[0].id;
        let other = app.sign_in("editor@city-walks.example").await;
        other.get(&format!("/accounts/city-walks/test-messages/{id}")).await.expect_problem(404, "not-found");
        save(&editor, "bella-pizza", "sandbox", 0, &sandbox_values()).await.expect(200);
        let verification = server::store::outbox::newest(app.store.read(), None, 1).await.unwrap()[0].id;
        editor.get(&format!("{PATH}/{verification}")).await.expect_problem(404, "not-found");
    }

    async fn whoever_is_taken_away_while_it_waits_gets_none(app: TestApp, mailbox: Mailbox) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        save(&editor, "bella-pizza", "sandbox", 0, &sandbox_values()).await.expect(200);
        mailbox.received(5).await;
        mailbox.tell(Rule::defer(Stage::Recipient)).await;
        let sent = editor.post(PATH, &json!({"email": "oncall@bella-pizza.example"})).await.expect(201).json();
        let path = format!("{PATH}/{}", sent["id"].as_str().unwrap());
        eventually(async || editor.get(&path).await.json()["state"] == "deferred").await;
        let others = with(sandbox_values(), "technical_emergency", json!([{"email": "new@bella-pizza.example", "language": "pl"}]));
        save(&editor, "bella-pizza", "sandbox", 1, &others).await.expect(200);
        assert_eq!(editor.get(&path).await.json()["state"], "cancelled");
    }
}
