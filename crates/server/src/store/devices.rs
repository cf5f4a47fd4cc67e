//! Browsers in which somebody has signed in before, known by a token like that of a session.
//!
//! Whoever guesses at somebody's password can have their mailbox refused for a while. A browser that its owner has used
//! isn't refused with them: its attempts are counted for themselves. (OWASP calls the token a device cookie.)

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

use super::sessions::TokenHash;
use super::{StoreError, Txn, to_micros};
use crate::entity::{device, user};

/// How long a browser is known after the last sign-in there: as long as browsers keep a cookie at most.
pub const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(400 * 24);
/// Browsers that are known for one user; the oldest are forgotten. Nobody uses more, but a program that signs in without
/// keeping its cookies would leave one behind each time.
pub const PER_USER: u64 = 20;

/// Whether the owner of the mailbox has signed in with this token's browser.
///
/// # Errors
/// When the database fails.
pub async fn is_known(
    db: &impl ConnectionTrait,
    device: TokenHash,
    mailbox: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let row = device::Entity::find_by_id(device.to_vec())
        .filter(device::Column::ExpiresAt.gt(to_micros(now)))
        .find_also_related(user::Entity)
        .one(db)
        .await?;
    Ok(row.is_some_and(|(_, user)| user.is_some_and(|user| user.mailbox == mailbox)))
}

/// Remembers that the user has signed in with the browser that is now given this token. The one that it had `before` is
/// worth nothing from now on.
///
/// # Errors
/// When the database fails.
pub async fn remember(
    txn: &Txn,
    device: TokenHash,
    before: Option<TokenHash>,
    user: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Some(before) = before {
        device::Entity::delete_by_id(before.to_vec()).exec(txn).await?;
    }
    device::Entity::delete_many().filter(device::Column::ExpiresAt.lte(to_micros(now))).exec(txn).await?;
    let row = device::ActiveModel {
        token_hash: Set(device.to_vec()),
        user_id: Set(user),
        created_at: Set(to_micros(now)),
        expires_at: Set(to_micros(now.checked_add(KNOWN_FOR).unwrap_or(Timestamp::MAX))),
    };
    device::Entity::insert(row).exec_without_returning(txn).await?;
    forget_oldest(txn, user).await
}

async fn forget_oldest(txn: &Txn, user: Uuid) -> Result<(), StoreError> {
    let oldest: Vec<Vec<u8>> = device::Entity::find()
        .select_only()
        .column(device::Column::TokenHash)
        .filter(device::Column::UserId.eq(user))
        .order_by_desc(device::Column::CreatedAt)
        .offset(PER_USER)
        // SQLite knows no offset without a limit; more than one is only there after the number above was lowered.
        .limit(PER_USER)
        .into_tuple()
        .all(txn)
        .await?;
    device::Entity::delete_many().filter(device::Column::TokenHash.is_in(oldest)).exec(txn).await?;
    Ok(())
}

/// Forgets all browsers of a user.
///
/// # Errors
/// When the database fails.
pub(super) async fn forget_all(txn: &Txn, user: Uuid) -> Result<(), StoreError> {
    device::Entity::delete_many().filter(device::Column::UserId.eq(user)).exec(txn).await?;
    Ok(())
}
