//! How many wrong attempts to sign in there may be.

use jiff::SignedDuration;
use model::EmailAddress;
use reqwest::Method;
use serde_json::json;
use server::demo;
use server::password::PLACES;
use server::store::devices::{KNOWN_FOR, PER_USER};
use server::store::sign_ins::{
    self, Attempt, Origin, PER_DEVICE, PER_MAILBOX, PER_MAILBOX_AND_NETWORK, PER_MAILBOX_AND_SITE, PER_NETWORK, WINDOW,
};
use server::store::{Txn, users};
use server::verdict::domain_to_ascii;
use uuid::Uuid;

use crate::vocabulary::{Answer, Database, TestApp, eventually};

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
async fn behind_a_proxy_that_nobody_trusts_one_who_guesses_does_not_lock_out_all() {
    let app = TestApp::spawn(Database::Sqlite).await;
    for number in 0..PER_NETWORK {
        attempt(&app, &format!("user{number}@bella-pizza.example"), "wrong", "192.0.2.1").await.expect(401);
    }
    attempt(&app, ADMIN, demo::PASSWORD, "192.0.2.2").await.expect(204);
    // What guesses at one mailbox is slowed down all the same.
    for _ in 0..PER_MAILBOX_AND_NETWORK {
        attempt(&app, ADMIN, "wrong", "192.0.2.1").await.expect(401);
    }
    attempt(&app, ADMIN, "wrong", "192.0.2.1").await.expect(429);
}

async fn check_one_site(database: Database) {
    let app = TestApp::spawn_with(database, BEHIND_A_PROXY).await;
    for number in 0..PER_MAILBOX_AND_SITE {
        // Each from a network of its own, all in one /48.
        attempt(&app, ADMIN, "wrong", &format!("2001:db8:1:{number:x}::1")).await.expect(401);
    }
    attempt(&app, ADMIN, demo::PASSWORD, "2001:db8:1:ffff::1").await.expect(429);
    attempt(&app, "editor@bella-pizza.example", demo::PASSWORD, "2001:db8:1:ffff::1").await.expect(204);
    attempt(&app, ADMIN, demo::PASSWORD, "2001:db8:2::1").await.expect(204);
}

#[tokio::test]
async fn one_site_guesses_one_mailbox_on_sqlite() {
    check_one_site(Database::Sqlite).await;
}

#[tokio::test]
async fn one_site_guesses_one_mailbox_on_postgresql() {
    check_one_site(Database::Postgresql).await;
}

