use std::time::Duration;

use serde_json::{Value, json};

/// Where Callsheet is, and a key of the scope `embed`.
pub struct Callsheet {
    pub client: reqwest::Client,
    pub url: String,
    pub key: String,
}

/// Somebody who is signed in to this site, and the account that they belong to.
pub struct User<'a> {
    pub account: &'a str,
    pub email: &'a str,
    pub name: &'a str,
    pub role: &'a str,
}

impl Callsheet {
    /// A session for a user of this site; what your endpoint answers as JSON.
    pub async fn session(&self, user: &User<'_>, environment: &str) -> Result<Value, reqwest::Error> {
        let told = json!({"email": user.email, "name": user.name, "role": user.role});
        let request = self.client.post(format!("{}/api/v1/embed-sessions", self.url)).bearer_auth(&self.key);
        let request = request.json(&json!({"account": user.account, "environment": environment, "user": told}));
        request.timeout(Duration::from_secs(5)).send().await?.error_for_status()?.json().await
    }
}
