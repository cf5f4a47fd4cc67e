//! Whom a notification reaches when those whom it was for are gone, or can't be reached.

use reqwest::Method;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use server::store::api_keys::Scope;
use server::store::{StoreError, Txn, notifications};

use crate::notifications::{BELLA, NOTIFICATIONS, deliveries, emergency, post, texts};
use crate::vocabulary::values::{production_values, save, with};
use crate::vocabulary::{Client, Rule, Stage, TestApp, eventually, on_both_databases_with_mail};

const ONCALL: &str = "oncall@bella-pizza.example";
const NIGHT: &str = "night@bella-pizza.example";
const ADMIN: &str = "admin@bella-pizza.example";

fn contacts(emails: &[&str]) -> Value {
    emails.iter().map(|email| json!({"email": email, "language": "en"})).collect()
}

/// An editor who has saved these emergency contacts, and the values.
async fn prepare(app: &TestApp, emails: &[&str]) -> (Client, Value) {
    app.confirm_addresses().await;
    let editor = app.sign_in("editor@bella-pizza.example").await;
    let viewer = app.user_id("viewer@bella-pizza.example").await;
    let values = with(production_values(&[&viewer]), "technical_emergency", contacts(emails));
    save(&editor, BELLA, "production", 0, &values).await.expect(200);
    (editor, values)
}

/// Posts, and answers the address of the notification.
async fn tell(app: &TestApp, body: &Value) -> String {
    let system = app.system(Scope::Notify, None).await;
    let posted = post(&system, NOTIFICATIONS, "a", body).await.expect(201).json();
    format!("{NOTIFICATIONS}/{}", posted["id"].as_str().unwrap())
}

/// Waits until the deliveries are these, whatever their order.
async fn eventually_has<const N: usize>(client: &Client, path: &str, expected: [[&str; 4]; N]) -> Value {
    let mut expected = expected.map(texts);
    expected.sort();
    let sorted = |notification: &Value| {
        let mut found = deliveries(notification);
        found.sort();
        found
    };
    let is_so = async || sorted(&client.get(path).await.expect(200).json()) == expected;
    let waited = tokio::time::timeout(std::time::Duration::from_secs(15), eventually(is_so)).await;
    let found = client.get(path).await.json();
    assert!(waited.is_ok(), "{found:#}");
    found
}

