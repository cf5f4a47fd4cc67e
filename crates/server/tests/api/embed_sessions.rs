//! Sessions of pages that show the gate.

use reqwest::Method;
use serde_json::{Value, json};
use server::demo;
use server::store::accounts::{self, AccountRef};
use server::store::api_keys::Scope;
use server::store::embed_sessions::{LIFETIME, REMEMBERED};

use crate::vocabulary::values::{contact_information, gate, production_values, sandbox_values, save};
use crate::vocabulary::{Answer, Client, TestApp, eventually, on_both_databases};

const GATE: &str = "/accounts/bella-pizza/gate?environment=production";
const DRAFT: &str = "/accounts/bella-pizza/draft?environment=production";
const USERS: &str = "/accounts/bella-pizza/users";

fn session(account: &str, environment: &str, role: &str) -> Value {
    let user = json!({"email": "jo@host.example", "name": "Jo Host", "role": role});
    json!({"account": account, "environment": environment, "user": user})
}

on_both_databases! {
    async fn a_guest_fills_in_the_form(app: TestApp) {
        let host = app.system(Scope::Embed, None).await;
        let made = host.post("/embed-sessions", &session("bella-pizza", "production", "editor")).await;
        let made = made.expect(201).json();
        assert!(made["token"].as_str().unwrap().starts_with("cse_"));
        assert_eq!(made["expires_at"], "2026-11-21T10:15:00Z");
        assert_eq!(made.as_object().unwrap().len(), 3);
        let guest = app.stranger().with_token(made["token"].as_str().unwrap());

        assert_eq!(gate(&guest, "bella-pizza", "production").await, made["gate"]);
        assert_eq!(made["gate"]["state"], "locked");
        let users = guest.get(USERS).await.expect(200).json();
        assert_eq!(users["items"].as_array().unwrap().len(), 3);
        assert!(!users.to_string().contains("jo@host.example"));
        let admin = app.user_id("admin@bella-pizza.example").await;
        let values = production_values(&[&admin]);
        let draft = Answer::to(guest.request(Method::PATCH, DRAFT).json(&values)).await.expect(200).json();
        assert_eq!((&draft["started_by"]["name"], &draft["started_by"]["known_by"]), (&json!("Jo Host"), &json!("host")));
        guest.get(DRAFT).await.expect(200);
        let saved = save(&guest, "bella-pizza", "production", 0, &values).await.expect(200).json();
        assert_eq!(saved["updated_by"]["known_by"], "host");
        assert_eq!(gate(&guest, "bella-pizza", "production").await["state"], "open");

        // Members see who it was, and by whose word.
        let viewer = app.sign_in("viewer@bella-pizza.example").await;
        let history = viewer.get("/accounts/bella-pizza/contact-information/history").await.json();
        let by = &history["items"][0]["by"];
        assert_eq!((&by["name"], &by["known_by"]), (&json!("Jo Host"), &json!("host")));
        save(&app.sign_in("editor@bella-pizza.example").await, "bella-pizza", "sandbox", 1, &json!({
            "technical_emergency": [{"email": "x@y.example", "language": "en"}],
        })).await.expect(422);
    }

    async fn a_session_is_for_one_account_and_one_environment(app: TestApp) {
        let guest = app.guest("bella-pizza", "sandbox", "editor").await;
        guest.get(&GATE.replace("production", "sandbox")).await.expect(200);
        guest.get(&contact_information("bella-pizza", "sandbox")).await.expect(200);
        for path in [GATE, DRAFT, &contact_information("bella-pizza", "production")] {
            guest.get(path).await.expect_problem(403, "forbidden");
            guest.get(&path.replace("bella-pizza", "city-walks")).await.expect_problem(404, "not-found");
            guest.get(&path.replace("bella-pizza", "no-such")).await.expect_problem(404, "not-found");
        }
        save(&guest, "bella-pizza", "production", 0, &production_values(&[])).await.expect_problem(403, "forbidden");
        for query in ["environment=sandbox&environment=production", "environment=prod%75ction&environment=sandbox"] {
            guest.get(&format!("/accounts/bella-pizza/gate?{query}")).await.expect_problem(403, "forbidden");
        }
        guest.get("/accounts/bella-pizza/gate").await.expect_errors(&[("/environment", "required")]);
        save(&guest, "bella-pizza", "sandbox", 0, &sandbox_values()).await.expect(200);
        // What lies behind the gate stays with the members, also when it is open.
        guest.get("/accounts/bella-pizza").await.expect_problem(403, "forbidden");
    }

    async fn a_host_learns_of_the_gate_with_the_session(app: TestApp) {
        let host = app.system(Scope::Embed, None).await;
        let made = async |environment: &str| {
            host.post("/embed-sessions", &session("bella-pizza", environment, "viewer")).await.expect(201).json()
        };
        let editor = app.sign_in("editor@bella-pizza.example").await;
        for state in ["locked", "open"] {
            let sandbox = made("sandbox").await["gate"].clone();
            assert_eq!((&sandbox, &sandbox["state"]), (&gate(&host, "bella-pizza", "sandbox").await, &json!(state)));
            let production = made("production").await["gate"].clone();
            assert_eq!(production, gate(&host, "bella-pizza", "production").await);
            assert_eq!(production["state"], "locked");
            assert!(production.get("pass").is_none());
            if state == "locked" {
                save(&editor, "bella-pizza", "sandbox", 0, &sandbox_values()).await.expect(200);
            }
        }
        // A server that keeps its own doors shut may have it signed.
        let request = host.request(Method::POST, "/embed-sessions").header("prefer", "gate-pass");
        let preferred = Answer::to(request.json(&session("bella-pizza", "sandbox", "viewer"))).await;
        assert_eq!(preferred.expect(201).header("preference-applied"), "gate-pass");
        assert_eq!(preferred.header("cache-control"), "no-store");
        assert_eq!(preferred.json()["gate"]["pass"].as_str().unwrap().split('.').count(), 3);
    }

    async fn a_guest_sees_who_they_are_to_this_account(app: TestApp) {
        // Somebody who signs in has the same address, and guests of it are in another account, too.
        let host = app.system(Scope::Embed, None).await;
        let told = |account: &str, name: &str| {
            let user = json!({"email": "admin@grand-hotel.example", "name": name, "role": "administrator"});
            json!({"account": account, "environment": "sandbox", "user": user})
        };
        let elsewhere = guest_of(&app, &host, told("city-walks", "Told There")).await;
        let guest = guest_of(&app, &host, told("bella-pizza", "Told Here")).await;
        let me = guest.get("/me").await.expect(200).json();
        let account = named(&app, "bella-pizza").await;
        assert_eq!(me, json!({
            "user": {
                "id": me["user"]["id"], "name": "Told Here", "email": "admin@grand-hotel.example", "language": "en",
            },
            "memberships": [{"account": account, "role": "editor"}],
            "staff": false,
        }));
        let member = app.sign_in("admin@grand-hotel.example").await.get("/me").await.json();
        let there = elsewhere.get("/me").await.expect(200).json();
        assert_eq!(there["user"]["name"], "Told There");
        assert_eq!(there["memberships"][0]["account"]["slug"], "city-walks");
        assert!(me["user"]["id"] != member["user"]["id"] && me["user"]["id"] != there["user"]["id"]);
        // Neither reading nor being told changes who they are to others, and they change nothing themselves.
        guest.patch("/me", &json!({"name": "Else"})).await.expect_problem(403, "forbidden");
        host.get("/me").await.expect_problem(403, "forbidden");
        app.clock.advance(LIFETIME);
        guest.get("/me").await.expect_problem(401, "embed-session-expired");
    }

    async fn a_guest_may_do_what_host_and_key_both_allow(app: TestApp) {
        for (max_role, role, may_write) in [
            (model::Role::Editor, "viewer", false),
            (model::Role::Editor, "administrator", true),
            (model::Role::Viewer, "administrator", false),
            (model::Role::Administrator, "editor", true),
        ] {
            let host = app.stranger().with_token(app.key(Scope::Embed, None, max_role).await);
            let guest = guest_of(&app, &host, session("bella-pizza", "sandbox", role)).await;
            let draft = guest.patch("/accounts/bella-pizza/draft?environment=sandbox", &json!({})).await;
            if may_write { draft.expect(200) } else { draft.expect_problem(403, "forbidden") };
            let user = json!({"name": "New", "email": "new@x.example", "role": "viewer"});
            guest.post(USERS, &user).await.expect_problem(403, "forbidden");
        }
    }

    async fn an_expired_session_says_so(app: TestApp) {
        let guest = app.guest("bella-pizza", "production", "editor").await;
        guest.get(GATE).await.expect(200);
        app.clock.advance(LIFETIME - jiff::SignedDuration::from_micros(1));
        guest.get(GATE).await.expect(200);
        app.clock.advance(jiff::SignedDuration::from_micros(1));
        let expired = guest.get(GATE).await;
        expired.expect_problem(401, "embed-session-expired");
        assert!(expired.header("www-authenticate").starts_with("Bearer "));
        app.guest("bella-pizza", "production", "editor").await;
        guest.get(GATE).await.expect_problem(401, "embed-session-expired");
        app.clock.advance(REMEMBERED);
        app.guest("bella-pizza", "production", "editor").await;
        guest.get(GATE).await.expect_problem(401, "invalid-token");
        app.stranger().with_token("cse_invented").get(GATE).await.expect_problem(401, "invalid-token");
    }

    async fn a_session_ends_with_its_key(app: TestApp) {
        let sibling = app.spawn_sibling().await;
        let key = app.key(Scope::Embed, None, model::Role::Editor).await;
        let host = app.stranger().with_token(&key);
        let token = made(&host, session("bella-pizza", "production", "editor")).await;
        let (here, there) = (app.stranger().with_token(&token), sibling.stranger().with_token(&token));
        for client in [&here, &there] {
            client.get(GATE).await.expect(200);
        }
        app.revoke(&key[..18]).await;
        here.get(GATE).await.expect_problem(401, "invalid-token");
        eventually(async || there.get(GATE).await.slug() == "invalid-token").await;
        host.post("/embed-sessions", &session("bella-pizza", "production", "editor")).await.expect(401);
    }

    async fn a_warm_gate_check_by_a_guest_costs_no_sql(app: TestApp) {
        let guest = app.guest("bella-pizza", "production", "editor").await;
        eventually(async || {
            let before = app.store.statements();
            guest.get(GATE).await.expect(200);
            app.store.statements() == before
        })
        .await;
    }

    async fn what_a_host_says_changes_nobody_else(app: TestApp) {
        let host = app.system(Scope::Embed, None).await;
        // The addresses of a member, of somebody elsewhere, and of nobody.
        let addresses = ["viewer@bella-pizza.example", "admin@city-walks.example", "jo@host.example"];
        for (number, email) in addresses.into_iter().enumerate() {
            for (account, name) in [("bella-pizza", "Told Here"), ("grand-hotel", "Told There")] {
                let mut body = session(account, "sandbox", "editor");
                body["user"] = json!({"email": email, "name": name, "role": "editor"});
                let guest = guest_of(&app, &host, body).await;
                let draft = guest.patch(&format!("/accounts/{account}/draft?environment=sandbox"), &json!({})).await;
                assert_eq!(draft.expect(200).json()["updated_by"]["name"], name, "{number}");
            }
        }
        // Each account goes on knowing its guests as it was told itself.
        let viewer = app.sign_in("viewer@bella-pizza.example").await;
        let draft = viewer.get("/accounts/bella-pizza/draft?environment=sandbox").await.json();
        assert_eq!(draft["updated_by"]["name"], "Told Here");
        assert_eq!(viewer.get("/me").await.json()["user"]["name"], "Ewa Wójcik");
        assert_eq!(viewer.get(USERS).await.json()["items"].as_array().unwrap().len(), 3);
        // Who was told of as a guest can't sign in, and is invited like everybody.
        app.try_sign_in("jo@host.example", demo::PASSWORD).await.expect_problem(401, "invalid-credentials");
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let invited = json!({"name": "Johanna", "email": "jo@host.example", "role": "editor"});
        assert_eq!(admin.post(USERS, &invited).await.expect(201).json()["name"], "Johanna");
        let draft = viewer.get("/accounts/bella-pizza/draft?environment=sandbox").await.json();
        assert_eq!(draft["updated_by"]["name"], "Told Here");
        // Told again, under another name.
        let mut body = session("bella-pizza", "sandbox", "editor");
        body["user"]["name"] = json!("Told Anew");
        made(&host, body).await;
        let draft = viewer.get("/accounts/bella-pizza/draft?environment=sandbox").await.json();
        assert_eq!(draft["updated_by"]["name"], "Told Anew");
        assert_eq!(server::store::users::list(app.store.read()).await.unwrap().len(), 17);
    }

    async fn what_is_wrong_with_a_session_is_told(app: TestApp) {
        let host = app.system(Scope::Embed, Some("bella-pizza")).await;
        for (body, expected) in [
            (json!({}), &[("/account", "required"), ("/environment", "required"), ("/user", "required")][..]),
            (session("bella-pizza", "moon", "king"), &[("/environment", "invalid_environment"), ("/user/role", "invalid_role")]),
            (json!({"account": 1, "environment": "", "user": "Jo", "x": 1}), &[
                ("/account", "invalid_type"), ("/environment", "required"), ("/user", "invalid_type"),
                ("/x", "unknown_field"),
            ]),
            (json!({"account": "bella-pizza", "environment": "sandbox", "origin": "https://host.example/x", "user": {
                "email": "jo", "name": "", "admin": true,
            }}), &[
                ("/user/email", "invalid_email"), ("/user/name", "required"), ("/user/role", "required"),
                ("/user/admin", "unknown_field"), ("/origin", "invalid_origin"),
            ]),
        ] {
            host.post("/embed-sessions", &body).await.expect_problem(422, "invalid-body").expect_errors(expected);
        }
        for account in ["city-walks", "no-such-account", "No such", ""] {
            let refused = host.post("/embed-sessions", &session(account, "sandbox", "viewer")).await;
            refused.expect_problem(404, "not-found");
        }
    }

    async fn a_session_with_an_origin_is_for_its_pages(app: TestApp) {
        let host = app.system(Scope::Embed, None).await;
        let mut body = session("bella-pizza", "production", "editor");
        body["origin"] = json!("https://HOST.example:443/");
        app.allow_origin("bella-pizza", "https://host.example").await;
        let guest = guest_of(&app, &host, body).await;
        let own = format!("http://{}", app.address);
        for (headers, is_refused) in [
            (&[][..], false),
            (&[("origin", "https://host.example")], false),
            (&[("origin", own.as_str())], false),
            (&[("origin", "https://behind-a-proxy.example"), ("sec-fetch-site", "same-origin")], false),
            (&[("origin", "https://evil.example")], true),
            (&[("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")], true),
            (&[("origin", "http://host.example")], true),
            (&[("origin", "null")], true),
        ] {
            let request = headers
                .iter()
                .fold(guest.request(Method::GET, GATE), |request, (name, value)| request.header(*name, *value));
            let answer = Answer::to(request).await;
            if is_refused { answer.expect_problem(403, "foreign-origin") } else { answer.expect(200) };
        }
        // One without an origin isn't held to any.
        let guest = app.guest("bella-pizza", "production", "editor").await;
        Answer::to(guest.request(Method::GET, GATE).header("origin", "https://evil.example")).await.expect(200);
    }
}

/// What an account is called.
async fn named(app: &TestApp, slug: &str) -> Value {
    let account = accounts::find(app.store.read(), &AccountRef::parse(slug).unwrap()).await.unwrap().unwrap();
    json!({"id": account.id.to_string(), "slug": account.slug, "name": account.name})
}

async fn made(host: &Client, body: Value) -> String {
    let made = host.post("/embed-sessions", &body).await;
    made.expect(201).json()["token"].as_str().unwrap().to_owned()
}

async fn guest_of(app: &TestApp, host: &Client, body: Value) -> Client {
    app.stranger().with_token(made(host, body).await)
}
