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
                // What is for everybody is open to strangers.
                let is_public = path.contains("/public/");
                assert!(
                    (responses.contains_key("401") || is_public) && responses.contains_key("404"),
                    "{method} {path}"
                );
            }
            let is_refused = responses.get("401").is_some_and(|refusal| refusal.to_string().contains("not-signed-in"));
            let security = operation.get("security").unwrap_or(&document["security"]);
            assert_eq!(*security != serde_json::json!([]), is_refused, "{method} {path}");
            let is_queried = operation["parameters"]
                .as_array()
                .is_some_and(|parameters| parameters.iter().any(|parameter| parameter["in"] == "query"));
            let is_read = operation.get("requestBody").is_some();
            assert!(!(is_queried || is_read) || responses.contains_key("422"), "{method} {path}");
            let summary = operation["summary"].as_str().unwrap_or_default();
            assert!(!summary.is_empty(), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn it_tells_how_people_are_signed_in() {
    for (file, name) in [("", "callsheet"), ("public_url = 'https://portal.example'", "__Host-callsheet")] {
        let app = TestApp::spawn_with(Database::Sqlite, file).await;
        let document = app.stranger().get("/openapi.json").await.expect(200).json();
        let scheme = &document["components"]["securitySchemes"]["session"];
        assert_eq!(*scheme, serde_json::json!({"type": "apiKey", "in": "cookie", "name": name}));
        assert_eq!(document["security"], serde_json::json!([{"session": []}]));
        assert_eq!(document["components"]["securitySchemes"]["token"]["scheme"], "bearer");
        let gate = &document["paths"]["/api/v1/accounts/{account}/gate"]["get"];
        assert_eq!(gate["security"], serde_json::json!([{"session": []}, {"token": []}]));
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
