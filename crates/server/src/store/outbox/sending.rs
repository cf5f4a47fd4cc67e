//! Taking mails to send them, and recording what came of that: the side of the outbox that workers are on.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbBackend, EntityTrait as _, FromQueryResult as _, QueryFilter as _,
    QueryOrder as _, QueryResult, QuerySelect as _, Statement,
};
use uuid::Uuid;

use super::{Mail, NOBODYS, Priority, State, is_waiting, read, waiting};
use crate::clock::Clock;
use crate::entity::mail;
use crate::random::Randomness;
use crate::store::rows::{self, Column};
use crate::store::{StoreError, Txn, addresses, from_micros, to_micros};

/// No mail waits longer than this for its next attempt, so one that seems to was told so by a clock that was ahead.
pub const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(2);

/// Likewise for leases. It is much longer than any, as the clocks of several servers differ: a lease that is taken for implausible
/// means that its mail is sent twice.
pub const LONGEST_LEASE: SignedDuration = SignedDuration::from_mins(15);

/// Takes up to `limit` mails that are due, until `lease_ends`: the longest due first. No two workers take the same.
///
/// # Errors
/// When the database fails.
pub async fn claim(
    txn: &Txn,
    priorities: &[Priority],
    limit: u64,
    now: Timestamp,
    lease_ends: Timestamp,
) -> Result<Vec<Mail>, StoreError> {
    let mut claimed = Vec::new();
    for priority in priorities {
        let room = limit.saturating_sub(claimed.len().try_into().unwrap_or(u64::MAX));
        if room > 0 {
            claimed.extend(claim_of(txn, *priority, room, now, lease_ends).await?);
        }
    }
    Ok(claimed)
}

async fn claim_of(
    txn: &Txn,
    priority: Priority,
    limit: u64,
    now: Timestamp,
    lease_ends: Timestamp,
) -> Result<Vec<Mail>, StoreError> {
    let backend = txn.get_database_backend();
    // On SQLite there is one writer, which nobody has to pass.
    let locking = if backend == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "WITH due AS MATERIALIZED (\
             SELECT id FROM mails WHERE state IN ('queued', 'deferred') AND priority = $2 AND not_before <= $3 \
             AND lease_ends_at <= $3 ORDER BY not_before, id LIMIT $4 {locking}) \
         UPDATE mails SET lease_ends_at = $1, attempts = attempts + 1 WHERE id IN (SELECT id FROM due) RETURNING *"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = [to_micros(lease_ends).into(), priority.number().into(), to_micros(now).into(), limit.into()];
    let rows = txn.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let mut mails = Vec::with_capacity(rows.len());
    for row in &rows {
        let row = mail::Model::from_query_result(row, "")?;
        let id = row.id;
        match read(row) {
            Ok(mail) => mails.push(mail),
            // A server of a later version has written it. It mustn't keep back those that can be read.
            Err(error) => tracing::error!(mail = %id, %error, "a mail can't be read, and waits"),
        }
    }
    // `RETURNING` has no order.
    mails.sort_by_key(|mail| (mail.created_at, mail.id));
    Ok(mails)
}

/// When the next mail of these priorities is due; `None` if none waits that nobody has taken.
///
/// # Errors
/// When the database fails.
pub async fn next_due(
    db: &impl ConnectionTrait,
    priorities: &[Priority],
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let mut next = None;
    for priority in priorities {
        let due: Option<i64> = waiting()
            .filter(mail::Column::Priority.eq(priority.number()))
            .filter(mail::Column::LeaseEndsAt.lte(to_micros(now)))
            .order_by_asc(mail::Column::NotBefore)
            .select_only()
            .column(mail::Column::NotBefore)
            .into_tuple()
            .one(db)
            .await?;
        next = [next, due].into_iter().flatten().min();
    }
    next.map(|due| from_micros(due, "mails.not_before")).transpose()
}

/// Whether mails wait longer than any mail of ours does, or were taken for longer.
///
/// # Errors
/// When the database fails.
pub async fn has_implausible_waits(db: &impl ConnectionTrait, now: Timestamp) -> Result<bool, StoreError> {
    let one = waiting().filter(is_implausible(now)).limit(1).one(db).await?;
    Ok(one.is_some())
}

fn is_implausible(now: Timestamp) -> Condition {
    let latest = |duration| to_micros(now.checked_add(duration).unwrap_or(Timestamp::MAX));
    Condition::any()
        .add(mail::Column::NotBefore.gt(latest(LONGEST_WAIT)))
        .add(mail::Column::LeaseEndsAt.gt(latest(LONGEST_LEASE)))
}

