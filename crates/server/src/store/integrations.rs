//! What accounts integrate.

use jiff::Timestamp;
use model::wire::Stage;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use super::{Change, StoreError, Txn, to_micros};
use crate::entity::integration;

/// One integration of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integration {
    /// Its id.
    pub id: Uuid,
    /// The id of its kind in the catalogue.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// How far it has come.
    pub stage: Stage,
}

/// Stores a new integration of an account.
///
/// # Errors
/// When the database fails.
pub async fn create(txn: &Txn, account: Uuid, integration: &Integration, now: Timestamp) -> Result<(), StoreError> {
    let row = integration::ActiveModel {
        id: Set(integration.id),
        account_id: Set(account),
        kind: Set(integration.kind.clone()),
        name: Set(integration.name.clone()),
        stage: Set(stage_id(integration.stage).to_owned()),
        created_at: Set(to_micros(now)),
    };
    integration::Entity::insert(row).exec_without_returning(txn).await?;
    txn.changed(Change::Account(account)).await
}

/// An account's integrations, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<Integration>, StoreError> {
    let rows = integration::Entity::find()
        .filter(integration::Column::AccountId.eq(account))
        .order_by_asc(integration::Column::CreatedAt)
        .order_by_asc(integration::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(Integration::try_from).collect()
}

/// Sets how far an integration has come, and answers it; `None` if the account has no such integration.
///
/// # Errors
/// When the database fails.
pub async fn set_stage(txn: &Txn, account: Uuid, id: Uuid, stage: Stage) -> Result<Option<Integration>, StoreError> {
    let updated = integration::Entity::update_many()
        .col_expr(integration::Column::Stage, stage_id(stage).into())
        .filter(integration::Column::Id.eq(id))
        .filter(integration::Column::AccountId.eq(account))
        .exec(txn)
        .await?;
    if updated.rows_affected == 0 {
        return Ok(None);
    }
    txn.changed(Change::Account(account)).await?;
    let row = integration::Entity::find_by_id(id).one(txn).await?;
    row.map(Integration::try_from).transpose()
}

fn stage_id(stage: Stage) -> &'static str {
    match stage {
        Stage::Development => "development",
        Stage::Launched => "launched",
    }
}

impl TryFrom<integration::Model> for Integration {
    type Error = StoreError;

    fn try_from(row: integration::Model) -> Result<Self, StoreError> {
        let stage = match row.stage.as_str() {
            "development" => Stage::Development,
            "launched" => Stage::Launched,
            _ => return Err(StoreError::Unreadable { column: "integrations.stage" }),
        };
        Ok(Self { id: row.id, kind: row.kind, name: row.name, stage })
    }
}
