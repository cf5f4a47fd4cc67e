//! Whose pages may show an account's gate: `…/origins`, `/embed`, and what browsers are told.

use reqwest::Method;
use serde_json::json;
use server::store::api_keys::Scope;
use server::store::origins::PER_ACCOUNT;

use crate::vocabulary::values::{sandbox_values, save};
use crate::vocabulary::{Answer, Client, Database, TestApp, eventually, on_both_databases};

const ORIGINS: &str = "/accounts/bella-pizza/origins";
const GATE: &str = "/accounts/bella-pizza/gate?environment=production";
const ALLOWED: &str = "embed_origins = ['https://everywhere.example', 'http://localhost:3000']";
const HOST: &str = "https://host.example";

on_both_databases! {
    async fn an_administrator_allows_origins(app: TestApp) {
        let admin = administrator(&app).await;
        let empty = admin.get(ORIGINS).await.expect(200).json();
        assert_eq!(empty, json!({"items": [], "next": null, "deployment": []}));
        let allowed = admin.post(ORIGINS, &json!({"origin": " HTTPS://Host.example:443/ "})).await.expect(201).json();
        assert_eq!((&allowed["origin"], &allowed["created_at"]), (&json!(HOST), &json!("2026-11-21T10:00:00Z")));
        admin.post(ORIGINS, &json!({"origin": "http://localhost:3000"})).await.expect(201);
        let listed = admin.get(ORIGINS).await.json();
        let origins: Vec<_> = listed["items"].as_array().unwrap().iter().map(|item| &item["origin"]).collect();
        assert_eq!(origins, ["http://localhost:3000", HOST]);
        assert_eq!(listed["items"][1], allowed);

        let path = format!("{ORIGINS}/{}", allowed["id"].as_str().unwrap());
        admin.delete(&path).await.expect(204);
        admin.delete(&path).await.expect_problem(404, "not-found");
        admin.delete(&format!("{ORIGINS}/x")).await.expect_problem(404, "not-found");
        assert_eq!(admin.get(ORIGINS).await.json()["items"].as_array().unwrap().len(), 1);
    }

    async fn what_is_no_origin_is_refused(app: TestApp) {
        let admin = administrator(&app).await;
        for (origin, code) in [
            (json!(null), "required"),
            (json!(" "), "required"),
            (json!(1), "invalid_type"),
            (json!("*"), "invalid_origin"),
            (json!("https://*.example"), "invalid_origin"),
            (json!("https://host.example/path"), "invalid_origin"),
            (json!("http://host.example"), "invalid_origin"),
            (json!("https://host.example; script-src *"), "invalid_origin"),
        ] {
            admin.post(ORIGINS, &json!({"origin": origin})).await.expect_errors(&[("/origin", code)]);
        }
        for number in 0..PER_ACCOUNT {
            admin.post(ORIGINS, &json!({"origin": format!("https://h{number}.example")})).await.expect(201);
        }
        let full = admin.post(ORIGINS, &json!({"origin": HOST})).await;
        assert_eq!(full.expect_errors(&[("/origin", "too_many")]).json()["errors"][0]["params"]["max"], PER_ACCOUNT);
        let again = admin.post(ORIGINS, &json!({"origin": "https://h0.example"})).await;
        again.expect_errors(&[("/origin", "duplicate")]);
        assert_eq!(admin.get(ORIGINS).await.json()["items"].as_array().unwrap().len(), PER_ACCOUNT);
    }

    async fn browsers_hear_of_a_change_with_the_next_answer(app: TestApp) {
        let admin = administrator(&app).await;
        let sibling = app.spawn_sibling().await;
        let and_host = format!("'self' {HOST}");
        assert_eq!(ancestors(&app.stranger(), "?account=bella-pizza").await, "'self'");
        let allowed = admin.post(ORIGINS, &json!({"origin": HOST})).await.expect(201).json();
        assert_eq!(ancestors(&app.stranger(), "?account=bella-pizza").await, and_host);
        eventually(async || ancestors(&sibling.stranger(), "?account=bella-pizza").await == and_host).await;
        // Nobody else's, and by whatever stands for the account.
        assert_eq!(ancestors(&app.stranger(), "?account=city-walks").await, "'self'");
        let id = admin.get("/accounts/bella-pizza").await.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(ancestors(&app.stranger(), &format!("?locale=pl&account={id}")).await, and_host);

        let guest = app.guest("bella-pizza", "production", "editor").await;
        assert_eq!(from(&guest, Method::GET, GATE, HOST).await.header("access-control-allow-origin"), HOST);
        admin.delete(&format!("{ORIGINS}/{}", allowed["id"].as_str().unwrap())).await.expect(204);
        assert_eq!(ancestors(&app.stranger(), "?account=bella-pizza").await, "'self'");
        let answer = from(&guest, Method::GET, GATE, HOST).await;
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }

    async fn a_session_is_made_only_for_an_origin_that_is_allowed(app: TestApp) {
        let admin = administrator(&app).await;
        let host = app.system(Scope::Embed, None).await;
        let body = |account: &str| json!({
            "account": account, "environment": "production", "origin": HOST,
            "user": {"email": "jo@host.example", "name": "Jo", "role": "editor"},
        });
        let refused = host.post("/embed-sessions", &body("bella-pizza")).await;
        refused.expect_errors(&[("/origin", "origin_not_allowed")]);
        admin.post(ORIGINS, &json!({"origin": HOST})).await.expect(201);
        host.post("/embed-sessions", &body("bella-pizza")).await.expect(201);
        host.post("/embed-sessions", &body("city-walks")).await.expect(422);
    }
}

