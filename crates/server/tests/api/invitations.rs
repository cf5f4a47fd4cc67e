//! Invitations: from granting access to being inside.

use jiff::SignedDuration;
use serde_json::{Value, json};
use server::demo;

use crate::vocabulary::{Answer, Client, Mailbox, Rule, Stage, TestApp, eventually, on_both_databases_with_mail};

const USERS: &str = "/accounts/bella-pizza/users";
pub(crate) const JONAS: &str = "jonas@elsewhere.example";
const PASSWORD: &str = "a password of his own";

async fn grant(client: &Client, body: Value) -> Value {
    client.post(USERS, &body).await.expect(201).json()
}

/// Gives Jonas access as an editor.
pub(crate) async fn invite_jonas(client: &Client) -> Value {
    grant(client, json!({"name": "Jonas", "email": JONAS, "role": "editor", "language": "de"})).await
}

/// The token in the newest of so many mails.
pub(crate) async fn token(mailbox: &Mailbox, count: usize) -> String {
    let received = mailbox.received(count).await;
    assert_eq!(received.len(), count);
    received[count - 1].link().split_once('#').unwrap().1.to_owned()
}

pub(crate) async fn look(app: &TestApp, token: &str) -> Answer {
    app.stranger().post("/invitations/look", &json!({"token": token})).await
}

pub(crate) async fn accept(app: &TestApp, token: &str) -> Answer {
    let body = json!({"token": token, "name": "Jonas Weber", "language": "pl", "password": PASSWORD});
    app.stranger().post("/invitations/accept", &body).await
}

/// A user as the list shows them.
pub(crate) async fn listed(client: &Client, email: &str) -> Value {
    let users = client.get(USERS).await.expect(200).json();
    users["items"].as_array().unwrap().iter().find(|user| user["email"] == email).cloned().unwrap_or_default()
}

pub(crate) async fn again(client: &Client, user: &Value) -> Answer {
    client.post(&format!("{USERS}/{}/invitation", user["id"].as_str().unwrap()), &json!(null)).await
}

/// Waits until the mail of the invitation to Jonas has come so far.
pub(crate) async fn mail_is(client: &Client, state: &str) {
    eventually(async || listed(client, JONAS).await["invitation"]["mail"]["state"] == state).await;
}

pub(crate) fn later(app: &TestApp, seconds: i64) {
    app.clock.advance(SignedDuration::from_secs(seconds));
}

