//! What came of attempts to send a mail: recorded once, and told in order.

use jiff::SignedDuration;
use sea_orm::ConnectionTrait as _;
use server::random::Randomness;
use server::store::outbox::{self, Attempted, Priority, State};
use server::store::{StoreError, Txn};
use uuid::Uuid;

use crate::outbox::write;
use crate::store::number;
use crate::vocabulary::{TestApp, on_both_databases};

const ADA: &str = "ada@bella-pizza.example";

/// Takes the mail that waits, as a worker does; answers the how-manieth attempt this is.
async fn take(app: &TestApp) -> u32 {
    let now = app.clock.now();
    let claim = async |txn: &Txn| outbox::claim(txn, &Priority::ALL, 10, now, now).await;
    let [mail] = <[_; 1]>::try_from(app.store.write(claim).await.unwrap()).unwrap();
    mail.attempts
}

/// Records what came of an attempt, so many seconds from now; answers whether it counted.
async fn record(app: &TestApp, mail: Uuid, attempt: u32, (state, reply): (State, &str), seconds: i64) -> bool {
    let at = |seconds| app.clock.now().checked_add(SignedDuration::from_secs(seconds)).unwrap();
    let outcome = Attempted { mail, attempt, at: at(seconds), state, not_before: at(0), reply: reply.to_owned() };
    let randomness = Randomness::system().unwrap();
    let record = async |txn: &Txn| outbox::record(txn, &[outcome], &app.clock, &randomness).await;
    app.store.write(record).await.unwrap().contains(&mail)
}

/// What is told of the mail: what it has become, and the server's words.
async fn told(app: &TestApp, mail: Uuid) -> Vec<(State, String)> {
    let events = outbox::events(app.store.read(), &[mail]).await.unwrap();
    assert!(events.is_sorted_by_key(|event| event.at) && events.iter().all(|event| event.mail == mail));
    events.into_iter().map(|event| (event.state, event.reply.unwrap())).collect()
}

fn words<const N: usize>(events: [(State, &str); N]) -> Vec<(State, String)> {
    events.map(|(state, reply)| (state, reply.to_owned())).to_vec()
}

on_both_databases! {
    async fn what_is_late_counts_only_if_the_mail_was_sent(app: TestApp) {
        let mail = write(&app, ADA, Priority::Ordinary).await;
        assert_eq!((take(&app).await, take(&app).await), (1, 2));
        let (deferred, sent) = ((State::Deferred, "450 later"), (State::Sent, "250 taken"));
        assert!(!record(&app, mail, 1, deferred, 1).await, "somebody else has taken it since");
        assert!(record(&app, mail, 2, deferred, 2).await);
        assert!(record(&app, mail, 1, sent, 3).await, "it was sent, whoever has taken it since");
        assert_eq!(told(&app, mail).await, words([deferred, sent]));
        assert!(!record(&app, mail, 2, deferred, 4).await);
        let found = outbox::find(app.store.read(), mail).await.unwrap().unwrap();
        assert_eq!((found.state, found.reply.as_deref()), (State::Sent, Some("250 taken")));
    }

    async fn a_mail_that_was_sent_twice_is_told_as_such(app: TestApp) {
        let mail = write(&app, ADA, Priority::Ordinary).await;
        assert_eq!((take(&app).await, take(&app).await), (1, 2));
        let (first, second) = ((State::Sent, "250 first"), (State::Sent, "250 second"));
        assert!(record(&app, mail, 2, first, 1).await && record(&app, mail, 1, second, 2).await);
        assert_eq!(told(&app, mail).await, words([first, second]));
        assert!(record(&app, mail, 2, first, 1).await, "it isn't known whether it was recorded, so it is once more");
        assert_eq!(told(&app, mail).await, words([first, second]));
        assert!(!record(&app, Uuid::from_u128(7), 1, first, 3).await, "there is no such mail");
    }

    async fn mails_that_an_earlier_version_has_sent_are_told_as_sent_once(app: TestApp) {
        let mail = write(&app, ADA, Priority::Ordinary).await;
        take(&app).await;
        let (deferred, sent) = ((State::Deferred, "450 later"), (State::Sent, "250 taken"));
        assert!(record(&app, mail, 1, deferred, 1).await);
        take(&app).await;
        assert!(record(&app, mail, 2, sent, 2).await);
        for sql in [
            "INSERT INTO mail_events (mail_id, id, at, state, reply) \
                 SELECT id, id, updated_at, state, reply FROM mails WHERE state = 'sent'",
            "DROP INDEX mails_waiting_account_id",
            "CREATE INDEX mails_account_id_mailbox ON mails (account_id, mailbox)",
            "DELETE FROM seaql_migrations WHERE version = 'm2026_11_29_sent_mails'",
        ] {
            app.store.write(async |txn| txn.execute_unprepared(sql).await.map_err(StoreError::from)).await.unwrap();
        }
        // As long as that version runs beside this one, and afterwards.
        let stored = async || number(app.store.read(), "SELECT count(*) FROM mail_events").await;
        assert_eq!((told(&app, mail).await, stored().await), (words([deferred, sent]), 2));
        app.store.migrate().await.unwrap();
        assert_eq!((told(&app, mail).await, stored().await), (words([deferred, sent]), 1));
    }
}
