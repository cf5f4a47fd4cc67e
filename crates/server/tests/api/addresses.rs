//! Addresses that contacts are written to: asked once, confirmed, declined, bounced.

use jiff::SignedDuration;
use serde_json::{Value, json};
use server::store::links::Purpose;
use uuid::Uuid;

use crate::vocabulary::values::{common_values, production_values, sandbox_values, save, with};
use crate::vocabulary::{
    Answer, Client, Mailbox, ReceivedMail, Rule, Stage, TestApp, eventually, on_both_databases,
    on_both_databases_with_mail,
};

const ONCALL: &str = "oncall@bella-pizza.example";

/// What the account knows of an address.
async fn address(client: &Client, email: &str) -> Value {
    let page = client.get("/accounts/bella-pizza/addresses").await.expect(200).json();
    let found = page["items"].as_array().unwrap().iter().find(|item| item["email"] == email).cloned();
    found.unwrap_or_else(|| panic!("{email} isn't listed: {page:#}"))
}

/// The mail to an address whose subject or text has this word, once it is there.
async fn mail_to(mailbox: &Mailbox, email: &str, count: usize) -> ReceivedMail {
    let mails = mailbox.received(count).await;
    mails.into_iter().rfind(|mail| mail.to == [email]).unwrap()
}

fn token(mail: &ReceivedMail) -> String {
    mail.link().split_once("/address#").unwrap().1.to_owned()
}

async fn answer(app: &TestApp, token: &str, answer: &str, replacement: Value) -> Answer {
    let body = json!({"token": token, "answer": answer, "replacement": replacement});
    app.stranger().post("/address-links/answer", &body).await
}

async fn verify(client: &Client, email: &str) -> Answer {
    client.post("/accounts/bella-pizza/addresses/verify", &json!({"email": email})).await
}

fn warning(saved: &Value, code: &str) -> Vec<String> {
    let warnings = saved["warnings"].as_array().unwrap().iter().filter(|warning| warning["code"] == code);
    warnings.map(|warning| warning["params"]["email"].as_str().unwrap().to_owned()).collect()
}

