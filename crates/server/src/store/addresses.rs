//! What an account knows of addresses: of those in its contact information, and of those that mails about it went to.
//!
//! An address that was never asked has no row. A row stays when the address isn't listed any more: if it is listed again,
//! what was known of it still holds, and nobody is asked twice.

use std::collections::HashMap;

use jiff::Timestamp;
use model::{AddressState, Colleague, Membership};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

use super::{StoreError, Txn, from_micros, to_micros};
use crate::clock::Clock;
use crate::entity::address;
use crate::random::Randomness;

/// An address that an account knows something of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Its id, the subject of mails about it.
    pub id: Uuid,
    /// What two spellings of it have in common.
    pub mailbox: String,
    /// What is known.
    pub state: AddressState,
    /// Since when.
    pub since: Timestamp,
    /// What the mail server said when it refused the address.
    pub reply: Option<String>,
    /// Whom to list in its place: name and address.
    pub replacement: Option<(Option<String>, String)>,
}

/// What is known of the account's addresses, by mailbox: for routing and for warnings. Those of its colleagues who sign in have
/// confirmed their address by that.
///
/// # Errors
/// When the database fails.
pub async fn states(
    db: &impl ConnectionTrait,
    account: Uuid,
    colleagues: &[Colleague],
) -> Result<HashMap<String, AddressState>, StoreError> {
    let rows: Vec<(String, String)> = address::Entity::find()
        .select_only()
        .column(address::Column::Mailbox)
        .column(address::Column::State)
        .filter(address::Column::AccountId.eq(account))
        .into_tuple()
        .all(db)
        .await?;
    let states = rows.into_iter().map(|(mailbox, id)| Ok((mailbox, state(&id)?)));
    let mut states = states.collect::<Result<HashMap<_, _>, StoreError>>()?;
    for colleague in colleagues.iter().filter(|colleague| colleague.state == Membership::Active) {
        if let Some(state @ AddressState::Unverified) = states.get_mut(&colleague.email.mailbox()) {
            *state = AddressState::Verified;
        }
    }
    Ok(states)
}

/// Everything that the account knows of addresses, by mailbox.
///
/// # Errors
/// When the database fails.
pub async fn all(db: &impl ConnectionTrait, account: Uuid) -> Result<HashMap<String, Address>, StoreError> {
    let rows = address::Entity::find().filter(address::Column::AccountId.eq(account)).all(db).await?;
    rows.into_iter().map(|row| Ok((row.mailbox.clone(), read(row)?))).collect()
}

/// What the account knows of one address.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, account: Uuid, mailbox: &str) -> Result<Option<Address>, StoreError> {
    let row = address::Entity::find()
        .filter(address::Column::AccountId.eq(account))
        .filter(address::Column::Mailbox.eq(mailbox))
        .one(db)
        .await?;
    row.map(read).transpose()
}

/// Notes an address of which nothing is known yet. Answers whether it wasn't there.
///
/// # Errors
/// When the database fails.
pub async fn create(
    txn: &Txn,
    id: Uuid,
    account: Uuid,
    mailbox: &str,
    state: AddressState,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let row = address::ActiveModel {
        id: Set(id),
        account_id: Set(account),
        mailbox: Set(mailbox.to_owned()),
        state: Set(state.id().to_owned()),
        since: Set(to_micros(now)),
        reply: Set(None),
        replacement_name: Set(None),
        replacement_email: Set(None),
    };
    let key = [address::Column::AccountId, address::Column::Mailbox];
    let insert = address::Entity::insert(row).on_conflict(OnConflict::columns(key).do_nothing().to_owned());
    Ok(insert.exec_without_returning(txn).await? > 0)
}

/// Notes what somebody at the address has said. Saying the same again changes no time.
///
/// # Errors
/// When the database fails.
pub async fn answer(
    txn: &Txn,
    before: &Address,
    state: AddressState,
    replacement: Option<(Option<&str>, &str)>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let since = if before.state == state { before.since } else { now };
    let (name, email) = replacement.unzip();
    address::Entity::update_many()
        .col_expr(address::Column::State, Expr::value(state.id()))
        .col_expr(address::Column::Since, Expr::value(to_micros(since)))
        .col_expr(address::Column::Reply, Expr::value(None::<String>))
        .col_expr(address::Column::ReplacementName, Expr::value(name.flatten().map(str::to_owned)))
        .col_expr(address::Column::ReplacementEmail, Expr::value(email.map(str::to_owned)))
        .filter(address::Column::Id.eq(before.id))
        .exec(txn)
        .await?;
    Ok(())
}

/// Notes that a mail server refused the address for good. Whoever has declined it has said more than that.
///
/// # Errors
/// When the database fails.
pub async fn note_bounce(
    txn: &Txn,
    account: Uuid,
    mailbox: &str,
    reply: Option<&str>,
    at: Timestamp,
    (clock, randomness): (&Clock, &Randomness),
) -> Result<(), StoreError> {
    if find(txn, account, mailbox).await?.is_none() {
        create(txn, clock.new_id(randomness), account, mailbox, AddressState::Bounced, at).await?;
    }
    let is_account = address::Column::AccountId.eq(account);
    let update = address::Entity::update_many()
        .col_expr(address::Column::Reply, Expr::value(reply.map(str::to_owned)))
        .filter(is_account.clone())
        .filter(address::Column::Mailbox.eq(mailbox))
        .filter(address::Column::State.ne(AddressState::Declined.id()));
    update.exec(txn).await?;
    let is_new = address::Column::State.is_not_in([AddressState::Declined.id(), AddressState::Bounced.id()]);
    address::Entity::update_many()
        .col_expr(address::Column::State, Expr::value(AddressState::Bounced.id()))
        .col_expr(address::Column::Since, Expr::value(to_micros(at)))
        .filter(is_account)
        .filter(address::Column::Mailbox.eq(mailbox))
        .filter(is_new)
        .exec(txn)
        .await?;
    Ok(())
}

fn read(row: address::Model) -> Result<Address, StoreError> {
    Ok(Address {
        id: row.id,
        mailbox: row.mailbox,
        state: state(&row.state)?,
        since: from_micros(row.since, "addresses.since")?,
        reply: row.reply,
        replacement: row.replacement_email.map(|email| (row.replacement_name, email)),
    })
}

fn state(id: &str) -> Result<AddressState, StoreError> {
    AddressState::from_id(id).ok_or(StoreError::Unreadable { column: "addresses.state" })
}