/// Makes such mails due: the clock that told them so was ahead.
///
/// # Errors
/// When the database fails.
pub async fn mend_waits(txn: &Txn, now: Timestamp) -> Result<u64, StoreError> {
    let mended = mail::Entity::update_many()
        .col_expr(mail::Column::NotBefore, Expr::value(to_micros(now)))
        .col_expr(mail::Column::LeaseEndsAt, Expr::value(NOBODYS))
        .filter(is_waiting())
        .filter(is_implausible(now))
        .exec(txn)
        .await?;
    Ok(mended.rows_affected)
}

/// On SQLite, where one process sends: mails that another one, which has ended, had taken are due at once.
///
/// # Errors
/// When the database fails.
pub async fn take_over(txn: &Txn, now: Timestamp) -> Result<(), StoreError> {
    if txn.get_database_backend() == DbBackend::Sqlite {
        mail::Entity::update_many()
            .col_expr(mail::Column::LeaseEndsAt, Expr::value(NOBODYS))
            .filter(is_waiting())
            .filter(mail::Column::LeaseEndsAt.gt(to_micros(now)))
            .exec(txn)
            .await?;
    }
    Ok(())
}

/// What came of an attempt to send a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempted {
    /// The mail.
    pub mail: Uuid,
    /// The how-manieth attempt it was.
    pub attempt: u32,
    /// When it ended.
    pub at: Timestamp,
    /// What the mail has become.
    pub state: State,
    /// When it may be tried again, if it waits.
    pub not_before: Timestamp,
    /// What was said.
    pub reply: String,
}

/// Records what came of attempts. Answers which of them still counted.
///
/// That a mail was sent, and what was said to that, the mail itself tells for good; everything else may be followed by more, and is
/// an event as well. So is that it was sent once more.
///
/// # Errors
/// When the database fails.
pub async fn record(
    txn: &Txn,
    attempted: &[Attempted],
    clock: &Clock,
    randomness: &Randomness,
) -> Result<HashSet<Uuid>, StoreError> {
    if attempted.is_empty() {
        return Ok(HashSet::new());
    }
    let mut counted = record_states(txn, attempted).await?;
    let (counting, others): (Vec<_>, Vec<_>) = attempted.iter().partition(|outcome| counted.contains(&outcome.mail));
    note_bounces(txn, &counting, clock, randomness).await?;
    let is_sent = |outcome: &&Attempted| outcome.state == State::Sent;
    let followed = counting.into_iter().filter(|outcome| !is_sent(outcome));
    let sent_again = others.into_iter().filter(is_sent);
    let events: Vec<_> = followed.chain(sent_again).collect();
    counted.extend(record_events(txn, &events, clock, randomness).await?);
    Ok(counted)
}

/// Moves mails on to what they have become.
async fn record_states(txn: &Txn, attempted: &[Attempted]) -> Result<HashSet<Uuid>, StoreError> {
    let backend = txn.get_database_backend();
    lock(txn, attempted.iter().map(|outcome| outcome.mail)).await?;
    let columns = vec![
        Column::new(attempted.iter().map(|outcome| outcome.mail)),
        Column::new(attempted.iter().map(|outcome| outcome.state.id().to_owned())),
        Column::new(attempted.iter().map(|outcome| to_micros(outcome.not_before))),
        Column::new(attempted.iter().map(|outcome| to_micros(outcome.at))),
        Column::new(attempted.iter().map(|outcome| outcome.reply.clone())),
        Column::new(attempted.iter().map(|outcome| i32::try_from(outcome.attempt).unwrap_or(i32::MAX))),
    ];
    // That a mail was sent is true whatever others did meanwhile, and the same if it is recorded again because it isn't known whether
    // it was; all else counts only while the mail waits for it.
    let update = rows::statement(backend, columns, |rows| {
        format!(
            "UPDATE mails SET state = o.column2, not_before = o.column3, lease_ends_at = {NOBODYS}, \
                 updated_at = o.column4, reply = o.column5 \
             FROM {rows} WHERE mails.id = o.column1 AND ((o.column2 = '{sent}' AND (mails.state <> '{sent}' OR mails.updated_at = o.column4)) \
                 OR (mails.state IN ('queued', 'deferred') AND mails.attempts = o.column6)) RETURNING id",
            sent = State::Sent.id()
        )
    });
    ids(&txn.query_all_raw(update).await?)
}

