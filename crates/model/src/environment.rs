//! Sandbox and production.

use serde::{Deserialize, Serialize};

/// The environment that a gate, or a resource of the portal, belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// Where an integration is tried out.
    Sandbox,
    /// Where real users are served.
    Production,
}

impl Environment {
    /// Both environments, in the order in which a partner meets them.
    pub const ALL: [Environment; 2] = [Environment::Sandbox, Environment::Production];

    /// The environment's name in JSON and in addresses.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Environment::Sandbox => "sandbox",
            Environment::Production => "production",
        }
    }

    /// The environment with this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|environment| environment.id() == id)
    }
}
