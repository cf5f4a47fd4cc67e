//! What is known of whether addresses can be written to.

use std::collections::HashMap;

use model::AddressState;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::StoreError;

/// What is known of the addresses that an account has listed, by mailbox. What isn't there was never asked.
///
/// # Errors
/// When the database fails.
#[expect(clippy::unused_async, reason = "it will ask the database")]
pub async fn states(_: &impl ConnectionTrait, _: Uuid) -> Result<HashMap<String, AddressState>, StoreError> {
    Ok(HashMap::new())
}
