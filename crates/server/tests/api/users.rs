//! `/accounts/{account}/users`.

use serde_json::{Value, json};
use server::demo;

use crate::vocabulary::{Answer, Client, on_both_databases};

const USERS: &str = "/accounts/bella-pizza/users";

fn new(email: &str, role: &str) -> Value {
    json!({"name": "Somebody New", "email": email, "role": role})
}

async fn grant(client: &Client, email: &str, role: &str) -> Answer {
    client.post(USERS, &new(email, role)).await
}

on_both_databases! {
    async fn every_member_sees_who_has_access(app: TestApp) {
        for role in ["admin", "editor", "viewer"] {
            let client = app.sign_in(&format!("{role}@bella-pizza.example")).await;
            insta::assert_json_snapshot!("users", client.get(USERS).await.expect(200).json(), {".items[].id" => "[id]"});
        }
    }

    async fn an_administrator_grants_any_role(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        for role in ["viewer", "editor", "administrator"] {
            let user = grant(&admin, &format!("{role}@elsewhere.example"), role).await.expect(201).json();
            assert_eq!((&user["role"], &user["state"], &user["name"]), (&json!(role), &json!("invited"), &json!("Somebody New")));
            let listed = admin.get(USERS).await.json();
            assert!(listed["items"].as_array().unwrap().contains(&user), "{listed}");
        }
    }

    async fn an_editor_grants_up_to_editor_while_the_gate_is_locked(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        grant(&editor, "a@elsewhere.example", "viewer").await.expect(201);
        grant(&editor, "b@elsewhere.example", "editor").await.expect(201);
        grant(&editor, "c@elsewhere.example", "administrator").await.expect_problem(403, "forbidden");
    }

    async fn a_viewer_grants_nothing_whatever_is_in_the_body(app: TestApp) {
        let viewer = app.sign_in("viewer@bella-pizza.example").await;
        grant(&viewer, "a@elsewhere.example", "viewer").await.expect_problem(403, "forbidden");
        viewer.post(USERS, &json!({"x": 1})).await.expect_problem(403, "forbidden");
    }

    async fn nobody_has_access_twice(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        for email in ["editor@bella-pizza.example", "EDITOR@Bella-Pizza.example"] {
            grant(&admin, email, "viewer").await.expect_errors(&[("/email", "duplicate")]);
        }
        // At the same time as well.
        let both = futures_util::future::join(
            grant(&admin, "twice@elsewhere.example", "viewer"),
            grant(&admin, "TWICE@elsewhere.example", "viewer"),
        );
        let (one, other) = both.await;
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422]);
    }

    async fn somebody_who_signs_in_elsewhere_gets_access_here(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let user = grant(&admin, "viewer@city-walks.example", "editor").await.expect(201).json();
        assert_eq!((&user["state"], &user["name"]), (&json!("invited"), &json!("Somebody New")));
        let me = app.sign_in("viewer@city-walks.example").await.get("/me").await.json();
        assert_eq!(me["memberships"].as_array().unwrap().len(), 2);
        assert_eq!(me["memberships"][0], json!({
            "account": {"id": me["memberships"][0]["account"]["id"], "slug": "bella-pizza", "name": "Bella Pizza"},
            "role": "editor",
        }));
    }

    async fn nobody_learns_who_is_behind_an_address(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let ruth = app.sign_in("viewer@city-walks.example").await;
        let mut answers = Vec::new();
        for email in ["viewer@city-walks.example", "nobody@city-walks.example"] {
            let user = grant(&admin, email, "viewer").await.expect(201).json();
            let path = format!("{USERS}/{}", user["id"].as_str().unwrap());
            let changed = admin.patch(&path, &json!({"role": "editor"})).await.expect(200).json();
            answers.push([user, changed].map(|user| (user["name"].clone(), user["state"].clone())));
        }
        assert_eq!(answers[0], answers[1]);
        // Not by where in the list they are, either.
        admin.post(USERS, &json!({"name": "Aaron", "email": "emma@x.example", "role": "viewer"})).await.expect(201);
        admin.post(USERS, &json!({"name": "Zoe", "email": "admin@city-walks.example", "role": "viewer"})).await.expect(201);
        let names = async || {
            let users = admin.get(USERS).await.expect(200).json();
            let users = users["items"].as_array().unwrap().iter();
            users.map(|user| format!("{} {}", user["name"].as_str().unwrap(), user["state"].as_str().unwrap())).collect::<Vec<_>>()
        };
        assert_eq!(names().await, [
            "Aaron invited", "Anna Nowak active", "Ewa Wójcik active", "Piotr Zieliński active", "Somebody New invited",
            "Somebody New invited", "Zoe invited",
        ]);
        // Whoever opens the account is known there by the name that they chose: who signs in, and who was signed in.
        app.sign_in("admin@city-walks.example").await;
        ruth.get("/me").await.expect(200);
        assert_eq!(names().await, [
            "Aaron invited", "Anna Nowak active", "Emma Hughes active", "Ewa Wójcik active", "Piotr Zieliński active",
            "Ruth Palmer active", "Somebody New invited",
        ]);
        // That is noted once.
        let before = app.store.statements();
        ruth.get("/me").await.expect(200);
        let reading = app.store.statements() - before;
        ruth.get("/me").await.expect(200);
        assert!(app.store.statements() - before <= 2 * reading);
    }

    async fn a_name_that_was_mistyped_is_typed_again(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let walks = app.sign_in("admin@city-walks.example").await;
        let body = |name: &str| json!({"name": name, "email": "new@elsewhere.example", "role": "viewer"});
        let user = admin.post(USERS, &body("Jnoas")).await.expect(201).json();
        let there = walks.post("/accounts/city-walks/users", &body("Jon")).await.expect(201).json();
        assert_eq!(there["name"], "Jon");
        admin.delete(&format!("{USERS}/{}", user["id"].as_str().unwrap())).await.expect(204);
        assert_eq!(admin.post(USERS, &body("Jonas")).await.expect(201).json()["name"], "Jonas");
        // Each account knows them by what was typed there.
        let listed = walks.get("/accounts/city-walks/users").await.json();
        assert!(listed["items"].as_array().unwrap().contains(&there), "{listed}");
        // Whoever can sign in keeps the name that they have.
        let user = app.user_id("viewer@city-walks.example").await;
        grant(&admin, "viewer@city-walks.example", "viewer").await.expect(201);
        admin.delete(&format!("{USERS}/{user}")).await.expect(204);
        grant(&admin, "viewer@city-walks.example", "viewer").await.expect(201);
        let me = app.sign_in("viewer@city-walks.example").await.get("/me").await.json();
        assert_eq!(me["user"]["name"], "Ruth Palmer");
    }

    async fn what_nobody_can_be_is_refused(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        admin.post(USERS, &json!({})).await
            .expect_errors(&[("/name", "required"), ("/email", "required"), ("/role", "required")]);
        admin.post(USERS, &json!({"name": "", "email": "x", "role": "owner", "id": 1})).await
            .expect_errors(&[("/name", "required"), ("/email", "invalid_email"), ("/role", "invalid_role"), ("/id", "unknown_field")]);
        admin.post(USERS, &json!({"name": "a\u{0}", "email": "a\u{0}@b.example", "role": ["viewer"]})).await
            .expect_errors(&[("/name", "invalid_name"), ("/email", "invalid_email"), ("/role", "invalid_type")]);
    }

    async fn roles_change_at_once(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let viewer = app.sign_in("viewer@bella-pizza.example").await;
        let id = app.user_id("viewer@bella-pizza.example").await;
        let user = format!("{USERS}/{id}");
        assert_eq!(admin.patch(&user, &json!({"role": "administrator"})).await.expect(200).json()["role"], "administrator");
        viewer.patch(&user, &json!({"role": "editor"})).await.expect(200);
        viewer.patch(&user, &json!({"role": "viewer"})).await.expect_problem(403, "forbidden");
        admin.patch(&user, &json!({"role": "none"})).await.expect_errors(&[("/role", "invalid_role")]);
    }

    async fn access_that_is_taken_away_is_gone_at_once(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let user = format!("{USERS}/{}", app.user_id("editor@bella-pizza.example").await);
        editor.get(USERS).await.expect(200);
        admin.delete(&user).await.expect(204);
        editor.get(USERS).await.expect_problem(404, "not-found");
        assert_eq!(editor.get("/me").await.json()["memberships"], json!([]));
        admin.delete(&user).await.expect_problem(404, "not-found");
        admin.patch(&user, &json!({"role": "viewer"})).await.expect_problem(404, "not-found");
        grant(&admin, "editor@bella-pizza.example", "editor").await.expect(201);
        editor.get(USERS).await.expect(200);
    }

    async fn only_administrators_change_and_remove(app: TestApp) {
        let id = app.user_id("viewer@bella-pizza.example").await;
        for role in ["editor", "viewer"] {
            let client = app.sign_in(&format!("{role}@bella-pizza.example")).await;
            client.patch(&format!("{USERS}/{id}"), &json!({"role": "viewer"})).await.expect_problem(403, "forbidden");
            client.delete(&format!("{USERS}/{id}")).await.expect_problem(403, "forbidden");
        }
    }

    async fn users_of_others_are_not_there(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let foreign = app.user_id("viewer@city-walks.example").await;
        for id in [foreign.as_str(), "01920000-0000-7000-8000-000000000000", "me", "1", "%00", "%ff"] {
            admin.patch(&format!("{USERS}/{id}"), &json!({"role": "viewer"})).await.expect_problem(404, "not-found");
            admin.delete(&format!("{USERS}/{id}")).await.expect_problem(404, "not-found");
        }
        app.sign_in("viewer@city-walks.example").await.get("/accounts/city-walks/users").await.expect(200);
    }

    async fn the_last_administrator_stays(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let own = format!("{USERS}/{}", app.user_id("admin@bella-pizza.example").await);
        admin.delete(&own).await.expect_problem(409, "last-administrator");
        admin.patch(&own, &json!({"role": "editor"})).await.expect_problem(409, "last-administrator");
        admin.patch(&own, &json!({"role": "administrator"})).await.expect(200);

        // One who is merely invited couldn't do anything, and can be removed.
        let invited = grant(&admin, "invited@elsewhere.example", "administrator").await.expect(201).json();
        admin.delete(&own).await.expect_problem(409, "last-administrator");
        admin.delete(&format!("{USERS}/{}", invited["id"].as_str().unwrap())).await.expect(204);

        grant(&admin, "admin@city-walks.example", "administrator").await.expect(201);
        admin.patch(&own, &json!({"role": "viewer"})).await.expect(200);
        admin.delete(&own).await.expect_problem(403, "forbidden");
    }

    async fn two_administrators_do_not_remove_one_another(app: TestApp) {
        let first = app.sign_in("admin@bella-pizza.example").await;
        let second = app.sign_in("admin@city-walks.example").await;
        let first_id = app.user_id("admin@bella-pizza.example").await;
        let second_id = app.user_id("admin@city-walks.example").await;
        grant(&first, "admin@city-walks.example", "administrator").await.expect(201);

        let (one, other) = (format!("{USERS}/{second_id}"), format!("{USERS}/{first_id}"));
        let (one, other) = futures_util::future::join(first.delete(&one), second.delete(&other)).await;
        // Whoever comes second either finds that the other is the last one now, or has lost access before it began.
        let statuses = [one.status, other.status];
        assert_eq!(statuses.iter().filter(|status| **status == 204).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 204 | 404 | 409)), "{statuses:?}");
    }

    async fn lists_are_paged(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        for number in 0..105 {
            let body = json!({"name": format!("User {}", number / 3), "email": format!("{number}@x.example"), "role": "viewer"});
            admin.post(USERS, &body).await.expect(201);
        }
        let first = admin.get(USERS).await.expect(200).json();
        let cursor = first["next"].as_str().unwrap();
        let second = admin.get(&format!("{USERS}?cursor={cursor}")).await.expect(200).json();
        assert_eq!(second["next"], Value::Null);
        let items: Vec<_> = [&first, &second].iter().flat_map(|page| page["items"].as_array().unwrap()).collect();
        assert_eq!(items.len(), 108);
        let mut ids: Vec<_> = items.iter().map(|user| user["id"].as_str().unwrap()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 108);
        for cursor in ["x", "", "01920000-0000-7000-8000-000000000000"] {
            admin.get(&format!("{USERS}?cursor={cursor}")).await.expect_errors(&[("/cursor", "invalid_cursor")]);
        }
    }
}

#[tokio::test]
async fn the_password_of_the_demo_is_the_contract_s() {
    assert_eq!(demo::PASSWORD, "callsheet-demo");
}
