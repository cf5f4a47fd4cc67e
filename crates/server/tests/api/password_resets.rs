//! Forgotten passwords.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::json;
use server::demo;
use server::store::outbox;
use server::store::password_resets::{PER_MAILBOX, PER_NETWORK, WINDOW};

use crate::vocabulary::{Answer, Client, Database, Mailbox, TestApp, eventually, on_both_databases_with_mail};

const ADMIN: &str = "admin@bella-pizza.example";
const PASSWORD: &str = "another password";
const BEHIND_A_PROXY: &str = "trusted_proxies = ['127.0.0.1']";

async fn forget(app: &TestApp, email: &str) -> Answer {
    app.stranger().post("/password-resets", &json!({"email": email})).await
}

/// The token in the newest of so many mails.
async fn token(mailbox: &Mailbox, count: usize) -> String {
    let received = mailbox.received(count).await;
    assert_eq!(received.len(), count);
    received[count - 1].link().split_once('#').unwrap().1.to_owned()
}

async fn look(app: &TestApp, token: &str) -> Answer {
    app.stranger().post("/password-resets/look", &json!({"token": token})).await
}

async fn complete(client: &Client, token: &str, password: &str) -> Answer {
    client.post("/password-resets/complete", &json!({"token": token, "password": password})).await
}

fn later(app: &TestApp, seconds: i64) {
    app.clock.advance(SignedDuration::from_secs(seconds));
}

