//! Somebody asked colleagues to fill in what is missing.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "requests_to_fill")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub user_id: Uuid,
    pub environment: String,
    /// How many colleagues were written to.
    pub asked: i32,
    pub asked_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
