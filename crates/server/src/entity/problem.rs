//! What notifications of one problem have in common, and until when further ones wait.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "problems")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub environment: String,
    #[sea_orm(column_type = "Text")]
    pub problem_key: String,
    /// That of the notification that opened the window.
    pub severity: String,
    pub opened_at: i64,
    pub ends_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
