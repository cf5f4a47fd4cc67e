//! `/accounts/{account}/requests-to-fill`.

use jiff::SignedDuration;
use serde_json::json;
use server::store::outbox::{self, State};

use crate::vocabulary::values::{production_values, save};
use crate::vocabulary::{Answer, Client, Rule, Stage, eventually, on_both_databases_with_mail};

async fn ask(client: &Client, environment: &str) -> Answer {
    client.post(&format!("/accounts/bella-pizza/requests-to-fill?environment={environment}"), &json!(null)).await
}

on_both_databases_with_mail! {
    async fn those_who_can_fill_it_in_are_asked(app: TestApp, mailbox: Mailbox) {
        let viewer = app.sign_in("viewer@bella-pizza.example").await;
        let admin = app.sign_in("admin@bella-pizza.example").await;
        // Whoever hasn't come in yet isn't asked.
        let body = json!({"name": "New", "email": "new@elsewhere.example", "role": "editor"});
        admin.post("/accounts/bella-pizza/users", &body).await.expect(201);
        mailbox.received(1).await;
        mailbox.clear().await;

        assert_eq!(ask(&viewer, "production").await.expect(202).json(), json!({"asked": 2}));
        let received = mailbox.received(2).await;
        let mut to: Vec<_> = received.iter().map(|mail| mail.to[0].clone()).collect();
        to.sort();
        assert_eq!(to, ["admin@bella-pizza.example", "editor@bella-pizza.example"]);
        for mail in &received {
            assert!(mail.text.contains("Ewa Wójcik"), "{}", mail.text);
            assert!(mail.link().ends_with("/?account=bella-pizza&environment=production"), "{}", mail.link());
        }
        // Nobody is asked about an environment by one person twice within an hour.
        assert_eq!(ask(&viewer, "production").await.expect(202).json(), json!({"asked": 2}));
        app.clock.advance(SignedDuration::from_secs(3599));
        assert_eq!(ask(&viewer, "production").await.expect(202).json(), json!({"asked": 2}));
        assert_eq!(ask(&viewer, "sandbox").await.expect(202).json(), json!({"asked": 2}));
        assert_eq!(mailbox.received(4).await.len(), 4);
        app.clock.advance(SignedDuration::from_secs(1));
        assert_eq!(ask(&viewer, "production").await.expect(202).json(), json!({"asked": 2}));
        assert_eq!(mailbox.received(6).await.len(), 6);
    }

    async fn who_has_no_access_any_more_is_not_asked_by_a_mail_that_waits(app: TestApp, mailbox: Mailbox) {
        let viewer = app.sign_in("viewer@bella-pizza.example").await;
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let editor = "editor@bella-pizza.example";
        mailbox.tell(Rule::defer(Stage::Recipient).to(editor)).await;
        ask(&viewer, "production").await.expect(202);
        let of = async |state| {
            let mails = outbox::newest(app.store.read(), Some(state), 10).await.unwrap();
            mails.into_iter().map(|mail| mail.email).collect::<Vec<_>>()
        };
        eventually(async || of(State::Deferred).await == [editor] && of(State::Sent).await.len() == 1).await;
        admin.delete(&format!("/accounts/bella-pizza/users/{}", app.user_id(editor).await)).await.expect(204);
        assert_eq!((of(State::Deferred).await, of(State::Cancelled).await), (vec![], vec![editor.to_owned()]));
    }

    async fn whoever_can_asks_the_others(app: TestApp, mailbox: Mailbox) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        assert_eq!(ask(&editor, "sandbox").await.expect(202).json(), json!({"asked": 1}));
        assert_eq!(mailbox.received(1).await[0].to, ["admin@bella-pizza.example"]);
    }

    async fn two_requests_at_the_same_time_ask_once(app: TestApp, mailbox: Mailbox) {
        let viewer = app.sign_in("viewer@bella-pizza.example").await;
        let both = futures_util::future::join(ask(&viewer, "sandbox"), ask(&viewer, "sandbox"));
        let (one, other) = both.await;
        assert_eq!((one.expect(202).json(), other.expect(202).json()), (json!({"asked": 2}), json!({"asked": 2})));
        assert_eq!(ask(&viewer, "production").await.expect(202).json(), json!({"asked": 2}));
        assert_eq!(mailbox.received(4).await.len(), 4);
    }

    async fn a_guest_asks_and_nobody_is_asked_for_what_is_there(app: TestApp, mailbox: Mailbox) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let viewer = app.sign_in("viewer@bella-pizza.example").await;
        let guest = app.guest("city-walks", "sandbox", "viewer").await;
        let asked = guest.post("/accounts/city-walks/requests-to-fill?environment=sandbox", &json!(null)).await;
        assert_eq!(asked.expect(202).json(), json!({"asked": 2}));
        assert!(mailbox.received(2).await.iter().all(|mail| mail.to[0].ends_with("@city-walks.example")));

        let id = app.user_id("admin@bella-pizza.example").await;
        save(&admin, "bella-pizza", "production", 0, &production_values(&[&id])).await.expect(200);
        assert_eq!(ask(&viewer, "production").await.expect(202).json(), json!({"asked": 0}));
        viewer.post("/accounts/bella-pizza/requests-to-fill", &json!(null)).await.expect_errors(&[("/environment", "required")]);
    }
}
