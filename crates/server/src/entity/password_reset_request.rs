//! Somebody said that they have forgotten a password; whose and from where, as hashes.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "password_reset_requests")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub mailbox_key: Vec<u8>,
    pub network_key: Vec<u8>,
    pub requested_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
