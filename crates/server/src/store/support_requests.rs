//! Requests for support.

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

use super::{StoreError, Txn, from_micros, to_micros};
use crate::entity::{account, support_request, user};

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

/// A request that was taken, for those who answer it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its id.
    pub id: Uuid,
    /// When it was made.
    pub at: Timestamp,
    /// The slug of the account that it is about.
    pub account: String,
    /// The address of the one who asks.
    pub email: String,
    /// What about.
    pub subject: String,
    /// What is asked.
    pub message: String,
}

/// The newest requests, of one account or of all, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn newest(db: &impl ConnectionTrait, account: Option<Uuid>, limit: u64) -> Result<Vec<Taken>, StoreError> {
    // Ids are in the order of time, and have an index.
    let mut query = support_request::Entity::find()
        .find_also_related(account::Entity)
        .find_also_related(user::Entity)
        .order_by_desc(support_request::Column::Id)
        .limit(limit);
    if let Some(account) = account {
        query = query.filter(support_request::Column::AccountId.eq(account));
    }
    let rows = query.all(db).await?;
    let taken = rows.into_iter().filter_map(|(request, account, user)| {
        // Foreign keys see to it that both are there.
        let (account, user) = (account?, user?);
        let at = from_micros(request.created_at, "support_requests.created_at");
        Some(at.map(|at| Taken {
            id: request.id,
            at,
            account: account.slug,
            email: user.email,
            subject: request.subject,
            message: request.message,
        }))
    });
    taken.collect()
}
