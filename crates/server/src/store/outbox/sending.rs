//! Taking mails to send them, and recording what came of that: the side of the outbox that workers are on.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbBackend, EntityTrait as _, ExprTrait as _,
    FromQueryResult as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Statement,
};
use uuid::Uuid;

use super::{Mail, Priority, State, is_waiting, read, waiting};
use crate::clock::Clock;
use crate::entity::{mail, mail_event};
use crate::random::Randomness;
use crate::store::{ROWS, StoreError, Txn, addresses, from_micros, to_micros};

/// No mail waits longer than this for its next attempt, so one that seems to was told so by a clock that was ahead.
pub const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(2);

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
        "UPDATE mails SET not_before = $1, attempts = attempts + 1 WHERE id IN (\
             SELECT id FROM mails WHERE state IN ('queued', 'deferred') AND priority = $2 AND not_before <= $3 \
             ORDER BY not_before, id LIMIT $4 {locking}) RETURNING *"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = [to_micros(lease_ends).into(), priority.number().into(), to_micros(now).into(), limit.into()];
    let rows = txn.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let mails = rows.iter().map(|row| read(mail::Model::from_query_result(row, "")?)).collect::<Result<Vec<_>, _>>();
    let mut mails = mails?;
    // `RETURNING` has no order.
    mails.sort_by_key(|mail| (mail.created_at, mail.id));
    Ok(mails)
}

