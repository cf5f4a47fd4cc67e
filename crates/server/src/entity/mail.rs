//! A mail: waiting in the outbox, or what became of it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// 0 goes before everything else.
    pub priority: i16,
    /// The kind of letter, for those who look through the outbox.
    pub kind: String,
    /// The letter and its link, as JSON.
    #[sea_orm(column_type = "Text")]
    pub content: String,
    pub account_id: Option<Uuid>,
    /// What it is about, where it has to be found again by that: an invitation, a user, an address, an account.
    pub subject_id: Option<Uuid>,
    pub name: Option<String>,
    pub email: String,
    pub mailbox: String,
    pub language: String,
    pub state: String,
    pub attempts: i32,
    /// When it may be sent.
    pub not_before: i64,
    /// Until when nobody else may take it; in the past if nobody has. In no index, as it changes whenever a mail is taken.
    pub lease_ends_at: i64,
    pub give_up_at: i64,
    pub created_at: i64,
    pub updated_at: i64,
    /// What the mail server, or the connection to it, said last.
    #[sea_orm(column_type = "Text", nullable)]
    pub reply: Option<String>,
    #[sea_orm(belongs_to, from = "account_id", to = "id")]
    pub account: BelongsTo<Option<super::account::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
