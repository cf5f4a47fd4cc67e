//! What an account's gates are judged by, as far as the database holds it.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::contact_information::{self, Stored};
use super::{StoreError, integrations, memberships};

/// All that a verdict on an account's contact information depends on, besides policy and environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// What the account has stored.
    pub stored: Stored,
    /// The kinds of its integrations.
    pub kinds: Vec<String>,
    /// The ids of those who have access to it.
    pub users: Vec<String>,
}

/// Reads what the account's gates are judged by.
///
/// # Errors
/// When the database fails.
pub async fn basis(db: &impl ConnectionTrait, account: Uuid) -> Result<Basis, StoreError> {
    let integrations = integrations::list(db, account).await?;
    let users = memberships::user_ids(db, account).await?;
    Ok(Basis {
        stored: contact_information::find(db, account).await?,
        kinds: integrations.into_iter().map(|integration| integration.kind).collect(),
        users: users.iter().map(Uuid::to_string).collect(),
    })
}
