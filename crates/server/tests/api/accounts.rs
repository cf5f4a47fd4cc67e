//! `/accounts/{account}` and its integrations.

use crate::vocabulary::on_both_databases;

on_both_databases! {
    async fn what_is_no_account_of_theirs_is_not_there(app: TestApp) {
        let admin = app.sign_in("admin@bella-pizza.example").await;
        let foreign = app.sign_in("admin@city-walks.example").await.get("/me").await.json();
        let foreign_id = foreign["memberships"][0]["account"]["id"].as_str().unwrap().to_owned();
        for account in [
            "city-walks", &foreign_id, "nobody", "01920000-0000-7000-8000-000000000000", "BELLA-PIZZA", "a%00b",
            "%ff", "..%2f", "bella-pizza%20", "%7B01920000-0000-7000-8000-000000000000%7D",
        ] {
            admin.get(&format!("/accounts/{account}/users")).await.expect_problem(404, "not-found");
            admin.get(&format!("/accounts/{account}")).await.expect_problem(404, "not-found");
            app.stranger().get(&format!("/accounts/{account}")).await.expect_problem(401, "not-signed-in");
        }
        // The operator's staff have no access to accounts either; they have pages of their own.
        let staff = app.sign_in("staff@operator.example").await;
        staff.get("/accounts/bella-pizza").await.expect_problem(404, "not-found");
    }

    async fn an_account_is_reached_by_slug_and_by_id(app: TestApp) {
        let viewer = app.sign_in("viewer@bella-pizza.example").await;
        let me = viewer.get("/me").await.json();
        let id = me["memberships"][0]["account"]["id"].as_str().unwrap().to_owned();
        for account in ["bella-pizza", &id, &id.to_uppercase()] {
            viewer.get(&format!("/accounts/{account}/users")).await.expect(200);
        }
    }
}
