//! Production issues of one problem: one mail, and then one for all that came meanwhile.

use std::sync::atomic::{AtomicU32, Ordering};

use jiff::SignedDuration;
use serde_json::{Value, json};
use server::store::api_keys::Scope;

use crate::notifications::{BELLA, NOTIFICATIONS, deliveries, post};
use crate::vocabulary::values::{production_values, save};
use crate::vocabulary::{
    Client, Database, Mailbox, TestApp, eventually, on_both_databases, on_both_databases_with_mail,
};

/// A system that may tell bella-pizza, whose administrator is its only alert contact.
async fn prepare(app: &TestApp) -> Client {
    app.confirm_addresses().await;
    let editor = app.sign_in("editor@bella-pizza.example").await;
    let admin = app.user_id("admin@bella-pizza.example").await;
    save(&editor, BELLA, "production", 0, &production_values(&[&admin])).await.expect(200);
    app.system(Scope::Notify, None).await
}

fn issue(subject: &str, severity: Option<&str>, problem_key: &str) -> Value {
    json!({
        "category": "production_issue", "subject": subject, "body": subject,
        "severity": severity, "problem_key": problem_key,
    })
}

/// Posts, and answers the notification.
async fn tell(system: &Client, body: &Value) -> Value {
    static NEXT_KEY: AtomicU32 = AtomicU32::new(0);
    let key = NEXT_KEY.fetch_add(1, Ordering::Relaxed).to_string();
    post(system, NOTIFICATIONS, &key, body).await.expect(201).json()
}

async fn shown(system: &Client, notification: &Value) -> Value {
    system.get(&format!("{NOTIFICATIONS}/{}", notification["id"].as_str().unwrap())).await.expect(200).json()
}

/// Waits until it has been told of.
async fn is_told(system: &Client, notification: &Value) -> Value {
    eventually(async || shown(system, notification).await["folded"] == false).await;
    shown(system, notification).await
}

fn hours(app: &TestApp, hours: i64) {
    app.clock.advance(SignedDuration::from_hours(hours));
}

on_both_databases_with_mail! {
    async fn further_ones_wait_and_are_told_together(app: TestApp, mailbox: Mailbox) {
        let system = prepare(&app).await;
        let first = tell(&system, &issue("One", Some("high"), "checkout")).await;
        assert_eq!((deliveries(&first).len(), &first["folded"]), (1, &json!(false)));
        let mut waiting = Vec::new();
        for (subject, severity) in [("Two", "high"), ("Three", "low"), ("Four", "medium")] {
            app.clock.advance(SignedDuration::from_mins(10));
            let posted = tell(&system, &issue(subject, Some(severity), "checkout")).await;
            assert_eq!((deliveries(&posted).len(), &posted["folded"]), (0, &json!(true)), "{subject}");
            waiting.push(posted);
        }
        assert_eq!(mailbox.received(1).await.len(), 1);
        hours(&app, 6);
        let newest = is_told(&system, &waiting[2]).await;
        let mails = mailbox.received(2).await;
        assert_eq!(mails.len(), 2);
        assert!(mails[1].subject.ends_with("Four"), "{}", mails[1].subject);
        assert!(mails[1].text.contains("there were 2 more messages"), "{}", mails[1].text);
        for waited in &waiting {
            let now = shown(&system, waited).await;
            assert_eq!((&now["folded"], &now["deliveries"][0]["id"]), (&json!(false), &newest["deliveries"][0]["id"]));
        }
        // Another window has opened, as long as the most pressing of them wants.
        let fifth = tell(&system, &issue("Five", Some("high"), "checkout")).await;
        assert_eq!(fifth["folded"], true);
        app.clock.advance(SignedDuration::from_mins(6 * 60 + 1));
        is_told(&system, &fifth).await;
        assert!(!mailbox.received(3).await[2].text.contains("more message"));
    }

    async fn what_is_more_pressing_does_not_wait(app: TestApp, mailbox: Mailbox) {
        let system = prepare(&app).await;
        tell(&system, &issue("One", Some("low"), "checkout")).await;
        let waits = tell(&system, &issue("Two", Some("low"), "checkout")).await;
        let presses = tell(&system, &issue("Three", None, "checkout")).await;
        assert_eq!((&waits["folded"], &presses["folded"]), (&json!(true), &json!(false)));
        assert_eq!(shown(&system, &waits).await["deliveries"][0]["id"], presses["deliveries"][0]["id"]);
        let mails = mailbox.received(2).await;
        let third = mails.iter().find(|mail| mail.subject.ends_with("Three")).unwrap();
        assert!(third.text.contains("there was one more message"), "{}", third.text);
        // What presses no more than that waits now.
        assert_eq!(tell(&system, &issue("Four", Some("medium"), "checkout")).await["folded"], true);
        assert_eq!(tell(&system, &issue("Five", Some("high"), "checkout")).await["folded"], false);
    }
}