/// When the next mail of these priorities is due; `None` if none waits.
///
/// # Errors
/// When the database fails.
pub async fn next_due(db: &impl ConnectionTrait, priorities: &[Priority]) -> Result<Option<Timestamp>, StoreError> {
    let mut next = None;
    for priority in priorities {
        let due: Option<i64> = waiting()
            .filter(mail::Column::Priority.eq(priority.number()))
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

/// Whether mails wait longer than any mail of ours does.
///
/// # Errors
/// When the database fails.
pub async fn has_implausible_waits(db: &impl ConnectionTrait, now: Timestamp) -> Result<bool, StoreError> {
    let one = waiting().filter(is_implausible(now)).limit(1).one(db).await?;
    Ok(one.is_some())
}

fn is_implausible(now: Timestamp) -> Expr {
    mail::Column::NotBefore.gt(to_micros(now.checked_add(LONGEST_WAIT).unwrap_or(Timestamp::MAX)))
}

/// Makes mails due that wait longer than any mail of ours does: the clock that told them so was ahead.
///
/// # Errors
/// When the database fails.
pub async fn mend_waits(txn: &Txn, now: Timestamp) -> Result<u64, StoreError> {
    let mended = mail::Entity::update_many()
        .col_expr(mail::Column::NotBefore, Expr::value(to_micros(now)))
        .filter(is_waiting())
        .filter(is_implausible(now))
        .exec(txn)
        .await?;
    Ok(mended.rows_affected)
}

/// On SQLite, where one process sends: mails that another one, which has ended, had taken and not tried are due at once.
///
/// # Errors
/// When the database fails.
pub async fn take_over(txn: &Txn, now: Timestamp) -> Result<(), StoreError> {
    if txn.get_database_backend() == DbBackend::Sqlite {
        mail::Entity::update_many()
            .col_expr(mail::Column::NotBefore, Expr::value(to_micros(now)))
            .filter(mail::Column::State.eq(State::Queued.id()))
            .filter(mail::Column::NotBefore.gt(to_micros(now)))
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
    pub reply: Option<String>,
}

/// Records what came of attempts. Answers which of them still counted.
///
/// # Errors
/// When the database fails.
pub async fn record(
    txn: &Txn,
    attempted: &[Attempted],
    clock: &Clock,
    randomness: &Randomness,
) -> Result<HashSet<Uuid>, StoreError> {
    // In one order, so that it never waits for somebody who waits for it.
    let mut in_order: Vec<_> = attempted.iter().collect();
    in_order.sort_unstable_by_key(|outcome| outcome.mail);
    let mut counted = HashSet::with_capacity(attempted.len());
    for outcomes in in_order.chunks(ROWS) {
        counted.extend(record_states(txn, outcomes).await?);
    }
    let counts = |outcome: &&&Attempted| counted.contains(&outcome.mail);
    note_bounces(txn, in_order.iter().filter(counts).copied(), clock, randomness).await?;
    let events = in_order.iter().filter(counts).map(|outcome| mail_event::ActiveModel {
        id: Set(clock.new_id(randomness)),
        mail_id: Set(outcome.mail),
        at: Set(to_micros(outcome.at)),
        state: Set(outcome.state.id().to_owned()),
        reply: Set(outcome.reply.clone()),
    });
    let events: Vec<_> = events.collect();
    for events in events.chunks(ROWS) {
        mail_event::Entity::insert_many(events.to_vec()).exec_without_returning(txn).await?;
    }
    Ok(counted)
}

/// Moves mails on to what they have become, in one statement.
async fn record_states(txn: &Txn, attempted: &[&Attempted]) -> Result<Vec<Uuid>, StoreError> {
    let backend = txn.get_database_backend();
    if backend == DbBackend::Postgres {
        // A statement that changes many rows locks them in whatever order.
        let mails = attempted.iter().map(|outcome| outcome.mail);
        let locked = mail::Entity::find().filter(mail::Column::Id.is_in(mails)).order_by_asc(mail::Column::Id);
        locked.select_only().column(mail::Column::Id).lock_exclusive().into_tuple::<Uuid>().all(txn).await?;
    }
    let mut values = Vec::with_capacity(attempted.len() * 6);
    let mut rows = String::new();
    for outcome in attempted {
        let first = values.len() + 1;
        let comma = if rows.is_empty() { "" } else { ", " };
        let places: [String; 6] = std::array::from_fn(|place| format!("${}", first + place));
        rows.extend([comma, "(", &places.join(", "), ")"]);
        values.extend([
            outcome.mail.into(),
            outcome.state.id().into(),
            to_micros(outcome.not_before).into(),
            to_micros(outcome.at).into(),
            outcome.reply.clone().into(),
            i32::try_from(outcome.attempt).unwrap_or(i32::MAX).into(),
        ]);
    }
    // That a mail was taken is true whatever others did meanwhile; all else counts only while it waits for this.
    let sql = format!(
        "UPDATE mails SET state = o.column2, not_before = o.column3, updated_at = o.column4, reply = o.column5 \
         FROM (VALUES {rows}) AS o WHERE mails.id = o.column1 AND (o.column2 = '{}' \
             OR (mails.state IN ('queued', 'deferred') AND mails.attempts = o.column6)) RETURNING id",
        State::Sent.id()
    );
    let rows = txn.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(rows.iter().map(|row| row.try_get("", "id")).collect::<Result<_, _>>()?)
}

/// An account learns that an address doesn't work from whatever mail about it was refused for that reason.
async fn note_bounces(
    txn: &Txn,
    outcomes: impl Iterator<Item = &Attempted>,
    clock: &Clock,
    randomness: &Randomness,
) -> Result<(), StoreError> {
    for outcome in outcomes.filter(|outcome| outcome.state == State::Bounced) {
        let Some(row) = mail::Entity::find_by_id(outcome.mail).one(txn).await? else {
            continue;
        };
        if let Some(account) = row.account_id {
            let reply = outcome.reply.as_deref();
            addresses::note_bounce(txn, account, &row.mailbox, reply, outcome.at, (clock, randomness)).await?;
        }
    }
    Ok(())
}

/// Puts back mails that were taken and not tried: as if nobody had taken them.
///
/// # Errors
/// When the database fails.
pub async fn put_back(txn: &Txn, mails: &[(Uuid, u32)], now: Timestamp) -> Result<(), StoreError> {
    for (id, attempt) in mails {
        mail::Entity::update_many()
            .col_expr(mail::Column::NotBefore, Expr::value(to_micros(now)))
            .col_expr(mail::Column::Attempts, Expr::col(mail::Column::Attempts).sub(1))
            .filter(mail::Column::Id.eq(*id))
            .filter(mail::Column::Attempts.eq(i32::try_from(*attempt).unwrap_or(i32::MAX)))
            .filter(is_waiting())
            .exec(txn)
            .await?;
    }
    Ok(())
}
