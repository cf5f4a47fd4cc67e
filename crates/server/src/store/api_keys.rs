//! Keys of the operator's systems: shown once, known to the database only by their hash, revocable.

use jiff::{SignedDuration, Timestamp};
use model::Role;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, Select,
};
use uuid::Uuid;

use super::accounts::Account;
use super::sessions::TokenHash;
use super::{Change, StoreError, Txn, from_micros, to_micros};
use crate::entity::{account, api_key};

/// How stale "last used" may be: one write in so many minutes instead of one with every request.
pub const USE_RESOLUTION: SignedDuration = SignedDuration::from_mins(5);

/// What a key is for. None of them may do what another one may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Makes sessions for pages of the operator's that show the gate, and reads gates.
    Embed,
    /// Sends notifications.
    Notify,
    /// Reads gates and contact information.
    Read,
}

impl Scope {
    /// All scopes.
    pub const ALL: [Self; 3] = [Self::Embed, Self::Notify, Self::Read];

    /// Its name.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Embed => "embed",
            Self::Notify => "notify",
            Self::Read => "read",
        }
    }

    /// The scope with this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.id() == id)
    }
}

/// A key, without what opens doors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its id.
    pub id: Uuid,
    /// Its beginning.
    pub prefix: String,
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub scope: Scope,
    /// The highest role that sessions made with it have.
    pub max_role: Role,
    /// The only account it is good for; `None` for all.
    pub account: Option<Account>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was used last, to [`USE_RESOLUTION`].
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// Stores a new key.
///
/// # Errors
/// When the database fails.
pub async fn create(txn: &Txn, key: &Key, hash: TokenHash) -> Result<(), StoreError> {
    let row = api_key::ActiveModel {
        id: Set(key.id),
        token_hash: Set(hash.to_vec()),
        prefix: Set(key.prefix.clone()),
        name: Set(key.name.clone()),
        scope: Set(key.scope.id().to_owned()),
        max_role: Set(key.max_role.id().to_owned()),
        account_id: Set(key.account.as_ref().map(|account| account.id)),
        created_at: Set(to_micros(key.created_at)),
        last_used_at: Set(None),
        revoked_at: Set(None),
    };
    api_key::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}

/// The key with this hash; `None` if there is none, or it was revoked.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, hash: TokenHash) -> Result<Option<Key>, StoreError> {
    let row = api_key::Entity::find()
        .filter(api_key::Column::TokenHash.eq(hash.to_vec()))
        .filter(api_key::Column::RevokedAt.is_null())
        .find_also_related(account::Entity)
        .one(db)
        .await?;
    row.map(read).transpose()
}

/// All keys, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Key>, StoreError> {
    in_order(db, api_key::Entity::find()).await
}

/// The keys that are good for this account alone, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_account(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<Key>, StoreError> {
    in_order(db, api_key::Entity::find().filter(api_key::Column::AccountId.eq(account))).await
}

async fn in_order(db: &impl ConnectionTrait, keys: Select<api_key::Entity>) -> Result<Vec<Key>, StoreError> {
    let rows = keys
        .find_also_related(account::Entity)
        .order_by_asc(api_key::Column::CreatedAt)
        .order_by_asc(api_key::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Notes that a key is in use.
///
/// # Errors
/// When the database fails.
pub async fn used(txn: &Txn, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    api_key::Entity::update_many()
        .col_expr(api_key::Column::LastUsedAt, Expr::value(to_micros(now)))
        .filter(api_key::Column::Id.eq(id))
        .exec(txn)
        .await?;
    txn.changed(Change::Key(id)).await
}

/// Revokes the key with this id or prefix, for good. Answers whether there is one; one that is revoked already stays so.
///
/// # Errors
/// When the database fails.
pub async fn revoke(txn: &Txn, prefix_or_id: &str, now: Timestamp) -> Result<bool, StoreError> {
    let query = api_key::Entity::find();
    let query = match prefix_or_id.parse::<Uuid>() {
        Ok(id) => query.filter(api_key::Column::Id.eq(id)),
        Err(_) => query.filter(api_key::Column::Prefix.eq(prefix_or_id)),
    };
    let Some(key) = query.one(txn).await? else {
        return Ok(false);
    };
    api_key::Entity::update_many()
        .col_expr(api_key::Column::RevokedAt, Expr::value(to_micros(now)))
        .filter(api_key::Column::Id.eq(key.id))
        .filter(api_key::Column::RevokedAt.is_null())
        .exec(txn)
        .await?;
    txn.changed(Change::Key(key.id)).await?;
    Ok(true)
}

fn read((row, account): (api_key::Model, Option<account::Model>)) -> Result<Key, StoreError> {
    let time = |at: Option<i64>, column| at.map(|at| from_micros(at, column)).transpose();
    Ok(Key {
        id: row.id,
        prefix: row.prefix,
        name: row.name,
        scope: Scope::from_id(&row.scope).ok_or(StoreError::Unreadable { column: "api_keys.scope" })?,
        max_role: Role::from_id(&row.max_role).ok_or(StoreError::Unreadable { column: "api_keys.max_role" })?,
        account: account.map(Account::from),
        created_at: from_micros(row.created_at, "api_keys.created_at")?,
        last_used_at: time(row.last_used_at, "api_keys.last_used_at")?,
        revoked_at: time(row.revoked_at, "api_keys.revoked_at")?,
    })
}
