//! `…/gate`, and what lies behind it.

use std::time::Duration;

use reqwest::Method;
use sea_orm::ConnectionTrait as _;
use serde_json::json;
use server::cache::MAX_AGE;
use server::store::{StoreError, Txn};

use crate::vocabulary::values::{
    ACCOUNTS, ENVIRONMENTS, common_values, gate, production_values, sandbox_values, save, with,
};
use crate::vocabulary::{Answer, Client, eventually, on_both_databases};

const GATE: &str = "/accounts/bella-pizza/gate?environment=production";

on_both_databases! {
    async fn gates_open_as_each_account_gives_what_it_must(app: TestApp) {
        for (slug, has_merchant_issues) in ACCOUNTS {
            let email = |role: &str| format!("{role}@{slug}.example");
            let (admin, viewer) = (app.sign_in(&email("admin")).await, app.sign_in(&email("viewer")).await);
            let id = app.user_id(&email("viewer")).await;
            let mut values = common_values();
            let mut fields = vec![
                "alert_contacts", "technical_emergency", "technical_non_emergency", "merchant_issues",
                "operational_internal", "operational_public", "operational_support",
            ];
            if has_merchant_issues {
                values = with(values, "merchant_issues", json!([{"email": "m@x.example", "language": "it"}]));
            } else {
                fields.retain(|field| *field != "merchant_issues");
            }

            let locked = gate(&viewer, slug, "production").await;
            assert_eq!(locked, json!({
                "state": "locked", "environment": "production", "missing": fields, "deadline": null, "version": 0,
            }));
            assert_eq!(gate(&viewer, slug, "sandbox").await["missing"], json!(fields[1..]));
            let behind = admin.get(&format!("/accounts/{slug}")).await;
            behind.expect_problem(403, "gate-locked");
            assert_eq!(behind.json()["missing"], json!(fields[1..]));

            save(&admin, slug, "sandbox", 0, &values).await.expect(200);
            let open = gate(&viewer, slug, "sandbox").await;
            assert_eq!(open, json!({
                "state": "open", "environment": "sandbox", "missing": [], "deadline": null, "version": 1,
            }));
            assert_eq!(gate(&viewer, slug, "production").await["missing"], json!(["alert_contacts"]));
            // One open gate is enough for what belongs to no environment.
            let account = viewer.get(&format!("/accounts/{slug}")).await.expect(200).json();
            let integration = account["integrations"][0]["id"].as_str().unwrap();
            let integration = format!("/accounts/{slug}/integrations/{integration}");
            let launch = admin.patch(&integration, &json!({"stage": "launched"})).await;
            launch.expect_problem(403, "gate-locked");
            assert_eq!(launch.json()["missing"], json!(["alert_contacts"]));

            save(&admin, slug, "production", 1, &with(values, "alert_contacts", json!([id]))).await.expect(200);
            for environment in ENVIRONMENTS {
                assert_eq!(gate(&viewer, slug, environment).await["state"], "open", "{slug} {environment}");
            }
            admin.patch(&integration, &json!({"stage": "launched"})).await.expect(200);
        }
    }

    async fn what_is_launched_is_judged_by_what_is_stored(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let id = app.user_id("admin@bella-pizza.example").await;
        save(&admin, "bella-pizza", "production", 0, &production_values(&[&id])).await.expect(200);
        let account = admin.get("/accounts/bella-pizza").await.expect(200).json();
        let integration = account["integrations"][0]["id"].as_str().unwrap();
        // Somebody has locked production, and nobody here has heard of it yet.
        let lock = async |txn: &Txn| {
            let values = sandbox_values().to_string();
            let sql = format!("UPDATE contact_information SET values_json = '{values}'");
            txn.execute_unprepared(&sql).await.map_err(StoreError::from)
        };
        app.store.write(lock).await.unwrap();
        let integration = format!("/accounts/bella-pizza/integrations/{integration}");
        let launch = admin.patch(&integration, &json!({"stage": "launched"})).await;
        assert_eq!(launch.expect_problem(403, "gate-locked").json()["missing"], json!(["alert_contacts"]));
        admin.patch(&integration, &json!({"stage": "development"})).await.expect(200);
    }

    async fn production_alone_opens_both(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let id = app.user_id("editor@bella-pizza.example").await;
        save(&editor, "bella-pizza", "production", 0, &production_values(&[&id])).await.expect(200);
        for environment in ENVIRONMENTS {
            assert_eq!(gate(&editor, "bella-pizza", environment).await["state"], "open");
        }
    }

    async fn asking_again_with_the_etag_gets_nothing_until_something_changes(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let first = editor.get(GATE).await;
        let etag = first.expect(200).header("etag").to_owned();
        assert_eq!(first.header("cache-control"), "private, no-cache");
        for tag in [&etag, &format!("W/{etag}"), &format!("\"other\", {etag}"), "*"] {
            let again = ask(&editor, GATE, tag).await;
            again.expect(304);
            assert_eq!((again.header("etag"), again.text().as_str()), (&*etag, ""), "{tag}");
        }
        for tag in ["\"other\"", etag.trim_matches('"'), ""] {
            ask(&editor, GATE, tag).await.expect(200);
        }
        let sandbox = editor.get(&GATE.replace("production", "sandbox")).await;
        assert_ne!(sandbox.header("etag"), etag);
        // Production stays locked, and misses less.
        save(&editor, "bella-pizza", "sandbox", 0, &sandbox_values()).await.expect(200);
        let changed = ask(&editor, GATE, &etag).await;
        assert_eq!(changed.expect(200).json()["missing"], json!(["alert_contacts"]));
        assert_ne!(changed.header("etag"), etag);
    }

    async fn a_warm_gate_check_costs_no_sql(app: TestApp) {
        let viewer = app.sign_in("viewer@bella-pizza.example").await;
        let etag = viewer.get(GATE).await.header("etag").to_owned();
        // What the server does by itself now and then may fall into the same moment, but not time and again.
        eventually(async || {
            let before = app.store.statements();
            for _ in 0..20 {
                viewer.get(GATE).await.expect(200);
                viewer.get(&GATE.replace("production", "sandbox")).await.expect(200);
                ask(&viewer, GATE, &etag).await.expect(304);
                viewer.get("/accounts/bella-pizza").await.expect_problem(403, "gate-locked");
            }
            app.store.statements() == before
        })
        .await;
        let before = app.store.statements();
        app.clock.advance(MAX_AGE);
        viewer.get(GATE).await.expect(200);
        assert!(app.store.statements() > before);
    }

    async fn a_session_that_was_ended_is_not_remembered(app: TestApp) {
        let viewer = app.sign_in("viewer@bella-pizza.example").await;
        viewer.get(GATE).await.expect(200);
        until_warm(&app, &viewer).await;
        viewer.delete("/session").await.expect(204);
        viewer.get(GATE).await.expect_problem(401, "not-signed-in");
    }

    async fn access_that_was_taken_away_is_not_remembered(app: TestApp) {
        let (admin, viewer) =
            (app.sign_in("admin@bella-pizza.example").await, app.sign_in("viewer@bella-pizza.example").await);
        let id = app.user_id("viewer@bella-pizza.example").await;
        viewer.get(GATE).await.expect(200);
        until_warm(&app, &viewer).await;
        admin.delete(&format!("/accounts/bella-pizza/users/{id}")).await.expect(204);
        viewer.get(GATE).await.expect_problem(404, "not-found");
    }

    async fn another_server_s_save_is_noticed(app: TestApp) {
        let sibling = app.spawn_sibling().await;
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let there = sibling.stranger().with_cookie(editor.cookie());
        until_warm(&app, &editor).await;
        until_warm(&sibling, &there).await;
        save(&there, "bella-pizza", "sandbox", 0, &sandbox_values()).await.expect(200);
        // The clock stands still, so it isn't noticed by age.
        eventually(async || gate(&editor, "bella-pizza", "sandbox").await["state"] == "open").await;
        until_warm(&app, &editor).await;
    }

    async fn strangers_and_other_accounts_learn_nothing(app: TestApp) {
        let foreign = app.sign_in("admin@city-walks.example").await;
        let staff = app.sign_in("staff@operator.example").await;
        for path in [GATE, "/accounts/bella-pizza", "/accounts/bella-pizza/gate", "/accounts/bella-pizza/gate?x=1"] {
            app.stranger().get(path).await.expect_problem(401, "not-signed-in");
            foreign.get(path).await.expect_problem(404, "not-found");
            staff.get(path).await.expect_problem(404, "not-found");
        }
        foreign.get("/accounts/no-such-account/gate?environment=sandbox").await.expect_problem(404, "not-found");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_news_cannot_be_heard_copies_are_not_used() {
    use crate::vocabulary::{Database, TestApp};
    let app = TestApp::spawn(Database::Postgresql).await;
    let editor = app.sign_in("editor@bella-pizza.example").await;
    until_warm(&app, &editor).await;
    // What the connection that listens did last.
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
        WHERE datname = current_database() AND query LIKE 'LISTEN %'";
    app.store.read().execute_unprepared(kill).await.unwrap();
    until_cold(&app, &editor).await;
    // And it listens again by itself.
    until_warm(&app, &editor).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_news_do_not_arrive_copies_are_not_used() {
    use crate::vocabulary::{Database, Pooler, TestApp, TestDatabase};
    let database = TestDatabase::with_demo_data(Database::Postgresql).await;
    let pooler = Pooler::before(&database).await;
    let app = TestApp::spawn_over(pooler.database().clone()).await;
    let editor = app.sign_in("editor@bella-pizza.example").await;
    until_warm(&app, &editor).await;
    // All connections go on answering.
    pooler.swallow_news(true);
    until_cold(&app, &editor).await;
    pooler.swallow_news(false);
    until_warm(&app, &editor).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_listens_does_not_keep_the_database_from_closing() {
    use crate::vocabulary::{Database, TestApp};
    let app = TestApp::spawn(Database::Postgresql).await;
    until_warm(&app, &app.sign_in("editor@bella-pizza.example").await).await;
    tokio::time::timeout(Duration::from_secs(5), app.store.close()).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_announced_policy_gives_notice_and_then_locks() {
    use crate::vocabulary::{Database, TestApp};
    for database in [Database::Sqlite, Database::Postgresql] {
        let app = TestApp::spawn_with_announced_policy(database).await;
        let editor = app.sign_in("editor@city-walks.example").await;
        save(&editor, "city-walks", "sandbox", 0, &common_values()).await.expect(200);
        let noticed = gate(&editor, "city-walks", "sandbox").await;
        assert_eq!((&noticed["state"], &noticed["deadline"]), (&json!("open"), &json!("2026-11-22T00:00:00Z")));

        // Just before midnight, so that the copy is young enough when the policy comes into force.
        app.clock.advance(jiff::SignedDuration::from_hours(14) - jiff::SignedDuration::from_secs(1));
        let editor = app.sign_in("editor@city-walks.example").await;
        assert_eq!(gate(&editor, "city-walks", "sandbox").await["state"], "open");
        app.clock.advance(jiff::SignedDuration::from_secs(1));
        let locked = gate(&editor, "city-walks", "sandbox").await;
        assert_eq!((&locked["missing"], &locked["deadline"]), (&json!(["merchant_issues"]), &json!(null)));
        editor.get("/accounts/city-walks").await.expect_problem(403, "gate-locked");

        let merchants = json!([{"email": "merchants@city-walks.example", "language": "en"}]);
        let values = with(common_values(), "merchant_issues", merchants);
        save(&editor, "city-walks", "sandbox", 1, &values).await.expect(200);
        assert_eq!(gate(&editor, "city-walks", "sandbox").await["state"], "open");
    }
}

async fn ask(client: &Client, path: &str, etag: &str) -> Answer {
    Answer::to(client.request(Method::GET, path).header("if-none-match", etag)).await
}

/// Asks until, in doubt, the database is asked.
async fn until_cold(app: &crate::vocabulary::TestApp, client: &Client) {
    eventually(async || {
        let before = app.store.statements();
        client.get(GATE).await.expect(200);
        app.store.statements() > before
    })
    .await;
}

/// Asks until nothing has to be looked up: a server that has just started may not listen for news yet.
async fn until_warm(app: &crate::vocabulary::TestApp, client: &Client) {
    eventually(async || {
        let before = app.store.statements();
        client.get(GATE).await.expect(200);
        app.store.statements() == before
    })
    .await;
}
