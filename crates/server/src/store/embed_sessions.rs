//! Sessions of the operator's pages that show the gate: short, for one account and one environment, ended with their key.

use jiff::{SignedDuration, Timestamp};
use model::{Environment, Role};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::accounts::Account;
use super::sessions::TokenHash;
use super::{StoreError, Txn, from_micros, to_micros};
use crate::entity::{account, api_key, embed_session};

/// A session ends after this. Whoever runs away with one has little of it, and the page asks its host for another.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

/// How long it is remembered that a token was one: a page that wakes up after a week's sleep is told that its session has
/// expired, which it can mend by itself, instead of that there never was one.
pub const REMEMBERED: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A session, with everything that requests need to know about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbedSession {
    /// The key that it was made with.
    pub key: Uuid,
    /// The only account that it is good for.
    pub account: Account,
    /// The only environment that it is good for.
    pub environment: Environment,
    /// The user as the host told, who is a guest of the account.
    pub user: Uuid,
    /// What the user may do.
    pub role: Role,
    /// The only origin, beside our own, whose pages may use it from a browser; `None` for all that are allowed.
    pub origin: Option<String>,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Stores a new session, and forgets those that ended long ago.
///
/// # Errors
/// When the database fails.
pub async fn create(txn: &Txn, session: &EmbedSession, hash: TokenHash, now: Timestamp) -> Result<(), StoreError> {
    let long_ago = now.checked_sub(REMEMBERED).unwrap_or(Timestamp::MIN);
    embed_session::Entity::delete_many()
        .filter(embed_session::Column::ExpiresAt.lte(to_micros(long_ago)))
        .exec(txn)
        .await?;
    let row = embed_session::ActiveModel {
        token_hash: Set(hash.to_vec()),
        key_id: Set(session.key),
        account_id: Set(session.account.id),
        environment: Set(session.environment.id().to_owned()),
        user_id: Set(session.user),
        role: Set(session.role.id().to_owned()),
        origin: Set(session.origin.clone()),
        created_at: Set(to_micros(now)),
        expires_at: Set(to_micros(session.expires_at)),
    };
    embed_session::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}

/// The session with this hash, even one that has expired; `None` if there was none lately, or its key was revoked.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, hash: TokenHash) -> Result<Option<EmbedSession>, StoreError> {
    let row = embed_session::Entity::find_by_id(hash.to_vec()).find_also_related(account::Entity).one(db).await?;
    let Some((session, Some(account))) = row else {
        return Ok(None);
    };
    let key = api_key::Entity::find_by_id(session.key_id).one(db).await?;
    if key.is_none_or(|key| key.revoked_at.is_some()) {
        return Ok(None);
    }
    Ok(Some(EmbedSession {
        key: session.key_id,
        account: Account::from(account),
        environment: Environment::from_id(&session.environment)
            .ok_or(StoreError::Unreadable { column: "embed_sessions.environment" })?,
        user: session.user_id,
        role: Role::from_id(&session.role).ok_or(StoreError::Unreadable { column: "embed_sessions.role" })?,
        origin: session.origin,
        expires_at: from_micros(session.expires_at, "embed_sessions.expires_at")?,
    }))
}