on_both_databases_with_mail! {
    async fn whoever_is_given_access_chooses_a_password_and_is_inside(app: TestApp, mailbox: Mailbox) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let user = invite_jonas(&admin).await;
        assert_eq!((&user["state"], &user["invitation"]["state"]), (&json!("invited"), &json!("pending")));
        assert_eq!(user["invitation"]["sent_at"], "2026-11-21T10:00:00Z");
        assert_eq!(user["invitation"]["expires_at"], "2026-11-28T10:00:00Z");

        let mail = mailbox.received(1).await.remove(0);
        assert_eq!(mail.to, [JONAS]);
        assert_eq!(mail.header_to[0].name, "Jonas");
        assert!(mail.header("Content-Language").starts_with("de"), "{:?}", mail.headers);
        mail_is(&admin, "sent").await;

        let token = token(&mailbox, 1).await;
        insta::assert_json_snapshot!("look", look(&app, &token).await.expect(200).json());
        let accepted = accept(&app, &token).await;
        let jonas = app.stranger().with_cookie(accepted.expect(204).cookie().unwrap());
        let me = jonas.get("/me").await.expect(200).json();
        assert_eq!((&me["user"]["name"], &me["user"]["language"]), (&json!("Jonas Weber"), &json!("pl")));
        assert_eq!(me["memberships"][0]["account"]["slug"], "bella-pizza");
        jonas.get(USERS).await.expect(200);
        let known = listed(&admin, JONAS).await;
        assert_eq!((&known["name"], &known["state"], &known["invitation"]), (&json!("Jonas Weber"), &json!("active"), &Value::Null));
        app.try_sign_in(JONAS, PASSWORD).await.expect(204);
    }

    async fn access_that_was_taken_away_can_not_be_accepted(app: TestApp, mailbox: Mailbox) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let user = invite_jonas(&admin).await;
        let first = token(&mailbox, 1).await;
        admin.delete(&format!("{USERS}/{}", user["id"].as_str().unwrap())).await.expect(204);
        look(&app, &first).await.expect_problem(404, "not-found");
        accept(&app, &first).await.expect_problem(404, "not-found");
        again(&admin, &user).await.expect_problem(404, "not-found");
        // Given again, it comes with another link, and at once.
        invite_jonas(&admin).await;
        let second = token(&mailbox, 2).await;
        look(&app, &first).await.expect_problem(404, "not-found");
        accept(&app, &second).await.expect(204);
    }

    async fn accepting_and_inviting_anew_at_the_same_time_leaves_a_way_in(app: TestApp, mailbox: Mailbox) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let user = invite_jonas(&admin).await;
        let first = token(&mailbox, 1).await;
        later(&app, 60);
        let (accepted, sent) = futures_util::future::join(accept(&app, &first), again(&admin, &user)).await;
        match (accepted.status, sent.status) {
            (204, 409) => {}
            (410, 200) => {
                accepted.expect_problem(410, "link-superseded");
                accept(&app, &token(&mailbox, 2).await).await.expect(204);
            }
            other => panic!("{other:?}"),
        }
        app.try_sign_in(JONAS, PASSWORD).await.expect(204);
    }

    async fn accepting_and_losing_access_at_the_same_time_leaves_nobody_inside(app: TestApp, mailbox: Mailbox) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let user = invite_jonas(&admin).await;
        let token = token(&mailbox, 1).await;
        let removal = format!("{USERS}/{}", user["id"].as_str().unwrap());
        let (accepted, removed) = futures_util::future::join(accept(&app, &token), admin.delete(&removal)).await;
        removed.expect(204);
        if accepted.status == 204 {
            let jonas = app.stranger().with_cookie(accepted.cookie().unwrap());
            assert_eq!(jonas.get("/me").await.json()["memberships"], json!([]));
        } else {
            accepted.expect_problem(404, "not-found");
            app.try_sign_in(JONAS, PASSWORD).await.expect(401);
        }
    }

    async fn giving_and_taking_away_fills_no_mailbox(app: TestApp, mailbox: Mailbox) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let body = json!({"name": "Jonas", "email": JONAS, "role": "editor"});
        for _ in 0..10 {
            let user = invite_jonas(&admin).await;
            admin.delete(&format!("{USERS}/{}", user["id"].as_str().unwrap())).await.expect(204);
        }
        admin.post(USERS, &body).await.expect_problem(429, "too-soon");
        assert_eq!(listed(&admin, JONAS).await, json!(null));
        later(&app, 24 * 3600);
        let admin = app.sign_in("admin@bella-pizza.example").await;
        admin.post(USERS, &body).await.expect(201);
        mailbox.received(1).await;
    }

    async fn what_waits_for_somebody_whose_access_is_taken_away_is_not_sent(app: TestApp, mailbox: Mailbox) {
        mailbox.tell(Rule::defer(Stage::Recipient).to(JONAS).saying(450, "4.2.0 later")).await;
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let user = invite_jonas(&admin).await;
        mail_is(&admin, "deferred").await;
        admin.delete(&format!("{USERS}/{}", user["id"].as_str().unwrap())).await.expect(204);
        mailbox.forget_rules().await;
        later(&app, 3600);
        grant(&admin, json!({"name": "Bo", "email": "bo@elsewhere.example", "role": "viewer"})).await;
        let received = mailbox.received(1).await;
        assert_eq!((received.len(), &received[0].to[0]), (1, &"bo@elsewhere.example".to_owned()));
    }

    async fn whoever_has_a_password_is_told_and_looks_alike_until_they_come(app: TestApp, mailbox: Mailbox) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let ruth = "viewer@city-walks.example";
        let mut users = Vec::new();
        for email in [ruth, JONAS] {
            users.push(grant(&admin, json!({"name": "Somebody", "email": email, "role": "viewer"})).await);
        }
        mailbox.received(2).await;
        let mut seen = Vec::new();
        for (user, email) in users.iter().zip([ruth, JONAS]) {
            eventually(async || listed(&admin, email).await["invitation"]["mail"]["state"] == "sent").await;
            let mut shown = [user.clone(), listed(&admin, email).await];
            for user in &mut shown {
                user["id"] = Value::Null;
                user["email"] = Value::Null;
                // What the mail server said has its own numbers.
                user["invitation"]["mail"]["reply"] = Value::Null;
            }
            seen.push(shown);
        }
        assert_eq!(seen[0], seen[1]);
        // They can be written to again alike as well.
        later(&app, 60);
        for user in &users {
            again(&admin, user).await.expect(200);
        }
        let received = mailbox.received(4).await;
        for mail in received.iter().filter(|mail| mail.to[0] == ruth) {
            assert!(mail.link().ends_with("/?account=bella-pizza"), "{}", mail.link());
        }
        app.sign_in(ruth).await;
        assert_eq!(listed(&admin, ruth).await["invitation"], Value::Null);
    }

    async fn whoever_is_invited_twice_needs_one_password(app: TestApp, mailbox: Mailbox) {
        let pizza = app.sign_in("admin@bella-pizza.example").await;
        let walks = app.sign_in("admin@city-walks.example").await;
        invite_jonas(&pizza).await;
        let first = token(&mailbox, 1).await;
        let body = json!({"name": "Joe", "email": JONAS, "role": "viewer"});
        walks.post("/accounts/city-walks/users", &body).await.expect(201);
        let second = token(&mailbox, 2).await;
        assert_eq!(look(&app, &first).await.json()["name"], "Jonas");
        assert_eq!(look(&app, &second).await.json()["name"], "Joe");
        let accepted = accept(&app, &second).await;
        let jonas = app.stranger().with_cookie(accepted.expect(204).cookie().unwrap());
        assert_eq!(jonas.get("/me").await.json()["memberships"].as_array().unwrap().len(), 2);
        // The other link would let in whoever finds the mail.
        look(&app, &first).await.expect_problem(410, "link-used");
        accept(&app, &first).await.expect_problem(410, "link-used");
        assert_eq!(listed(&pizza, JONAS).await["state"], "active");
    }

    async fn what_can_not_be_accepted_is_told_and_uses_nothing_up(app: TestApp, mailbox: Mailbox) {
        invite_jonas(&app.sign_in("admin@bella-pizza.example").await).await;
        let token = token(&mailbox, 1).await;
        let path = "/invitations/accept";
        app.stranger().post(path, &json!({})).await
            .expect_errors(&[("/token", "required"), ("/name", "required"), ("/language", "required"), ("/password", "required")]);
        let body = |name: &str, language: &str, password: &str| {
            json!({"token": token, "name": name, "language": language, "password": password})
        };
        let short = app.stranger().post(path, &body("Jonas", "de", "elevenchars")).await;
        short.expect_errors(&[("/password", "too_short")]);
        assert_eq!(short.json()["errors"][0]["params"]["min"], 12);
        app.stranger().post(path, &body(" ", "xx", "")).await
            .expect_errors(&[("/name", "required"), ("/language", "invalid_language"), ("/password", "required")]);
        app.stranger().post(path, &body("a\r\nBcc: x@y.example", "de", &"ä".repeat(600))).await
            .expect_errors(&[("/name", "invalid_name"), ("/password", "too_long")]);
        accept(&app, &token).await.expect(204);
    }

    async fn names_stay_names_in_mails(app: TestApp, mailbox: Mailbox) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        for name in ["a\r\nBcc: evil@x.example", "a\nb", "a\u{0}"] {
            admin.post(USERS, &json!({"name": name, "email": JONAS, "role": "viewer"})).await
                .expect_errors(&[("/name", "invalid_name")]);
        }
        let name = "\"Jonas\" <evil@x.example>, =?utf-8?q?=0D=0A?= ,";
        grant(&admin, json!({"name": name, "email": JONAS, "role": "viewer"})).await;
        let mail = mailbox.received(1).await.remove(0);
        assert_eq!(mail.to, [JONAS]);
        assert_eq!(mail.header_to.len(), 1, "{:?}", mail.header_to);
        assert_eq!(mail.header_to[0].address, JONAS);
        assert_eq!(mail.header("bcc"), "");
    }

    async fn an_editor_writes_again_to_whom_they_could_give_access(app: TestApp, mailbox: Mailbox) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let viewer = app.sign_in("viewer@bella-pizza.example").await;
        let user = invite_jonas(&admin).await;
        let boss = grant(&admin, json!({"name": "Boss", "email": "boss@elsewhere.example", "role": "administrator"})).await;
        mailbox.received(2).await;
        later(&app, 60);
        again(&viewer, &user).await.expect_problem(403, "forbidden");
        again(&editor, &boss).await.expect_problem(403, "forbidden");
        again(&editor, &user).await.expect(200);
        let received = mailbox.received(3).await;
        let newest = received[2].link().split_once('#').unwrap().1;
        assert_eq!(look(&app, newest).await.json()["invited_by"], "Piotr Zieliński");
    }

    async fn a_section_goes_with_the_access(app: TestApp, mailbox: Mailbox) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let body = |section: &str, role: &str| {
            json!({"name": "Jonas", "email": JONAS, "role": role, "section": section})
        };
        admin.post(USERS, &body("fax", "editor")).await.expect_errors(&[("/section", "invalid_section")]);
        admin.post(USERS, &body("operational_support", "viewer")).await.expect_errors(&[("/section", "unavailable_field")]);
        let walks = app.sign_in("admin@city-walks.example").await;
        walks.post("/accounts/city-walks/users", &body("merchant_issues", "editor")).await
            .expect_errors(&[("/section", "unavailable_field")]);

        let user = grant(&admin, body("operational_support", "editor")).await;
        assert_eq!(user["invitation"]["section"], "operational_support");
        let first = token(&mailbox, 1).await;
        assert_eq!(look(&app, &first).await.json()["section"], "operational_support");
        // It stays when they are invited again, and once they are inside.
        later(&app, 60);
        again(&admin, &user).await.expect(200);
        let second = token(&mailbox, 2).await;
        let jonas = app.stranger().with_cookie(accept(&app, &second).await.expect(204).cookie().unwrap());
        assert_eq!(jonas.get("/me").await.json()["memberships"][0]["section"], "operational_support");
        assert_eq!(admin.get("/me").await.json()["memberships"][0].get("section"), None);
        // Whoever has a password needs no link with a token.
        let emma = json!({
            "name": "Emma", "email": "editor@city-walks.example", "role": "editor", "section": "operational_support",
        });
        grant(&admin, emma).await;
        let link = mailbox.received(3).await[2].link().to_owned();
        assert!(link.ends_with("/configuration/contact-information?account=bella-pizza"), "{link}");
    }

    async fn a_browser_that_accepts_gets_a_session_of_its_own(app: TestApp, mailbox: Mailbox) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        invite_jonas(&admin).await;
        let token = token(&mailbox, 1).await;
        // The administrator's own browser: the link was opened where somebody else is signed in.
        let body = json!({"token": token, "name": "Jonas", "language": "de", "password": PASSWORD});
        let accepted = admin.post("/invitations/accept", &body).await;
        let jonas = app.stranger().with_cookie(accepted.expect(204).cookie().unwrap());
        assert_eq!(jonas.get("/me").await.json()["user"]["email"], JONAS);
        admin.get("/me").await.expect_problem(401, "not-signed-in");
    }
}

crate::vocabulary::on_both_databases! {
    async fn without_a_mail_server_the_invitation_waits(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let user = invite_jonas(&admin).await;
        assert_eq!(user["invitation"]["mail"], json!({"state": "queued", "reply": null}));
        assert_eq!(listed(&admin, JONAS).await, user);
        app.try_sign_in(JONAS, demo::PASSWORD).await.expect(401);
    }
}
