//! A key for one of the operator's systems. The key itself is never stored, only its SHA-256.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub token_hash: Vec<u8>,
    /// The beginning of the key, by which people tell it from others.
    #[sea_orm(unique)]
    pub prefix: String,
    pub name: String,
    pub scope: String,
    /// The highest role that sessions made with the key have.
    pub max_role: String,
    /// The only account it is good for; without one it is good for all.
    pub account_id: Option<Uuid>,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
    pub revoked_at: Option<i64>,
    #[sea_orm(belongs_to, from = "account_id", to = "id")]
    pub account: BelongsTo<Option<super::account::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
