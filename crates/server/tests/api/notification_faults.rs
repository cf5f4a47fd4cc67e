//! Nothing that was acknowledged to a poster is lost, whatever happens to the server, to the mail server, or in what is posted.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::SignedDuration;
use sea_orm::ConnectionTrait as _;
use serde_json::json;
use server::clock::Clock;
use server::store::api_keys::Scope;
use server::store::outbox::{self, State};
use server::store::{StoreError, Txn};
use tokio::sync::oneshot;

use crate::commands::{Serving, callsheet};
use crate::notifications::{NOTIFICATIONS, emergency, post};
use crate::vocabulary::{
    Database, Mailbox, Rule, Stage, TestApp, TestDatabase, eventually, on_both_databases_with_mail,
};

/// Notifications that are posted at once.
const MANY: usize = 10_000;

/// Of so many, one is of the same problem.
const FOLDED_OF: usize = 100;

/// Whoever posts them has as many connections.
const POSTERS: usize = 32;

on_both_databases_with_mail! {
    async fn a_mail_server_that_is_down_for_an_hour_costs_nothing_but_time(app: TestApp, mailbox: Mailbox) {
        mailbox.close().await;
        let system = app.system(Scope::Notify, None).await;
        let posted = post(&system, NOTIFICATIONS, "a", &emergency()).await.expect(201).json();
        let path = format!("{NOTIFICATIONS}/{}", posted["id"].as_str().unwrap());
        let state = async || system.get(&path).await.json()["deliveries"][0]["state"].clone();
        eventually(async || state().await == "deferred").await;
        let deferred = system.get(&path).await.json()["deliveries"][0].clone();
        assert!(deferred["next_attempt_at"].is_string() && deferred["reply"].is_string(), "{deferred}");
        app.clock.advance(SignedDuration::from_hours(1));
        mailbox.reopen().await;
        eventually(async || state().await == "sent").await;
        assert_eq!(mailbox.received(1).await.len(), 1);
    }

    async fn a_clock_that_is_set_by_a_day_loses_and_doubles_nothing(app: TestApp, mailbox: Mailbox) {
        mailbox.tell(Rule::defer(Stage::Recipient).times(1)).await;
        let system = app.system(Scope::Notify, None).await;
        let first = post(&system, NOTIFICATIONS, "a", &emergency()).await;
        let path = format!("{NOTIFICATIONS}/{}", first.expect(201).json()["id"].as_str().unwrap());
        let state = async || system.get(&path).await.json()["deliveries"][0]["state"].clone();
        eventually(async || state().await == "deferred").await;
        app.clock.advance(SignedDuration::from_hours(-24));
        assert_eq!(post(&system, NOTIFICATIONS, "a", &emergency()).await.body, first.body);
        eventually(async || state().await == "sent").await;
        app.clock.advance(SignedDuration::from_hours(24));
        assert_eq!(post(&system, NOTIFICATIONS, "a", &emergency()).await.body, first.body);
        assert_eq!(mailbox.received(1).await.len(), 1);
    }

    async fn what_is_written_stays_in_its_place(app: TestApp, mailbox: Mailbox) {
        let system = app.system(Scope::Notify, None).await;
        let body = "One\r\nTwo\n\n<script>alert('x')</script>\u{202e}\u{0}.";
        let hostile = json!({
            "category": "technical",
            "subject": "Off\r\nBcc: mallory@x.example\r\n\r\n\u{202e}<b>",
            "body": body,
        });
        let posted = post(&system, NOTIFICATIONS, "a", &hostile).await.expect(201).json();
        assert_eq!(posted["subject"], "Off Bcc: mallory@x.example \u{202e}<b>");
        assert_eq!(posted["body"], body.replace('\0', "\u{fffd}"));
        let mails = mailbox.received(1).await;
        assert_eq!((mails.len(), mails[0].to.len(), mails[0].header("Bcc")), (1, 1, ""));
        assert!(mails[0].subject.ends_with("Off Bcc: mallory@x.example <b>"), "{:?}", mails[0].subject);
        assert!(mails[0].html.contains("&#60;script&#62;") || mails[0].html.contains("&lt;script&gt;"));
        assert!(!mails[0].html.contains("<script"));
        // What changes the direction of a line ends with it.
        assert!(!mails[0].text.contains('\u{202e}') || mails[0].text.contains('\u{202c}'), "{:?}", mails[0].text);
    }
}

on_both_databases_with_mail! {
    async fn of_ten_thousand_at_once_none_is_lost(app: TestApp, mailbox: Mailbox) {
        let system = app.system(Scope::Notify, None).await;
        let posters = (0..POSTERS).map(|poster| {
            let system = system.clone();
            tokio::spawn(async move {
                for number in (poster..MANY).step_by(POSTERS) {
                    let body = json!({
                        "category": "production_issue", "subject": number.to_string(), "body": "", "severity": "low",
                        "problem_key": if number % FOLDED_OF == 0 { Some("same") } else { None },
                    });
                    post(&system, NOTIFICATIONS, &number.to_string(), &body).await.expect(201);
                }
            })
        });
        for poster in posters.collect::<Vec<_>>() {
            poster.await.unwrap();
        }
        let mut found = BTreeSet::new();
        let (mut cursor, mut mails) = (String::new(), 0);
        loop {
            let page = system.get(&format!("{NOTIFICATIONS}?limit=100{cursor}")).await.expect(200).json();
            for item in page["items"].as_array().unwrap() {
                found.insert(item["subject"].as_str().unwrap().parse::<usize>().unwrap());
                mails += item["deliveries"].as_array().unwrap().len();
            }
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!((found.len(), found.last()), (MANY, Some(&(MANY - 1))));
        // One for the problem, whose others wait, and one for each of the rest.
        assert_eq!(mails, MANY - MANY / FOLDED_OF + 1);
        while outbox::backlog(app.store.read()).await.unwrap().0 > 0 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let envelopes = mailbox.envelopes(mails).await;
        let ids: BTreeSet<_> = envelopes.iter().map(|envelope| &envelope.message_id).collect();
        assert_eq!((envelopes.len(), ids.len()), (mails, mails), "each of them once");
    }
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
