//! Keys that gate passes are signed with: one signs, and those before it verify what they signed.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use super::{Change, StoreError, Txn, to_micros};
use crate::entity::signing_key;

/// How long a retired key goes on verifying: the five minutes that a pass is good for, and as long again, because other
/// servers hear of a rotation a moment later and clocks differ.
pub const KEPT: SignedDuration = SignedDuration::from_mins(10);

/// A key, with what signs if it still does.
#[derive(Clone)]
pub struct SigningKey {
    /// Its id, which passes name.
    pub id: Uuid,
    /// What signs; `None` once the key is retired.
    pub seed: Option<[u8; 32]>,
    /// What verifies.
    pub public_key: [u8; 32],
}

impl fmt::Debug for SigningKey {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.id)
    }
}

/// All keys that verify, the newest first; the first one with a seed signs.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<SigningKey>, StoreError> {
    let verifies = Condition::any()
        .add(signing_key::Column::RetiredAt.is_null())
        .add(signing_key::Column::RetiredAt.gt(to_micros(long_ago(now))));
    let rows = signing_key::Entity::find()
        .filter(verifies)
        .order_by_desc(signing_key::Column::CreatedAt)
        .order_by_desc(signing_key::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(SigningKey::try_from).collect()
}

/// Stores a first key; where there is one that signs, nothing happens.
///
/// # Errors
/// When the database fails.
pub async fn create_first(txn: &Txn, key: &SigningKey, now: Timestamp) -> Result<(), StoreError> {
    let signing = signing_key::Entity::find().filter(signing_key::Column::RetiredAt.is_null());
    // Two servers that start together on PostgreSQL may both store one; then the newer one signs, and both verify.
    if signing.count(txn).await? > 0 { Ok(()) } else { insert(txn, key, now).await }
}

/// Lets another key sign. Those before it are retired, and lose what signs; those that verify nothing any more are
/// deleted.
///
/// # Errors
/// When the database fails.
pub async fn rotate(txn: &Txn, key: &SigningKey, now: Timestamp) -> Result<(), StoreError> {
    signing_key::Entity::delete_many()
        .filter(signing_key::Column::RetiredAt.lte(to_micros(long_ago(now))))
        .exec(txn)
        .await?;
    signing_key::Entity::update_many()
        .col_expr(signing_key::Column::RetiredAt, Expr::value(to_micros(now)))
        .col_expr(signing_key::Column::Seed, Expr::value(None::<Vec<u8>>))
        .filter(signing_key::Column::RetiredAt.is_null())
        .exec(txn)
        .await?;
    insert(txn, key, now).await
}

async fn insert(txn: &Txn, key: &SigningKey, now: Timestamp) -> Result<(), StoreError> {
    let row = signing_key::ActiveModel {
        id: Set(key.id),
        seed: Set(key.seed.map(Vec::from)),
        public_key: Set(key.public_key.to_vec()),
        created_at: Set(to_micros(now)),
        retired_at: Set(None),
    };
    signing_key::Entity::insert(row).exec_without_returning(txn).await?;
    txn.changed(Change::SigningKeys).await
}

fn long_ago(now: Timestamp) -> Timestamp {
    now.checked_sub(KEPT).unwrap_or(Timestamp::MIN)
}

impl TryFrom<signing_key::Model> for SigningKey {
    type Error = StoreError;

    fn try_from(row: signing_key::Model) -> Result<Self, StoreError> {
        let bytes = |bytes: Vec<u8>, column| bytes.try_into().map_err(|_| StoreError::Unreadable { column });
        Ok(Self {
            id: row.id,
            seed: row.seed.map(|seed| bytes(seed, "signing_keys.seed")).transpose()?,
            public_key: bytes(row.public_key, "signing_keys.public_key")?,
        })
    }
}
