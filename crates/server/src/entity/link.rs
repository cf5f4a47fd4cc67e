//! A link within a mail. The token itself is never stored, only its SHA-256.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "links")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    pub purpose: String,
    /// The invitation, or the user who is to choose another password.
    pub subject_id: Option<Uuid>,
    /// The account that an address is listed in.
    pub account_id: Option<Uuid>,
    /// The address.
    pub mailbox: Option<String>,
    pub created_at: i64,
    pub expires_at: i64,
    pub used_at: Option<i64>,
    pub superseded_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
