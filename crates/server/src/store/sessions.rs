//! Sessions: opaque, revocable, known to the database only by their token's hash.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::access::{self, Access};
use super::users::User;
use super::{Change, StoreError, Txn, from_micros, to_micros};
use crate::entity::{session, user};
use crate::hex::hex;

/// A session that isn't used ends: long enough for a lunch break and a meeting, short enough for a shared computer.
pub const IDLE: SignedDuration = SignedDuration::from_hours(12);
/// Every session ends after this, however much it is used.
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How stale "last seen" may be: one write in so many minutes instead of one with every request.
pub const SEEN_RESOLUTION: SignedDuration = SignedDuration::from_mins(5);

/// The SHA-256 of a token, be it a session's, a device's or a key. Whoever reads the database can't do anything with it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of a token.
    #[must_use]
    pub fn of(token: &[u8]) -> Self {
        Self(Sha256::digest(token).into())
    }

    pub(super) fn to_vec(self) -> Vec<u8> {
        self.0.to_vec()
    }

    pub(super) fn from_hex(text: &str) -> Option<Self> {
        // `from_str_radix` alone would take a sign.
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let mut hash = [0; 32];
        for (byte, digits) in hash.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(Self(hash))
    }
}

impl fmt::Display for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash")
    }
}

/// Who is signed in, with everything that requests need to know about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The user.
    pub user: User,
    /// What the user has access to.
    pub access: Access,
    /// When the session was used last, to [`SEEN_RESOLUTION`].
    pub last_seen_at: Timestamp,
    /// When it ends unless it is used.
    pub expires_at: Timestamp,
}

/// Stores a new session.
///
/// # Errors
/// When the database fails.
pub async fn create(txn: &Txn, hash: TokenHash, user: Uuid, now: Timestamp) -> Result<(), StoreError> {
    let row = session::ActiveModel {
        token_hash: Set(hash.to_vec()),
        user_id: Set(user),
        created_at: Set(to_micros(now)),
        last_seen_at: Set(to_micros(now)),
        expires_at: Set(to_micros(after(now, IDLE))),
    };
    session::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}

/// Who is signed in by the token with this hash; `None` if there is no such session, or it has ended.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, hash: TokenHash, now: Timestamp) -> Result<Option<Identity>, StoreError> {
    let row = session::Entity::find_by_id(hash.to_vec())
        .filter(session::Column::ExpiresAt.gt(to_micros(now)))
        .find_also_related(user::Entity)
        .one(db)
        .await?;
    let Some((session, Some(user))) = row else {
        return Ok(None);
    };
    Ok(Some(Identity {
        access: access::of_user(db, user.id).await?,
        user: User::try_from(user)?,
        last_seen_at: from_micros(session.last_seen_at, "sessions.last_seen_at")?,
        expires_at: from_micros(session.expires_at, "sessions.expires_at")?,
    }))
}

/// Notes that a session is in use, which puts off its end.
///
/// # Errors
/// When the database fails.
pub async fn seen(txn: &Txn, hash: TokenHash, now: Timestamp) -> Result<(), StoreError> {
    let Some(session) = session::Entity::find_by_id(hash.to_vec()).one(txn).await? else {
        return Ok(());
    };
    let created_at = from_micros(session.created_at, "sessions.created_at")?;
    let expires_at = after(now, IDLE).min(after(created_at, ABSOLUTE));
    session::Entity::update_many()
        .col_expr(session::Column::LastSeenAt, Expr::value(to_micros(now)))
        .col_expr(session::Column::ExpiresAt, Expr::value(to_micros(expires_at)))
        .filter(session::Column::TokenHash.eq(hash.to_vec()))
        .exec(txn)
        .await?;
    txn.changed(Change::Session(hash)).await
}

/// Ends a session.
///
/// # Errors
/// When the database fails.
pub async fn revoke(txn: &Txn, hash: TokenHash) -> Result<(), StoreError> {
    session::Entity::delete_by_id(hash.to_vec()).exec(txn).await?;
    txn.changed(Change::Session(hash)).await
}

/// Forgets sessions that have ended by themselves.
///
/// # Errors
/// When the database fails.
pub async fn forget_expired(txn: &Txn, now: Timestamp) -> Result<(), StoreError> {
    session::Entity::delete_many().filter(session::Column::ExpiresAt.lte(to_micros(now))).exec(txn).await?;
    Ok(())
}

fn after(at: Timestamp, duration: SignedDuration) -> Timestamp {
    at.checked_add(duration).unwrap_or(Timestamp::MAX)
}
