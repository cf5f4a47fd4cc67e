//! Problems that several notifications are about, and how long further ones wait for the next mail.
//!
//! A problem has a window: it opens with a mail, and until it ends no other mail goes out, unless something more pressing
//! comes. What waits is told at its end.

use jiff::{SignedDuration, Timestamp};
use model::{Environment, Severity};
use sea_orm::sea_query::{Expr, LockType, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, TryInsertResult,
};
use uuid::Uuid;

use super::{StoreError, Txn, to_micros};
use crate::entity::problem;

/// Clocks of two machines differ by less than this. A window that opened later than that from now was opened by a clock that
/// was ahead, and nobody would wait for its end.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);

/// How often a row is looked for that others may make or remove at the same time.
const TRIES: u8 = 3;

/// What notifications have in common that are about one problem.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    /// The account.
    pub account: Uuid,
    /// Where.
    pub environment: Environment,
    /// What the operator's system calls it.
    pub problem_key: &'a str,
}

/// What a notification of a problem does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It goes out at once, and tells of all that waited.
    GoesOut(Uuid),
    /// It waits for the problem's next mail.
    Waits(Uuid),
}

/// A problem whose window is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Over {
    /// The problem.
    pub id: Uuid,
    /// The account.
    pub account: Uuid,
}

/// Decides what a notification of this problem does, and opens a window if it goes out. `id` becomes the problem's if it is
/// new. Others that post about the same problem wait until this transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn turn(txn: &Txn, key: Key<'_>, severity: Severity, id: Uuid, now: Timestamp) -> Result<Turn, StoreError> {
    for _ in 0..TRIES {
        if let Some(row) = find(txn, key).await? {
            let before =
                Severity::from_id(&row.severity).ok_or(StoreError::Unreadable { column: "problems.severity" })?;
            if !is_over(&row, now) && !severity.outranks(before) {
                return Ok(Turn::Waits(row.id));
            }
            reopen(txn, row.id, severity, now).await?;
            return Ok(Turn::GoesOut(row.id));
        }
        if insert(txn, key, severity, id, now).await? {
            return Ok(Turn::GoesOut(id));
        }
        // Somebody else has made it meanwhile.
    }
    Err(DbErr::RecordNotInserted.into())
}

/// Problems whose window is over, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn over(db: &impl ConnectionTrait, now: Timestamp, limit: u64) -> Result<Vec<Over>, StoreError> {
    let found = problem::Entity::find()
        .select_only()
        .columns([problem::Column::Id, problem::Column::AccountId])
        .filter(has_ended(now))
        .order_by_asc(problem::Column::EndsAt)
        .limit(limit)
        .into_tuple::<(Uuid, Uuid)>()
        .all(db)
        .await?;
    Ok(found.into_iter().map(|(id, account)| Over { id, account }).collect())
}

/// Whether the problem's window is still over. Others that look after it wait until this transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn is_still_over(txn: &Txn, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    let row = problem::Entity::find_by_id(id).filter(has_ended(now)).lock(LockType::Update).one(txn).await?;
    Ok(row.is_some())
}

/// Opens the window anew, after a mail.
///
/// # Errors
/// When the database fails.
pub async fn reopen(txn: &Txn, id: Uuid, severity: Severity, now: Timestamp) -> Result<(), StoreError> {
    problem::Entity::update_many()
        .col_expr(problem::Column::Severity, Expr::value(severity.id()))
        .col_expr(problem::Column::OpenedAt, Expr::value(to_micros(now)))
        .col_expr(problem::Column::EndsAt, Expr::value(to_micros(end(severity, now))))
        .filter(problem::Column::Id.eq(id))
        .exec(txn)
        .await?;
    Ok(())
}

/// Forgets a problem: the next notification of it goes out at once.
///
/// # Errors
/// When the database fails.
pub async fn close(txn: &Txn, id: Uuid) -> Result<(), StoreError> {
    problem::Entity::delete_by_id(id).exec(txn).await?;
    Ok(())
}

async fn find(txn: &Txn, key: Key<'_>) -> Result<Option<problem::Model>, StoreError> {
    let row = problem::Entity::find()
        .filter(problem::Column::AccountId.eq(key.account))
        .filter(problem::Column::Environment.eq(key.environment.id()))
        .filter(problem::Column::ProblemKey.eq(key.problem_key))
        .lock(LockType::Update);
    Ok(row.one(txn).await?)
}

async fn insert(txn: &Txn, key: Key<'_>, severity: Severity, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    let row = problem::ActiveModel {
        id: Set(id),
        account_id: Set(key.account),
        environment: Set(key.environment.id().to_owned()),
        problem_key: Set(key.problem_key.to_owned()),
        severity: Set(severity.id().to_owned()),
        opened_at: Set(to_micros(now)),
        ends_at: Set(to_micros(end(severity, now))),
    };
    let unique = [problem::Column::AccountId, problem::Column::Environment, problem::Column::ProblemKey];
    let insert = problem::Entity::insert(row).on_conflict(OnConflict::columns(unique).do_nothing().to_owned());
    match insert.try_insert().exec_without_returning(txn).await? {
        TryInsertResult::Inserted(rows) => Ok(rows > 0),
        TryInsertResult::Conflicted | TryInsertResult::Empty => Ok(false),
    }
}

fn end(severity: Severity, now: Timestamp) -> Timestamp {
    let window = SignedDuration::from_hours(i64::from(severity.hours_between_mails()));
    now.checked_add(window).unwrap_or(Timestamp::MAX)
}

fn soon(now: Timestamp) -> i64 {
    to_micros(now.checked_add(CLOCKS_DIFFER).unwrap_or(Timestamp::MAX))
}

fn is_over(row: &problem::Model, now: Timestamp) -> bool {
    row.ends_at <= to_micros(now) || row.opened_at > soon(now)
}

/// The same as [`is_over`], for the database.
fn has_ended(now: Timestamp) -> Condition {
    Condition::any().add(problem::Column::EndsAt.lte(to_micros(now))).add(problem::Column::OpenedAt.gt(soon(now)))
}
