//! The body that `contract.md` gives as an example, and the account that it is judged in.

use std::sync::LazyLock;

use model::{Context, Requirement, Requirements};
use serde_json::{Value, json};

pub(crate) const ADMINISTRATOR: &str = "0192f0c1-7a3e-7c11-8f00-0000000000aa";
pub(crate) const EDITOR: &str = "0192f0c1-7a3e-7c11-8f00-0000000000bb";

/// Everything is asked, as of an account with orders in production.
pub(crate) static EVERYTHING: LazyLock<Requirements> =
    LazyLock::new(|| Requirements::from_wire(|_| Some(Requirement::Required)));

pub(crate) static USERS: LazyLock<Vec<String>> = LazyLock::new(|| [ADMINISTRATOR, EDITOR].map(str::to_owned).to_vec());

pub(crate) fn context(domain_to_ascii: &dyn Fn(&str) -> Option<String>) -> Context<'_> {
    Context {
        requirements: &EVERYTHING,
        users: &USERS,
        domain_to_ascii,
        is_time_zone: &super::is_time_zone,
        lower_case: &model::lower_case,
    }
}

/// The example, complete and valid.
pub(crate) fn body() -> Value {
    json!({
        "alert_contacts": [ADMINISTRATOR],
        "technical_emergency": [
            {"name": "On call", "email": "oncall@bella-pizza.example", "phone": "+48 22 123 45 67", "language": "pl"},
        ],
        "technical_non_emergency": [{"email": "tech@bella-pizza.example", "language": "en"}],
        "merchant_issues": [{"email": "merchants@bella-pizza.example", "language": "en"}],
        "operational_internal": [{"email": "ops@bella-pizza.example", "language": "en"}],
        "operational_public": {
            "email": "help@bella-pizza.example",
            "phone": null,
            "web_page": "https://bella-pizza.example/help",
        },
        "operational_support": [
            {
                "time_zone": "Europe/Warsaw",
                "languages": ["pl", "en"],
                "hours": {"weekly": [{"day": "monday", "from": "09:00", "to": "17:00"}]},
            },
            {"time_zone": "America/Sao_Paulo", "languages": ["pt-BR"], "hours": "around_the_clock"},
        ],
    })
}

/// The example with other values at some places. An entry may be added right after a list's last.
pub(crate) fn with(edits: &[(&str, Value)]) -> Value {
    let mut body = body();
    for (place, value) in edits {
        let (parent, key) = place.rsplit_once('/').expect("a place below the root");
        match body.pointer_mut(parent).expect("the place exists") {
            Value::Object(members) => {
                members.insert(key.to_owned(), value.clone());
            }
            Value::Array(entries) => {
                let index: usize = key.parse().expect("an index");
                if index == entries.len() {
                    entries.push(value.clone());
                } else {
                    entries[index] = value.clone();
                }
            }
            other => panic!("{place} lies in {other}"),
        }
    }
    body
}
