//! `/livez`, `/readyz`, `/metrics`.

use reqwest::Method;
use sea_orm::ConnectionTrait as _;
use server::store::StoreError;

use crate::vocabulary::{Answer, on_both_databases};

on_both_databases! {
    async fn a_server_says_that_it_lives_and_is_ready(app: TestApp) {
        assert_eq!(app.stranger().get_outside("/livez").await.expect(200).text(), "ok\n");
        assert_eq!(app.stranger().get_outside("/readyz").await.expect(200).text(), "ok\n");
    }

    async fn a_server_whose_tables_are_gone_is_not_ready(app: TestApp) {
        let rename = async |from: &str, to: &str| {
            let sql = format!("ALTER TABLE {from} RENAME TO {to}");
            app.store.write(async |txn| txn.execute_unprepared(&sql).await.map_err(StoreError::from)).await.unwrap();
        };
        rename("accounts", "gone").await;
        app.stranger().get_outside("/readyz").await.expect_problem(503, "unavailable");
        rename("gone", "accounts").await;
        app.stranger().get_outside("/readyz").await.expect(200);
    }

    async fn a_server_without_its_database_lives_and_is_not_ready(app: TestApp) {
        app.store.close().await.unwrap();
        app.stranger().get_outside("/livez").await.expect(200);
        app.stranger().get_outside("/readyz").await.expect_problem(503, "unavailable");
        let answer = app.try_sign_in("admin@bella-pizza.example", server::demo::PASSWORD).await;
        assert_eq!(answer.expect_problem(503, "unavailable").header("retry-after"), "1");
    }
}

#[tokio::test]
async fn figures_are_there_for_this_machine_alone() {
    let app = crate::vocabulary::TestApp::spawn(crate::vocabulary::Database::Sqlite).await;
    app.sign_in("admin@bella-pizza.example").await.get("/accounts/bella-pizza").await;
    let metrics = app.stranger().get_outside("/metrics").await;
    let text = metrics.expect(200).text();
    assert!(text.contains("callsheet_http_requests_total{"), "{text}");
    assert!(text.contains("route=\"/api/v1/accounts/{account}\""), "{text}");
    assert!(text.contains("callsheet_sql_statements_total"), "{text}");
    assert!(!text.contains("bella-pizza"), "{text}");

    for (name, value) in [
        ("x-forwarded-for", "192.0.2.1"),
        ("forwarded", "for=192.0.2.1"),
        ("x-real-ip", "192.0.2.1"),
        ("via", "1.1 proxy"),
        ("host", "portal.example"),
    ] {
        let passed_on = app.stranger().request_outside(Method::GET, "/metrics").header(name, value);
        Answer::to(passed_on).await.expect_problem(404, "not-found");
    }
}

#[tokio::test]
async fn invented_methods_leave_no_figures_of_their_own() {
    let app = crate::vocabulary::TestApp::spawn(crate::vocabulary::Database::Sqlite).await;
    for method in ["BREW1", "BREW2", "GE", "get"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let answer = Answer::to(app.stranger().request_outside(method, "/livez")).await;
        answer.expect_problem(405, "method-not-allowed");
    }
    let text = app.stranger().get_outside("/metrics").await.expect(200).text();
    let figures = text.lines().filter(|line| line.starts_with("callsheet_http_requests_total{"));
    let methods: Vec<_> =
        figures.map(|line| line.split("method=\"").nth(1).unwrap().split('"').next().unwrap()).collect();
    assert_eq!(methods, ["other"]);
}
