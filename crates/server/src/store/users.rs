//! People who sign in.

use jiff::Timestamp;
use model::{EmailAddress, Language};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, TryInsertResult,
};
use uuid::Uuid;

use super::{Change, StoreError, Txn, devices, to_micros};
use crate::entity::{session, user};

/// A person who signs in, or may once invited properly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The id.
    pub id: Uuid,
    /// The address to sign in with.
    pub email: String,
    /// The name.
    pub name: String,
    /// The language of pages and mails.
    pub language: Language,
    /// Whether the user belongs to the operator.
    pub staff: bool,
    /// Whether there is a password; without one, the user is invited and can't sign in.
    pub is_active: bool,
}

/// A user who isn't there yet.
#[derive(Clone, Debug)]
pub struct NewUser<'a> {
    /// The id.
    pub id: Uuid,
    /// The address to sign in with.
    pub email: &'a EmailAddress,
    /// The name.
    pub name: &'a str,
    /// The language.
    pub language: Language,
    /// Whether the user belongs to the operator.
    pub staff: bool,
    /// The hash of the password, for a user who can sign in at once.
    pub password_hash: Option<String>,
}

/// What somebody who was invited chooses.
#[derive(Clone, Debug)]
pub struct Chosen<'a> {
    /// The name.
    pub name: &'a str,
    /// The language.
    pub language: Language,
    /// The hash of the password.
    pub password_hash: String,
}

/// Stores a user, unless one has the same mailbox already. Answers whether it was stored.
///
/// # Errors
/// When the database fails.
pub async fn create(txn: &Txn, new: &NewUser<'_>, now: Timestamp) -> Result<bool, StoreError> {
    let row = user::ActiveModel {
        id: Set(new.id),
        email: Set(new.email.as_str().to_owned()),
        mailbox: Set(new.email.mailbox()),
        name: Set(new.name.to_owned()),
        language: Set(new.language.tag().to_owned()),
        password_hash: Set(new.password_hash.clone()),
        staff: Set(new.staff),
        created_at: Set(to_micros(now)),
        guest_of: Set(None),
    };
    // The constraint decides. On PostgreSQL an error would end the transaction, so a conflict mustn't be one; and
    // this waits for others that are just inserting the same mailbox.
    let insert = user::Entity::insert(row)
        .on_conflict(OnConflict::column(user::Column::Mailbox).do_nothing().to_owned())
        .try_insert();
    match insert.exec_without_returning(txn).await? {
        TryInsertResult::Inserted(rows) => Ok(rows > 0),
        TryInsertResult::Conflicted | TryInsertResult::Empty => Ok(false),
    }
}

/// Finds the user with this mailbox, however it is spelt.
///
/// # Errors
/// When the database fails.
pub async fn find_by_email(db: &impl ConnectionTrait, email: &EmailAddress) -> Result<Option<User>, StoreError> {
    let row = user::Entity::find().filter(user::Column::Mailbox.eq(email.mailbox())).one(db).await?;
    row.map(User::try_from).transpose()
}

/// Finds the user with this id; guests, too.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<User>, StoreError> {
    user::Entity::find_by_id(id).one(db).await?.map(User::try_from).transpose()
}

/// The id and the password's hash of the user with this mailbox, for signing in.
///
/// # Errors
/// When the database fails.
pub async fn credentials(
    db: &impl ConnectionTrait,
    email: &EmailAddress,
) -> Result<Option<(Uuid, Option<String>)>, StoreError> {
    let row = user::Entity::find().filter(user::Column::Mailbox.eq(email.mailbox())).one(db).await?;
    Ok(row.map(|row| (row.id, row.password_hash)))
}

/// All users, by address, without guests.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<User>, StoreError> {
    let query = user::Entity::find().filter(user::Column::GuestOf.is_null());
    let rows = query.order_by_asc(user::Column::Mailbox).all(db).await?;
    rows.into_iter().map(User::try_from).collect()
}

/// Whether there is any user.
///
/// # Errors
/// When the database fails.
pub async fn any(db: &impl ConnectionTrait) -> Result<bool, StoreError> {
    Ok(user::Entity::find().count(db).await? > 0)
}

/// Somebody whom a page of the operator's tells an account of.
#[derive(Clone, Copy, Debug)]
pub struct Guest<'a> {
    /// The id, unless the account knows this address already.
    pub id: Uuid,
    /// The only account that knows them.
    pub account: Uuid,
    /// The address, as told.
    pub email: &'a EmailAddress,
    /// The name, as told.
    pub name: &'a str,
}

