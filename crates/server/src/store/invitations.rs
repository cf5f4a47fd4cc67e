//! Invitations: that somebody with access was written to, and what has become of it.
//!
//! There is one for whoever is given access, whether or not they have a password already: who gives it must not learn which.
//! A user has one that is open in each account at most; another one takes its place.

use std::collections::HashMap;

use jiff::Timestamp;
use model::Field;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use super::memberships::section;
use super::{StoreError, Txn, from_micros, outbox, to_micros};
use crate::entity::invitation;

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its id, and the subject of its mail.
    pub id: Uuid,
    /// The account.
    pub account: Uuid,
    /// Who is invited.
    pub user: Uuid,
    /// Who invites; nobody when it is the operator.
    pub invited_by: Option<Uuid>,
    /// The only section of the form that they are asked to fill in.
    pub section: Option<Field>,
    /// When.
    pub sent_at: Timestamp,
}

/// How an invitation came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It was accepted.
    Accepted,
    /// They were invited again.
    Superseded,
    /// The access was taken away.
    Revoked,
}

/// Stores an invitation in place of the one that the user had in this account. A mail with that one which still waits isn't
/// sent.
///
/// # Errors
/// When the database fails.
pub async fn create(txn: &Txn, new: &Invitation) -> Result<(), StoreError> {
    let before = open(txn, new.account, &[new.user]).await?.remove(&new.user);
    if let Some(before) = before {
        end(txn, &before, invitation::Column::SupersededAt, new.sent_at).await?;
        outbox::cancel(txn, before.id, None, new.sent_at).await?;
    }
    let row = invitation::ActiveModel {
        id: Set(new.id),
        account_id: Set(new.account),
        user_id: Set(new.user),
        invited_by: Set(new.invited_by),
        section: Set(new.section.map(|section| section.id().to_owned())),
        sent_at: Set(to_micros(new.sent_at)),
        accepted_at: Set(None),
        superseded_at: Set(None),
        revoked_at: Set(None),
    };
    invitation::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}

/// An invitation with how it ended, if it has.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<(Invitation, Option<End>)>, StoreError> {
    let Some(row) = invitation::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let ends = [(End::Accepted, row.accepted_at), (End::Revoked, row.revoked_at), (End::Superseded, row.superseded_at)];
    let end = ends.into_iter().find(|(_, at)| at.is_some()).map(|(end, _)| end);
    Ok(Some((read(&row)?, end)))
}

/// The open invitations of an account to these users, by user.
///
/// # Errors
/// When the database fails.
pub async fn open(
    db: &impl ConnectionTrait,
    account: Uuid,
    users: &[Uuid],
) -> Result<HashMap<Uuid, Invitation>, StoreError> {
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = invitation::Entity::find()
        .filter(invitation::Column::AccountId.eq(account))
        .filter(invitation::Column::UserId.is_in(users.iter().copied()))
        .filter(is_open())
        .order_by_asc(invitation::Column::Id);
    rows.all(db).await?.into_iter().map(|row| Ok((row.user_id, read(&row)?))).collect()
}

/// The newest open invitation of a user, to whichever account.
///
/// # Errors
/// When the database fails.
pub async fn newest_of_user(db: &impl ConnectionTrait, user: Uuid) -> Result<Option<Invitation>, StoreError> {
    let newest = invitation::Entity::find()
        .filter(invitation::Column::UserId.eq(user))
        .filter(is_open())
        .order_by_desc(invitation::Column::SentAt)
        .order_by_desc(invitation::Column::Id);
    newest.one(db).await?.map(|row| read(&row)).transpose()
}

/// Notes that an invitation was accepted. Answers whether it was still open.
///
/// # Errors
/// When the database fails.
pub async fn accept(txn: &Txn, invitation: &Invitation, now: Timestamp) -> Result<bool, StoreError> {
    end(txn, invitation, invitation::Column::AcceptedAt, now).await
}

/// Ends the invitation of a user who has no access any more, and doesn't send its mail if that still waits.
///
/// # Errors
/// When the database fails.
pub async fn revoke(txn: &Txn, account: Uuid, user: Uuid, now: Timestamp) -> Result<(), StoreError> {
    if let Some(invitation) = open(txn, account, &[user]).await?.remove(&user) {
        end(txn, &invitation, invitation::Column::RevokedAt, now).await?;
        outbox::cancel(txn, invitation.id, None, now).await?;
    }
    Ok(())
}

/// How many invitations of a user to this account were revoked since then.
///
/// # Errors
/// When the database fails.
pub async fn revoked_since(
    db: &impl ConnectionTrait,
    account: Uuid,
    user: Uuid,
    since: Timestamp,
) -> Result<u64, StoreError> {
    let revoked = invitation::Entity::find()
        .filter(invitation::Column::AccountId.eq(account))
        .filter(invitation::Column::UserId.eq(user))
        .filter(invitation::Column::RevokedAt.gt(to_micros(since)))
        .count(db)
        .await?;
    Ok(revoked)
}

async fn end(txn: &Txn, invitation: &Invitation, by: invitation::Column, now: Timestamp) -> Result<bool, StoreError> {
    let ended = invitation::Entity::update_many()
        .col_expr(by, Expr::value(to_micros(now)))
        .filter(invitation::Column::Id.eq(invitation.id))
        .filter(is_open())
        .exec(txn)
        .await?;
    Ok(ended.rows_affected > 0)
}

fn is_open() -> Condition {
    Condition::all()
        .add(invitation::Column::AcceptedAt.is_null())
        .add(invitation::Column::SupersededAt.is_null())
        .add(invitation::Column::RevokedAt.is_null())
}

fn read(row: &invitation::Model) -> Result<Invitation, StoreError> {
    Ok(Invitation {
        id: row.id,
        account: row.account_id,
        user: row.user_id,
        invited_by: row.invited_by,
        section: section(row.section.as_deref())?,
        sent_at: from_micros(row.sent_at, "invitations.sent_at")?,
    })
}
