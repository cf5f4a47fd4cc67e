//! The outbox: mails are sent once, whatever the mail server does, and nothing is lost.

use std::time::Duration;

use jiff::SignedDuration;
use model::{EmailAddress, Language};
use sea_orm::ConnectionTrait as _;
use server::mail::Letter;
use server::mail::letter::Link;
use server::mail::smtp::COMMAND_PATIENCE;
use server::random::Randomness;
use server::store::outbox::{self, Addressee, NewMail, Priority, State};
use server::store::{StoreError, Txn};
use server::verdict::domain_to_ascii;
use uuid::Uuid;

use crate::vocabulary::{Database, Mailbox, Rule, Stage, TestApp, eventually, on_both_databases_with_mail};

/// Writes a mail as a change would.
pub(crate) async fn write(app: &TestApp, to: &str, priority: Priority) -> Uuid {
    write_all(app, &[to.to_owned()], priority).await[0]
}

/// Writes mails in one transaction.
async fn write_all(app: &TestApp, to: &[String], priority: Priority) -> Vec<Uuid> {
    let mails: Vec<_> = to.iter().map(|to| new_mail(app, to, priority)).collect();
    let now = app.clock.now();
    app.store.write(async |txn: &Txn| outbox::enqueue(txn, &mails, now).await).await.unwrap();
    mails.iter().map(|mail| mail.id).collect()
}

fn new_mail(app: &TestApp, to: &str, priority: Priority) -> NewMail {
    let email = EmailAddress::parse(to, &domain_to_ascii).unwrap();
    let now = app.clock.now();
    NewMail {
        id: app.clock.new_id(&Randomness::system().unwrap()),
        priority,
        letter: Letter::SetupTest,
        link: Link::Nowhere,
        to: Addressee::new(Some("Ada"), &email, Language::English),
        account: None,
        subject: None,
        give_up_at: now.checked_add(SignedDuration::from_hours(24)).unwrap(),
    }
}

async fn find(app: &TestApp, mail: Uuid) -> outbox::Mail {
    outbox::find(app.store.read(), mail).await.unwrap().unwrap()
}

pub(crate) async fn becomes(app: &TestApp, mail: Uuid, state: State) -> outbox::Mail {
    eventually(async || find(app, mail).await.state == state).await;
    find(app, mail).await
}

pub(crate) fn later(app: &TestApp, seconds: i64) {
    app.clock.advance(SignedDuration::from_secs(seconds));
}

