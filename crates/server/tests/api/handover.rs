//! How mails are handed over: encrypted, signed in, in letters that the server knows, and with patience that ends.

use std::time::{Duration, Instant};

use server::mail::smtp::{CONNECT_PATIENCE, MESSAGE_PATIENCE};
use server::store::outbox::{Priority, State};

use crate::outbox::{becomes, later, write};
use crate::vocabulary::{Database, Mailbox, Rule, Stage, TestApp};

const ADA: &str = "ada@bella-pizza.example";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_wants_tls_and_a_password_gets_mails_if_it_can_be_trusted() {
    let mailbox = Mailbox::open_guarded().await;
    let trust = format!("smtp_ca_file = '{}'", mailbox.authority().display());
    for url in [mailbox.url(), mailbox.secure_url()] {
        let right = format!("smtp_url = '{url}'\n{trust}");
        let wary = format!("smtp_url = '{url}'");
        let wrong = right.replace("p%40ss", "pass");
        assert_ne!(wrong, right);
        for (file, state) in [(&right, State::Sent), (&wary, State::Deferred), (&wrong, State::Deferred)] {
            let app = TestApp::spawn_with(Database::Sqlite, file).await;
            let id = write(&app, ADA, Priority::Awaited).await;
            let mail = becomes(&app, id, state).await;
            assert!(!mail.reply.unwrap().contains("p@ss"), "passwords are nobody's business");
        }
    }
    let mails = mailbox.received(2).await;
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.secure && mail.user.as_deref() == Some("callsheet@mail.test")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_offers_no_tls_gets_nothing_where_tls_is_required() {
    let mailbox = Mailbox::open().await;
    for (parameter, state) in [("?tls=required", State::Deferred), ("?tls=opportunistic", State::Sent)] {
        let file = format!("smtp_url = '{}{parameter}'", mailbox.url());
        let app = TestApp::spawn_with(Database::Sqlite, &file).await;
        let id = write(&app, ADA, Priority::Awaited).await;
        becomes(&app, id, state).await;
    }
    assert_eq!(mailbox.received(1).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_knows_no_letters_beyond_ascii_is_not_asked_for_them() {
    let mailbox = Mailbox::open_ascii().await;
    let app = TestApp::spawn_with(Database::Sqlite, &format!("smtp_url = '{}'", mailbox.url())).await;
    let id = write(&app, "zoë@bella-pizza.example", Priority::Awaited).await;
    assert!(becomes(&app, id, State::Dead).await.reply.unwrap().contains("SMTPUTF8"));
    let id = write(&app, ADA, Priority::Awaited).await;
    becomes(&app, id, State::Sent).await;
    assert_eq!(mailbox.received(1).await[0].to, [ADA]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_falls_silent_is_waited_for_and_no_longer() {
    let mailbox = Mailbox::open().await;
    let app = TestApp::spawn_with(Database::Sqlite, &format!("smtp_url = '{}'", mailbox.url())).await;
    mailbox.tell(Rule::hang(Stage::Connect).times(1)).await;
    let began = Instant::now();
    let first = write(&app, ADA, Priority::Ordinary).await;
    becomes(&app, first, State::Deferred).await;
    assert!((CONNECT_PATIENCE..CONNECT_PATIENCE + Duration::from_secs(20)).contains(&began.elapsed()));
    later(&app, 90);
    becomes(&app, first, State::Sent).await;

    let began = Instant::now();
    let mut silenced = Vec::new();
    for (stage, domain) in [(Stage::Data, "data.example"), (Stage::Message, "message.example")] {
        mailbox.tell(Rule::hang(stage).to(&format!("*@{domain}"))).await;
        silenced.push(write(&app, &format!("ada@{domain}"), Priority::Ordinary).await);
        mailbox.steps(stage, "hang", 1).await;
    }
    tokio::time::sleep(MESSAGE_PATIENCE.saturating_sub(CONNECT_PATIENCE)).await;
    for id in &silenced {
        becomes(&app, *id, State::Deferred).await;
    }
    assert!((MESSAGE_PATIENCE..MESSAGE_PATIENCE + Duration::from_secs(20)).contains(&began.elapsed()));
    mailbox.forget_rules().await;
    mailbox.release().await;
    later(&app, 3600);
    for id in silenced {
        becomes(&app, id, State::Sent).await;
    }
}
