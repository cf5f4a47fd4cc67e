//! A person who signs in, or whom a page of the operator's has told an account of.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The address as it is shown.
    pub email: String,
    /// The address as it is compared: lower case, domain in its A-label form. A guest's begins with the account's id and a
    /// colon, which no address has.
    #[sea_orm(unique)]
    pub mailbox: String,
    pub name: String,
    pub language: String,
    /// Without one, the user is invited and can't sign in.
    pub password_hash: Option<String>,
    pub staff: bool,
    pub created_at: i64,
    /// The only account that knows them, because a page of the operator's told it their name. They don't sign in.
    pub guest_of: Option<Uuid>,
    #[sea_orm(has_many)]
    pub memberships: HasMany<super::membership::Entity>,
    #[sea_orm(has_many)]
    pub sessions: HasMany<super::session::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
