//! What end users may know.

use reqwest::Method;
use serde_json::json;

use crate::vocabulary::values::{production_values, save, with};
use crate::vocabulary::{Answer, on_both_databases};

const PATH: &str = "/public/accounts/bella-pizza/support";

on_both_databases! {
    async fn nothing_is_there_until_it_is_given(app: TestApp) {
        let stranger = app.stranger();
        let unknown = stranger.get("/public/accounts/nobody/support").await;
        let not_given = stranger.get(PATH).await;
        for answer in [&unknown, &not_given] {
            answer.expect_problem(404, "not-found");
            assert_eq!(answer.header("access-control-allow-origin"), "*");
        }
        assert_eq!(unknown.text(), not_given.text());
    }

    async fn what_is_for_the_public_and_nothing_else(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let admin = app.user_id("admin@bella-pizza.example").await;
        let hours = json!([{"time_zone": "Europe/Warsaw", "languages": ["pl"], "hours": {"weekly": [
            {"day": "monday", "from": "09:00", "to": "17:00"},
        ]}}]);
        let values = with(production_values(&[&admin]), "operational_support", hours.clone());
        save(&editor, "bella-pizza", "production", 0, &values).await.expect(200);
        let answer = app.stranger().get(PATH).await;
        assert_eq!(answer.expect(200).json(), json!({
            "name": "Bella Pizza",
            "operational_public": values["operational_public"],
            "operational_support": hours,
            "open": [{"from": "2026-11-23T08:00:00Z", "until": "2026-11-23T16:00:00Z"}],
        }));
        for (name, value) in [
            ("access-control-allow-origin", "*"),
            ("cross-origin-resource-policy", "cross-origin"),
            ("cache-control", "public, max-age=300"),
        ] {
            assert_eq!(answer.header(name), value);
        }
        let again = || app.stranger().request(Method::GET, PATH).header("if-none-match", answer.header("etag"));
        Answer::to(again()).await.expect(304);
        let values = with(values, "operational_support", json!([{"time_zone": "UTC", "languages": ["pl"], "hours": "around_the_clock"}]));
        save(&editor, "bella-pizza", "production", 1, &values).await.expect(200);
        let changed = Answer::to(again()).await;
        assert_eq!(changed.expect(200).json()["open"][0]["until"], json!(null));
        // It stays the same for as long as it may be kept, although time passes.
        app.clock.advance(jiff::SignedDuration::from_mins(4));
        assert_eq!(app.stranger().get(PATH).await.header("etag"), changed.header("etag"));
    }
}
