//! Nothing that was acknowledged to a poster is lost, whatever happens to the server, to the mail server, or in what is posted.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::json;
use server::store::api_keys::Scope;
use server::store::outbox;

use crate::notifications::{NOTIFICATIONS, emergency, post};
use crate::vocabulary::{
    Database, Pooler, Rule, Stage, TestApp, TestDatabase, eventually, on_both_databases_with_mail,
};

/// Notifications that are posted at once.
const MANY: usize = 10_000;

/// Of so many, one is of the same problem.
const FOLDED_OF: usize = 100;

/// Whoever posts them has as many connections.
const POSTERS: usize = 32;

/// How long an emergency may take to be posted and sent after the database's connections fell silent: twice the server's patience
/// with a request, and twice that of its workers with the database, as more than one connection may have to be given up.
const SILENCE: Duration = Duration::from_secs(2 * 20 + 2 * 30);

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

/// A network that drops what it is sent, as when a database has moved elsewhere: connections neither answer nor end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_whose_connections_fall_silent_keeps_no_emergency_waiting_for_long() {
    let database = TestDatabase::with_demo_data(Database::Postgresql).await;
    let pooler = Pooler::before(&database).await;
    let (app, mailbox) = TestApp::spawn_over_with_mail(pooler.database().clone()).await;
    let system = app.system(Scope::Notify, None).await;
    post(&system, NOTIFICATIONS, "before", &emergency()).await.expect(201);
    mailbox.received(1).await;
    pooler.silence();
    let sent = async {
        // Whoever posts does as the documentation says.
        while post(&system, NOTIFICATIONS, "after", &emergency()).await.status != 201 {}
        while mailbox.envelopes(1).await.len() < 2 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(SILENCE, sent).await.unwrap();
    assert_eq!(mailbox.received(2).await.len(), 2);
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