on_both_databases_with_mail! {
    async fn a_new_address_is_asked_once_and_confirms(app: TestApp, mailbox: Mailbox) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let saved = save(&editor, "bella-pizza", "sandbox", 0, &sandbox_values()).await.expect(200).json();
        assert_eq!(warning(&saved, "unverified_address").len(), 5, "{saved:#}");
        let mail = mail_to(&mailbox, ONCALL, 5).await;
        assert!(mail.text.contains("Bella Pizza"), "{}", mail.text);
        let found = address(&editor, ONCALL).await;
        assert_eq!((&found["state"], &found["replacement"]), (&json!("unverified"), &json!(null)));
        eventually(async || address(&editor, ONCALL).await["verification"] == "sent").await;

        // A save that lists the same again asks nobody.
        let values = with(sandbox_values(), "technical_non_emergency", json!([{"email": "New@bella-pizza.example", "language": "de"}]));
        save(&editor, "bella-pizza", "sandbox", 1, &values).await.expect(200);
        let again = mailbox.received(6).await;
        assert_eq!((again.len(), &*again[5].to), (6, &["New@bella-pizza.example".to_owned()][..]));

        let token = token(&mail);
        let look = app.stranger().post("/address-links/look", &json!({"token": token})).await;
        assert_eq!(look.expect(200).json(), json!({
            "email": ONCALL,
            "account": {"name": "Bella Pizza"},
            "fields": ["technical_emergency"],
            "state": "unverified",
        }));
        answer(&app, &token, "confirm", Value::Null).await.expect(204);
        assert_eq!(address(&editor, ONCALL).await["state"], "verified");
        answer(&app, &token, "confirm", Value::Null).await.expect(204);
        let shown = editor.get("/accounts/bella-pizza/contact-information?environment=sandbox").await.expect(200).json();
        assert!(!warning(&shown, "unverified_address").contains(&ONCALL.to_owned()));
    }

    async fn whoever_declines_may_name_somebody_and_editors_are_told(app: TestApp, mailbox: Mailbox) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        save(&editor, "bella-pizza", "sandbox", 0, &sandbox_values()).await.expect(200);
        let token = token(&mail_to(&mailbox, ONCALL, 5).await);
        let named = json!({"name": "Ben", "email": "ben@bella-pizza.example"});
        answer(&app, &token, "decline", named.clone()).await.expect(204);
        let found = address(&editor, ONCALL).await;
        assert_eq!((&found["state"], &found["replacement"]), (&json!("declined"), &named));
        let mails = mailbox.received(7).await;
        let mut told: Vec<_> = mails[5..].iter().flat_map(|mail| mail.to.clone()).collect();
        told.sort();
        assert_eq!(told, ["admin@bella-pizza.example", "editor@bella-pizza.example"]);
        assert!(mails[6].text.contains("ben@bella-pizza.example"), "{}", mails[6].text);
        let shown = editor.get("/accounts/bella-pizza/contact-information?environment=sandbox").await.expect(200).json();
        assert_eq!(warning(&shown, "declined_address"), [ONCALL]);
        let draft = editor.get("/accounts/bella-pizza/draft?environment=sandbox").await.expect(200).json();
        let reached = &draft["emergency"]["recipients"];
        assert_eq!((reached.as_array().unwrap().len(), &reached[0]["name"]), (1, &json!("Anna Nowak")), "{draft:#}");

        // The last word counts, and nobody is told of it over and over.
        answer(&app, &token, "confirm", Value::Null).await.expect(204);
        answer(&app, &token, "decline", Value::Null).await.expect(204);
        let found = address(&editor, ONCALL).await;
        assert_eq!((&found["state"], &found["replacement"]), (&json!("declined"), &json!(null)));
        answer(&app, &token, "confirm", Value::Null).await.expect(204);
        assert_eq!(address(&editor, ONCALL).await["state"], "verified");
        verify(&editor, "tech@bella-pizza.example").await.expect_problem(429, "too-soon");
        app.clock.advance(SignedDuration::from_mins(1));
        verify(&editor, "tech@bella-pizza.example").await.expect(200);
        assert_eq!(mailbox.received(8).await[7].to, ["tech@bella-pizza.example"]);
    }

    async fn who_declines_several_times_at_once_is_told_of_once(app: TestApp, mailbox: Mailbox) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        save(&editor, "bella-pizza", "sandbox", 0, &sandbox_values()).await.expect(200);
        let token = token(&mail_to(&mailbox, ONCALL, 5).await);
        let decline = || answer(&app, &token, "decline", Value::Null);
        let (a, b, c, d) = tokio::join!(decline(), decline(), decline(), decline());
        for answer in [a, b, c, d] {
            answer.expect(204);
        }
        // What is written after all that comes after all that.
        app.clock.advance(SignedDuration::from_mins(1));
        verify(&editor, "tech@bella-pizza.example").await.expect(200);
        let mails = mailbox.received(8).await;
        assert_eq!(mails.len(), 8);
        let mut told: Vec<_> = mails[5..].iter().flat_map(|mail| mail.to.clone()).collect();
        told.sort();
        assert_eq!(told, ["admin@bella-pizza.example", "editor@bella-pizza.example", "tech@bella-pizza.example"]);
    }

    async fn an_address_that_bounces_is_marked_until_it_confirms(app: TestApp, mailbox: Mailbox) {
        mailbox.tell(Rule::refuse(Stage::Recipient).to(ONCALL).saying(550, "5.1.1 no such user").times(1)).await;
        let editor = app.sign_in("editor@bella-pizza.example").await;
        save(&editor, "bella-pizza", "sandbox", 0, &sandbox_values()).await.expect(200);
        eventually(async || address(&editor, ONCALL).await["state"] == "bounced").await;
        let found = address(&editor, ONCALL).await;
        assert!(found["reply"].as_str().unwrap().contains("5.1.1 no such user"), "{found}");
        assert_eq!(found["verification"], "bounced");
        let shown = editor.get("/accounts/bella-pizza/contact-information?environment=sandbox").await.expect(200).json();
        assert_eq!(warning(&shown, "bounced_address"), [ONCALL]);

        // That a mail is taken later doesn't say that it is read.
        app.clock.advance(SignedDuration::from_mins(1));
        assert_eq!(verify(&editor, ONCALL).await.expect(200).json()["state"], "bounced");
        let mail = mail_to(&mailbox, ONCALL, 5).await;
        eventually(async || address(&editor, ONCALL).await["verification"] == "sent").await;
        assert_eq!(address(&editor, ONCALL).await["state"], "bounced");
        answer(&app, &token(&mail), "confirm", Value::Null).await.expect(204);
        let found = address(&editor, ONCALL).await;
        assert_eq!((&found["state"], &found["reply"]), (&json!("verified"), &json!(null)));
    }

    async fn links_that_cannot_be_used(app: TestApp, mailbox: Mailbox) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        save(&editor, "bella-pizza", "sandbox", 0, &sandbox_values()).await.expect(200);
        let token = token(&mail_to(&mailbox, ONCALL, 5).await);
        for bad in ["", "csl_", &token[1..], &token[..token.len() - 1], &token.to_lowercase(), &format!("{token} ")] {
            let look = app.stranger().post("/address-links/look", &json!({"token": bad})).await;
            look.expect_problem(404, "not-found");
            answer(&app, bad, "confirm", Value::Null).await.expect_problem(404, "not-found");
        }
        // Nor is another kind of link one, nor this one another kind.
        let id = Uuid::from_u128(7);
        for purpose in [Purpose::Invitation(id), Purpose::PasswordReset(id)] {
            let foreign = app.link(purpose).await;
            let look = app.stranger().post("/address-links/look", &json!({"token": foreign})).await;
            look.expect_problem(404, "not-found");
            answer(&app, &foreign, "decline", Value::Null).await.expect_problem(404, "not-found");
        }
        for path in ["/invitations/look", "/password-resets/look"] {
            app.stranger().post(path, &json!({"token": token})).await.expect_problem(404, "not-found");
        }
        answer(&app, &token, "maybe", Value::Null).await.expect_errors(&[("/answer", "invalid_answer")]);
        let named = json!({"email": "a@b.example"});
        answer(&app, &token, "confirm", named).await.expect_errors(&[("/replacement", "unavailable_field")]);
        let wrong = json!({"email": "nobody", "name": "a\nb"});
        let errors = [("/replacement/name", "invalid_name"), ("/replacement/email", "invalid_email")];
        answer(&app, &token, "decline", wrong).await.expect_errors(&errors);
        app.clock.advance(SignedDuration::from_hours(90 * 24));
        answer(&app, &token, "confirm", Value::Null).await.expect_problem(410, "link-expired");
        app.clock.advance(SignedDuration::from_hours(-24));
        answer(&app, &token, "confirm", Value::Null).await.expect(204);
    }
}

