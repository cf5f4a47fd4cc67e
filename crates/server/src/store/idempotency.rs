//! What was answered to requests that may come again: who repeats one within a day gets the same answer.

use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{StoreError, Txn, from_micros, to_micros};
use crate::entity::idempotency_key;

/// How long an answer is kept: whoever hasn't got it by then has given up.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// A request that may come again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Which: who asks, about which account, and by which key.
    hash: [u8; 32],
    /// What is asked.
    body_hash: [u8; 32],
    /// The account.
    account: Uuid,
}

impl Request {
    /// The request that `caller` makes about `account` by this key, with this body.
    #[must_use]
    pub fn new(caller: Uuid, account: Uuid, key: &str, body: &[u8]) -> Self {
        // Ids have one length, so no other caller, account and key make the same text.
        let hash = Sha256::new().chain_update(caller).chain_update(account).chain_update(key).finalize().into();
        Self { hash, body_hash: Sha256::digest(body).into(), account }
    }
}

/// What was answered before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// This, to the same request.
    Same(String),
    /// Something else was asked.
    Other,
}

/// What was answered when this came before; `None` if it didn't, or long ago.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, request: &Request, now: Timestamp) -> Result<Option<Before>, StoreError> {
    let Some(row) = idempotency_key::Entity::find_by_id(request.hash.to_vec()).one(db).await? else {
        return Ok(None);
    };
    if from_micros(row.created_at, "idempotency_keys.created_at")? <= long_before(now) {
        return Ok(None);
    }
    let is_same = row.body_hash == request.body_hash;
    Ok(Some(if is_same { Before::Same(row.answer) } else { Before::Other }))
}

/// Keeps what is answered. Answers whether nothing was kept for the same request yet: of two that come at the same time, the
/// second has to do as if it had come later, and change nothing.
///
/// # Errors
/// When the database fails.
pub async fn keep(txn: &Txn, request: &Request, answer: &str, now: Timestamp) -> Result<bool, StoreError> {
    let row = idempotency_key::ActiveModel {
        hash: Set(request.hash.to_vec()),
        account_id: Set(request.account),
        body_hash: Set(request.body_hash.to_vec()),
        answer: Set(answer.to_owned()),
        created_at: Set(to_micros(now)),
    };
    // One that is no longer replayed makes way.
    let unless_kept = OnConflict::column(idempotency_key::Column::Hash)
        .update_columns([
            idempotency_key::Column::AccountId,
            idempotency_key::Column::BodyHash,
            idempotency_key::Column::Answer,
            idempotency_key::Column::CreatedAt,
        ])
        .action_and_where(is_old(now))
        .to_owned();
    let insert = idempotency_key::Entity::insert(row).on_conflict(unless_kept);
    Ok(insert.exec_without_returning(txn).await? > 0)
}

/// Whether there are answers that are no longer replayed.
///
/// # Errors
/// When the database fails.
pub async fn has_old(db: &impl ConnectionTrait, now: Timestamp) -> Result<bool, StoreError> {
    let oldest = idempotency_key::Entity::find().filter(is_old(now)).order_by_asc(idempotency_key::Column::CreatedAt);
    Ok(oldest.limit(1).one(db).await?.is_some())
}

/// Forgets answers that are no longer replayed.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(txn: &Txn, now: Timestamp) -> Result<(), StoreError> {
    idempotency_key::Entity::delete_many().filter(is_old(now)).exec(txn).await?;
    Ok(())
}

fn is_old(now: Timestamp) -> Expr {
    idempotency_key::Column::CreatedAt.lte(to_micros(long_before(now)))
}

fn long_before(now: Timestamp) -> Timestamp {
    now.checked_sub(KEPT).unwrap_or(Timestamp::MIN)
}
