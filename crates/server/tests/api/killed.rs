//! The process is killed: nothing that was acknowledged is lost, and what was in its hands is done again.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use reqwest::Method;
use sea_orm::ConnectionTrait as _;
use serde_json::json;
use server::clock::Clock;
use server::store::api_keys::Scope;
use server::store::outbox::{self, State};
use server::store::{StoreError, Txn};
use tokio::sync::{mpsc, oneshot};

use crate::commands::{Serving, callsheet};
use crate::notifications::{NOTIFICATIONS, emergency, post};
use crate::vocabulary::{Database, Mailbox, Rule, Stage, TestApp, TestDatabase, eventually};

/// Who posts at the same time.
const POSTERS: usize = 8;

/// Posts that are acknowledged before the process is killed.
const ACKNOWLEDGED: usize = 100;

/// The process is killed while several post: whatever was acknowledged is there, with a mail for somebody.
async fn check_kill_while_posting(database: Database) {
    let database = TestDatabase::with_demo_data(database).await;
    let app = TestApp::spawn_over(database.clone()).await;
    app.clock.advance(Clock::System.now().duration_since(app.clock.now()));
    let key = app.key(Scope::Notify, None, model::Role::Editor).await;
    let mut serving = Serving::start_with(callsheet(&database, &["serve"]));
    let system = serving.client().with_token(key.clone());
    let (acknowledged, mut acknowledgements) = mpsc::unbounded_channel();
    for poster in 0..POSTERS {
        let (system, acknowledged) = (system.clone(), acknowledged.clone());
        tokio::spawn(async move {
            for number in (poster..).step_by(POSTERS) {
                let subject = number.to_string();
                let body = json!({"category": "technical", "subject": subject, "body": ""});
                let request =
                    system.request(Method::POST, NOTIFICATIONS).header("idempotency-key", &subject).json(&body);
                match request.send().await {
                    Ok(answer) if answer.status() == 201 => acknowledged.send(subject).unwrap(),
                    _ => break,
                }
            }
        });
    }
    drop(acknowledged);
    let mut posted = BTreeSet::new();
    while let Some(subject) = acknowledgements.recv().await {
        posted.insert(subject);
        if posted.len() == ACKNOWLEDGED {
            serving.child.kill().unwrap();
            serving.child.wait().unwrap();
        }
    }
    assert!(posted.len() >= ACKNOWLEDGED, "{}", posted.len());

    let system = app.stranger().with_token(key);
    let mut cursor = String::new();
    loop {
        let page = system.get(&format!("{NOTIFICATIONS}?limit=100{cursor}")).await.expect(200).json();
        for item in page["items"].as_array().unwrap() {
            assert_eq!(item["deliveries"][0]["state"], "queued", "{item:#}");
            posted.remove(item["subject"].as_str().unwrap());
        }
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(posted, BTreeSet::new(), "acknowledged and lost");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_several_post_nothing_that_was_acknowledged_is_lost_on_sqlite() {
    check_kill_while_posting(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_several_post_nothing_that_was_acknowledged_is_lost_on_postgresql() {
    check_kill_while_posting(Database::Postgresql).await;
}

/// The process is killed when the mail server has said "250" and the database doesn't know it yet: whoever takes over can't
/// either, and sends the mail again. It is the same mail, by its Message-ID.
async fn check_kill_before_the_commit(database: Database) {
    let mailbox = Mailbox::open().await;
    let database = TestDatabase::with_demo_data(database).await;
    let app = TestApp::spawn_over(database.clone()).await;
    app.clock.advance(Clock::System.now().duration_since(app.clock.now()));
    let key = app.key(Scope::Notify, None, model::Role::Editor).await;
    let mut command = callsheet(&database, &["serve"]);
    command.env("CALLSHEET_SMTP_URL", mailbox.url());
    let mut serving = Serving::start_with(command);

    mailbox.tell(Rule::hang(Stage::Message).times(1)).await;
    let system = serving.client().with_token(key);
    let posted = post(&system, NOTIFICATIONS, "a", &emergency()).await.expect(201).json();
    mailbox.steps(Stage::Message, "hang", 1).await;
    // Nobody can record anything while this transaction lasts.
    let (begun, has_begun) = oneshot::channel();
    let (end, ends) = oneshot::channel::<()>();
    let store = app.store.clone();
    let holding = tokio::spawn(async move {
        store
            .write(async |txn: &Txn| {
                txn.execute_unprepared("UPDATE mails SET attempts = attempts").await.map_err(StoreError::from)?;
                begun.send(()).unwrap();
                ends.await.unwrap();
                Ok::<_, StoreError>(())
            })
            .await
    });
    has_begun.await.unwrap();
    mailbox.release().await;
    mailbox.steps(Stage::Message, "release", 1).await;
    assert!(mailbox.envelopes(1).await[0].acknowledged);
    serving.child.kill().unwrap();
    serving.child.wait().unwrap();
    end.send(()).unwrap();
    holding.await.unwrap().unwrap();

    let id = posted["deliveries"][0]["id"].as_str().unwrap().parse().unwrap();
    let mail = outbox::find(app.store.read(), id).await.unwrap().unwrap();
    assert_eq!((mail.state, mail.attempts), (State::Queued, 1));
    let sibling = app.spawn_sibling_with(&format!("smtp_url = '{}'", mailbox.url())).await;
    // Its lease has to be over first.
    sibling.clock.advance(mail.lease_ends_at.duration_since(sibling.clock.now()) + SignedDuration::from_secs(1));
    let received = mailbox.received(2).await;
    assert_eq!(received[0].message_id, received[1].message_id);
    eventually(async || outbox::find(app.store.read(), id).await.unwrap().unwrap().state == State::Sent).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_before_the_commit_a_mail_is_sent_again_on_sqlite() {
    check_kill_before_the_commit(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_before_the_commit_a_mail_is_sent_again_on_postgresql() {
    check_kill_before_the_commit(Database::Postgresql).await;
}
