//! Keys of the operator's systems.

use reqwest::Method;
use serde_json::json;
use server::store::api_keys::{self, Scope, USE_RESOLUTION};

use crate::vocabulary::values::{gate, sandbox_values, save};
use crate::vocabulary::{Answer, Client, TestApp, eventually, on_both_databases};

const GATE: &str = "/accounts/bella-pizza/gate?environment=production";

on_both_databases! {
    async fn a_key_that_reads_is_good_for_all_accounts_or_for_one(app: TestApp) {
        let id = app.stranger().with_cookie(app.sign_in("viewer@bella-pizza.example").await.cookie());
        let id = id.get("/me").await.json()["memberships"][0]["account"]["id"].as_str().unwrap().to_owned();
        let (all, one) = (app.system(Scope::Read, None).await, app.system(Scope::Read, Some("bella-pizza")).await);
        for client in [&all, &one] {
            for account in ["bella-pizza", &id] {
                assert_eq!(gate(client, account, "sandbox").await["state"], "locked");
                let path = format!("/accounts/{account}/contact-information?environment=production");
                assert_eq!(client.get(&path).await.expect(200).json()["version"], 0);
            }
        }
        assert_eq!(gate(&all, "city-walks", "sandbox").await["state"], "locked");
        for path in ["/accounts/city-walks/gate?environment=sandbox", "/accounts/no-such/gate?environment=sandbox"] {
            one.get(path).await.expect_problem(404, "not-found");
        }
        all.get("/accounts/no-such/gate?environment=sandbox").await.expect_problem(404, "not-found");
        // What is wrong with the query is told to those who may ask.
        all.get("/accounts/bella-pizza/gate").await.expect_errors(&[("/environment", "required")]);
    }

    async fn administrators_see_the_keys_of_their_account(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        save(&admin, "bella-pizza", "sandbox", 0, &sandbox_values()).await.expect(200);
        let path = "/accounts/bella-pizza/keys";
        assert_eq!(admin.get(path).await.expect(200).json(), json!({"items": [], "next": null}));
        let key = app.key(Scope::Embed, Some("bella-pizza"), model::Role::Viewer).await;
        let (foreign, all) = (app.key(Scope::Read, Some("city-walks"), model::Role::Editor).await, app.key(Scope::Read, None, model::Role::Editor).await);
        let listed = admin.get(path).await;
        let item = listed.json()["items"][0].clone();
        assert_eq!(item, json!({
            "id": item["id"], "prefix": key[..18], "name": "Portal", "scope": "embed", "max_role": "viewer",
            "created_at": "2026-11-21T10:00:00Z", "last_used_at": null, "revoked_at": null,
        }));
        assert_eq!(listed.json()["items"].as_array().unwrap().len(), 1);
        for key in [&key, &foreign, &all] {
            assert!(!listed.text().contains(key.as_str()));
        }
        app.revoke(&key[..18]).await;
        assert_eq!(admin.get(path).await.json()["items"][0]["revoked_at"], "2026-11-21T10:00:00Z");
    }

    async fn a_warm_gate_check_by_key_costs_no_sql(app: TestApp) {
        for account in [None, Some("bella-pizza")] {
            let system = app.system(Scope::Read, account).await;
            // What the server does by itself now and then may fall into the same moment, but not time and again.
            eventually(async || {
                let before = app.store.statements();
                for _ in 0..20 {
                    system.get(GATE).await.expect(200);
                }
                app.store.statements() == before
            })
            .await;
        }
    }

    async fn a_key_that_is_wrong_or_revoked_is_refused(app: TestApp) {
        let key = app.key(Scope::Read, None, model::Role::Editor).await;
        let system = app.stranger().with_token(&key);
        until_warm(&app, &system).await;
        let mut wrong = key.clone();
        wrong.pop();
        for token in [&wrong, &format!("{key}x"), &key.to_lowercase(), "csk_read_", "", "x"] {
            let refused = app.stranger().with_token(token).get(GATE).await;
            refused.expect_problem(401, "invalid-token");
            assert!(refused.header("www-authenticate").starts_with("Bearer "), "{token}");
        }
        app.revoke(&key[..17]).await;
        system.get(GATE).await.expect_problem(401, "invalid-token");
        // Also where nobody has to be known: but what is public stays so.
        system.get("/me").await.expect_problem(401, "invalid-token");
        system.get("/reference").await.expect(200);
    }

    async fn what_another_server_revokes_is_refused_soon(app: TestApp) {
        let sibling = app.spawn_sibling().await;
        let key = app.key(Scope::Read, None, model::Role::Editor).await;
        let there = sibling.stranger().with_token(&key);
        until_warm(&sibling, &there).await;
        app.revoke(&key[..17]).await;
        eventually(async || there.get(GATE).await.status == 401).await;
    }

    async fn that_a_key_is_used_is_noted_now_and_then(app: TestApp) {
        let system = app.system(Scope::Read, None).await;
        let last_used = async || api_keys::list(app.store.read()).await.unwrap()[0].last_used_at;
        assert_eq!(last_used().await, None);
        let first = app.clock.now();
        system.get(GATE).await.expect(200);
        eventually(async || last_used().await == Some(first)).await;
        app.clock.advance(USE_RESOLUTION - jiff::SignedDuration::from_secs(1));
        system.get(GATE).await.expect(200);
        assert_eq!(last_used().await, Some(first));
        app.clock.advance(jiff::SignedDuration::from_secs(1));
        system.get(GATE).await.expect(200);
        eventually(async || last_used().await == Some(app.clock.now())).await;
    }

    async fn a_token_and_a_cookie_never_add_up(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let both = admin.clone().with_token(app.key(Scope::Read, Some("city-walks"), model::Role::Editor).await);
        both.get(GATE).await.expect_problem(404, "not-found");
        both.get("/me").await.expect_problem(403, "forbidden");
        save(&both, "bella-pizza", "sandbox", 0, &sandbox_values()).await.expect_problem(404, "not-found");
        let wrong = admin.clone().with_token("wrong");
        wrong.get(GATE).await.expect_problem(401, "invalid-token");
        // Nor does it end the session that the cookie is for.
        both.delete("/session").await.expect(204);
        admin.get("/me").await.expect(200);
    }

    async fn a_token_is_meant_wherever_it_comes_from(app: TestApp) {
        let system = app.system(Scope::Read, None).await;
        let request = system.request(Method::PUT, GATE).header("origin", "https://host.example");
        let refused = Answer::to(request.header("sec-fetch-site", "cross-site").json(&json!({}))).await;
        refused.expect_problem(405, "method-not-allowed");
    }
}

/// Asks until nothing has to be looked up.
async fn until_warm(app: &TestApp, client: &Client) {
    eventually(async || {
        let before = app.store.statements();
        client.get(GATE).await.expect(200);
        app.store.statements() == before
    })
    .await;
}
