//! What was answered to a request, for when it comes again.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_keys")]
pub struct Model {
    /// SHA-256 of who asks, about which account, and by which key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Vec<u8>,
    pub account_id: Uuid,
    /// SHA-256 of what was asked.
    pub body_hash: Vec<u8>,
    #[sea_orm(column_type = "Text")]
    pub answer: String,
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
