//! Who has asked their colleagues to fill in what is missing, and how many of them were written to.

use jiff::{SignedDuration, Timestamp};
use model::Environment;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use super::{StoreError, Txn, to_micros};
use crate::entity::request_to_fill as request;

/// Colleagues aren't written to again by the same person about the same environment within this time.
pub const PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// Somebody who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asker {
    /// The account.
    pub account: Uuid,
    /// Who asks.
    pub user: Uuid,
    /// Where something is missing.
    pub environment: Environment,
}

/// How many colleagues were written to for this asker within the last [`PAUSE`]; `None` if none was asked then.
///
/// # Errors
/// When the database fails.
pub async fn recently(db: &impl ConnectionTrait, by: Asker, now: Timestamp) -> Result<Option<usize>, StoreError> {
    let start = now.checked_sub(PAUSE).unwrap_or(Timestamp::MIN);
    let row = request::Entity::find()
        .filter(request::Column::AccountId.eq(by.account))
        .filter(request::Column::UserId.eq(by.user))
        .filter(request::Column::Environment.eq(by.environment.id()))
        .filter(request::Column::AskedAt.gt(to_micros(start)))
        // Of a clock that was set back nobody waits for longer.
        .filter(request::Column::AskedAt.lte(to_micros(now)))
        .order_by_desc(request::Column::AskedAt)
        .one(db)
        .await?;
    Ok(row.map(|row| usize::try_from(row.asked).unwrap_or_default()))
}

/// Notes that so many colleagues were written to, and forgets requests that no longer matter.
///
/// # Errors
/// When the database fails.
pub async fn note(txn: &Txn, id: Uuid, by: Asker, asked: usize, now: Timestamp) -> Result<(), StoreError> {
    let start = now.checked_sub(PAUSE).unwrap_or(Timestamp::MIN);
    request::Entity::delete_many()
        .filter(request::Column::AccountId.eq(by.account))
        .filter(request::Column::AskedAt.lte(to_micros(start)))
        .exec(txn)
        .await?;
    let row = request::ActiveModel {
        id: Set(id),
        account_id: Set(by.account),
        user_id: Set(by.user),
        environment: Set(by.environment.id().to_owned()),
        asked: Set(i32::try_from(asked).unwrap_or(i32::MAX)),
        asked_at: Set(to_micros(now)),
    };
    request::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}
