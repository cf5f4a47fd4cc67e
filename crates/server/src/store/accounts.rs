//! Accounts.

use jiff::Timestamp;
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};
use sea_orm::{QuerySelect as _, SqlErr};
use uuid::Uuid;

use super::{StoreError, Txn, to_micros};
use crate::entity::account;

/// A slug is part of addresses; this keeps them readable.
pub const SLUG_MAX: usize = 64;

/// One partner organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// Its short name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
}

impl Account {
    /// Whether this stands for the account.
    #[must_use]
    pub fn is(&self, account: &AccountRef) -> bool {
        match account {
            AccountRef::Id(id) => *id == self.id,
            AccountRef::Slug(slug) => *slug == self.slug,
        }
    }
}

/// What stands for an account in an address: its id or its slug.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AccountRef {
    /// Its id.
    Id(Uuid),
    /// Its slug.
    Slug(String),
}

impl AccountRef {
    /// Reads an id or a slug; `None` if it can be neither, so that no account can have it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(id) = Uuid::try_parse(text) {
            // Only the hyphenated form: others (braces, `urn:`) would be second addresses of the same thing.
            return (text.len() == uuid::fmt::Hyphenated::LENGTH).then_some(Self::Id(id));
        }
        is_slug(text).then(|| Self::Slug(text.to_owned()))
    }
}

/// Whether a text can be a slug: lower-case letters, digits, and hyphens between them. What looks like an id can't.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    (1..=SLUG_MAX).contains(&text.len())
        && text.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-'))
        && !text.starts_with('-')
        && !text.ends_with('-')
        && Uuid::try_parse(text).is_err()
}

/// Why an account can't be stored.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// Another account has the slug.
    #[error("another account has this slug")]
    SlugTaken,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Stores a new account.
///
/// # Errors
/// When the slug is taken, or the database fails.
pub async fn create(txn: &Txn, account: &Account, now: Timestamp) -> Result<(), CreateError> {
    let row = account::ActiveModel {
        id: Set(account.id),
        slug: Set(account.slug.clone()),
        name: Set(account.name.clone()),
        created_at: Set(to_micros(now)),
    };
    match account::Entity::insert(row).exec_without_returning(txn).await {
        Ok(_) => Ok(()),
        Err(error) => match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Err(CreateError::SlugTaken),
            _ => Err(StoreError::from(error).into()),
        },
    }
}

/// Finds an account.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, account: &AccountRef) -> Result<Option<Account>, StoreError> {
    let query = account::Entity::find();
    let query = match account {
        AccountRef::Id(id) => query.filter(account::Column::Id.eq(*id)),
        AccountRef::Slug(slug) => query.filter(account::Column::Slug.eq(slug)),
    };
    Ok(query.one(db).await?.map(Account::from))
}

/// All accounts, by slug.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Account>, StoreError> {
    let rows = account::Entity::find().order_by_asc(account::Column::Slug).all(db).await?;
    Ok(rows.into_iter().map(Account::from).collect())
}

/// Whether there is any account.
///
/// # Errors
/// When the database fails.
pub async fn any(db: &impl ConnectionTrait) -> Result<bool, StoreError> {
    Ok(account::Entity::find().limit(1).one(db).await?.is_some())
}

/// Makes other transactions that lock the same account wait for this one to end: for decisions that rest on several
/// rows, such as whether an administrator is the last one. On SQLite every transaction that writes waits anyway.
///
/// # Errors
/// When the database fails.
pub async fn lock(txn: &Txn, account: Uuid) -> Result<(), StoreError> {
    // Weaker than `FOR UPDATE`, which would also hold up inserts of rows that refer to the account.
    account::Entity::find_by_id(account).lock(LockType::NoKeyUpdate).one(txn).await?;
    Ok(())
}

/// Keeps the account from being [locked](lock) until this transaction ends, without making others wait that only do the same:
/// for what rests on the account's contact information and adds nothing to it.
///
/// # Errors
/// When the database fails.
pub async fn hold(txn: &Txn, account: Uuid) -> Result<(), StoreError> {
    account::Entity::find_by_id(account).lock(LockType::Share).one(txn).await?;
    Ok(())
}

impl From<account::Model> for Account {
    fn from(row: account::Model) -> Self {
        Self { id: row.id, slug: row.slug, name: row.name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_stand_for_an_account() {
        let id = "01920000-0000-7000-8000-000000000000";
        assert!(matches!(AccountRef::parse(id), Some(AccountRef::Id(_))));
        for slug in ["bella-pizza", "a", "7", "0192"] {
            assert_eq!(AccountRef::parse(slug), Some(AccountRef::Slug(slug.to_owned())));
        }
        let long = "a".repeat(SLUG_MAX + 1);
        let unusual_id = format!("{{{id}}}");
        let plain_id = id.replace('-', "");
        for neither in ["", "-a", "a-", "Bella", "a b", "a_b", "a/b", "a\0b", "ä", &long, &unusual_id, &plain_id] {
            assert_eq!(AccountRef::parse(neither), None, "{neither}");
        }
    }
}