on_both_databases! {
    async fn what_is_taken_away_is_not_asked_any_more_and_asked_when_it_comes_back(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        save(&editor, "bella-pizza", "sandbox", 0, &sandbox_values()).await.expect(200);
        assert_eq!(address(&editor, ONCALL).await["verification"], "queued");
        let other = with(sandbox_values(), "technical_emergency", json!([{"email": "new@bella-pizza.example", "language": "pl"}]));
        save(&editor, "bella-pizza", "sandbox", 1, &other).await.expect(200);
        verify(&editor, ONCALL).await.expect_errors(&[("/email", "not_listed")]);
        let cancelled = server::store::outbox::newest(app.store.read(), Some(server::store::outbox::State::Cancelled), 9);
        assert_eq!(cancelled.await.unwrap().len(), 1);
        save(&editor, "bella-pizza", "sandbox", 2, &sandbox_values()).await.expect(200);
        assert_eq!(address(&editor, ONCALL).await["verification"], "queued");
    }

    async fn whoever_signs_in_has_confirmed_their_address(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let admin = app.user_id("admin@bella-pizza.example").await;
        let own = json!([{"email": "Viewer@bella-pizza.example", "language": "en"}]);
        let values = with(production_values(&[&admin]), "technical_emergency", own);
        let saved = save(&editor, "bella-pizza", "production", 0, &values).await.expect(200).json();
        assert_eq!(warning(&saved, "unverified_address").len(), 4);
        for email in ["Viewer@bella-pizza.example", "admin@bella-pizza.example"] {
            let found = address(&editor, email).await;
            assert_eq!((&found["state"], &found["verification"]), (&json!("verified"), &json!(null)), "{email}");
        }
    }

    async fn accounts_know_addresses_for_themselves(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let other = app.sign_in("editor@city-walks.example").await;
        save(&editor, "bella-pizza", "sandbox", 0, &sandbox_values()).await.expect(200);
        assert_eq!(other.get("/accounts/city-walks/addresses").await.expect(200).json(), json!({"items": []}));
        save(&other, "city-walks", "sandbox", 0, &common_values()).await.expect(200);
        let queued = server::store::outbox::newest(app.store.read(), None, 20).await.unwrap();
        assert_eq!(queued.len(), 9);
    }
}
