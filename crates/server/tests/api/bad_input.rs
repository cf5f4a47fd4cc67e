//! Whatever arrives at the contact information and its draft gets the documented problem, never a 5xx, and never
//! half a save.

use reqwest::Method;
use serde_json::{Value, json};
use server::store::{StoreError, Txn, accounts};

use crate::vocabulary::values::{production_values, save};
use crate::vocabulary::{Answer, Client, on_both_databases};

const BELLA: &str = "bella-pizza";
pub(crate) const SAVE: &str = "/accounts/bella-pizza/contact-information?environment=production";
pub(crate) const DRAFT: &str = "/accounts/bella-pizza/draft?environment=production";

on_both_databases! {
    async fn bodies_that_are_no_values(app: TestApp) {
        let (editor, valid) = prepare(&app).await;
        let text = valid.to_string();
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let rows: Vec<(Vec<u8>, u16, &str)> = vec![
            (b"".to_vec(), 400, "malformed-json"),
            (b"{".to_vec(), 400, "malformed-json"),
            (b"{} {}".to_vec(), 400, "malformed-json"),
            (b"nul".to_vec(), 400, "malformed-json"),
            (b"\xff\xfe{}".to_vec(), 400, "malformed-json"),
            (b"{\"\xff\": 1}".to_vec(), 400, "malformed-json"),
            (text.replace("On call", "\\ud800").into_bytes(), 400, "malformed-json"),
            (text.replace("On call", "\\udc00\\ud800").into_bytes(), 400, "malformed-json"),
            (text.replace("On call", "a\u{1}b").into_bytes(), 400, "malformed-json"),
            (text.replace("On call", "a\u{0}b").into_bytes(), 400, "malformed-json"),
            (text.replacen('{', "{\"technical_emergency\": [],", 1).into_bytes(), 400, "malformed-json"),
            (text.replacen("\"phone\"", "\"email\": \"x@x.example\", \"phone\"", 1).into_bytes(), 400, "malformed-json"),
            (nested(100_000 / 4).into_bytes(), 400, "malformed-json"),
            (format!("{{\"technical_emergency\": {}}}", nested(200)).into_bytes(), 400, "malformed-json"),
            (format!("{text}{}", " ".repeat(64 * 1024)).into_bytes(), 413, "body-too-large"),
            (vec![b'['; 64 * 1024 + 1], 413, "body-too-large"),
            (vec![b'x'; 4 * 1024 * 1024], 413, "body-too-large"),
        ];
        for path in [SAVE, DRAFT] {
            for (body, status, slug) in rows.clone() {
                let start = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
                let answer = put(&editor, path, body).await;
                assert_eq!((answer.status, answer.slug().as_str()), (status, slug), "{start}: {}", answer.text());
            }
        }
        let nonsense = [json!([]), json!(null), json!(1e300), json!("x"), json!(false), json!({}), json!({"": {"": ""}})];
        for body in nonsense {
            put(&editor, SAVE, body.to_string().into_bytes()).await.expect_problem(422, "invalid-contact-information");
        }
        let deep = format!("{{\"technical_emergency\": {}}}", nested(100));
        put(&editor, SAVE, deep.clone().into_bytes()).await.expect_problem(422, "invalid-contact-information");
        put(&editor, DRAFT, deep.into_bytes()).await.expect_problem(422, "invalid-draft");
        for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json", ""] {
            let request = editor.request(Method::PUT, SAVE).header("if-match", "\"1\"").body(text.clone());
            let answer = Answer::to(request.header("content-type", content_type)).await;
            answer.expect_problem(415, "unsupported-media-type");
        }
        assert_untouched(&editor, &valid).await;
    }

    async fn bodies_with_more_mistakes_than_anybody_reads(app: TestApp) {
        let (editor, valid) = prepare(&app).await;
        let many: serde_json::Map<String, Value> = (0..5000).map(|number| (number.to_string(), json!(1))).collect();
        let contacts: Vec<Value> = (0..15_000).map(|_| json!({})).collect();
        let intervals: Vec<Value> = (0..1200).map(|_| json!({"day": "monday", "from": "9", "to": "10"})).collect();
        let schedule = json!({"time_zone": "UTC", "languages": ["en"], "hours": {"weekly": intervals}});
        for body in [
            json!(many),
            json!({"technical_emergency": contacts}),
            json!({"alert_contacts": vec![0; 30_000]}),
            json!({"alert_contacts": vec!["x"; 15_000]}),
            json!({"operational_support": [schedule]}),
        ] {
            let answer = put(&editor, SAVE, body.to_string().into_bytes()).await;
            let errors = answer.expect_problem(422, "invalid-contact-information").json()["errors"].clone();
            assert!(errors.as_array().unwrap().len() <= 1000);
        }
        assert_untouched(&editor, &valid).await;
    }

    async fn what_is_wrong_waits_for_nobody_who_writes(app: TestApp) {
        let (editor, valid) = prepare(&app).await;
        let slug = accounts::AccountRef::parse(BELLA).unwrap();
        let account = accounts::find(app.store.read(), &slug).await.unwrap().unwrap();
        let wrong = json!({"technical_emergency": vec![json!({}); 15_000]}).to_string();
        // Somebody else's write is under way for as long as this one is judged.
        let other = async |txn: &Txn| {
            accounts::lock(txn, account.id).await?;
            put(&editor, SAVE, wrong.into_bytes()).await.expect_problem(422, "invalid-contact-information");
            Ok::<_, StoreError>(())
        };
        app.store.write(other).await.unwrap();
        assert_untouched(&editor, &valid).await;
    }

    async fn versions_that_were_never_stated(app: TestApp) {
        let (editor, valid) = prepare(&app).await;
        let mut changed = valid.clone();
        changed["technical_emergency"][0]["name"] = json!("Somebody else");
        for (if_match, status, slug) in [
            (None, 428, "version-required"),
            (Some("*"), 428, "version-required"),
            (Some(""), 400, "malformed-if-match"),
            (Some("1"), 400, "malformed-if-match"),
            (Some("\"1"), 400, "malformed-if-match"),
            (Some("\"1\", \"2\""), 400, "malformed-if-match"),
            (Some("\"1\" \"2\""), 400, "malformed-if-match"),
            (Some("'1'"), 400, "malformed-if-match"),
            (Some("W/\"1\""), 412, "version-conflict"),
            (Some("\"0\""), 412, "version-conflict"),
            (Some("\"2\""), 412, "version-conflict"),
            (Some("\"01\""), 412, "version-conflict"),
            (Some("\"-1\""), 412, "version-conflict"),
            (Some("\"\""), 412, "version-conflict"),
            (Some("\"1.0\""), 412, "version-conflict"),
            (Some("\"99999999999999999999999999999999\""), 412, "version-conflict"),
        ] {
            let request = editor.request(Method::PUT, SAVE).json(&changed);
            let request = if let Some(if_match) = if_match { request.header("if-match", if_match) } else { request };
            let answer = Answer::to(request).await;
            assert_eq!((answer.status, answer.slug().as_str()), (status, slug), "{if_match:?}: {}", answer.text());
        }
        let bytes = editor.request(Method::PUT, SAVE).json(&changed).header("if-match", &b"\"\xff\""[..]);
        Answer::to(bytes).await.expect_problem(400, "malformed-if-match");
        assert_untouched(&editor, &valid).await;
    }

    async fn cookies_that_nobody_was_given(app: TestApp) {
        let (editor, valid) = prepare(&app).await;
        let body = valid.to_string().into_bytes();
        put(&app.stranger(), SAVE, body.clone()).await.expect_problem(401, "not-signed-in");
        for cookie in [
            "callsheet=", "callsheet", "callsheet=x", "callsheet=%00", "callsheet=\"\"", "other=1", "=;=;=", ";",
            &format!("callsheet={}", "a".repeat(64)), &format!("callsheet={}", "a".repeat(5000)),
            &format!("{}0", editor.cookie()), "callsheet=' OR 1=1 --", "__Host-callsheet=x",
        ] {
            let answer = put(&app.stranger().with_cookie(cookie), SAVE, body.clone()).await;
            assert_eq!((answer.status, answer.slug().as_str()), (401, "not-signed-in"), "{cookie}");
        }
        assert_untouched(&editor, &valid).await;
    }

    async fn addresses_that_lead_nowhere(app: TestApp) {
        let (editor, valid) = prepare(&app).await;
        for account in ["%00", "%ff", "bella-pizza%00", "BELLA-PIZZA", "..%2fbella-pizza", "'", "%20", "city-walks"] {
            for resource in ["gate", "contact-information", "draft"] {
                let answer = editor.get(&format!("/accounts/{account}/{resource}?environment=sandbox")).await;
                assert_eq!((answer.status, answer.slug().as_str()), (404, "not-found"), "{account} {resource}");
            }
        }
        for query in [
            "", "?environment=", "?environment=staging", "?environment=SANDBOX", "?environment=%00", "?environment=%ff",
            "?environment=sandbox&environment=sandbox", "?environment=sandbox&x=", "?environment[]=sandbox",
        ] {
            for resource in ["gate", "contact-information", "draft"] {
                let path = format!("/accounts/bella-pizza/{resource}{query}");
                let answer = editor.get(&path).await;
                assert_eq!((answer.status, answer.slug().as_str()), (422, "invalid-query"), "{path}");
                if resource != "gate" {
                    let answer = put(&editor, &path, valid.to_string().into_bytes()).await;
                    assert_eq!((answer.status, answer.slug().as_str()), (422, "invalid-query"), "{path}");
                }
            }
        }
        let wrong_method = Answer::to(editor.request(Method::POST, SAVE).json(&valid)).await;
        wrong_method.expect_problem(405, "method-not-allowed");
        assert_untouched(&editor, &valid).await;
    }
}

/// Somebody who may save, and version 1 of the contact information.
pub(crate) async fn prepare(app: &crate::vocabulary::TestApp) -> (Client, Value) {
    let editor = app.sign_in("editor@bella-pizza.example").await;
    let valid = production_values(&[&app.user_id("editor@bella-pizza.example").await]);
    save(&editor, BELLA, "production", 0, &valid).await.expect(200);
    (editor, valid)
}

async fn assert_untouched(editor: &Client, valid: &Value) {
    let shown = editor.get(SAVE).await.expect(200).json();
    assert_eq!((&shown["version"], &shown["values"]), (&json!(1), valid));
    assert_eq!(editor.get(DRAFT).await.expect(200).json()["values"], Value::Null);
}

pub(crate) async fn put(client: &Client, path: &str, body: Vec<u8>) -> Answer {
    let request = client.request(Method::PUT, path).header("if-match", "\"1\"");
    Answer::to(request.header("content-type", "application/json").body(body)).await
}
