//! Who has access to an account, and in which role.
//!
//! Whoever gives access types a name. The account knows its user by that name until the user has made use of the access,
//! and by the user's own one from then on: otherwise anybody could learn the name, and whether there is somebody, behind
//! every address.

use jiff::Timestamp;
use model::{Colleague, EmailAddress, Field, Membership, Role};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, JoinType, Order,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationTrait as _, TryInsertResult,
};
use uuid::Uuid;

use super::{Change, StoreError, Txn, accounts, to_micros, users};
use crate::entity::{membership, user};
use crate::verdict::domain_to_ascii;

/// Users on one page; an account with more is rare, and a client that pages gets them all.
pub const PAGE: u64 = 100;

/// A user of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The user's id.
    pub id: Uuid,
    /// The name by which the account knows the user.
    pub name: String,
    /// The user's address.
    pub email: String,
    /// What two spellings of the address have in common.
    pub mailbox: String,
    /// The role in the account.
    pub role: Role,
    /// Whether the user has made use of the access.
    pub state: Membership,
    /// The only section of the form that they are asked to fill in.
    pub section: Option<Field>,
}

/// A user who is to have access.
#[derive(Clone, Copy, Debug)]
pub struct NewMember<'a> {
    /// The user's id.
    pub user: Uuid,
    /// The role in the account.
    pub role: Role,
    /// The name by which the account knows the user until they make use of the access.
    pub name: &'a str,
    /// The only section of the form that they are asked to fill in.
    pub section: Option<Field>,
    /// Whether the account is to know the user as one of its own at once, because it is the operator who gives access.
    pub is_accepted: bool,
}

/// Why a role can't be taken away.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The user has no access to the account.
    #[error("no such member")]
    NotFound,
    /// Nobody else could manage the account's users.
    #[error("the last administrator")]
    LastAdministrator,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The account's users after `cursor`, by name, at most [`PAGE`], and whether there are more.
///
/// # Errors
/// When the database fails.
pub async fn page(
    db: &impl ConnectionTrait,
    account: Uuid,
    cursor: Option<&Member>,
) -> Result<(Vec<Member>, bool), StoreError> {
    let mut query = membership::Entity::find()
        .filter(membership::Column::AccountId.eq(account))
        .find_also_related(user::Entity)
        .order_by(known_name(), Order::Asc)
        .order_by_asc(user::Column::Id)
        .limit(PAGE + 1);
    if let Some(after) = cursor {
        let same_name = Condition::all().add(known_name().eq(&after.name)).add(user::Column::Id.gt(after.id));
        query = query.filter(Condition::any().add(known_name().gt(&after.name)).add(same_name));
    }
    let mut rows = query.all(db).await?;
    let size = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    let members = rows.into_iter().filter_map(|(membership, user)| Some(member(membership, user?)));
    Ok((members.collect::<Result<_, _>>()?, more))
}

/// The ids of all users who have access to the account.
///
/// # Errors
/// When the database fails.
pub async fn user_ids(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<Uuid>, StoreError> {
    let ids = membership::Entity::find()
        .select_only()
        .column(membership::Column::UserId)
        .filter(membership::Column::AccountId.eq(account))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids)
}

/// All users who have access to the account, as far as it matters who is told of something.
///
/// # Errors
/// When the database fails.
pub async fn colleagues(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<Colleague>, StoreError> {
    let rows = membership::Entity::find()
        .filter(membership::Column::AccountId.eq(account))
        .find_also_related(user::Entity)
        .order_by_asc(membership::Column::UserId)
        .all(db)
        .await?;
    rows.into_iter().filter_map(|(membership, user)| Some(colleague(membership, user?))).collect()
}

fn colleague(membership: membership::Model, user: user::Model) -> Result<Colleague, StoreError> {
    let language = users::language(&user.language)?;
    let Member { id, name, email, role, state, .. } = member(membership, user)?;
    let email = EmailAddress::parse(&email, &domain_to_ascii);
    let email = email.map_err(|_| StoreError::Unreadable { column: "users.email" })?;
    Ok(Colleague { id: id.to_string(), name, email, language, role, state })
}

/// One user of the account.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, account: Uuid, id: Uuid) -> Result<Option<Member>, StoreError> {
    find_row(db, account, id).await?.map(|(row, user)| member(row, user)).transpose()
}

async fn find_row(
    db: &impl ConnectionTrait,
    account: Uuid,
    id: Uuid,
) -> Result<Option<(membership::Model, user::Model)>, StoreError> {
    let row = membership::Entity::find_by_id((account, id)).find_also_related(user::Entity).one(db).await?;
    Ok(row.and_then(|(membership, user)| Some((membership, user?))))
}