on_both_databases! {
    async fn what_has_nothing_in_common_does_not_wait(app: TestApp) {
        let system = prepare(&app).await;
        let one = issue("One", Some("low"), "checkout");
        tell(&system, &one).await;
        let mut sandbox = one.clone();
        sandbox["environment"] = json!("sandbox");
        let mut without = one.clone();
        without["problem_key"] = Value::Null;
        let mut emergency = one.clone();
        emergency["category"] = json!("emergency");
        for other in [issue("One", Some("low"), "refunds"), sandbox, without.clone(), without, emergency.clone(), emergency] {
            let posted = tell(&system, &other).await;
            assert_eq!((&posted["folded"], deliveries(&posted).len()), (&json!(false), 1), "{other}");
        }
        let elsewhere = post(&system, "/accounts/city-walks/notifications", "x", &one).await;
        assert_eq!(elsewhere.expect(201).json()["folded"], false);
        assert_eq!(tell(&system, &one).await["folded"], true);
    }

    async fn windows_last_as_long_as_their_severity_says(app: TestApp) {
        let system = prepare(&app).await;
        for (severity, window) in [(Some("high"), 6), (Some("medium"), 12), (None, 12), (Some("low"), 24)] {
            let key = format!("{severity:?}");
            assert_eq!(tell(&system, &issue("One", severity, &key)).await["folded"], false);
            app.clock.advance(SignedDuration::from_secs(window * 3600 - 1));
            let waits = tell(&system, &issue("Two", severity, &key)).await;
            assert_eq!(waits["folded"], true, "{severity:?}");
            app.clock.advance(SignedDuration::from_secs(1));
            is_told(&system, &waits).await;
            // Nothing came in this window, so the next one goes out at once.
            hours(&app, window);
            assert_eq!(tell(&system, &issue("Three", severity, &key)).await["folded"], false, "{severity:?}");
        }
    }

    async fn a_clock_that_is_set_holds_nothing_back(app: TestApp) {
        let system = prepare(&app).await;
        tell(&system, &issue("One", Some("low"), "checkout")).await;
        let waits = tell(&system, &issue("Two", Some("low"), "checkout")).await;
        assert_eq!(waits["folded"], true);
        hours(&app, -24);
        is_told(&system, &waits).await;
        let waits = tell(&system, &issue("Three", Some("low"), "checkout")).await;
        assert_eq!(waits["folded"], true);
        hours(&app, 24);
        is_told(&system, &waits).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_tell_of_a_problem_once() {
    let mailbox = Mailbox::open().await;
    let mail = format!("smtp_url = '{}'", mailbox.url());
    let app = TestApp::spawn_with(Database::Postgresql, &mail).await;
    let sibling = app.spawn_sibling_with(&mail).await;
    let system = prepare(&app).await;
    let other = sibling.system(Scope::Notify, None).await;
    let posts = (0..20).map(|number| {
        let system = if number % 2 == 0 { system.clone() } else { other.clone() };
        tokio::spawn(async move { tell(&system, &issue("Down", Some("high"), "checkout")).await })
    });
    let mut waiting = Vec::new();
    for posted in posts.collect::<Vec<_>>() {
        let posted = posted.await.unwrap();
        if posted["folded"] == true {
            waiting.push(posted);
        }
    }
    assert_eq!(waiting.len(), 19);
    hours(&app, 6);
    for waited in &waiting {
        is_told(&system, waited).await;
    }
    let page = system.get(&format!("{NOTIFICATIONS}?limit=100")).await.json();
    let items = page["items"].as_array().unwrap();
    let mut mails: Vec<_> = items.iter().map(|item| item["deliveries"][0]["id"].as_str().unwrap()).collect();
    mails.sort_unstable();
    mails.dedup();
    assert_eq!((items.len(), mails.len()), (20, 2));
    let received = mailbox.received(2).await;
    assert!(received.iter().any(|mail| mail.text.contains("there were 18 more messages")));
}
