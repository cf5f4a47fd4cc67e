//! `/session`.

use jiff::SignedDuration;
use model::{Language, Role};
use reqwest::Method;
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::json;
use server::demo;
use server::store::sessions::{ABSOLUTE, IDLE, SEEN_RESOLUTION};
use server::store::{StoreError, Txn};

use crate::vocabulary::{Answer, eventually, on_both_databases};

const ADMIN: &str = "admin@bella-pizza.example";

on_both_databases! {
    async fn every_demo_user_signs_in(app: TestApp) {
        for slug in ["bella-pizza", "city-walks", "trattoria-roma", "studio-hair", "grand-hotel"] {
            for (local_part, role) in [("admin", "administrator"), ("editor", "editor"), ("viewer", "viewer")] {
                let me = app.sign_in(&format!("{local_part}@{slug}.example")).await.get("/me").await.json();
                assert_eq!(me["memberships"][0]["account"]["slug"], slug);
                assert_eq!(me["memberships"][0]["role"], role);
                assert_eq!(me["staff"], false);
            }
        }
        let staff = app.sign_in("staff@operator.example").await.get("/me").await.json();
        assert_eq!((&staff["staff"], &staff["memberships"]), (&json!(true), &json!([])));
    }

    async fn an_address_is_recognised_however_it_is_spelt(app: TestApp) {
        for email in ["ADMIN@Bella-Pizza.Example", "  admin@bella-pizza.example\t"] {
            app.try_sign_in(email, demo::PASSWORD).await.expect(204);
        }
    }

    async fn all_wrong_attempts_are_answered_alike(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let invited = json!({"name": "Invited", "email": "invited@bella-pizza.example", "role": "viewer"});
        admin.post("/accounts/bella-pizza/users", &invited).await.expect(201);

        let wrong = app.try_sign_in(ADMIN, "wrong").await;
        wrong.expect_problem(401, "invalid-credentials");
        for (email, password) in [
            (ADMIN, ""),
            ("nobody@bella-pizza.example", demo::PASSWORD),
            ("invited@bella-pizza.example", demo::PASSWORD),
            ("not an address", demo::PASSWORD),
            ("a\0b@bella-pizza.example", demo::PASSWORD),
            ("", ""),
        ] {
            let answer = app.try_sign_in(email, password).await;
            assert_eq!((answer.status, &answer.body), (wrong.status, &wrong.body), "{email}");
            assert!(answer.cookie().is_none());
        }
    }

    async fn signing_out_ends_the_session(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let other = app.sign_in(ADMIN).await;
        let answer = admin.delete("/session").await;
        answer.expect(204);
        assert!(answer.header("set-cookie").starts_with("callsheet=; "), "{}", answer.header("set-cookie"));
        assert!(answer.header("set-cookie").contains("Max-Age=0"));
        admin.get("/me").await.expect_problem(401, "not-signed-in");
        other.get("/me").await.expect(200);
        admin.delete("/session").await.expect(204);
        app.stranger().delete("/session").await.expect(204);
    }

    async fn signing_in_again_replaces_the_session(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let body = json!({"email": ADMIN, "password": demo::PASSWORD});
        let again = admin.post("/session", &body).await;
        again.expect(204);
        assert_ne!(again.cookie().unwrap(), admin.cookie());
        admin.get("/me").await.expect(401);
        app.stranger().with_cookie(again.cookie().unwrap()).get("/me").await.expect(200);
    }

    async fn a_planted_session_is_not_taken_up(app: TestApp) {
        let planted = app.stranger().with_cookie(format!("callsheet={}", "0".repeat(64)));
        planted.get("/me").await.expect(401);
        let answer = planted.post("/session", &json!({"email": ADMIN, "password": demo::PASSWORD})).await;
        assert_ne!(answer.cookie().unwrap(), planted.cookie());
        planted.get("/me").await.expect(401);
    }

    async fn a_session_that_is_not_used_ends(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        app.clock.advance(IDLE - SignedDuration::from_secs(1));
        admin.get("/me").await.expect(200);
        app.clock.advance(IDLE - SignedDuration::from_secs(1));
        admin.get("/me").await.expect(200);
        app.clock.advance(IDLE);
        admin.get("/me").await.expect_problem(401, "not-signed-in");
    }

    async fn every_session_ends_however_much_it_is_used(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let mut age = SignedDuration::ZERO;
        while age + IDLE / 2 < ABSOLUTE {
            app.clock.advance(IDLE / 2);
            age += IDLE / 2;
            admin.get("/me").await.expect(200);
        }
        app.clock.advance(IDLE / 2);
        admin.get("/me").await.expect(401);
    }

    async fn a_busy_session_is_not_written_with_every_request(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let statements = async |client: &crate::vocabulary::Client| {
            let before = app.store.statements();
            client.get("/me").await.expect(200);
            app.store.statements() - before
        };
        let reading = statements(&admin).await;
        app.clock.advance(SEEN_RESOLUTION);
        assert!(statements(&admin).await > reading);
        assert!(statements(&admin).await <= reading);
    }

    async fn a_database_that_is_busy_writing_keeps_nobody_from_reading(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        app.clock.advance(SEEN_RESOLUTION);
        let busy = async |txn: &Txn| {
            // On SQLite there is one that writes; on PostgreSQL it has to be these rows.
            txn.execute_unprepared("UPDATE sessions SET last_seen_at = last_seen_at").await?;
            let requests = (0..20).map(|_| admin.get("/me"));
            for answer in futures_util::future::join_all(requests).await {
                answer.expect(200);
            }
            Ok::<_, StoreError>(())
        };
        app.store.write(busy).await.unwrap();
        // Once it isn't busy any more, it is noted.
        let noted = "SELECT 1 FROM sessions WHERE last_seen_at > created_at";
        let noted = Statement::from_string(app.store.read().get_database_backend(), noted);
        eventually(async || {
            admin.get("/me").await.expect(200);
            app.store.read().query_one_raw(noted.clone()).await.unwrap().is_some()
        })
        .await;
    }

    async fn broken_cookies_are_nobody_s(app: TestApp) {
        for cookie in [
            "callsheet=", "callsheet", "=", "callsheet=x; callsheet=y", "callsheet=%00", "callsheet=%ff", "other=1",
            "__Host-callsheet=x", ";;;", "callsheet=\"x\"",
        ] {
            app.stranger().with_cookie(cookie).get("/me").await.expect_problem(401, "not-signed-in");
        }
        let long = app.stranger().with_cookie(format!("callsheet={}", "x".repeat(8000)));
        long.get("/me").await.expect_problem(401, "not-signed-in");
        let bytes = reqwest::header::HeaderValue::from_bytes(b"callsheet=\xff\xfe").unwrap();
        let request = app.stranger().request(Method::GET, "/me").header("cookie", bytes);
        Answer::to(request).await.expect_problem(401, "not-signed-in");
    }

    async fn a_new_password_ends_all_sessions(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let id = admin.get("/me").await.json()["user"]["id"].as_str().unwrap().parse().unwrap();
        let set = async |txn: &server::store::Txn| server::store::users::set_password(txn, id, "x".to_owned()).await;
        app.store.write(set).await.unwrap();
        admin.get("/me").await.expect(401);
    }
}

#[test]
fn the_demo_s_roles_and_languages_are_the_model_s() {
    assert_eq!(Role::ALL.map(Role::id), ["viewer", "editor", "administrator"]);
    assert_eq!(Language::ALL.map(Language::tag), ["en", "pl", "de", "pt-BR", "it", "es"]);
}
