//! A key that gate passes are signed with.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What signs (Ed25519); gone once the key is retired.
    pub seed: Option<Vec<u8>>,
    /// What verifies.
    pub public_key: Vec<u8>,
    pub created_at: i64,
    pub retired_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