#[tokio::test]
async fn many_networks_guess_one_mailbox() {
    let app = TestApp::spawn_with(Database::Sqlite, BEHIND_A_PROXY).await;
    for number in 0..PER_MAILBOX {
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

/// An attempt with the cookie of a browser.
async fn attempt_with(app: &TestApp, device: &str, email: &str, password: &str, from: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    let client = app.stranger().with_cookie(device);
    Answer::to(client.request(Method::POST, "/session").json(&body).header("x-forwarded-for", from)).await
}

fn device(answer: &Answer) -> String {
    answer.expect(204).cookies().into_iter().find(|cookie| cookie.starts_with("callsheet-device=")).unwrap()
}

async fn check_known_browsers(database: Database) {
    const HERE: &str = "192.0.2.1";
    let app = TestApp::spawn_with(database, BEHIND_A_PROXY).await;
    let known = device(&attempt(&app, ADMIN, demo::PASSWORD, HERE).await);
    let of_another = device(&attempt(&app, "editor@bella-pizza.example", demo::PASSWORD, HERE).await);
    for _ in 0..PER_MAILBOX_AND_NETWORK {
        attempt(&app, ADMIN, "wrong", HERE).await.expect(401);
    }
    // Only the owner's own browser is told apart from those who guess.
    for device in ["", "callsheet-device=", "callsheet-device=x", &of_another, &format!("{known}0")] {
        attempt_with(&app, device, ADMIN, demo::PASSWORD, HERE).await.expect_problem(429, "too-many-attempts");
    }
    let next = device(&attempt_with(&app, &known, ADMIN, demo::PASSWORD, HERE).await);
    // Each sign-in gives another token, and the one before is worth nothing.
    attempt_with(&app, &known, ADMIN, demo::PASSWORD, HERE).await.expect(429);

    // With it, guesses are counted for themselves, and limited as well.
    app.clock.advance(WINDOW);
    for _ in 0..PER_DEVICE {
        attempt_with(&app, &next, ADMIN, "wrong", "192.0.2.7").await.expect(401);
    }
    attempt_with(&app, &next, ADMIN, demo::PASSWORD, "192.0.2.8").await.expect_problem(429, "too-many-attempts");
    attempt(&app, ADMIN, demo::PASSWORD, "192.0.2.7").await.expect(204);
    app.clock.advance(WINDOW);
    attempt_with(&app, &next, ADMIN, demo::PASSWORD, "192.0.2.8").await.expect(204);
}

#[tokio::test]
async fn an_owner_s_browser_is_not_locked_out_by_others_on_sqlite() {
    check_known_browsers(Database::Sqlite).await;
}

#[tokio::test]
async fn an_owner_s_browser_is_not_locked_out_by_others_on_postgresql() {
    check_known_browsers(Database::Postgresql).await;
}

async fn check_forgotten_browsers(database: Database) {
    const HERE: &str = "192.0.2.1";
    let app = TestApp::spawn_with(database, BEHIND_A_PROXY).await;
    let oldest = device(&attempt(&app, ADMIN, demo::PASSWORD, HERE).await);
    let mut newest = String::new();
    for _ in 0..PER_USER {
        app.clock.advance(SignedDuration::from_secs(1));
        newest = device(&attempt(&app, ADMIN, demo::PASSWORD, HERE).await);
    }
    let guess = async || {
        for _ in 0..PER_MAILBOX_AND_NETWORK {
            attempt(&app, ADMIN, "wrong", HERE).await.expect(401);
        }
    };
    guess().await;
    attempt_with(&app, &oldest, ADMIN, demo::PASSWORD, HERE).await.expect(429);
    newest = device(&attempt_with(&app, &newest, ADMIN, demo::PASSWORD, HERE).await);
    app.clock.advance(KNOWN_FOR);
    guess().await;
    attempt_with(&app, &newest, ADMIN, demo::PASSWORD, HERE).await.expect(429);

    // A new password makes every browser unknown.
    app.clock.advance(WINDOW);
    let known = device(&attempt(&app, ADMIN, demo::PASSWORD, HERE).await);
    let email = EmailAddress::parse(ADMIN, &domain_to_ascii).unwrap();
    let (id, hash) = users::credentials(app.store.read(), &email).await.unwrap().unwrap();
    let set = async |txn: &Txn| users::set_password(txn, id, hash.unwrap()).await;
    app.store.write(set).await.unwrap();
    guess().await;
    attempt_with(&app, &known, ADMIN, demo::PASSWORD, HERE).await.expect(429);
}

#[tokio::test]
async fn browsers_are_forgotten_on_sqlite() {
    check_forgotten_browsers(Database::Sqlite).await;
}

#[tokio::test]
async fn browsers_are_forgotten_on_postgresql() {
    check_forgotten_browsers(Database::Postgresql).await;
}

#[tokio::test]
async fn attempts_at_the_same_time_do_not_outrun_the_limit() {
    let app = TestApp::spawn_with(Database::Sqlite, BEHIND_A_PROXY).await;
    let mut verified = 0;
    loop {
        let attempts = (0..30).map(|_| attempt(&app, ADMIN, "wrong", "192.0.2.1"));
        let answers = futures_util::future::join_all(attempts).await;
        // Some don't even get to wait; they may come again.
        assert!(answers.iter().all(|answer| matches!(answer.status, 401 | 429 | 503)));
        verified += answers.iter().filter(|answer| answer.status == 401).count();
        if answers.iter().all(|answer| answer.status == 429) {
            break;
        }
    }
    let most = usize::try_from(PER_MAILBOX_AND_NETWORK).unwrap() + PLACES - 1;
    assert!(verified <= most, "{verified} attempts were verified");
}

#[tokio::test]
async fn who_is_refused_takes_no_place_from_others() {
    let app = TestApp::spawn_with(Database::Sqlite, BEHIND_A_PROXY).await;
    for _ in 0..PER_MAILBOX_AND_NETWORK {
        attempt(&app, ADMIN, "wrong", "192.0.2.1").await.expect(401);
    }
    let mut places = Vec::new();
    for _ in 0..PLACES {
        places.push(app.passwords.place(None).await.unwrap());
    }
    // It doesn't wait for a place, or this wouldn't end.
    attempt(&app, ADMIN, "wrong", "192.0.2.1").await.expect_problem(429, "too-many-attempts");
    drop(places);
}

async fn check_gone_clients(database: Database) {
    let app = TestApp::spawn(database).await;
    let _place = app.passwords.place(None).await.unwrap();
    let body = json!({"email": ADMIN, "password": "wrong"});
    let request = app.stranger().request(Method::POST, "/session").json(&body);
    let gone = tokio::spawn(Answer::to(request));
    // Once the only free place is taken, the password is being verified.
    while app.passwords.free_places() > 0 {
        tokio::task::yield_now().await;
    }
    gone.abort();
    assert!(gone.await.unwrap_err().is_cancelled());
    let attempt = Attempt::new(ADMIN, Origin { network: "127.0.0.1", site: None, is_known: true });
    for number in 1..PER_MAILBOX_AND_NETWORK {
        let id = Uuid::from_u128(number.into());
        let count = async |txn: &Txn| sign_ins::count_failure(txn, id, &attempt, app.clock.now()).await;
        app.store.write(count).await.unwrap();
    }
    // The one that nobody waited for makes it full.
    eventually(async || sign_ins::refused_until(app.store.read(), &attempt, app.clock.now()).await.unwrap().is_some())
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attempt_counts_although_nobody_waits_for_the_answer_on_sqlite() {
    check_gone_clients(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attempt_counts_although_nobody_waits_for_the_answer_on_postgresql() {
    check_gone_clients(Database::Postgresql).await;
}
