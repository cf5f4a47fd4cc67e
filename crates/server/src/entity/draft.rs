//! What colleagues have typed so far.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "drafts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub environment: String,
    /// Any strings, in the shape of the values, as JSON.
    pub values_json: String,
    /// The version of the contact information that the draft was made from.
    pub base_version: i64,
    pub started_at: i64,
    pub started_by: Uuid,
    pub updated_at: i64,
    pub updated_by: Uuid,
    #[sea_orm(belongs_to, from = "account_id", to = "id")]
    pub account: BelongsTo<super::account::Entity>,
    #[sea_orm(belongs_to, relation_enum = "StartedBy", from = "started_by", to = "id")]
    pub starter: BelongsTo<super::user::Entity>,
    #[sea_orm(belongs_to, relation_enum = "UpdatedBy", from = "updated_by", to = "id")]
    pub updater: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