/// Finds or stores a guest, under the name that was told last, and answers the id.
///
/// A guest has nothing to do with the user who may have the same address: they can't sign in, have access to nothing, and
/// aren't found by their address. Otherwise whoever can name an address could learn or change what belongs to it.
///
/// # Errors
/// When the database fails.
pub async fn welcome(txn: &Txn, guest: Guest<'_>, now: Timestamp) -> Result<Uuid, StoreError> {
    let mailbox = format!("{}:{}", guest.account, guest.email.mailbox());
    let row = user::ActiveModel {
        id: Set(guest.id),
        email: Set(guest.email.as_str().to_owned()),
        mailbox: Set(mailbox.clone()),
        name: Set(guest.name.to_owned()),
        language: Set(Language::English.tag().to_owned()),
        password_hash: Set(None),
        staff: Set(false),
        created_at: Set(to_micros(now)),
        guest_of: Set(Some(guest.account)),
    };
    let told = [user::Column::Email, user::Column::Name];
    user::Entity::insert(row)
        .on_conflict(OnConflict::column(user::Column::Mailbox).update_columns(told).to_owned())
        .exec_without_returning(txn)
        .await?;
    let row = user::Entity::find().filter(user::Column::Mailbox.eq(mailbox)).one(txn).await?;
    Ok(row.ok_or(StoreError::Unreadable { column: "users.mailbox" })?.id)
}

/// Changes what users may change about themselves; `None` leaves it as it is.
///
/// # Errors
/// When the database fails.
pub async fn update(txn: &Txn, id: Uuid, name: Option<&str>, language: Option<Language>) -> Result<(), StoreError> {
    let mut update = user::Entity::update_many().filter(user::Column::Id.eq(id));
    if name.is_none() && language.is_none() {
        return Ok(());
    }
    if let Some(name) = name {
        update = update.col_expr(user::Column::Name, Expr::value(name));
    }
    if let Some(language) = language {
        update = update.col_expr(user::Column::Language, Expr::value(language.tag()));
    }
    update.exec(txn).await?;
    txn.changed(Change::User(id)).await
}

/// Corrects what is said of a user who was invited and never signed in; whoever has, chooses it themselves.
///
/// # Errors
/// When the database fails.
pub async fn correct_invited(txn: &Txn, id: Uuid, name: &str, language: Option<Language>) -> Result<(), StoreError> {
    let mut update = user::Entity::update_many()
        .col_expr(user::Column::Name, Expr::value(name))
        .filter(user::Column::Id.eq(id))
        .filter(user::Column::PasswordHash.is_null());
    if let Some(language) = language {
        update = update.col_expr(user::Column::Language, Expr::value(language.tag()));
    }
    let corrected = update.exec(txn).await?;
    if corrected.rows_affected > 0 { txn.changed(Change::User(id)).await } else { Ok(()) }
}

/// Makes a user who was invited one who signs in. Answers whether they weren't yet: of two who try at the same time, one
/// has made them.
///
/// # Errors
/// When the database fails.
pub async fn activate(txn: &Txn, id: Uuid, own: Chosen<'_>) -> Result<bool, StoreError> {
    let activated = user::Entity::update_many()
        .col_expr(user::Column::Name, Expr::value(own.name))
        .col_expr(user::Column::Language, Expr::value(own.language.tag()))
        .col_expr(user::Column::PasswordHash, Expr::value(own.password_hash))
        .filter(user::Column::Id.eq(id))
        .filter(user::Column::PasswordHash.is_null())
        .exec(txn)
        .await?;
    txn.changed(Change::User(id)).await?;
    Ok(activated.rows_affected > 0)
}

/// Sets the password, ends all sessions and forgets all browsers: whoever knew the old one is out.
///
/// # Errors
/// When the database fails.
pub async fn set_password(txn: &Txn, id: Uuid, hash: String) -> Result<(), StoreError> {
    user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(hash))
        .filter(user::Column::Id.eq(id))
        .exec(txn)
        .await?;
    session::Entity::delete_many().filter(session::Column::UserId.eq(id)).exec(txn).await?;
    devices::forget_all(txn, id).await?;
    txn.changed(Change::User(id)).await
}

pub(super) fn language(tag: &str) -> Result<Language, StoreError> {
    Language::from_tag(tag).ok_or(StoreError::Unreadable { column: "users.language" })
}

impl TryFrom<user::Model> for User {
    type Error = StoreError;

    fn try_from(row: user::Model) -> Result<Self, StoreError> {
        Ok(Self {
            language: language(&row.language)?,
            is_active: row.password_hash.is_some(),
            id: row.id,
            email: row.email,
            name: row.name,
            staff: row.staff,
        })
    }
}
