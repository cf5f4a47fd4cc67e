//! Requests for support.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, EntityTrait as _};
use uuid::Uuid;

use super::{StoreError, Txn, to_micros};
use crate::entity::support_request;

/// A request for support.
pub struct SupportRequest {
    /// Its id.
    pub id: Uuid,
    /// The account it is about.
    pub account: Uuid,
    /// Who asks.
    pub user: Uuid,
    /// What about.
    pub subject: String,
    /// What is asked.
    pub message: String,
}

/// Stores a request.
///
/// # Errors
/// When the database fails.
pub async fn create(txn: &Txn, request: SupportRequest, now: Timestamp) -> Result<(), StoreError> {
    let row = support_request::ActiveModel {
        id: Set(request.id),
        account_id: Set(request.account),
        user_id: Set(request.user),
        subject: Set(request.subject),
        message: Set(request.message),
        created_at: Set(to_micros(now)),
    };
    support_request::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}
