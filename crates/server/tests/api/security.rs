//! What protects browsers: cookies, headers, origins.

use reqwest::Method;
use serde_json::json;
use server::demo;

use crate::vocabulary::{Answer, Database, TestApp};

const HTTPS: &str = "public_url = 'https://portal.example'";

async fn sign_in_header(app: &TestApp) -> String {
    let answer = app.try_sign_in("admin@bella-pizza.example", demo::PASSWORD).await;
    answer.expect(204).header("set-cookie").to_owned()
}

#[tokio::test]
async fn the_cookie_over_http() {
    let app = TestApp::spawn(Database::Sqlite).await;
    let cookie = sign_in_header(&app).await;
    let (value, attributes) = cookie.split_once("; ").unwrap();
    let token = value.strip_prefix("callsheet=").unwrap();
    assert_eq!(token.len(), 64);
    assert_eq!(attributes, "HttpOnly; SameSite=Lax; Path=/");
}

#[tokio::test]
async fn the_cookie_over_https() {
    let app = TestApp::spawn_with(Database::Sqlite, HTTPS).await;
    let cookie = sign_in_header(&app).await;
    let (value, attributes) = cookie.split_once("; ").unwrap();
    assert!(value.starts_with("__Host-callsheet="));
    assert_eq!(attributes, "HttpOnly; SameSite=Lax; Secure; Path=/");
    app.stranger().with_cookie(value).get("/me").await.expect(200);
    let plain = value.replace("__Host-", "");
    app.stranger().with_cookie(plain).get("/me").await.expect(401);
}

#[tokio::test]
async fn the_cookie_by_which_a_browser_is_known() {
    for (file, name, secure) in [("", "callsheet-device", ""), (HTTPS, "__Host-callsheet-device", "Secure; ")] {
        let app = TestApp::spawn_with(Database::Sqlite, file).await;
        let answer = app.try_sign_in("admin@bella-pizza.example", demo::PASSWORD).await;
        let cookie = answer.headers.get_all("set-cookie").iter().nth(1).unwrap().to_str().unwrap();
        let (value, attributes) = cookie.split_once("; ").unwrap();
        assert_eq!(value.strip_prefix(name).unwrap().len(), 65);
        assert_eq!(attributes, format!("HttpOnly; SameSite=Lax; {secure}Path=/; Max-Age=34560000"));
        // It signs nobody in, under whatever name.
        let token = value.split_once('=').unwrap().1;
        for cookie in [value.to_owned(), format!("callsheet={token}"), format!("__Host-callsheet={token}")] {
            app.stranger().with_cookie(cookie).get("/me").await.expect_problem(401, "not-signed-in");
        }
        // And stays when the session is ended.
        let both = answer.cookies().join("; ");
        let signed_out = app.stranger().with_cookie(both).delete("/session").await;
        assert_eq!(signed_out.expect(204).cookies(), [format!("{}=", name.trim_end_matches("-device"))]);
    }
}

#[tokio::test]
async fn headers_are_on_every_answer() {
    let app = TestApp::spawn_with(Database::Sqlite, HTTPS).await;
    for path in ["/", "/api/v1/me", "/api/v1/reference", "/nothing", "/readyz", "/sign-in"] {
        let answer = app.stranger().get_outside(path).await;
        for (name, expected) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        ] {
            assert_eq!(answer.header(name), expected, "{path}");
        }
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(answer.header("x-request-id").len(), 36, "{path}");
        assert_eq!(answer.header("cache-control"), if path == "/" { "no-cache" } else { "no-store" }, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
    let http = TestApp::spawn(Database::Sqlite).await;
    assert_eq!(http.stranger().get("/me").await.header("strict-transport-security"), "");
}

#[tokio::test]
async fn changes_from_foreign_origins_are_refused() {
    let app = TestApp::spawn_with(Database::Sqlite, HTTPS).await;
    let cookie = sign_in_header(&app).await;
    let admin = app.stranger().with_cookie(cookie.split(';').next().unwrap());
    let own = format!("http://{}", app.address);
    for (headers, is_refused) in [
        (&[][..], false),
        (&[("sec-fetch-site", "same-origin")], false),
        (&[("sec-fetch-site", "none")], false),
        (&[("origin", "https://portal.example")], false),
        (&[("origin", own.as_str())], false),
        (&[("sec-fetch-site", "cross-site")], true),
        (&[("sec-fetch-site", "same-site")], true),
        (&[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")], true),
        (&[("origin", "https://evil.example")], true),
        (&[("origin", "http://portal.example")], true),
        (&[("origin", "https://portal.example.evil.example")], true),
        (&[("origin", "null")], true),
    ] {
        for (method, path) in [
            (Method::PATCH, "/me"),
            (Method::POST, "/session"),
            (Method::POST, "/accounts/bella-pizza/users"),
            (Method::PUT, "/nothing"),
        ] {
            let request =
                headers.iter().fold(admin.request(method, path).json(&json!({"x": 1})), |request, (name, value)| {
                    request.header(*name, *value)
                });
            let answer = Answer::to(request).await;
            if is_refused {
                answer.expect_problem(403, "foreign-origin");
            } else {
                assert_ne!(answer.slug(), "foreign-origin", "{headers:?} {path}");
            }
        }
        // Reading changes nothing, and browsers keep the answer from foreign pages.
        let request = headers
            .iter()
            .fold(admin.request(Method::GET, "/me"), |request, (name, value)| request.header(*name, *value));
        Answer::to(request).await.expect(200);
    }
}

#[tokio::test]
async fn the_page_s_scripts_need_its_nonce() {
    let app = TestApp::spawn(Database::Sqlite).await;
    let mut nonces = Vec::new();
    for path in ["/", "/"] {
        let policy = app.stranger().get_outside(path).await.expect(200).header("content-security-policy").to_owned();
        for directive in [
            "default-src 'none'",
            "style-src 'self'",
            "connect-src 'self'",
            "img-src 'self' data:",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(directive), "{policy}");
        }
        assert!(!policy.contains("'unsafe-"), "{policy}");
        let scripts = policy.split(';').find(|directive| directive.trim().starts_with("script-src")).unwrap();
        let nonce = scripts.trim().strip_prefix("script-src 'self' 'wasm-unsafe-eval' 'nonce-").unwrap();
        nonces.push(nonce.to_owned());
    }
    assert_eq!(nonces[0].len(), 33);
    assert_ne!(nonces[0], nonces[1]);
}
