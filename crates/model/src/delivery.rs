//! What becomes of a mail.

use serde::{Deserialize, Serialize};

/// How far a mail has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Waits to be sent.
    Queued,
    /// Was tried, and will be tried again.
    Deferred,
    /// A mail server has taken it.
    Sent,
    /// A mail server refused the address.
    Bounced,
    /// Given up, for another reason.
    Dead,
    /// Is no longer to be sent.
    Cancelled,
}

impl DeliveryState {
    /// All states.
    pub const ALL: [DeliveryState; 6] = [
        DeliveryState::Queued,
        DeliveryState::Deferred,
        DeliveryState::Sent,
        DeliveryState::Bounced,
        DeliveryState::Dead,
        DeliveryState::Cancelled,
    ];

    /// The state's name in JSON and in addresses.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            DeliveryState::Queued => "queued",
            DeliveryState::Deferred => "deferred",
            DeliveryState::Sent => "sent",
            DeliveryState::Bounced => "bounced",
            DeliveryState::Dead => "dead",
            DeliveryState::Cancelled => "cancelled",
        }
    }

    /// The state with this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == id)
    }

    /// Whether nothing will happen to it any more.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, DeliveryState::Queued | DeliveryState::Deferred)
    }
}
