//! A session of a page of the operator's that shows the gate. The token itself is never stored, only its SHA-256.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "embed_sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    /// The key that it was made with, and ends with.
    pub key_id: Uuid,
    pub account_id: Uuid,
    pub environment: String,
    /// The user as the host told, who is a guest of the account.
    pub user_id: Uuid,
    pub role: String,
    /// The only origin whose pages may use it from a browser.
    pub origin: Option<String>,
    pub created_at: i64,
    pub expires_at: i64,
    #[sea_orm(belongs_to, from = "key_id", to = "id")]
    pub key: BelongsTo<super::api_key::Entity>,
    #[sea_orm(belongs_to, from = "account_id", to = "id")]
    pub account: BelongsTo<super::account::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
