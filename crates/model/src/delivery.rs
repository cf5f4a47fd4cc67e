//! What becomes of a mail.

use serde::{Deserialize, Serialize};

/// How far a mail has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It waits to be sent for the first time.
    Queued,
    /// It couldn't be sent, and will be tried again.
    Deferred,
    /// A mail server has taken it.
    Sent,
    /// The mail server says that there is no such address.
    Bounced,
    /// It was given up.
    Dead,
    /// It is no longer to be sent.
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