/// Gives a user access. Answers whether that was new; a role that the user has already stays as it is.
///
/// # Errors
/// When the database fails.
pub async fn grant(txn: &Txn, account: Uuid, new: NewMember<'_>, now: Timestamp) -> Result<bool, StoreError> {
    let row = membership::ActiveModel {
        account_id: Set(account),
        user_id: Set(new.user),
        role: Set(new.role.id().to_owned()),
        created_at: Set(to_micros(now)),
        name: Set(new.name.to_owned()),
        accepted_at: Set(new.is_accepted.then_some(to_micros(now))),
        section: Set(new.section.map(|section| section.id().to_owned())),
    };
    let key = [membership::Column::AccountId, membership::Column::UserId];
    let insert =
        membership::Entity::insert(row).on_conflict(OnConflict::columns(key).do_nothing().to_owned()).try_insert();
    let is_new = match insert.exec_without_returning(txn).await? {
        TryInsertResult::Inserted(rows) => rows > 0,
        TryInsertResult::Conflicted | TryInsertResult::Empty => false,
    };
    changed(txn, account, new.user).await?;
    Ok(is_new)
}

/// Notes that the user makes use of whatever access was given.
///
/// # Errors
/// When the database fails.
pub async fn accept(txn: &Txn, user: Uuid, now: Timestamp) -> Result<(), StoreError> {
    let accepted = membership::Entity::update_many()
        .col_expr(membership::Column::AcceptedAt, Expr::value(to_micros(now)))
        .filter(membership::Column::UserId.eq(user))
        .filter(membership::Column::AcceptedAt.is_null())
        .exec(txn)
        .await?;
    if accepted.rows_affected > 0 { txn.changed(Change::User(user)).await } else { Ok(()) }
}

/// Changes a user's role.
///
/// # Errors
/// When the user isn't there or is the last administrator, or the database fails.
pub async fn set_role(txn: &Txn, account: Uuid, id: Uuid, role: Role) -> Result<Member, ChangeError> {
    let mut member = find_for_change(txn, account, id, role == Role::Administrator).await?;
    membership::Entity::update_many()
        .col_expr(membership::Column::Role, Expr::value(role.id()))
        .filter(membership::Column::AccountId.eq(account))
        .filter(membership::Column::UserId.eq(id))
        .exec(txn)
        .await
        .map_err(StoreError::from)?;
    changed(txn, account, id).await?;
    member.role = role;
    Ok(member)
}

/// Takes a user's access away. Answers who it was.
///
/// # Errors
/// When the user isn't there or is the last administrator, or the database fails.
pub async fn remove(txn: &Txn, account: Uuid, id: Uuid) -> Result<Member, ChangeError> {
    let member = find_for_change(txn, account, id, false).await?;
    membership::Entity::delete_by_id((account, id)).exec(txn).await.map_err(StoreError::from)?;
    changed(txn, account, id).await?;
    Ok(member)
}

/// Finds the member and makes sure that somebody can manage the account's users afterwards. Only administrators who
/// can sign in count: one who is merely invited couldn't do anything.
async fn find_for_change(txn: &Txn, account: Uuid, id: Uuid, stays_administrator: bool) -> Result<Member, ChangeError> {
    // Two administrators who remove one another at the same time must come one after the other.
    accounts::lock(txn, account).await?;
    let (row, user) = find_row(txn, account, id).await?.ok_or(ChangeError::NotFound)?;
    let can_sign_in = user.password_hash.is_some();
    let member = member(row, user)?;
    let counts = member.role == Role::Administrator && can_sign_in;
    if counts && !stays_administrator && other_administrators(txn, account, id).await? == 0 {
        return Err(ChangeError::LastAdministrator);
    }
    Ok(member)
}

async fn other_administrators(txn: &Txn, account: Uuid, id: Uuid) -> Result<u64, StoreError> {
    let others = membership::Entity::find()
        .join(JoinType::InnerJoin, membership::Relation::User.def())
        .filter(membership::Column::AccountId.eq(account))
        .filter(membership::Column::Role.eq(Role::Administrator.id()))
        .filter(membership::Column::UserId.ne(id))
        .filter(user::Column::PasswordHash.is_not_null())
        .count(txn)
        .await?;
    Ok(others)
}

async fn changed(txn: &Txn, account: Uuid, id: Uuid) -> Result<(), StoreError> {
    txn.changed(Change::Account(account)).await?;
    txn.changed(Change::User(id)).await
}

/// The name by which the account knows a user, as [`member`] has it, for the database to sort by.
fn known_name() -> Expr {
    let own = Expr::col((user::Entity, user::Column::Name));
    let typed = Expr::col((membership::Entity, membership::Column::Name));
    Expr::case(Expr::col((membership::Entity, membership::Column::AcceptedAt)).is_not_null(), own).finally(typed).into()
}

fn member(membership: membership::Model, user: user::Model) -> Result<Member, StoreError> {
    let (name, state) = match membership.accepted_at {
        Some(_) => (user.name, Membership::Active),
        None => (membership.name, Membership::Invited),
    };
    let section = section(membership.section.as_deref())?;
    Ok(Member {
        id: user.id,
        name,
        email: user.email,
        mailbox: user.mailbox,
        role: role(&membership.role)?,
        state,
        section,
    })
}

pub(super) fn section(id: Option<&str>) -> Result<Option<Field>, StoreError> {
    let read = |id| Field::from_id(id).ok_or(StoreError::Unreadable { column: "memberships.section" });
    id.map(read).transpose()
}

pub(super) fn role(id: &str) -> Result<Role, StoreError> {
    Role::from_id(id).ok_or(StoreError::Unreadable { column: "memberships.role" })
}
