//! How many wrong attempts to sign in there may be.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::json;
use server::demo;
use server::store::sign_ins::{PER_MAILBOX, PER_MAILBOX_AND_NETWORK, PER_NETWORK, WINDOW};

use crate::vocabulary::{Answer, Database, TestApp};

const ADMIN: &str = "admin@bella-pizza.example";
const BEHIND_A_PROXY: &str = "trusted_proxies = ['127.0.0.1']";

async fn attempt(app: &TestApp, email: &str, password: &str, from: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    let request = app.stranger().request(Method::POST, "/session").json(&body).header("x-forwarded-for", from);
    Answer::to(request).await
}

async fn check_one_network_and_mailbox(database: Database) {
    let app = TestApp::spawn_with(database, BEHIND_A_PROXY).await;
    for _ in 0..PER_MAILBOX_AND_NETWORK {
        attempt(&app, ADMIN, "wrong", "192.0.2.1").await.expect_problem(401, "invalid-credentials");
    }
    let refused = attempt(&app, ADMIN, demo::PASSWORD, "192.0.2.1").await;
    refused.expect_problem(429, "too-many-attempts");
    assert_eq!(refused.header("retry-after").parse::<i64>().unwrap(), WINDOW.as_secs());

    // Others from there, and the owner from elsewhere, aren't locked out.
    attempt(&app, "editor@bella-pizza.example", demo::PASSWORD, "192.0.2.1").await.expect(204);
    attempt(&app, ADMIN, demo::PASSWORD, "192.0.2.2").await.expect(204);

    // Refused attempts don't count, so waiting helps.
    app.clock.advance(WINDOW - SignedDuration::from_secs(1));
    let refused = attempt(&app, ADMIN, demo::PASSWORD, "192.0.2.1").await;
    assert_eq!(refused.expect(429).header("retry-after"), "1");
    app.clock.advance(SignedDuration::from_secs(1));
    attempt(&app, ADMIN, demo::PASSWORD, "192.0.2.1").await.expect(204);
}

#[tokio::test]
async fn one_network_guesses_one_mailbox_on_sqlite() {
    check_one_network_and_mailbox(Database::Sqlite).await;
}

#[tokio::test]
async fn one_network_guesses_one_mailbox_on_postgresql() {
    check_one_network_and_mailbox(Database::Postgresql).await;
}

#[tokio::test]
async fn one_network_guesses_many_mailboxes() {
    let app = TestApp::spawn_with(Database::Sqlite, BEHIND_A_PROXY).await;
    for number in 0..PER_NETWORK {
        // The whole /64 is one network.
        let from = format!("2001:db8::{number:x}");
        attempt(&app, &format!("user{number}@bella-pizza.example"), "wrong", &from).await.expect(401);
    }
    attempt(&app, ADMIN, demo::PASSWORD, "2001:db8::ffff").await.expect(429);
    attempt(&app, ADMIN, demo::PASSWORD, "2001:db8:0:1::1").await.expect(204);
}

#[tokio::test]
async fn many_networks_guess_one_mailbox() {
    let app = TestApp::spawn_with(Database::Sqlite, BEHIND_A_PROXY).await;
    for number in 0..=PER_MAILBOX {
        attempt(&app, ADMIN, "wrong", &format!("198.51.100.{number}")).await.expect(401);
    }
    // Whoever guessed wrong once is refused now; the owner, who didn't, gets in.
    attempt(&app, ADMIN, demo::PASSWORD, "198.51.100.7").await.expect(429);
    attempt(&app, ADMIN, demo::PASSWORD, "192.0.2.1").await.expect(204);
    attempt(&app, "editor@bella-pizza.example", demo::PASSWORD, "198.51.100.7").await.expect(204);
}

#[tokio::test]
async fn right_attempts_never_count() {
    let app = TestApp::spawn(Database::Sqlite).await;
    for _ in 0..=PER_MAILBOX_AND_NETWORK {
        app.sign_in(ADMIN).await;
    }
}

#[tokio::test]
async fn attempts_at_the_same_time_do_not_outrun_the_limit() {
    let app = TestApp::spawn_with(Database::Sqlite, BEHIND_A_PROXY).await;
    let attempts = (0..30).map(|_| attempt(&app, ADMIN, "wrong", "192.0.2.1"));
    let answers = futures_util::future::join_all(attempts).await;
    let verified = answers.iter().filter(|answer| answer.status == 401).count();
    let most = usize::try_from(PER_MAILBOX_AND_NETWORK).unwrap() + server::password::PLACES - 1;
    assert!(verified <= most, "{verified} attempts were verified");
    assert!(answers.iter().all(|answer| matches!(answer.status, 401 | 429)));
}
