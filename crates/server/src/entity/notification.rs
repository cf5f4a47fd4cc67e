//! What one of the operator's systems had to tell an account.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notifications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub category: String,
    pub environment: String,
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    pub severity: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub problem_key: Option<String>,
    pub posted_at: i64,
    pub fallback: bool,
    /// The problem whose next mail will tell of it, as long as it waits for that.
    pub folded_into: Option<Uuid>,
    /// The notification whose mails told of it, if it had waited.
    pub told_with: Option<Uuid>,
    /// Whether nobody is left who could be told.
    pub is_lost: bool,
}

impl ActiveModelBehavior for ActiveModel {}