/// Locks mails in the order of their ids. A statement that changes many rows locks them in whatever order: of two of them, each
/// could wait for the other.
async fn lock(txn: &Txn, mails: impl Iterator<Item = Uuid>) -> Result<(), StoreError> {
    let backend = txn.get_database_backend();
    if backend == DbBackend::Postgres {
        let lock = |rows: &str| {
            format!("SELECT id FROM mails WHERE id IN (SELECT column1 FROM {rows}) ORDER BY id FOR UPDATE")
        };
        txn.execute_raw(rows::statement(backend, vec![Column::new(mails)], lock)).await?;
    }
    Ok(())
}

/// Locks all mails of an account that wait, in the order of their ids: for a change that cancels several of them, one after the
/// other, or touches addresses as well, which [`record`] does after the mails.
///
/// # Errors
/// When the database fails.
pub async fn lock_waiting(txn: &Txn, account: Uuid) -> Result<(), StoreError> {
    mail::Entity::find()
        .select_only()
        .column(mail::Column::Id)
        .filter(mail::Column::AccountId.eq(account))
        .filter(is_waiting())
        .order_by_asc(mail::Column::Id)
        .lock_exclusive()
        .into_tuple::<Uuid>()
        .all(txn)
        .await?;
    Ok(())
}

/// Notes what happened to mails. Answers which of them there are: one can have been forgotten meanwhile.
async fn record_events(
    txn: &Txn,
    attempted: &[&Attempted],
    clock: &Clock,
    randomness: &Randomness,
) -> Result<HashSet<Uuid>, StoreError> {
    if attempted.is_empty() {
        return Ok(HashSet::new());
    }
    let columns = vec![
        Column::new(attempted.iter().map(|outcome| outcome.mail)),
        Column::new(attempted.iter().map(|_| clock.new_id(randomness))),
        Column::new(attempted.iter().map(|outcome| to_micros(outcome.at))),
        Column::new(attempted.iter().map(|outcome| outcome.state.id().to_owned())),
        Column::new(attempted.iter().map(|outcome| outcome.reply.clone())),
    ];
    let insert = |rows: &str| {
        format!(
            "INSERT INTO mail_events (mail_id, id, at, state, reply) \
             SELECT * FROM {rows} WHERE column1 IN (SELECT id FROM mails) RETURNING mail_id AS id"
        )
    };
    ids(&txn.query_all_raw(rows::statement(txn.get_database_backend(), columns, insert)).await?)
}

fn ids(rows: &[QueryResult]) -> Result<HashSet<Uuid>, StoreError> {
    Ok(rows.iter().map(|row| row.try_get("", "id")).collect::<Result<_, _>>()?)
}

/// An account learns that an address doesn't work from whatever mail about it was refused for that reason.
async fn note_bounces(
    txn: &Txn,
    attempted: &[&Attempted],
    clock: &Clock,
    randomness: &Randomness,
) -> Result<(), StoreError> {
    for outcome in attempted.iter().filter(|outcome| outcome.state == State::Bounced) {
        let Some(row) = mail::Entity::find_by_id(outcome.mail).one(txn).await? else {
            continue;
        };
        if let Some(account) = row.account_id {
            addresses::note_bounce(txn, account, &row.mailbox, Some(&outcome.reply), outcome.at, (clock, randomness))
                .await?;
        }
    }
    Ok(())
}

/// Puts back mails that were taken and not tried: as if nobody had taken them, and to be taken from `again_at` on.
///
/// # Errors
/// When the database fails.
pub async fn put_back(txn: &Txn, mails: &[(Uuid, u32)], again_at: Timestamp) -> Result<(), StoreError> {
    if mails.is_empty() {
        return Ok(());
    }
    lock(txn, mails.iter().map(|(id, _)| *id)).await?;
    let columns = vec![
        Column::new(mails.iter().map(|(id, _)| *id)),
        Column::new(mails.iter().map(|(_, attempt)| i32::try_from(*attempt).unwrap_or(i32::MAX))),
    ];
    let update = |rows: &str| {
        format!(
            "UPDATE mails SET lease_ends_at = {}, attempts = attempts - 1 FROM {rows} \
             WHERE mails.id = o.column1 AND mails.attempts = o.column2 AND mails.state IN ('queued', 'deferred')",
            to_micros(again_at)
        )
    };
    txn.execute_raw(rows::statement(txn.get_database_backend(), columns, update)).await?;
    Ok(())
}
