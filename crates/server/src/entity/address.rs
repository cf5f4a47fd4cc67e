//! What an account knows of an address.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "addresses")]
pub struct Model {
    /// Mails about the address have this as their subject.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    /// What two spellings of the address have in common.
    pub mailbox: String,
    pub state: String,
    pub since: i64,
    /// What the mail server said when it refused the address.
    #[sea_orm(column_type = "Text", nullable)]
    pub reply: Option<String>,
    pub replacement_name: Option<String>,
    pub replacement_email: Option<String>,
    #[sea_orm(belongs_to, from = "account_id", to = "id")]
    pub account: BelongsTo<super::account::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
