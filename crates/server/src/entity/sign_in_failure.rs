//! A wrong attempt to sign in. Whose and from where is kept as hashes only.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_failures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub mailbox_key: Vec<u8>,
    pub network_key: Vec<u8>,
    /// What the network is part of, if one subscriber can have several networks.
    pub site_key: Option<Vec<u8>>,
    pub failed_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
