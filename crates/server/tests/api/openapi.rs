//! `/openapi.json`.

use std::collections::BTreeSet;

use crate::vocabulary::{Database, TestApp};

#[tokio::test]
async fn the_description_covers_what_there_is() {
    let app = TestApp::spawn(Database::Sqlite).await;
    let document = app.stranger().get("/openapi.json").await.expect(200).json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        assert!(path.starts_with("/api/v1/"), "{path}");
        for (method, operation) in item.as_object().unwrap() {
            assert!(ids.insert(operation["operationId"].as_str().unwrap()), "{method} {path}");
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|status| status.starts_with('2')), "{method} {path}");
            assert!(responses.contains_key("default"), "{method} {path}");
            if path.contains("{account}") {
                assert!(responses.contains_key("401") && responses.contains_key("404"), "{method} {path}");
            }
            let summary = operation["summary"].as_str().unwrap_or_default();
            assert!(!summary.is_empty(), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn whatever_is_referred_to_is_there() {
    let app = TestApp::spawn(Database::Sqlite).await;
    let document = app.stranger().get("/openapi.json").await.json();
    let text = document.to_string();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name}");
    }
}
