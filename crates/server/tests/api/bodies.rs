//! Bodies, addresses and methods that nobody should send.

use reqwest::Method;
use serde_json::json;

use crate::vocabulary::{Answer, Client, Database, TestApp};

const REQUESTS: &str = "/accounts/bella-pizza/support-requests";

async fn viewer() -> (TestApp, Client) {
    let app = TestApp::spawn(Database::Sqlite).await;
    let viewer = app.sign_in("viewer@bella-pizza.example").await;
    (app, viewer)
}

async fn post(client: &Client, content_type: &str, body: impl Into<Vec<u8>>) -> Answer {
    let request = client.request(Method::POST, REQUESTS).header("content-type", content_type).body(body.into());
    Answer::to(request).await
}

#[tokio::test]
async fn what_is_not_json_is_refused() {
    let (_app, viewer) = viewer().await;
    for body in [
        "",
        "{",
        "null x",
        "{\"subject\":\"\\ud800\"}",
        "{\"subject\":\"a\",\"subject\":\"b\"}",
        "{'a':1}",
        "1e999",
        "\u{feff}{}",
    ] {
        post(&viewer, "application/json", body).await.expect_problem(400, "malformed-json");
    }
    post(&viewer, "application/json", b"{\"subject\":\"\xff\"}".to_vec()).await.expect_problem(400, "malformed-json");
    post(&viewer, "application/json", "[".repeat(60_000)).await.expect_problem(400, "malformed-json");
    let nested = format!("{{\"subject\":{}{}}}", "{\"a\":".repeat(10_000), "1".to_owned() + &"}".repeat(10_000));
    post(&viewer, "application/json", nested).await.expect_problem(400, "malformed-json");
}

#[tokio::test]
async fn what_is_said_about_a_malformed_body_does_not_repeat_it() {
    let (_app, viewer) = viewer().await;
    let answer = post(&viewer, "application/json", "{\"subject\": \"secret\", secret: 1}").await;
    assert!(!answer.expect_problem(400, "malformed-json").text().contains("secret"));
}

#[tokio::test]
async fn other_types_than_json_are_refused() {
    let (_app, viewer) = viewer().await;
    let body = json!({"subject": "a", "message": "b"}).to_string();
    for content_type in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx", ""]
    {
        post(&viewer, content_type, body.as_str()).await.expect_problem(415, "unsupported-media-type");
    }
    let without = viewer.request(Method::POST, REQUESTS).body(body.clone());
    Answer::to(without).await.expect_problem(415, "unsupported-media-type");
    for content_type in ["application/json; charset=utf-8", "Application/JSON"] {
        post(&viewer, content_type, body.as_str()).await.expect(201);
    }
}

#[tokio::test]
async fn what_is_too_long_is_refused() {
    let (_app, viewer) = viewer().await;
    let fits = format!("{{\"subject\":\"{}\"}}", "x".repeat(64 * 1024 - 14));
    assert_eq!(fits.len(), 64 * 1024);
    post(&viewer, "application/json", fits.clone()).await.expect(422);
    post(&viewer, "application/json", format!("{fits} ")).await.expect_problem(413, "body-too-large");
    post(&viewer, "application/json", " ".repeat(3_000_000)).await.expect_problem(413, "body-too-large");
    let get = viewer.request(Method::GET, "/me").body("x".repeat(70_000));
    Answer::to(get).await.expect_problem(413, "body-too-large");
}

#[tokio::test]
async fn every_value_of_every_type_is_answered() {
    let (app, viewer) = viewer().await;
    let admin = app.sign_in("admin@bella-pizza.example").await;
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!(""),
        json!("x"),
        json!("\u{0}"),
        json!([]),
        json!([[]]),
        json!({}),
        json!({"": {"": []}}),
    ];
    for value in &values {
        for (client, method, path, member) in [
            (&viewer, Method::POST, REQUESTS, "subject"),
            (&viewer, Method::PATCH, "/me", "name"),
            (&viewer, Method::PATCH, "/me", "language"),
            (&admin, Method::POST, "/accounts/bella-pizza/users", "email"),
            (&admin, Method::POST, "/accounts/bella-pizza/users", "role"),
        ] {
            let body = json!({member: value});
            for body in [&body, value] {
                let answer = Answer::to(client.request(method.clone(), path).json(body)).await;
                assert!(matches!(answer.status, 200 | 422), "{path} {body}: {}", answer.text());
            }
        }
        let answer = app.stranger().post("/session", &json!({"email": value, "password": value})).await;
        assert!(matches!(answer.status, 401 | 422), "{value}: {}", answer.text());
    }
}

#[tokio::test]
async fn unknown_addresses_are_not_there() {
    let (app, viewer) = viewer().await;
    for path in ["", "/", "/nothing", "/me/", "/accounts", "/accounts/", "/accounts/bella-pizza/nothing"] {
        viewer.get(path).await.expect_problem(404, "not-found");
        let answer = app.stranger().post(path, &json!({})).await;
        assert_eq!(answer.slug(), "not-found", "{path}");
    }
    for path in ["/api", "/api/", "/api/v2/me", "/api/v1%2fme"] {
        viewer.get_outside(path).await.expect_problem(404, "not-found");
    }
}

#[tokio::test]
async fn wrong_methods_are_told_the_right_ones() {
    let (_app, viewer) = viewer().await;
    for (method, path, allowed) in [
        (Method::PUT, "/me", &["GET", "HEAD", "PATCH"][..]),
        (Method::GET, "/session", &["DELETE", "POST"]),
        (Method::DELETE, REQUESTS, &["POST"]),
        (Method::TRACE, "/me", &["GET", "HEAD", "PATCH"]),
    ] {
        let answer = Answer::to(viewer.request(method, path)).await;
        answer.expect_problem(405, "method-not-allowed");
        let mut found: Vec<_> = answer.header("allow").split(',').map(str::trim).collect();
        found.sort_unstable();
        assert_eq!(found, allowed);
    }
    Answer::to(viewer.request(Method::HEAD, "/me")).await.expect(200);
}

#[tokio::test]
async fn query_strings_are_read_strictly() {
    let (_app, viewer) = viewer().await;
    viewer.get("/accounts/bella-pizza/users?page=2").await.expect_errors(&[("/page", "unknown_field")]);
}

#[tokio::test]
async fn heads_that_nobody_needs_are_refused() {
    let (_app, viewer) = viewer().await;
    for (length, status) in [(60 * 1024, 200), (70 * 1024, 431)] {
        let request = viewer.request(Method::GET, "/me").header("x-long", "x".repeat(length));
        assert_eq!(Answer::to(request).await.status, status, "{length}");
    }
}

#[tokio::test]
async fn not_more_mistakes_are_told_than_anybody_reads() {
    let (_app, viewer) = viewer().await;
    let members: serde_json::Map<String, serde_json::Value> =
        (0..5000).map(|number| (number.to_string(), json!(1))).collect();
    let parameters = (0..3000).map(|number| number.to_string()).collect::<Vec<_>>().join("&");
    for answer in [
        viewer.patch("/me", &json!(members)).await,
        viewer.get(&format!("/accounts/bella-pizza/users?{parameters}")).await,
    ] {
        assert_eq!(answer.expect(422).json()["errors"].as_array().unwrap().len(), 1000);
    }
}
