//! An invitation: somebody was given access, and written to. It is the subject of its mail.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub user_id: Uuid,
    /// Nobody when it was the operator.
    pub invited_by: Option<Uuid>,
    pub section: Option<String>,
    pub sent_at: i64,
    pub accepted_at: Option<i64>,
    /// When they were invited again, by another one.
    pub superseded_at: Option<i64>,
    /// When the access was taken away.
    pub revoked_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