on_both_databases_with_mail! {
    async fn a_mail_is_sent_as_soon_as_its_change_is_committed(app: TestApp, mailbox: Mailbox) {
        let id = write(&app, "ada@bella-pizza.example", Priority::Ordinary).await;
        let received = mailbox.received(1).await;
        assert_eq!(received[0].to, ["ada@bella-pizza.example"]);
        assert!(received[0].message_id.contains(&id.to_string()), "{}", received[0].message_id);
        assert_eq!(received[0].header("Auto-Submitted"), "auto-generated");
        let sent = becomes(&app, id, State::Sent).await;
        assert_eq!(sent.attempts, 1);
        assert!(sent.reply.unwrap().starts_with("250"));
        let events = outbox::events(app.store.read(), &[id]).await.unwrap();
        assert_eq!(events.iter().map(|event| event.state).collect::<Vec<_>>(), [State::Sent]);
    }

    async fn one_that_is_deferred_is_tried_again_later_and_not_before(app: TestApp, mailbox: Mailbox) {
        mailbox.tell(Rule::defer(Stage::Recipient).times(1).saying(450, "4.2.0 greylisted")).await;
        let id = write(&app, "ada@bella-pizza.example", Priority::Ordinary).await;
        let deferred = becomes(&app, id, State::Deferred).await;
        assert_eq!(deferred.reply.as_deref(), Some("450 4.2.0 greylisted"));
        let wait = deferred.not_before.duration_since(app.clock.now()).as_secs();
        assert!((48..=72).contains(&wait), "{wait}");
        later(&app, wait - 1);
        write(&app, "bo@bella-pizza.example", Priority::Ordinary).await;
        assert_eq!(mailbox.received(1).await[0].to, ["bo@bella-pizza.example"]);
        later(&app, 2);
        assert_eq!(becomes(&app, id, State::Sent).await.attempts, 2);
        assert_eq!(mailbox.received(2).await.len(), 2);
    }

    async fn what_the_mail_server_refuses_for_good_is_not_tried_again(app: TestApp, mailbox: Mailbox) {
        for (stage, code, words, state) in [
            (Stage::Recipient, 550, "5.1.1 no such user", State::Bounced),
            (Stage::Recipient, 550, "no such user", State::Bounced),
            (Stage::Recipient, 550, "5.7.1 not from you", State::Dead),
            (Stage::Recipient, 552, "5.2.2 mailbox full", State::Dead),
            (Stage::Message, 554, "5.6.0 not like that", State::Dead),
            (Stage::Mail, 552, "5.3.4 too large", State::Dead),
        ] {
            mailbox.tell(Rule::refuse(stage).times(1).saying(code, words)).await;
            let id = write(&app, "ada@bella-pizza.example", Priority::Ordinary).await;
            let over = becomes(&app, id, state).await;
            assert_eq!(over.reply, Some(format!("{code} {words}")));
        }
        later(&app, 24 * 3600);
        write(&app, "bo@bella-pizza.example", Priority::Ordinary).await;
        assert_eq!(mailbox.received(1).await.len(), 1);
    }

    async fn an_address_that_refuses_us_as_a_sender_loses_no_mail(app: TestApp, mailbox: Mailbox) {
        mailbox.tell(Rule::refuse(Stage::Mail).times(1).saying(553, "5.7.1 not your address")).await;
        let id = write(&app, "ada@bella-pizza.example", Priority::Awaited).await;
        becomes(&app, id, State::Deferred).await;
        later(&app, 90);
        becomes(&app, id, State::Sent).await;
    }

    async fn a_server_that_is_down_costs_nothing_but_time(app: TestApp, mailbox: Mailbox) {
        mailbox.close().await;
        let mut mails = Vec::new();
        for number in 0..30 {
            let priority = if number % 10 == 0 { Priority::Emergency } else { Priority::Ordinary };
            mails.push(write(&app, &format!("c{number}@bella-pizza.example"), priority).await);
        }
        becomes(&app, mails[0], State::Deferred).await;
        later(&app, 3600);
        mailbox.reopen().await;
        // What had failed is due again, whatever it waited for.
        for mail in &mails {
            later(&app, 60);
            becomes(&app, *mail, State::Sent).await;
        }
        assert_eq!(mailbox.envelopes(30).await.len(), 30);
    }

    async fn one_that_hangs_up_in_the_middle_of_a_message_gets_it_again(app: TestApp, mailbox: Mailbox) {
        mailbox.tell(Rule::hang_up(Stage::Data).times(1)).await;
        let id = write(&app, "ada@bella-pizza.example", Priority::Ordinary).await;
        becomes(&app, id, State::Deferred).await;
        mailbox.steps(Stage::Data, "drop", 1).await;
        later(&app, 90);
        becomes(&app, id, State::Sent).await;
        assert_eq!(mailbox.envelopes(1).await.len(), 1, "half a mail is none");
    }

    async fn one_that_hangs_up_before_it_says_that_it_has_a_message_gets_it_again(app: TestApp, mailbox: Mailbox) {
        mailbox.tell(Rule::hang_up(Stage::Message).times(1)).await;
        let id = write(&app, "ada@bella-pizza.example", Priority::Ordinary).await;
        becomes(&app, id, State::Deferred).await;
        later(&app, 90);
        becomes(&app, id, State::Sent).await;
        // It had taken the first one in, so this one is there twice: the same mail, by its Message-ID.
        let received = mailbox.received(2).await;
        assert_eq!(received[0].message_id, received[1].message_id);
    }

    async fn emergencies_pass_whatever_other_mails_are_stuck_in(app: TestApp, mailbox: Mailbox) {
        mailbox.tell(Rule::hang(Stage::Recipient).to("*@slow.example")).await;
        for number in 0..40 {
            write(&app, &format!("c{number}@slow.example"), Priority::Ordinary).await;
        }
        mailbox.steps(Stage::Recipient, "hang", 16).await;
        let emergency = write(&app, "oncall@bella-pizza.example", Priority::Emergency).await;
        becomes(&app, emergency, State::Sent).await;
        assert_eq!(mailbox.received(1).await[0].header("Importance"), "high");
    }

    async fn what_was_taken_ahead_is_put_back_once_the_server_takes_nothing_more(app: TestApp, mailbox: Mailbox) {
        let to = |domain: &str, count: usize| -> Vec<_> { (0..count).map(|n| format!("c{n}@{domain}")).collect() };
        mailbox.tell(Rule::hang(Stage::Recipient).to("*@slow.example")).await;
        write_all(&app, &to("quick.example", 20), Priority::Ordinary).await;
        mailbox.envelopes(20).await;
        let slow = write_all(&app, &to("slow.example", 60), Priority::Ordinary).await;
        let held = async || {
            let mut held = 0;
            for mail in &slow {
                let mail = find(&app, *mail).await;
                held += usize::from(mail.attempts == 1 && mail.lease_ends_at > app.clock.now());
            }
            held
        };
        mailbox.steps(Stage::Recipient, "hang", 16).await;
        eventually(async || held().await == 16).await;
        mailbox.forget_rules().await;
        mailbox.release().await;
        assert_eq!(mailbox.envelopes(80).await.len(), 80);
        for mail in slow {
            assert_eq!(becomes(&app, mail, State::Sent).await.attempts, 1);
        }
    }

    async fn one_that_cannot_be_read_keeps_back_no_other(app: TestApp, mailbox: Mailbox) {
        mailbox.tell(Rule::defer(Stage::Recipient).times(1)).await;
        let first = write(&app, "ada@bella-pizza.example", Priority::Ordinary).await;
        becomes(&app, first, State::Deferred).await;
        // As a server of a later version may write it.
        let change = "UPDATE mails SET language = 'tlh'";
        app.store.write(async |txn: &Txn| Ok::<_, StoreError>(txn.execute_unprepared(change).await?)).await.unwrap();
        later(&app, 90);
        let second = write(&app, "bo@bella-pizza.example", Priority::Ordinary).await;
        becomes(&app, second, State::Sent).await;
        assert_eq!(mailbox.received(1).await[0].to, ["bo@bella-pizza.example"]);
        let listed = outbox::newest(app.store.read(), None, 9).await.unwrap();
        assert_eq!(listed.into_iter().map(|mail| mail.id).collect::<Vec<_>>(), [second, first]);
    }

    async fn what_is_in_hand_is_not_taken_again_when_its_lease_looks_over(app: TestApp, mailbox: Mailbox) {
        mailbox.tell(Rule::hang(Stage::Recipient).times(1)).await;
        let id = write(&app, "ada@bella-pizza.example", Priority::Ordinary).await;
        mailbox.steps(Stage::Recipient, "hang", 1).await;
        let lease_ends_at = find(&app, id).await.lease_ends_at;
        later(&app, 200);
        eventually(async || find(&app, id).await.lease_ends_at > lease_ends_at).await;
        mailbox.release().await;
        assert_eq!(becomes(&app, id, State::Sent).await.attempts, 1);
        assert_eq!(mailbox.received(1).await.len(), 1);
    }

    async fn a_clock_that_is_set_back_or_forward_holds_nothing_up(app: TestApp, mailbox: Mailbox) {
        mailbox.tell(Rule::defer(Stage::Recipient).times(2).saying(450, "4.2.0 later")).await;
        let first = write(&app, "ada@bella-pizza.example", Priority::Ordinary).await;
        becomes(&app, first, State::Deferred).await;
        later(&app, -24 * 3600);
        let second = write(&app, "bo@bella-pizza.example", Priority::Ordinary).await;
        becomes(&app, second, State::Deferred).await;
        later(&app, 90);
        becomes(&app, second, State::Sent).await;
        becomes(&app, first, State::Sent).await;
        let third = write(&app, "cy@bella-pizza.example", Priority::Ordinary).await;
        later(&app, 12 * 3600);
        becomes(&app, third, State::Sent).await;
        assert_eq!(mailbox.received(3).await.len(), 3);
    }

    async fn operators_see_figures_of_mails_and_nobody_s_address(app: TestApp, mailbox: Mailbox) {
        mailbox.tell(Rule::refuse(Stage::Recipient).to("bo@*").saying(550, "5.1.1 no such user")).await;
        mailbox.tell(Rule::defer(Stage::Recipient).to("cy@*")).await;
        for (name, state) in [("ada", State::Sent), ("bo", State::Bounced), ("cy", State::Deferred)] {
            let id = write(&app, &format!("{name}@bella-pizza.example"), Priority::Ordinary).await;
            becomes(&app, id, state).await;
        }
        let figures = async || app.stranger().get_outside("/metrics").await.expect(200).text();
        // How many wait is looked up every few seconds.
        eventually(async || figures().await.lines().any(|line| line == "callsheet_outbox_waiting 1")).await;
        let text = figures().await;
        for (name, labels) in [
            ("callsheet_mails_total", [r#"state="sent""#, r#"kind="setup_test""#]),
            ("callsheet_mails_total", [r#"state="bounced""#, r#"kind="setup_test""#]),
            ("callsheet_mails_total", [r#"state="deferred""#, r#"kind="setup_test""#]),
            ("callsheet_mail_wait_seconds", ["_count", " 1"]),
            ("callsheet_outbox_oldest_seconds", ["", ""]),
        ] {
            let is_it = |line: &str| line.starts_with(name) && labels.iter().all(|label| line.contains(label));
            assert!(text.lines().any(is_it), "{name} {labels:?}: {text}");
        }
        assert!(!text.contains("bella-pizza"), "{text}");
    }

    async fn what_is_pointless_by_now_is_given_up_and_can_be_taken_up_again(app: TestApp, mailbox: Mailbox) {
        mailbox.tell(Rule::defer(Stage::Recipient).saying(451, "4.3.0 later")).await;
        let id = write(&app, "ada@bella-pizza.example", Priority::Ordinary).await;
        becomes(&app, id, State::Deferred).await;
        later(&app, 25 * 3600);
        let dead = becomes(&app, id, State::Dead).await;
        assert!(dead.reply.unwrap().contains("451 4.3.0 later"));
        mailbox.forget_rules().await;
        let now = app.clock.now();
        let end = now.checked_add(SignedDuration::from_hours(24)).unwrap();
        let retried = app.store.write(async |txn: &Txn| outbox::retry(txn, &[id], end, now).await).await.unwrap();
        assert_eq!(retried, 1);
        becomes(&app, id, State::Sent).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_on_one_postgresql_share_the_work() {
    let mailbox = Mailbox::open().await;
    let app = TestApp::spawn_with(Database::Postgresql, &format!("smtp_url = '{}'", mailbox.url())).await;
    let sibling = app.spawn_sibling_with(&format!("smtp_url = '{}'", mailbox.url())).await;
    for number in 0..200 {
        let writer = if number % 2 == 0 { &app } else { &sibling };
        write(writer, &format!("c{number}@bella-pizza.example"), Priority::Ordinary).await;
    }
    let envelopes = mailbox.envelopes(200).await;
    let mut ids: Vec<_> = envelopes.iter().map(|envelope| envelope.message_id.clone()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((envelopes.len(), ids.len()), (200, 200), "each of them once");
    let sessions = mailbox.received(200).await.into_iter().map(|mail| mail.session);
    assert!(sessions.collect::<std::collections::HashSet<_>>().len() > 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_wants_one_command_at_a_time_gets_mails_as_well() {
    let mailbox = Mailbox::open_one_by_one().await;
    let app = TestApp::spawn_with(Database::Sqlite, &format!("smtp_url = '{}'", mailbox.url())).await;
    for (stage, words, state) in [
        (Stage::Mail, "5.7.1 not your address", State::Deferred),
        (Stage::Recipient, "5.1.1 no such user", State::Bounced),
        (Stage::Message, "5.6.0 not like that", State::Dead),
    ] {
        mailbox.tell(Rule::refuse(stage).times(1).saying(550, words)).await;
        let id = write(&app, "ada@bella-pizza.example", Priority::Ordinary).await;
        assert_eq!(becomes(&app, id, state).await.reply, Some(format!("550 {words}")));
    }
    let id = write(&app, "bo@bella-pizza.example", Priority::Ordinary).await;
    becomes(&app, id, State::Sent).await;
    assert_eq!(mailbox.received(1).await[0].to, ["bo@bella-pizza.example"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_comes_too_late_is_not_taken_for_that_to_the_next_mail() {
    let mailbox = Mailbox::open().await;
    let app = TestApp::spawn_with(Database::Sqlite, &format!("smtp_url = '{}'", mailbox.url())).await;
    mailbox.tell(Rule::hang(Stage::Recipient).times(1)).await;
    let first = write(&app, "ada@bella-pizza.example", Priority::Ordinary).await;
    mailbox.steps(Stage::Recipient, "hang", 1).await;
    // A little longer than we wait, and not as long as we would wait for the next answer.
    tokio::time::sleep(COMMAND_PATIENCE + Duration::from_secs(1)).await;
    mailbox.release().await;
    becomes(&app, first, State::Deferred).await;
    for _ in 0..2 {
        let next = write(&app, "bo@bella-pizza.example", Priority::Ordinary).await;
        assert!(becomes(&app, next, State::Sent).await.reply.unwrap().starts_with("250"));
    }
    let envelopes = mailbox.envelopes(2).await;
    assert!(envelopes.len() == 2 && envelopes.iter().all(|envelope| envelope.to == ["bo@bella-pizza.example"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_mail_server_mails_wait() {
    let app = TestApp::spawn(Database::Sqlite).await;
    let id = write(&app, "ada@bella-pizza.example", Priority::Ordinary).await;
    let mail = outbox::find(app.store.read(), id).await.unwrap().unwrap();
    assert_eq!((mail.state, mail.attempts), (State::Queued, 0));
}