#[tokio::test]
async fn the_page_says_who_may_show_it() {
    let app = TestApp::spawn_with(Database::Sqlite, ALLOWED).await;
    let admin = administrator(&app).await;
    for origin in [HOST, "https://everywhere.example"] {
        admin.post(ORIGINS, &json!({"origin": origin})).await.expect(201);
    }
    let deployment = "'self' https://everywhere.example http://localhost:3000";
    for (query, expected) in [
        ("", deployment.to_owned()),
        ("?account=bella-pizza", format!("{deployment} {HOST}")),
        ("?account=city-walks", deployment.to_owned()),
        ("?account=no-such-account", deployment.to_owned()),
        ("?account=%3Bscript-src%20*", deployment.to_owned()),
    ] {
        assert_eq!(ancestors(&app.stranger(), query).await, expected, "{query}");
    }
    let page = app.stranger().get_outside("/embed?account=bella-pizza").await;
    for (name, expected) in [
        // What keeps a page from being shown in those of other origins, though its policy allows it; and the opener's policy,
        // which is for pages that aren't in frames.
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-cache"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("x-frame-options", ""),
        ("access-control-allow-origin", ""),
    ] {
        assert_eq!(page.header(name), expected, "{name}");
    }
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("frame-src"), "{policy}");
    // What is inline, if the client is built, is let in by its hash: the page is the same every time.
    let text = page.text();
    for (directive, tag) in [("script-src", "<script"), ("style-src", "<style")] {
        let sources = policy.split(';').find(|sources| sources.trim().starts_with(directive)).unwrap();
        assert_eq!(sources.matches("'sha256-").count(), text.matches(tag).count(), "{policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !page.text().contains("{{") && !page.text().contains("nonce"));
    // What is kept is no longer right once its policy isn't. (Without a built client there is nothing to keep.)
    let tag = page.header("etag").to_owned();
    if !tag.is_empty() {
        assert_ne!(app.stranger().get_outside("/embed?account=city-walks").await.header("etag"), tag);
        assert_eq!(app.stranger().get_outside("/embed?account=bella-pizza").await.header("etag"), tag);
    }
    // No other page is anybody's to show, and shows nobody else's.
    let portal = app.stranger().get_outside("/").await;
    assert!(portal.header("content-security-policy").contains("frame-src 'self'; frame-ancestors 'none';"));
    assert_eq!(portal.header("cross-origin-resource-policy"), "same-origin");
    app.stranger().get_outside("/embed.html").await.expect(404);
    assert_eq!(
        admin.get(ORIGINS).await.json()["deployment"],
        json!(["https://everywhere.example", "http://localhost:3000"])
    );
}

#[tokio::test]
async fn pages_of_allowed_origins_may_ask_what_a_session_opens() {
    let app = TestApp::spawn_with(Database::Sqlite, ALLOWED).await;
    let guest = app.guest("bella-pizza", "production", "editor").await;
    let everywhere = "https://everywhere.example";
    for (path, methods) in [
        (GATE, "GET"),
        ("/accounts/bella-pizza/contact-information?environment=production", "GET, PUT"),
        ("/accounts/bella-pizza/draft?environment=production", "GET, PUT, PATCH, DELETE"),
        ("/accounts/bella-pizza/users", "GET"),
        ("/reference", "GET"),
    ] {
        let asked = preflight(&app.stranger(), path, everywhere).await;
        assert_eq!((asked.expect(204).header("access-control-allow-methods"), asked.text().as_str()), (methods, ""));
        assert_eq!(asked.header("access-control-allow-origin"), everywhere, "{path}");
        assert!(asked.header("access-control-allow-headers").contains("authorization"), "{path}");
        assert_eq!(asked.header("access-control-max-age"), "7200");
        let answer = from(&guest, Method::GET, path, everywhere).await;
        assert_eq!(answer.expect(200).header("access-control-allow-origin"), everywhere, "{path}");
        assert!(answer.header("access-control-expose-headers").contains("etag"), "{path}");
        for evil in
            ["https://evil.example", "http://everywhere.example", "null", "https://everywhere.example.evil.example"]
        {
            preflight(&app.stranger(), path, evil).await.expect_problem(403, "foreign-origin");
            let answer = from(&guest, Method::GET, path, evil).await;
            assert_eq!(answer.header("access-control-allow-origin"), "", "{path} {evil}");
        }
        for answer in [asked, answer, guest.get(path).await] {
            assert!(varies_by_origin(&answer), "{path}");
            assert_eq!(answer.header("access-control-allow-credentials"), "", "{path}");
        }
    }
    // A page has to be able to read why it was refused.
    let refused = from(&app.stranger().with_token("cse_wrong"), Method::GET, GATE, everywhere).await;
    refused.expect_problem(401, "invalid-token");
    assert_eq!(refused.header("access-control-allow-origin"), everywhere);
}

#[tokio::test]
async fn nothing_else_is_open_to_pages_of_other_origins() {
    let app = TestApp::spawn_with(Database::Sqlite, ALLOWED).await;
    let admin = administrator(&app).await;
    for path in ["/me", "/session", "/embed-sessions", "/accounts/bella-pizza", ORIGINS] {
        let asked = preflight(&app.stranger(), path, "https://everywhere.example").await;
        assert_eq!(asked.header("access-control-allow-origin"), "", "{path}");
        let answer = from(&admin, Method::GET, path, "https://everywhere.example").await;
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
    // Nor is anything written with a cookie.
    let path = "/accounts/bella-pizza/draft?environment=sandbox";
    let request = admin.request(Method::PATCH, path).header("origin", "https://everywhere.example").json(&json!({}));
    Answer::to(request).await.expect_problem(403, "foreign-origin");
    let guest = app.guest("bella-pizza", "sandbox", "editor").await;
    let request = guest.request(Method::PATCH, path).header("origin", "https://everywhere.example").json(&json!({}));
    let typed = Answer::to(request.header("sec-fetch-site", "cross-site")).await;
    assert_eq!(typed.expect(200).header("access-control-allow-origin"), "https://everywhere.example");
}

#[tokio::test]
async fn a_warm_answer_to_a_page_costs_no_sql() {
    let app = TestApp::spawn_with(Database::Sqlite, ALLOWED).await;
    let guest = app.guest("bella-pizza", "production", "editor").await;
    eventually(async || {
        let before = app.store.statements();
        from(&guest, Method::GET, GATE, "https://everywhere.example").await.expect(200);
        ancestors(&app.stranger(), "?account=bella-pizza").await;
        app.store.statements() == before
    })
    .await;
}

/// An administrator of bella-pizza, whose gate for sandbox is open.
async fn administrator(app: &TestApp) -> Client {
    let admin = app.sign_in("admin@bella-pizza.example").await;
    save(&admin, "bella-pizza", "sandbox", 0, &sandbox_values()).await.expect(200);
    admin
}

async fn ancestors(client: &Client, query: &str) -> String {
    let page = client.get_outside(&format!("/embed{query}")).await;
    let policy = page.expect(200).header("content-security-policy").to_owned();
    let directive = policy.split(';').find_map(|directive| directive.trim().strip_prefix("frame-ancestors "));
    directive.unwrap().to_owned()
}

async fn from(client: &Client, method: Method, path: &str, origin: &str) -> Answer {
    Answer::to(client.request(method, path).header("origin", origin)).await
}

async fn preflight(client: &Client, path: &str, origin: &str) -> Answer {
    let request = client.request(Method::OPTIONS, path).header("origin", origin);
    let request = request.header("access-control-request-method", "GET");
    Answer::to(request.header("access-control-request-headers", "authorization")).await
}

fn varies_by_origin(answer: &Answer) -> bool {
    answer.headers.get_all("vary").iter().any(|vary| vary.to_str().unwrap().contains("Origin"))
}
