//! Accounts, and what they integrate.

use serde::{Deserialize, Serialize};

use crate::{Environment, GateState, Json, Read};

wire! {
    /// An account with what it integrates.
    pub struct AccountAnswer {
        /// UUID.
        pub id: String,
        /// What stands for it in addresses.
        pub slug: String,
        /// Name, as given.
        pub name: String,
        /// What it integrates.
        pub integrations: Vec<Integration>,
        /// The state of each gate.
        pub gates: Vec<EnvironmentGate>,
    }

    /// One integration of an account.
    pub struct Integration {
        /// UUID.
        pub id: String,
        /// Id of its kind in the catalogue.
        pub kind: String,
        /// Name, as given.
        pub name: String,
        /// How far it has come.
        pub stage: Stage,
    }

    /// The gate of one environment.
    pub struct EnvironmentGate {
        /// Which.
        pub environment: Environment,
        /// Locked or open.
        pub state: GateState,
    }
}

/// How far an integration has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Being built.
    Development,
    /// Serving users.
    Launched,
}

impl Stage {
    /// Both stages, in the order in which an integration comes through them.
    pub const ALL: [Stage; 2] = [Stage::Development, Stage::Launched];

    /// The stage's name in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Stage::Development => "development",
            Stage::Launched => "launched",
        }
    }

    /// The stage with this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.id() == id)
    }
}

impl Read for Stage {
    fn read(json: &impl Json) -> Option<Self> {
        Self::from_id(&json.text()?)
    }
}
