//! `/accounts/{account}/support-requests`.

use serde_json::json;

use crate::vocabulary::on_both_databases;

const REQUESTS: &str = "/accounts/bella-pizza/support-requests";

on_both_databases! {
    async fn every_member_may_ask(app: TestApp) {
        let body = json!({"subject": " Locked out ", "message": "Dear support,\n\n\twhat is a time zone?"});
        for role in ["admin", "editor", "viewer"] {
            let client = app.sign_in(&format!("{role}@bella-pizza.example")).await;
            let taken = client.post(REQUESTS, &body).await.expect(201).json();
            assert_eq!(taken["id"].as_str().unwrap().len(), 36);
        }
        app.stranger().post(REQUESTS, &body).await.expect_problem(401, "not-signed-in");
        app.sign_in("admin@city-walks.example").await.post(REQUESTS, &body).await.expect_problem(404, "not-found");
    }

    async fn what_nobody_could_read_is_refused(app: TestApp) {
        let viewer = app.sign_in("viewer@bella-pizza.example").await;
        for (subject, message, errors) in [
            (json!(""), json!(" \n"), [("/subject", "required"), ("/message", "required")]),
            (json!("a\nb"), json!("a\u{0}b"), [("/subject", "invalid_text"), ("/message", "invalid_text")]),
            (json!("x".repeat(201)), json!("ż".repeat(10_001)), [("/subject", "too_long"), ("/message", "too_long")]),
            (json!(1), json!(["x"]), [("/subject", "invalid_type"), ("/message", "invalid_type")]),
        ] {
            viewer.post(REQUESTS, &json!({"subject": subject, "message": message})).await.expect_errors(&errors);
        }
        let longest = json!({"subject": "x".repeat(200), "message": "ż".repeat(10_000)});
        viewer.post(REQUESTS, &longest).await.expect(201);
    }
}
