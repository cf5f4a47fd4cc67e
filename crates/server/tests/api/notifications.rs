//! `/accounts/{account}/notifications` and `/accounts/{account}/recipients`.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use server::store::api_keys::Scope;

use crate::vocabulary::values::{common_values, production_values, save, with};
use crate::vocabulary::{
    Answer, Client, Database, TestApp, eventually, on_both_databases, on_both_databases_with_mail,
};

pub(crate) const BELLA: &str = "bella-pizza";
pub(crate) const NOTIFICATIONS: &str = "/accounts/bella-pizza/notifications";
const RECIPIENTS: &str = "/accounts/bella-pizza/recipients";

/// Posts to an account, by an idempotency key.
pub(crate) async fn post(system: &Client, path: &str, key: &str, body: &Value) -> Answer {
    Answer::to(system.request(Method::POST, path).header("idempotency-key", key).json(body)).await
}

pub(crate) fn emergency() -> Value {
    json!({"category": "emergency", "subject": "Switched off", "body": "No orders reach you.\nCall us."})
}

/// What is said of each delivery: address, language, reason and state.
pub(crate) fn deliveries(notification: &Value) -> Vec<[String; 4]> {
    let of = |delivery: &Value| {
        ["email", "language", "reason", "state"].map(|member| delivery[member].as_str().unwrap().to_owned())
    };
    notification["deliveries"].as_array().unwrap().iter().map(of).collect()
}

pub(crate) fn texts<const N: usize>(texts: [&str; N]) -> [String; N] {
    texts.map(str::to_owned)
}

/// An editor who has filled in production, and a system that may tell the account of something.
async fn prepare(app: &TestApp) -> (Client, Client) {
    app.confirm_addresses().await;
    let editor = app.sign_in("editor@bella-pizza.example").await;
    let admin = app.user_id("admin@bella-pizza.example").await;
    save(&editor, BELLA, "production", 0, &production_values(&[&admin])).await.expect(200);
    (editor, app.system(Scope::Notify, Some(BELLA)).await)
}

on_both_databases_with_mail! {
    async fn what_is_posted_reaches_those_it_is_for(app: TestApp, mailbox: Mailbox) {
        let (editor, system) = prepare(&app).await;
        let posted = post(&system, NOTIFICATIONS, "a", &emergency()).await.expect(201).json();
        assert_eq!(posted["posted_at"], "2026-11-21T10:00:00Z");
        assert_eq!((&posted["environment"], &posted["fallback"], &posted["folded"]), (&json!("production"), &json!(false), &json!(false)));
        let oncall = "oncall@bella-pizza.example";
        assert_eq!(deliveries(&posted), [texts([oncall, "pl", "technical_emergency", "queued"])]);

        let received = mailbox.received(1).await;
        assert_eq!(received[0].to, [oncall]);
        assert!(received[0].subject.ends_with("Bella Pizza: Switched off"), "{}", received[0].subject);
        assert!(received[0].text.contains("No orders reach you.\nCall us."), "{}", received[0].text);
        assert_eq!(received[0].header("Importance"), "high");

        let path = format!("{NOTIFICATIONS}/{}", posted["id"].as_str().unwrap());
        eventually(async || editor.get(&path).await.json()["deliveries"][0]["state"] == "sent").await;
        for reader in [&editor, &system, &app.system(Scope::Read, None).await] {
            let shown = reader.get(&path).await.expect(200).json();
            let delivery = &shown["deliveries"][0];
            assert_eq!((&delivery["attempts"], &delivery["next_attempt_at"]), (&json!(1), &Value::Null));
            assert!(delivery["reply"].as_str().unwrap().starts_with("250"));
            assert_eq!(delivery["events"][0]["state"], "sent");
            let page = reader.get(NOTIFICATIONS).await.expect(200).json();
            assert_eq!(page, json!({"items": [shown], "next": null}));
        }
    }

    async fn contacts_decline_by_the_same_link_for_a_day(app: TestApp, mailbox: Mailbox) {
        let (_, system) = prepare(&app).await;
        let mut tokens = Vec::new();
        for hours in [0, 23, 2, -12] {
            app.clock.advance(SignedDuration::from_hours(hours));
            post(&system, NOTIFICATIONS, &format!("after {hours}"), &emergency()).await.expect(201);
            let mails = mailbox.received(tokens.len() + 1).await;
            let (_, link) = mails[tokens.len()].text.split_once("/address#").unwrap();
            tokens.push(link.split_whitespace().next().unwrap().to_owned());
        }
        assert_eq!(tokens[0], tokens[1]);
        assert_ne!(tokens[0], tokens[2], "a day is over");
        assert_ne!(tokens[2], tokens[3], "the clock was ahead");
        for token in tokens {
            let look = app.stranger().post("/address-links/look", &json!({"token": token})).await.expect(200).json();
            assert_eq!(look["email"], "oncall@bella-pizza.example");
        }
    }

    async fn administrators_are_told_when_nobody_is_listed(app: TestApp, mailbox: Mailbox) {
        let system = app.system(Scope::Notify, None).await;
        let posted = post(&system, NOTIFICATIONS, "a", &emergency()).await.expect(201).json();
        assert_eq!(posted["fallback"], true);
        assert_eq!(deliveries(&posted), [texts(["admin@bella-pizza.example", "en", "administrator", "queued"])]);
        let mail = &mailbox.received(1).await[0];
        assert!(mail.text.contains("At Bella Pizza the contacts for messages of this kind are missing"), "{}", mail.text);
        assert!(mail.text.contains("/notifications?account=bella-pizza&environment=production"), "{}", mail.text);
    }

    async fn administrators_are_told_which_contacts_are_missing_where_it_happened(app: TestApp, mailbox: Mailbox) {
        let system = app.system(Scope::Notify, None).await;
        for (count, environment, field) in
            [(1, "production", "Alert contacts"), (2, "sandbox", "Technical non-emergency contacts")]
        {
            let body = json!({"category": "production_issue", "environment": environment, "subject": "s", "body": "b"});
            post(&system, NOTIFICATIONS, environment, &body).await.expect(201);
            let text = mailbox.received(count).await[count - 1].text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(&format!("Add or correct one under “{field}”")), "{environment}: {text}");
        }
    }
}

