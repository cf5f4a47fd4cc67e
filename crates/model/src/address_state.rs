//! What is known of whether an address can be written to.

use serde::{Deserialize, Serialize};

/// What has become of an address since it was listed. Of an address that was never asked, nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AddressState {
    /// Asked, and nobody there has answered yet.
    Unverified,
    /// Somebody there has confirmed it.
    Verified,
    /// A mail server refused it.
    Bounced,
    /// Somebody there said that it shouldn't be listed.
    Declined,
}

impl AddressState {
    /// All states.
    pub const ALL: [AddressState; 4] =
        [AddressState::Unverified, AddressState::Verified, AddressState::Bounced, AddressState::Declined];

    /// The state's name in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            AddressState::Unverified => "unverified",
            AddressState::Verified => "verified",
            AddressState::Bounced => "bounced",
            AddressState::Declined => "declined",
        }
    }

    /// The state with this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == id)
    }
}
