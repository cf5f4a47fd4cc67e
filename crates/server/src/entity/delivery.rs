//! The mail by which somebody is told of a notification.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deliveries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub mail_id: Uuid,
    pub notification_id: Uuid,
    /// Why to them.
    pub reason: String,
    #[sea_orm(belongs_to, from = "mail_id", to = "id")]
    pub mail: BelongsTo<super::mail::Entity>,
    #[sea_orm(belongs_to, from = "notification_id", to = "id")]
    pub notification: BelongsTo<super::notification::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
