//! `/reference`.

use crate::vocabulary::{Database, TestApp};

#[tokio::test]
async fn everybody_may_know_it() {
    let app = TestApp::spawn(Database::Sqlite).await;
    insta::assert_json_snapshot!(app.stranger().get("/reference").await.expect(200).json());
}

#[tokio::test]
async fn the_operator_s_settings_are_in_it() {
    let file = "
        operator_name = 'Tables & Tours'
        support_url = 'https://support.example/'
        help_url = 'mailto:help@operator.example'
        [[integration_kinds]]
        id = 'things_to_do'
        merchant_issues = true
        names = { pl = 'Wycieczki' }
        [[integration_kinds]]
        id = 'parcels'
        merchant_issues = false
        names = { en = 'Parcels', de = 'Pakete' }
    ";
    let app = TestApp::spawn_with(Database::Sqlite, file).await;
    let reference = app.stranger().get("/reference").await.expect(200).json();
    assert_eq!(reference["operator_name"], "Tables & Tours");
    assert_eq!(reference["support_url"], "https://support.example/");
    assert_eq!(reference["help_url"], "mailto:help@operator.example");
    insta::assert_json_snapshot!(reference["kinds"]);
}
