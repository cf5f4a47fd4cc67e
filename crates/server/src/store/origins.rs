//! Origins whose pages may show an account's gate, beside those that the configuration allows for all accounts.

use jiff::Timestamp;
use model::Origin;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, TryInsertResult,
};
use uuid::Uuid;

use super::{Change, StoreError, Txn, accounts, from_micros, to_micros};
use crate::entity::account_origin;
use crate::verdict::domain_to_ascii;

/// Origins of one account. All of them are told to browsers with each page that shows the gate, in a header.
pub const PER_ACCOUNT: usize = 20;

/// An origin that an account allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// Its id.
    pub id: Uuid,
    /// The origin.
    pub origin: Origin,
    /// Since when.
    pub created_at: Timestamp,
}

/// Why an origin can't be allowed.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// It is already.
    #[error("it is allowed already")]
    Duplicate,
    /// There are [`PER_ACCOUNT`] already.
    #[error("there are too many")]
    TooMany,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The account's origins, in the order of the alphabet.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<Allowed>, StoreError> {
    let rows = account_origin::Entity::find()
        .filter(account_origin::Column::AccountId.eq(account))
        .order_by_asc(account_origin::Column::Origin)
        .all(db)
        .await?;
    rows.into_iter().map(Allowed::try_from).collect()
}

/// Allows an origin.
///
/// # Errors
/// When it is allowed already or there are too many, or the database fails.
pub async fn create(txn: &Txn, account: Uuid, new: &Allowed) -> Result<(), CreateError> {
    // Two who add one at the same time come one after the other, so that there are never too many.
    accounts::lock(txn, account).await?;
    let of_account = account_origin::Entity::find().filter(account_origin::Column::AccountId.eq(account));
    let is_full = of_account.count(txn).await.map_err(StoreError::from)? >= PER_ACCOUNT as u64;
    let row = account_origin::ActiveModel {
        id: Set(new.id),
        account_id: Set(account),
        origin: Set(new.origin.to_string()),
        created_at: Set(to_micros(new.created_at)),
    };
    let key = [account_origin::Column::AccountId, account_origin::Column::Origin];
    let insert =
        account_origin::Entity::insert(row).on_conflict(OnConflict::columns(key).do_nothing().to_owned()).try_insert();
    match insert.exec_without_returning(txn).await.map_err(StoreError::from)? {
        TryInsertResult::Inserted(rows) if rows > 0 => {}
        _ => return Err(CreateError::Duplicate),
    }
    if is_full {
        return Err(CreateError::TooMany);
    }
    Ok(txn.changed(Change::Account(account)).await?)
}

/// Allows an origin no longer. Answers whether it was allowed.
///
/// # Errors
/// When the database fails.
pub async fn delete(txn: &Txn, account: Uuid, id: Uuid) -> Result<bool, StoreError> {
    let deleted = account_origin::Entity::delete_many()
        .filter(account_origin::Column::AccountId.eq(account))
        .filter(account_origin::Column::Id.eq(id))
        .exec(txn)
        .await?;
    txn.changed(Change::Account(account)).await?;
    Ok(deleted.rows_affected > 0)
}

impl TryFrom<account_origin::Model> for Allowed {
    type Error = StoreError;

    fn try_from(row: account_origin::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            origin: Origin::parse(&row.origin, &domain_to_ascii)
                .map_err(|_| StoreError::Unreadable { column: "account_origins.origin" })?,
            created_at: from_micros(row.created_at, "account_origins.created_at")?,
        })
    }
}