on_both_databases! {
    async fn the_same_request_gets_the_same_answer(app: TestApp) {
        let system = app.system(Scope::Notify, None).await;
        let first = post(&system, NOTIFICATIONS, "key 1", &emergency()).await;
        first.expect(201);
        app.clock.advance(jiff::SignedDuration::from_hours(23));
        // As another library would write it: the default said, members in another order.
        let same = "{\"body\": \"No orders reach you.\\nCall us.\", \"subject\": \" Switched\\toff\", \"severity\": null,\
                    \"environment\": \"production\", \"category\": \"emergency\"}";
        let request = system.request(Method::POST, NOTIFICATIONS).header("idempotency-key", "key 1");
        let again = Answer::to(request.header("content-type", "application/json").body(same)).await;
        assert_eq!((again.status, &again.body), (201, &first.body));

        let other = with(emergency(), "subject", json!("Switched on"));
        post(&system, NOTIFICATIONS, "key 1", &other).await.expect_problem(422, "idempotency-key-reused");
        // Keys of other accounts and of other systems are others.
        let elsewhere = post(&system, "/accounts/city-walks/notifications", "key 1", &other).await;
        assert_ne!(elsewhere.expect(201).body, first.body);
        let another = app.system(Scope::Notify, Some(BELLA)).await;
        assert_ne!(post(&another, NOTIFICATIONS, "key 1", &emergency()).await.expect(201).body, first.body);

        app.clock.advance(jiff::SignedDuration::from_hours(1));
        assert_ne!(post(&system, NOTIFICATIONS, "key 1", &other).await.expect(201).body, first.body);
    }

    async fn of_many_at_the_same_time_one_is_stored(app: TestApp) {
        let system = app.system(Scope::Notify, None).await;
        let posts = (0..20).map(|_| {
            let system = system.clone();
            tokio::spawn(async move { post(&system, NOTIFICATIONS, "same", &emergency()).await })
        });
        let mut answers = Vec::new();
        for posted in posts.collect::<Vec<_>>() {
            answers.push(posted.await.unwrap());
        }
        assert!(answers.iter().all(|answer| answer.status == 201 && answer.body == answers[0].body));
        let page = system.get(NOTIFICATIONS).await.expect(200).json();
        assert_eq!(page["items"].as_array().unwrap().len(), 1);
        let mails = server::store::outbox::newest(app.store.read(), None, 100).await.unwrap();
        assert_eq!(mails.len(), 1);
    }

    async fn what_can_t_be_told_is_refused(app: TestApp) {
        let system = app.system(Scope::Notify, None).await;
        system.post(NOTIFICATIONS, &emergency()).await.expect_problem(400, "idempotency-key-required");
        for key in ["", "\u{e9}", &"x".repeat(256)] {
            post(&system, NOTIFICATIONS, key, &emergency()).await.expect_problem(400, "malformed-idempotency-key");
        }
        let twice = system.request(Method::POST, NOTIFICATIONS).header("idempotency-key", "1").header("idempotency-key", "2");
        Answer::to(twice.json(&emergency())).await.expect_problem(400, "malformed-idempotency-key");

        for (body, errors) in [
            (json!({}), &[("/category", "required"), ("/subject", "required"), ("/body", "required")][..]),
            (with(emergency(), "category", json!("fire")), &[("/category", "invalid_category")]),
            (with(emergency(), "environment", json!("test")), &[("/environment", "invalid_environment")]),
            (with(emergency(), "severity", json!("critical")), &[("/severity", "invalid_severity")]),
            (with(emergency(), "subject", json!(" \r\n\t")), &[("/subject", "required")]),
            (with(emergency(), "subject", json!("x".repeat(201))), &[("/subject", "too_long")]),
            (with(emergency(), "body", json!("ż".repeat(32 * 1024 + 1))), &[("/body", "too_long")]),
            (with(emergency(), "problem_key", json!("")), &[("/problem_key", "required")]),
            (with(emergency(), "problem_key", json!("x".repeat(201))), &[("/problem_key", "too_long")]),
            (with(emergency(), "to", json!("a@x.example")), &[("/to", "unknown_field")]),
        ] {
            // With too long a text the whole may be too long, too.
            let answer = post(&system, NOTIFICATIONS, "a", &body).await;
            if answer.status != 413 {
                answer.expect_errors(errors);
            }
        }
        let megabyte = with(emergency(), "body", json!("x".repeat(1024 * 1024)));
        post(&system, NOTIFICATIONS, "a", &megabyte).await.expect_problem(413, "body-too-large");
        assert_eq!(system.get(NOTIFICATIONS).await.json(), json!({"items": [], "next": null}));
        // Nothing of that has used the key up.
        let longest = json!({"category": "technical", "subject": "ż".repeat(200), "body": "x".repeat(32 * 1024)});
        post(&system, NOTIFICATIONS, "a", &longest).await.expect(201);
    }

    async fn what_somebody_asks_for_is_found(app: TestApp) {
        let system = app.system(Scope::Notify, None).await;
        let mut ids = Vec::new();
        for (number, (category, environment)) in
            [("technical", "sandbox"), ("technical", "production"), ("emergency", "production")].into_iter().enumerate()
        {
            let body = json!({"category": category, "environment": environment, "subject": "S", "body": ""});
            let posted = post(&system, NOTIFICATIONS, &number.to_string(), &body).await.expect(201).json();
            ids.push(posted["id"].as_str().unwrap().to_owned());
            app.clock.advance(jiff::SignedDuration::from_millis(1));
        }
        post(&system, "/accounts/city-walks/notifications", "a", &emergency()).await.expect(201);
        for (query, expected) in [
            ("", &[2, 1, 0][..]),
            ("?category=technical", &[1, 0]),
            ("?environment=production", &[2, 1]),
            ("?category=technical&environment=production", &[1]),
            ("?state=queued", &[2, 1, 0]),
            ("?state=sent", &[]),
            ("?category=merchant_issue", &[]),
        ] {
            let page = system.get(&format!("{NOTIFICATIONS}{query}")).await.expect(200).json();
            let found: Vec<_> = page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect();
            assert_eq!(found, expected.iter().map(|index| json!(ids[*index])).collect::<Vec<_>>(), "{query}");
            assert_eq!(page["next"], Value::Null);
        }
        let first = system.get(&format!("{NOTIFICATIONS}?limit=2")).await.expect(200).json();
        assert_eq!((first["items"].as_array().unwrap().len(), &first["next"]), (2, &json!(ids[1])));
        let second = system.get(&format!("{NOTIFICATIONS}?limit=2&cursor={}", ids[1])).await.expect(200).json();
        assert_eq!((&second["items"][0]["id"], &second["next"]), (&json!(ids[0]), &Value::Null));
        for query in ["category=x", "state=x", "environment=x", "cursor=x", "limit=0", "limit=101", "limit=+1", "x=1"] {
            system.get(&format!("{NOTIFICATIONS}?{query}")).await.expect_problem(422, "invalid-query");
        }
    }

    async fn what_hasn_t_changed_isn_t_sent_again(app: TestApp) {
        let system = app.system(Scope::Notify, None).await;
        let id = post(&system, NOTIFICATIONS, "a", &emergency()).await.expect(201).json()["id"].clone();
        for path in [NOTIFICATIONS.to_owned(), format!("{NOTIFICATIONS}/{}", id.as_str().unwrap())] {
            let tag = system.get(&path).await.expect(200).header("etag").to_owned();
            let again = async || Answer::to(system.request(Method::GET, &path).header("if-none-match", &tag)).await;
            let unchanged = again().await;
            assert_eq!((unchanged.status, unchanged.body.len(), unchanged.header("etag")), (304, 0, &*tag));
            let mail = server::store::outbox::newest(app.store.read(), None, 1).await.unwrap().remove(0);
            let randomness = server::random::Randomness::system().unwrap();
            let cancel = async |txn: &server::store::Txn| {
                server::store::outbox::cancel_one(txn, mail.id, &app.clock, &randomness).await
            };
            app.store.write(cancel).await.unwrap();
            if path == NOTIFICATIONS {
                assert_eq!(again().await.expect(200).json()["items"][0]["deliveries"][0]["state"], "cancelled");
            }
        }
    }

    async fn who_would_be_told(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let nobody_yet = editor.get(&format!("{RECIPIENTS}?category=emergency")).await.expect(200).json();
        assert_eq!((&nobody_yet["fallback"], &nobody_yet["support_open"]), (&json!(true), &json!(false)));
        assert_eq!(nobody_yet["recipients"][0]["reason"], "administrator");

        let viewer = app.user_id("viewer@bella-pizza.example").await;
        let hours = json!([{
            "time_zone": "Europe/Warsaw", "languages": ["pl"],
            "hours": {"weekly": [{"day": "monday", "from": "09:00", "to": "17:00"}]},
        }]);
        let values = with(production_values(&[&viewer]), "operational_support", hours);
        save(&editor, BELLA, "production", 0, &values).await.expect(200);
        let system = app.system(Scope::Read, Some(BELLA)).await;
        for (query, email, reason, is_open) in [
            ("category=emergency", "oncall@bella-pizza.example", "technical_emergency", false),
            ("category=emergency&at=2026-11-23T08:00:00Z", "oncall@bella-pizza.example", "technical_emergency", true),
            ("category=technical&at=2026-11-23T17:00:00%2B01:00", "tech@bella-pizza.example", "technical_non_emergency", false),
            ("category=production_issue", "viewer@bella-pizza.example", "alert_contact", false),
            ("category=production_issue&environment=sandbox", "tech@bella-pizza.example", "technical_non_emergency", false),
            ("category=user_escalation&environment=sandbox", "ops@bella-pizza.example", "operational_internal", false),
        ] {
            let found = system.get(&format!("{RECIPIENTS}?{query}")).await.expect(200).json();
            let first = &found["recipients"][0];
            assert_eq!((&first["email"], &first["reason"]), (&json!(email), &json!(reason)), "{query}");
            assert_eq!((&found["support_open"], &found["fallback"]), (&json!(is_open), &json!(false)), "{query}");
            assert_eq!(found["recipients"].as_array().unwrap().len(), 1, "{query}");
        }
        let oncall = editor.get(&format!("{RECIPIENTS}?category=emergency")).await.json()["recipients"][0].clone();
        assert_eq!((&oncall["phone"], &oncall["language"]), (&json!("+48221234567"), &json!("pl")));
        for query in ["", "?category=", "?category=fire", "?category=emergency&at=now", "?category=emergency&environment=x"] {
            system.get(&format!("{RECIPIENTS}{query}")).await.expect_problem(422, "invalid-query");
        }
    }
}

/// Who gets it at some time, by the policy that is in force then.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_would_be_told_once_an_announced_policy_is_in_force() {
    for database in [Database::Sqlite, Database::Postgresql] {
        let app = TestApp::spawn_with_announced_policy(database).await;
        let editor = app.sign_in("editor@city-walks.example").await;
        save(&editor, "city-walks", "sandbox", 0, &common_values()).await.expect(200);
        for (at, reason, fallback) in [
            ("", "operational_internal", false),
            ("&at=2026-11-21T23:59:59Z", "operational_internal", false),
            ("&at=2026-11-22T00:00:00Z", "administrator", true),
        ] {
            let path = format!("/accounts/city-walks/recipients?category=merchant_issue&environment=sandbox{at}");
            let found = editor.get(&path).await.expect(200).json();
            assert_eq!(
                (&found["recipients"][0]["reason"], &found["fallback"]),
                (&json!(reason), &json!(fallback)),
                "{at}"
            );
        }
    }
}