on_both_databases_with_mail! {
    async fn who_is_no_longer_listed_is_not_told_and_whoever_is_listed_now_is(app: TestApp, mailbox: Mailbox) {
        let (editor, values) = prepare(&app, &[ONCALL]).await;
        mailbox.tell(Rule::defer(Stage::Recipient).to(ONCALL)).await;
        let path = tell(&app, &emergency()).await;
        eventually_has(&editor, &path, [[ONCALL, "en", "technical_emergency", "deferred"]]).await;
        // Events of one moment have no order.
        app.clock.advance(jiff::SignedDuration::from_secs(1));
        let values = with(values, "technical_emergency", contacts(&[NIGHT]));
        save(&editor, BELLA, "production", 1, &values).await.expect(200);
        let now = eventually_has(&editor, &path, [
            [ONCALL, "en", "technical_emergency", "cancelled"],
            [NIGHT, "en", "technical_emergency", "sent"],
        ]).await;
        let cancelled = now["deliveries"].as_array().unwrap().iter().find(|delivery| delivery["email"] == ONCALL);
        let events: Vec<_> =
            cancelled.unwrap()["events"].as_array().unwrap().iter().map(|event| event["state"].clone()).collect();
        assert_eq!(events, ["deferred", "cancelled"]);
        // What comes too late for the one, the other doesn't get.
        app.clock.advance(jiff::SignedDuration::from_hours(1));
        let envelopes = mailbox.envelopes(1).await;
        assert_eq!(envelopes.iter().map(|one| &*one.to[0]).collect::<Vec<_>>(), [NIGHT]);
    }

    async fn who_declines_is_not_told_of_what_still_waits(app: TestApp, mailbox: Mailbox) {
        let (editor, _) = prepare(&app, &[ONCALL]).await;
        tell(&app, &emergency()).await;
        let text = mailbox.received(1).await[0].text.clone();
        let token = text.split_once("/address#").unwrap().1.split_whitespace().next().unwrap();
        mailbox.tell(Rule::defer(Stage::Recipient).to(ONCALL)).await;
        let system = app.system(Scope::Notify, None).await;
        let posted = post(&system, NOTIFICATIONS, "b", &emergency()).await.expect(201).json();
        let path = format!("{NOTIFICATIONS}/{}", posted["id"].as_str().unwrap());
        eventually_has(&editor, &path, [[ONCALL, "en", "technical_emergency", "deferred"]]).await;
        let declined = json!({"token": token, "answer": "decline", "replacement": null});
        app.stranger().post("/address-links/answer", &declined).await.expect(204);
        eventually_has(&editor, &path, [
            [ONCALL, "en", "technical_emergency", "cancelled"],
            [ADMIN, "en", "administrator", "sent"],
        ]).await;
    }

    async fn whoever_stands_in_for_those_who_could_not_be_reached_stays(app: TestApp, mailbox: Mailbox) {
        let (editor, _) = prepare(&app, &[ONCALL, NIGHT]).await;
        tell(&app, &emergency()).await;
        let mails = mailbox.received(2).await;
        let nights = mails.iter().find(|mail| mail.to == [NIGHT]).unwrap();
        let token = nights.text.split_once("/address#").unwrap().1.split_whitespace().next().unwrap();
        mailbox.tell(Rule::defer(Stage::Recipient)).await;
        let system = app.system(Scope::Notify, None).await;
        let posted = post(&system, NOTIFICATIONS, "b", &emergency()).await.expect(201).json();
        let path = format!("{NOTIFICATIONS}/{}", posted["id"].as_str().unwrap());
        let both = |state| [ONCALL, NIGHT].map(|contact| [contact, "en", "technical_emergency", state]);
        eventually_has(&editor, &path, both("deferred")).await;
        // Four days are over, which says nothing of the addresses.
        app.clock.advance(jiff::SignedDuration::from_hours(97));
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let [first, second] = both("dead");
        let stands_in = [first, second, [ADMIN, "en", "administrator", "deferred"]];
        eventually_has(&editor, &path, stands_in).await;
        let declined = json!({"token": token, "answer": "decline", "replacement": null});
        app.stranger().post("/address-links/answer", &declined).await.expect(204);
        eventually_has(&editor, &path, stands_in).await;
    }

    async fn nobody_else_is_told_if_somebody_was(app: TestApp, mailbox: Mailbox) {
        let (editor, values) = prepare(&app, &[ONCALL, NIGHT]).await;
        mailbox.tell(Rule::defer(Stage::Recipient).to(ONCALL)).await;
        let path = tell(&app, &emergency()).await;
        let sent = [NIGHT, "en", "technical_emergency", "sent"];
        eventually_has(&editor, &path, [[ONCALL, "en", "technical_emergency", "deferred"], sent]).await;
        let values = with(values, "technical_emergency", contacts(&["new@bella-pizza.example", NIGHT]));
        save(&editor, BELLA, "production", 1, &values).await.expect(200);
        eventually_has(&editor, &path, [[ONCALL, "en", "technical_emergency", "cancelled"], sent]).await;
    }

    async fn an_alert_contact_who_has_left_is_not_told(app: TestApp, mailbox: Mailbox) {
        let (editor, _) = prepare(&app, &[ONCALL]).await;
        let viewer = "viewer@bella-pizza.example";
        mailbox.tell(Rule::defer(Stage::Recipient).to(viewer)).await;
        let path = tell(&app, &json!({"category": "production_issue", "subject": "Slow", "body": ""})).await;
        eventually_has(&editor, &path, [[viewer, "en", "alert_contact", "deferred"]]).await;
        let admin = app.sign_in(ADMIN).await;
        let id = app.user_id(viewer).await;
        let removal = admin.request(Method::DELETE, &format!("/accounts/{BELLA}/users/{id}"));
        assert_eq!(removal.send().await.unwrap().status(), 204);
        // Production is locked without alert contacts, and sandbox is still open.
        let now = eventually_has(&admin, &path, [
            [viewer, "en", "alert_contact", "cancelled"],
            [ADMIN, "en", "administrator", "sent"],
        ]).await;
        assert_eq!(now["fallback"], true);
    }

    async fn administrators_are_told_what_came_back_from_everybody(app: TestApp, mailbox: Mailbox) {
        let (editor, _) = prepare(&app, &[ONCALL]).await;
        mailbox.tell(Rule::refuse(Stage::Recipient).to(ONCALL).saying(550, "5.1.1 no such user")).await;
        let path = tell(&app, &emergency()).await;
        let now = eventually_has(&editor, &path, [
            [ONCALL, "en", "technical_emergency", "bounced"],
            [ADMIN, "en", "administrator", "sent"],
        ]).await;
        assert_eq!(now["fallback"], true);
        assert_eq!(mailbox.received(1).await[0].header("Importance"), "high");
    }

    async fn administrators_are_told_also_if_all_servers_were_away_meanwhile(app: TestApp, mailbox: Mailbox) {
        let (editor, _) = prepare(&app, &[ONCALL]).await;
        mailbox.tell(Rule::defer(Stage::Recipient).to(ONCALL)).await;
        let path = tell(&app, &emergency()).await;
        eventually_has(&editor, &path, [[ONCALL, "en", "technical_emergency", "deferred"]]).await;
        // As if the server had noted that it came back, and ended at once, hours ago.
        let hours_ago = app.clock.now().checked_sub(jiff::SignedDuration::from_hours(5)).unwrap().as_microsecond();
        let sql = format!("UPDATE mails SET state = 'bounced', updated_at = {hours_ago} WHERE state = 'deferred'");
        app.store.write(async |txn: &Txn| Ok::<_, StoreError>(txn.execute_unprepared(&sql).await?)).await.unwrap();
        let _started = app.spawn_sibling().await;
        eventually_has(&editor, &path, [
            [ONCALL, "en", "technical_emergency", "bounced"],
            [ADMIN, "en", "administrator", "sent"],
        ]).await;
    }

    async fn what_reaches_nobody_is_not_tried_for_ever(app: TestApp, mailbox: Mailbox) {
        let (editor, _) = prepare(&app, &[ONCALL]).await;
        mailbox.tell(Rule::refuse(Stage::Recipient).saying(550, "5.1.1 no such user")).await;
        let path = tell(&app, &emergency()).await;
        // Administrators, then editors, then viewers: nobody is left.
        let after_all = [
            [ONCALL, "en", "technical_emergency", "bounced"],
            [ADMIN, "en", "administrator", "bounced"],
            ["editor@bella-pizza.example", "en", "administrator", "bounced"],
            ["viewer@bella-pizza.example", "en", "administrator", "bounced"],
        ];
        eventually_has(&editor, &path, after_all).await;
        let long_ago = app.clock.now().checked_sub(jiff::SignedDuration::from_hours(1)).unwrap();
        eventually(async || notifications::unreached(app.store.read(), long_ago, 1).await.unwrap().is_empty()).await;
        eventually_has(&editor, &path, after_all).await;
    }
}