on_both_databases_with_mail! {
    async fn another_password_is_chosen_and_all_sessions_end(app: TestApp, mailbox: Mailbox) {
        let elsewhere = app.sign_in(ADMIN).await;
        forget(&app, "ADMIN@bella-pizza.example").await.expect(202);
        let token = token(&mailbox, 1).await;
        assert_eq!(mailbox.received(1).await[0].to, [ADMIN]);
        assert_eq!(look(&app, &token).await.expect(200).json(), json!({"email": ADMIN}));
        // Until then everything is as it was.
        elsewhere.get("/me").await.expect(200);
        let done = complete(&app.stranger(), &token, PASSWORD).await;
        let admin = app.stranger().with_cookie(done.expect(204).cookie().unwrap());
        assert_eq!(admin.get("/me").await.expect(200).json()["user"]["email"], ADMIN);
        elsewhere.get("/me").await.expect_problem(401, "not-signed-in");
        app.try_sign_in(ADMIN, demo::PASSWORD).await.expect(401);
        app.try_sign_in(ADMIN, PASSWORD).await.expect(204);
        // The link is good once.
        look(&app, &token).await.expect_problem(410, "link-used");
        complete(&app.stranger(), &token, "a third password").await.expect_problem(410, "link-used");
        app.try_sign_in(ADMIN, PASSWORD).await.expect(204);
    }

    async fn of_two_who_use_a_link_at_the_same_time_one_does(app: TestApp, mailbox: Mailbox) {
        forget(&app, ADMIN).await.expect(202);
        let token = token(&mailbox, 1).await;
        let attempt = async |password: &'static str| (password, complete(&app.stranger(), &token, password).await);
        let attempts = ["the first of three", "the second of three", "the third of three"].map(attempt);
        let (won, lost): (Vec<_>, Vec<_>) =
            futures_util::future::join_all(attempts).await.into_iter().partition(|(_, answer)| answer.status == 204);
        assert_eq!((won.len(), lost.len()), (1, 2));
        app.try_sign_in(ADMIN, won[0].0).await.expect(204);
        for (password, answer) in lost {
            answer.expect_problem(410, "link-used");
            app.try_sign_in(ADMIN, password).await.expect(401);
        }
    }

    async fn a_link_expires_and_the_newest_is_the_good_one(app: TestApp, mailbox: Mailbox) {
        forget(&app, ADMIN).await.expect(202);
        let first = token(&mailbox, 1).await;
        later(&app, 3599);
        look(&app, &first).await.expect(200);
        later(&app, 1);
        look(&app, &first).await.expect_problem(410, "link-expired");
        complete(&app.stranger(), &first, PASSWORD).await.expect_problem(410, "link-expired");
        forget(&app, ADMIN).await.expect(202);
        let second = token(&mailbox, 2).await;
        forget(&app, ADMIN).await.expect(202);
        let third = token(&mailbox, 3).await;
        look(&app, &second).await.expect_problem(410, "link-superseded");
        complete(&app.stranger(), &second, PASSWORD).await.expect_problem(410, "link-superseded");
        complete(&app.stranger(), &third, "short").await.expect_errors(&[("/password", "too_short")]);
        complete(&app.stranger(), &third, PASSWORD).await.expect(204);
    }

    async fn a_clock_that_was_ahead_keeps_nobody_from_asking(app: TestApp, mailbox: Mailbox) {
        let limit = usize::try_from(PER_MAILBOX).unwrap();
        later(&app, 86_400);
        for count in 1..=limit {
            forget(&app, ADMIN).await.expect(202);
            mailbox.received(count).await;
        }
        later(&app, -86_400);
        forget(&app, ADMIN).await.expect(202);
        assert_eq!(mailbox.received(limit + 1).await.len(), limit + 1);
    }

    async fn nobody_learns_whether_an_address_is_somebody_s(app: TestApp, mailbox: Mailbox) {
        let known = forget(&app, ADMIN).await;
        let unknown = forget(&app, "nobody@bella-pizza.example").await;
        for answer in [&known, &unknown] {
            assert_eq!((answer.expect(202).text(), answer.cookies()), (String::new(), vec![]));
            let mut names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
            names.sort();
            assert_eq!(names, {
                let mut names: Vec<_> = known.headers.keys().map(ToString::to_string).collect();
                names.sort();
                names
            });
        }
        // However often, too; and a mailbox isn't filled.
        mailbox.received(1).await;
        for email in [ADMIN, "nobody@bella-pizza.example"] {
            for _ in 0..PER_MAILBOX + 2 {
                forget(&app, email).await.expect(202);
            }
        }
        // Once this one is there, so is all that was written before.
        forget(&app, "editor@bella-pizza.example").await.expect(202);
        eventually(async || {
            let received = mailbox.received(1).await;
            received.iter().any(|mail| mail.to[0].starts_with("editor"))
        }).await;
        let received = mailbox.received(1).await;
        let most = usize::try_from(PER_MAILBOX).unwrap();
        assert!(received.iter().filter(|mail| mail.to[0] == ADMIN).count() <= most);
        assert!(received.iter().all(|mail| !mail.to[0].starts_with("nobody")));
        later(&app, WINDOW.as_secs());
        forget(&app, ADMIN).await.expect(202);
        let id = app.user_id(ADMIN).await.parse().unwrap();
        eventually(async || {
            let mails = outbox::about(app.store.read(), id).await.unwrap();
            mails.last().is_some_and(|mail| mail.created_at == app.clock.now())
        }).await;
    }

    async fn whoever_is_only_invited_gets_the_invitation_again(app: TestApp, mailbox: Mailbox) {
        let admin = app.sign_in(ADMIN).await;
        let body = json!({"name": "Jonas", "email": "jonas@elsewhere.example", "role": "editor"});
        admin.post("/accounts/bella-pizza/users", &body).await.expect(201);
        let first = token(&mailbox, 1).await;
        forget(&app, "jonas@elsewhere.example").await.expect(202);
        let second = token(&mailbox, 2).await;
        assert_eq!(mailbox.received(2).await[0].subject, mailbox.received(2).await[1].subject);
        let look = async |token: &str| app.stranger().post("/invitations/look", &json!({"token": token})).await;
        look(&first).await.expect_problem(410, "link-superseded");
        assert_eq!(look(&second).await.expect(200).json()["invited_by"], "Anna Nowak");
    }

    async fn what_is_no_link_to_choose_a_password_is_not_there(app: TestApp, mailbox: Mailbox) {
        let admin = app.sign_in(ADMIN).await;
        let body = json!({"name": "Jonas", "email": "jonas@elsewhere.example", "role": "editor"});
        admin.post("/accounts/bella-pizza/users", &body).await.expect(201);
        let invitation = token(&mailbox, 1).await;
        forget(&app, ADMIN).await.expect(202);
        let reset = token(&mailbox, 2).await;
        for wrong in ["", "csl_", &reset[..reset.len() - 1], &format!("{reset}x"), &invitation] {
            look(&app, wrong).await.expect_problem(404, "not-found");
            complete(&app.stranger(), wrong, PASSWORD).await.expect_problem(404, "not-found");
        }
        // Nor is one to choose a password an invitation.
        app.stranger().post("/invitations/look", &json!({"token": reset})).await.expect_problem(404, "not-found");
        look(&app, &reset).await.expect(200);
    }

    async fn what_is_no_address_is_told(app: TestApp, mailbox: Mailbox) {
        app.stranger().post("/password-resets", &json!({})).await.expect_errors(&[("/email", "required")]);
        for email in ["x", "a@b", "a\r\nBcc: b@c.example@d.example"] {
            forget(&app, email).await.expect_errors(&[("/email", "invalid_email")]);
        }
        forget(&app, ADMIN).await.expect(202);
        assert_eq!(mailbox.received(1).await.len(), 1);
    }
}

async fn check_one_network(database: Database) {
    let app = TestApp::spawn_with(database, BEHIND_A_PROXY).await;
    let forget = async |number: u64, from: &str| {
        let body = json!({"email": format!("user{number}@bella-pizza.example")});
        let request = app.stranger().request(Method::POST, "/password-resets").json(&body);
        Answer::to(request.header("x-forwarded-for", from)).await
    };
    for number in 0..PER_NETWORK {
        forget(number, "192.0.2.1").await.expect(202);
    }
    let refused = forget(0, "192.0.2.1").await;
    refused.expect_problem(429, "too-many-attempts");
    assert_eq!(refused.header("retry-after").parse::<i64>().unwrap(), WINDOW.as_secs());
    forget(0, "192.0.2.2").await.expect(202);
    app.clock.advance(WINDOW);
    forget(0, "192.0.2.1").await.expect(202);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_network_asks_for_many_on_sqlite() {
    check_one_network(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_network_asks_for_many_on_postgresql() {
    check_one_network(Database::Postgresql).await;
}
