//! `/me`.

use serde_json::json;

use crate::vocabulary::on_both_databases;

const ADMIN: &str = "admin@grand-hotel.example";

on_both_databases! {
    async fn people_see_who_they_are(app: TestApp) {
        app.stranger().get("/me").await.expect_problem(401, "not-signed-in");
        insta::assert_json_snapshot!("me", app.sign_in(ADMIN).await.get("/me").await.expect(200).json(), {
            ".user.id" => "[id]", ".memberships[].account.id" => "[id]",
        });
    }

    async fn people_change_their_name_and_language(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let changed = admin.patch("/me", &json!({"language": "pt-BR"})).await.expect(200).json();
        assert_eq!((&changed["user"]["language"], &changed["user"]["name"]), (&json!("pt-BR"), &json!("Carla Mendes")));
        admin.patch("/me", &json!({"name": "  Carla M. "})).await.expect(200);
        let me = admin.get("/me").await.json();
        assert_eq!((&me["user"]["language"], &me["user"]["name"]), (&json!("pt-BR"), &json!("Carla M.")));
        admin.patch("/me", &json!({})).await.expect(200);
        assert_eq!(admin.get("/me").await.json(), me);
    }

    async fn what_is_neither_a_name_nor_a_language_is_refused(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let before = admin.get("/me").await.json();
        for (body, errors) in [
            (json!({"name": "x".repeat(65), "language": "fr"}), [("/name", "too_long"), ("/language", "invalid_language")]),
            (json!({"name": "a\nb", "language": 1}), [("/name", "invalid_name"), ("/language", "invalid_type")]),
            (json!({"name": " ", "staff": true}), [("/name", "required"), ("/staff", "unknown_field")]),
        ] {
            admin.patch("/me", &body).await.expect_errors(&errors);
        }
        assert_eq!(admin.get("/me").await.json(), before);
        app.stranger().patch("/me", &json!({"name": 1})).await.expect_problem(401, "not-signed-in");
    }
}
