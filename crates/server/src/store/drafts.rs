//! Drafts: what colleagues have typed so far, one for each account and environment, shared by all of them.

use jiff::Timestamp;
use model::wire::Author;
use model::{Draft as Values, Environment};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::contact_information::{author, read_json, write_json};
use super::{StoreError, Txn, from_micros, to_micros};
use crate::entity::{draft, user};

/// What colleagues have typed so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Any strings, in the shape of the values.
    pub values: Values,
    /// The version of the contact information that they were typed over.
    pub base_version: i64,
    /// Who typed first, and when.
    pub started: Stamp,
    /// Who typed last, and when.
    pub updated: Stamp,
}

/// Who, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Who.
    pub by: Author,
    /// When.
    pub at: Timestamp,
}

/// The draft of an account in an environment, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: &impl ConnectionTrait,
    account: Uuid,
    environment: Environment,
) -> Result<Option<Draft>, StoreError> {
    let key = (account, environment.id().to_owned());
    let Some(row) = draft::Entity::find_by_id(key).one(db).await? else {
        return Ok(None);
    };
    let started_by = user::Entity::find_by_id(row.started_by).one(db).await?;
    let updated_by = match &started_by {
        Some(user) if user.id == row.updated_by => started_by.clone(),
        _ => user::Entity::find_by_id(row.updated_by).one(db).await?,
    };
    let stamp = |user: Option<user::Model>, at, column| -> Result<Stamp, StoreError> {
        let user = user.ok_or(StoreError::Unreadable { column })?;
        Ok(Stamp { by: author(&user), at: from_micros(at, column)? })
    };
    Ok(Some(Draft {
        values: read_json(&row.values_json, "drafts.values_json")?,
        base_version: row.base_version,
        started: stamp(started_by, row.started_at, "drafts.started_at")?,
        updated: stamp(updated_by, row.updated_at, "drafts.updated_at")?,
    }))
}

/// Who typed what, and when.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    /// The account.
    pub account: Uuid,
    /// The environment.
    pub environment: Environment,
    /// The whole draft as it is now.
    pub values: &'a Values,
    /// The version of the contact information that it was typed over.
    pub base_version: i64,
    /// The user who typed.
    pub by: Uuid,
    /// When.
    pub at: Timestamp,
}

/// Stores the draft in the place of the one before it; who started that one, and when, stays.
///
/// # Errors
/// When the database fails.
pub async fn put(txn: &Txn, typed: Typed<'_>) -> Result<(), StoreError> {
    let row = draft::ActiveModel {
        account_id: Set(typed.account),
        environment: Set(typed.environment.id().to_owned()),
        values_json: Set(write_json(typed.values, "drafts.values_json")?),
        base_version: Set(typed.base_version),
        started_at: Set(to_micros(typed.at)),
        started_by: Set(typed.by),
        updated_at: Set(to_micros(typed.at)),
        updated_by: Set(typed.by),
    };
    let replaced =
        [draft::Column::ValuesJson, draft::Column::BaseVersion, draft::Column::UpdatedAt, draft::Column::UpdatedBy];
    let key = [draft::Column::AccountId, draft::Column::Environment];
    draft::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).update_columns(replaced).to_owned())
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Deletes the draft, if there is one; only the one that was last typed into at `only`, if that is given.
///
/// # Errors
/// When the database fails.
pub async fn delete(
    txn: &Txn,
    account: Uuid,
    environment: Environment,
    only: Option<Timestamp>,
) -> Result<(), StoreError> {
    let mut delete = draft::Entity::delete_many()
        .filter(draft::Column::AccountId.eq(account))
        .filter(draft::Column::Environment.eq(environment.id()));
    if let Some(at) = only {
        // What the database can't hold to the microsecond no draft was typed into at.
        let is_exact = from_micros(to_micros(at), "drafts.updated_at").is_ok_and(|stored| stored == at);
        if !is_exact {
            return Ok(());
        }
        delete = delete.filter(draft::Column::UpdatedAt.eq(to_micros(at)));
    }
    delete.exec(txn).await?;
    Ok(())
}
