//! The page that end users see.

use jiff::SignedDuration;
use serde_json::json;

use crate::vocabulary::values::{production_values, save, with};
use crate::vocabulary::{Answer, Client, TestApp, on_both_databases};

const PATH: &str = "/support/bella-pizza";

/// The page as a browser with this language gets it.
async fn page(client: &Client, path: &str, language: &str) -> Answer {
    let request = client.request_outside(reqwest::Method::GET, path).header("accept", "text/html");
    Answer::to(request.header("accept-language", language)).await
}

/// Fills in that support is open on Mondays from 9 to 17 in Warsaw.
async fn give_hours(app: &TestApp) {
    let editor = app.sign_in("editor@bella-pizza.example").await;
    let admin = app.user_id("admin@bella-pizza.example").await;
    let hours = json!([{"time_zone": "Europe/Warsaw", "languages": ["pl", "en"], "hours": {"weekly": [
        {"day": "monday", "from": "09:00", "to": "17:00"},
    ]}}]);
    let values = with(production_values(&[&admin]), "operational_support", hours);
    save(&editor, "bella-pizza", "production", 0, &values).await.expect(200);
}

on_both_databases! {
    async fn a_page_that_is_not_there_says_so_in_the_visitors_language(app: TestApp) {
        let stranger = app.stranger();
        for path in [PATH, "/support/nobody", "/support/%3Cscript%3E"] {
            let answer = page(&stranger, path, "de").await;
            assert!(answer.expect(404).text().contains("<h1>Hier ist nichts</h1>"), "{path}");
        }
    }

    async fn whether_support_is_open_and_when_that_changes(app: TestApp) {
        give_hours(&app).await;
        let stranger = app.stranger();
        // The tests' clock begins on a Sunday.
        let closed = page(&stranger, PATH, "en").await;
        let text = closed.expect(200).text();
        assert!(text.contains("Closed now.") && text.contains(">Monday 09:00</time>"), "{text}");
        assert!(text.contains(">17:00</time>") && text.contains("Europe/Warsaw"), "{text}");
        assert_eq!(closed.header("content-language"), "en");
        assert!(closed.header("content-security-policy").starts_with("default-src 'none'"));
        while page(&stranger, PATH, "en").await.text().contains("Closed now.") {
            app.clock.advance(SignedDuration::from_hours(1));
        }
        let open = page(&stranger, PATH, "pl").await;
        let text = open.expect(200).text();
        assert!(text.contains("Teraz otwarte.") && text.contains("poniedziałek 17:00"), "{text}");
    }

    async fn only_what_is_for_the_public(app: TestApp) {
        give_hours(&app).await;
        let text = page(&app.stranger(), PATH, "en").await.expect(200).text().clone();
        assert!(text.contains("mailto:"), "{text}");
        for secret in ["oncall@", "tech@", "ops@", "merchants@", "admin@"] {
            assert!(!text.contains(secret), "{secret}");
        }
    }

    async fn a_language_that_is_chosen_counts_more_than_the_browsers(app: TestApp) {
        let answer = page(&app.stranger(), "/support/bella-pizza?lang=it", "de").await;
        assert!(answer.expect(404).text().contains("<html lang=\"it\""));
        assert_eq!(answer.header("vary"), "accept-language");
    }

    async fn what_the_page_loads_is_there(app: TestApp) {
        let stranger = app.stranger();
        let shown = page(&stranger, PATH, "en").await.text().clone();
        for (path, kind) in [
            ("/support/page.css", "text/css"),
            ("/support/page.js", "text/javascript"),
            ("/support/mark.svg", "image/svg+xml"),
        ] {
            assert!(shown.contains(&format!("\"{path}\"")), "{path}");
            let answer = page(&stranger, path, "en").await;
            assert!(answer.expect(200).header("content-type").starts_with(kind), "{path}");
        }
    }
}
