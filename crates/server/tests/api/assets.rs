//! The page and its files.

use reqwest::Method;

use crate::vocabulary::{Answer, Database, TestApp};

#[tokio::test]
async fn the_page_is_there_for_every_address_of_the_client_s() {
    let app = TestApp::spawn(Database::Sqlite).await;
    for path in ["/", "/sign-in", "/configuration/contact-information?environment=sandbox", "/users"] {
        let request = app.stranger().request_outside(Method::GET, path).header("accept", "text/html,*/*;q=0.8");
        let answer = Answer::to(request).await;
        assert_eq!(answer.expect(200).header("content-type"), "text/html; charset=utf-8", "{path}");
        assert_eq!(answer.header("cache-control"), "no-cache");
        assert!(!answer.text().contains("{{__TRUNK_NONCE__}}"));
    }
}

#[tokio::test]
async fn what_is_no_page_is_not_there() {
    let app = TestApp::spawn(Database::Sqlite).await;
    for path in ["/nothing.js", "/index.html.br", "/../Cargo.toml", "/%2e%2e/Cargo.toml", "/messages/xx.txt"] {
        app.stranger().get_outside(path).await.expect_problem(404, "not-found");
    }
    let request = app.stranger().request_outside(Method::GET, "/api/v1/nothing").header("accept", "text/html");
    Answer::to(request).await.expect_problem(404, "not-found");
    let request = app.stranger().request_outside(Method::POST, "/sign-in").header("accept", "text/html");
    Answer::to(request).await.expect(404);
}
