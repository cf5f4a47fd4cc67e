//! Contact information to save, and saving it.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Answer, Client};

/// The accounts of the demo data, each with whether it has the field for merchant issues.
pub(crate) const ACCOUNTS: [(&str, bool); 5] = [
    ("bella-pizza", true),
    ("city-walks", false),
    ("trattoria-roma", true),
    ("studio-hair", true),
    ("grand-hotel", true),
];

pub(crate) const ENVIRONMENTS: [&str; 2] = ["sandbox", "production"];

/// What every account has to give, in every environment. Normalised already.
pub(crate) fn common_values() -> Value {
    let contact = |email: &str| json!([{"name": null, "email": email, "phone": null, "language": "en"}]);
    json!({
        "technical_emergency": [
            {"name": "On call", "email": "oncall@bella-pizza.example", "phone": "+48221234567", "language": "pl"},
        ],
        "technical_non_emergency": contact("tech@bella-pizza.example"),
        "operational_internal": contact("ops@bella-pizza.example"),
        "operational_public": {
            "email": "help@bella-pizza.example", "phone": null, "web_page": "https://bella-pizza.example/help",
        },
        "operational_support": [
            {"time_zone": "Europe/Warsaw", "languages": ["pl", "en"], "hours": "around_the_clock"},
        ],
    })
}

/// What bella-pizza has to give in sandbox.
pub(crate) fn sandbox_values() -> Value {
    let contact = json!([{"name": null, "email": "merchants@bella-pizza.example", "phone": null, "language": "en"}]);
    with(common_values(), "merchant_issues", contact)
}

/// What bella-pizza has to give in production, where these users get alerts.
pub(crate) fn production_values(alert_contacts: &[&str]) -> Value {
    with(sandbox_values(), "alert_contacts", json!(alert_contacts))
}

/// The values with one field changed.
pub(crate) fn with(mut values: Value, field: &str, value: Value) -> Value {
    values[field] = value;
    values
}

/// Where the contact information of an account is.
pub(crate) fn contact_information(account: &str, environment: &str) -> String {
    format!("/accounts/{account}/contact-information?environment={environment}")
}

/// Saves over a version.
pub(crate) async fn save(client: &Client, account: &str, environment: &str, version: i64, values: &Value) -> Answer {
    let request = client.request(Method::PUT, &contact_information(account, environment));
    Answer::to(request.header("if-match", format!("\"{version}\"")).json(values)).await
}

/// The gate of an account.
pub(crate) async fn gate(client: &Client, account: &str, environment: &str) -> Value {
    let answer = client.get(&format!("/accounts/{account}/gate?environment={environment}")).await;
    answer.expect(200).json()
}

/// The version that is stored.
pub(crate) async fn version(client: &Client, account: &str) -> i64 {
    gate(client, account, "sandbox").await["version"].as_i64().unwrap()
}
