//! The outbox: mails that wait, and what became of those that don't.
//!
//! A mail is written in the transaction of the change that causes it. A worker takes it by moving on the time before which
//! nobody may send it: that is its lease, and if the worker dies, the mail is simply due again. What the mail server said
//! is recorded with the attempt that it answers, so that a worker that comes back late can't overwrite what another one did;
//! only that a mail *was* taken is recorded in any case.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
pub use model::DeliveryState as State;
use model::{EmailAddress, Language};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, DbBackend, EntityTrait as _, ExprTrait as _,
    FromQueryResult as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Statement,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Change, StoreError, Txn, addresses, from_micros, to_micros};
use crate::clock::Clock;
use crate::entity::{mail, mail_event};
use crate::mail::Letter;
use crate::mail::letter::Link;
use crate::random::Randomness;

/// No mail waits longer than this for its next attempt, so one that seems to was told so by a clock that was ahead.
pub const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(2);

/// Which mails go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Priority {
    /// Before everything else, on a lane of its own.
    Emergency,
    /// Somebody waits for it, such as for a link.
    Awaited,
    /// All else.
    Ordinary,
}

impl Priority {
    /// All priorities, the first to go first.
    pub const ALL: [Self; 3] = [Self::Emergency, Self::Awaited, Self::Ordinary];

    /// Its number in the database, and elsewhere where numbers are shorter.
    #[must_use]
    pub fn number(self) -> i16 {
        match self {
            Self::Emergency => 0,
            Self::Awaited => 1,
            Self::Ordinary => 2,
        }
    }

    /// The priority with this number.
    #[must_use]
    pub fn from_number(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.number() == number)
    }
}

/// Whom a mail goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// The name, when known.
    pub name: Option<String>,
    /// The address.
    pub email: String,
    /// What two spellings of the address have in common.
    pub mailbox: String,
    /// The language that they are written to in.
    pub language: Language,
}

impl Addressee {
    /// Somebody with this address.
    #[must_use]
    pub fn new(name: Option<&str>, email: &EmailAddress, language: Language) -> Self {
        Self { name: name.map(str::to_owned), email: email.as_str().to_owned(), mailbox: email.mailbox(), language }
    }
}

/// A mail to be sent.
#[derive(Clone, Debug)]
pub struct NewMail {
    /// Its id, and the stable part of its Message-ID.
    pub id: Uuid,
    /// Which mails it goes before.
    pub priority: Priority,
    /// What it says.
    pub letter: Letter,
    /// Where its link leads.
    pub link: Link,
    /// Whom it goes to.
    pub to: Addressee,
    /// The account that it is about.
    pub account: Option<Uuid>,
    /// The invitation, user or notification that it is about, by which it is found again.
    pub subject: Option<Uuid>,
    /// When there is no longer any point in it.
    pub give_up_at: Timestamp,
}

/// A mail of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its id.
    pub id: Uuid,
    /// Which mails it goes before.
    pub priority: Priority,
    /// What it says.
    pub letter: Letter,
    /// Where its link leads.
    pub link: Link,
    /// Whom it goes to.
    pub to: Addressee,
    /// The account that it is about.
    pub account: Option<Uuid>,
    /// The invitation, user or notification that it is about.
    pub subject: Option<Uuid>,
    /// What has become of it.
    pub state: State,
    /// How often it was tried to send it.
    pub attempts: u32,
    /// When it will be tried again, as long as it waits.
    pub not_before: Timestamp,
    /// When there is no longer any point in it.
    pub give_up_at: Timestamp,
    /// When it was written.
    pub created_at: Timestamp,
    /// When something last happened to it.
    pub updated_at: Timestamp,
    /// What the mail server, or the connection to it, said last.
    pub reply: Option<String>,
}

/// Something that happened to a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The mail.
    pub mail: Uuid,
    /// When.
    pub at: Timestamp,
    /// What it has become.
    pub state: State,
    /// What was said.
    pub reply: Option<String>,
}

/// What is kept of a mail as JSON.
#[derive(Serialize, Deserialize)]
struct Content {
    letter: Letter,
    link: Link,
}

/// Writes mails. They are sent as soon as the transaction is committed.
///
/// # Errors
/// When the database fails.
pub async fn enqueue(txn: &Txn, mails: &[NewMail], now: Timestamp) -> Result<(), StoreError> {
    if mails.is_empty() {
        return Ok(());
    }
    let rows = mails.iter().map(|new| row(new, now)).collect::<Result<Vec<_>, _>>()?;
    // Each row has this many values, and SQLite takes 32,766 of them in a statement.
    for rows in rows.chunks(1_000) {
        mail::Entity::insert_many(rows.to_vec()).exec_without_returning(txn).await?;
    }
    for priority in Priority::ALL {
        if mails.iter().any(|mail| mail.priority == priority) {
            txn.changed(Change::Outbox(priority)).await?;
        }
    }
    Ok(())
}

fn row(new: &NewMail, now: Timestamp) -> Result<mail::ActiveModel, StoreError> {
    let content = Content { letter: new.letter.clone(), link: new.link.clone() };
    let content = serde_json::to_string(&content).map_err(|_| StoreError::Unreadable { column: "mails.content" })?;
    Ok(mail::ActiveModel {
        id: Set(new.id),
        priority: Set(new.priority.number()),
        kind: Set(new.letter.kind().to_owned()),
        content: Set(content),
        account_id: Set(new.account),
        subject_id: Set(new.subject),
        name: Set(new.to.name.clone()),
        email: Set(new.to.email.clone()),
        mailbox: Set(new.to.mailbox.clone()),
        language: Set(new.to.language.tag().to_owned()),
        state: Set(State::Queued.id().to_owned()),
        attempts: Set(0),
        not_before: Set(to_micros(now)),
        give_up_at: Set(to_micros(new.give_up_at)),
        created_at: Set(to_micros(now)),
        updated_at: Set(to_micros(now)),
        reply: Set(None),
    })
}

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
) -> Result<Vec<Uuid>, StoreError> {
    let mut counted = Vec::with_capacity(attempted.len());
    // In one order, so that it never waits for somebody who waits for it.
    let mut in_order: Vec<_> = attempted.iter().collect();
    in_order.sort_by_key(|outcome| outcome.mail);
    for outcome in in_order {
        let mut update = mail::Entity::update_many()
            .col_expr(mail::Column::State, Expr::value(outcome.state.id()))
            .col_expr(mail::Column::NotBefore, Expr::value(to_micros(outcome.not_before)))
            .col_expr(mail::Column::UpdatedAt, Expr::value(to_micros(outcome.at)))
            .col_expr(mail::Column::Reply, Expr::value(outcome.reply.clone()))
            .filter(mail::Column::Id.eq(outcome.mail));
        // That a mail was taken is true whatever others did meanwhile; all else counts only while it waits for this.
        if outcome.state != State::Sent {
            let attempt = i32::try_from(outcome.attempt).unwrap_or(i32::MAX);
            update = update.filter(is_waiting()).filter(mail::Column::Attempts.eq(attempt));
        }
        if update.exec(txn).await?.rows_affected > 0 {
            counted.push(outcome.mail);
        }
    }
    let events =
        attempted.iter().filter(|outcome| counted.contains(&outcome.mail)).map(|outcome| mail_event::ActiveModel {
            id: Set(clock.new_id(randomness)),
            mail_id: Set(outcome.mail),
            at: Set(to_micros(outcome.at)),
            state: Set(outcome.state.id().to_owned()),
            reply: Set(outcome.reply.clone()),
        });
    let events: Vec<_> = events.collect();
    note_bounces(txn, attempted.iter().filter(|outcome| counted.contains(&outcome.mail)), clock, randomness).await?;
    if !events.is_empty() {
        mail_event::Entity::insert_many(events).exec_without_returning(txn).await?;
    }
    Ok(counted)
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

/// Cancels the mails about a subject that still wait: an invitation that was revoked, a contact that was removed. A mail that
/// is being sent at this moment is sent.
///
/// # Errors
/// When the database fails.
pub async fn cancel(txn: &Txn, subject: Uuid, mailbox: Option<&str>, now: Timestamp) -> Result<u64, StoreError> {
    let mut update = mail::Entity::update_many()
        .col_expr(mail::Column::State, Expr::value(State::Cancelled.id()))
        .col_expr(mail::Column::UpdatedAt, Expr::value(to_micros(now)))
        .filter(mail::Column::SubjectId.eq(subject))
        .filter(is_waiting());
    if let Some(mailbox) = mailbox {
        update = update.filter(mail::Column::Mailbox.eq(mailbox));
    }
    Ok(update.exec(txn).await?.rows_affected)
}

/// Cancels one mail that still waits, and notes so among what has happened to it. Answers whether it did. Whoever cancels
/// several does so in the order of their ids, as [`record`] goes through them: two that wait for one another would both fail.
///
/// # Errors
/// When the database fails.
pub async fn cancel_one(txn: &Txn, id: Uuid, clock: &Clock, randomness: &Randomness) -> Result<bool, StoreError> {
    let now = to_micros(clock.now());
    let cancelled = mail::Entity::update_many()
        .col_expr(mail::Column::State, Expr::value(State::Cancelled.id()))
        .col_expr(mail::Column::UpdatedAt, Expr::value(now))
        .filter(mail::Column::Id.eq(id))
        .filter(is_waiting())
        .exec(txn)
        .await?;
    if cancelled.rows_affected == 0 {
        return Ok(false);
    }
    let event = mail_event::ActiveModel {
        id: Set(clock.new_id(randomness)),
        mail_id: Set(id),
        at: Set(now),
        state: Set(State::Cancelled.id().to_owned()),
        reply: Set(None),
    };
    mail_event::Entity::insert(event).exec_without_returning(txn).await?;
    Ok(true)
}

/// Lets mails that were given up be tried again: this one, or all that are dead. Answers how many.
///
/// # Errors
/// When the database fails.
pub async fn retry(txn: &Txn, which: Option<Uuid>, give_up_at: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
    let is_over = [State::Dead.id(), State::Bounced.id()];
    let mut update = mail::Entity::update_many()
        .col_expr(mail::Column::State, Expr::value(State::Queued.id()))
        .col_expr(mail::Column::NotBefore, Expr::value(to_micros(now)))
        .col_expr(mail::Column::UpdatedAt, Expr::value(to_micros(now)))
        .col_expr(mail::Column::GiveUpAt, Expr::value(to_micros(give_up_at)));
    update = match which {
        // One that is named may wait as well: it needn't wait any longer.
        Some(id) => update
            .filter(mail::Column::Id.eq(id))
            .filter(Condition::any().add(is_waiting()).add(mail::Column::State.is_in(is_over))),
        None => update.filter(mail::Column::State.eq(State::Dead.id())),
    };
    let retried = update.exec(txn).await?.rows_affected;
    if retried > 0 {
        for priority in Priority::ALL {
            txn.changed(Change::Outbox(priority)).await?;
        }
    }
    Ok(retried)
}

/// One mail.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Mail>, StoreError> {
    mail::Entity::find_by_id(id).one(db).await?.map(read).transpose()
}

/// The mails about a subject, in the order in which they were written.
///
/// # Errors
/// When the database fails.
pub async fn about(db: &impl ConnectionTrait, subject: Uuid) -> Result<Vec<Mail>, StoreError> {
    let rows = mail::Entity::find().filter(mail::Column::SubjectId.eq(subject)).order_by_asc(mail::Column::Id);
    rows.all(db).await?.into_iter().map(read).collect()
}

/// The newest mail about each of these subjects.
///
/// # Errors
/// When the database fails.
pub async fn newest_about(db: &impl ConnectionTrait, subjects: &[Uuid]) -> Result<HashMap<Uuid, Mail>, StoreError> {
    if subjects.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = mail::Entity::find()
        .filter(mail::Column::SubjectId.is_in(subjects.iter().copied()))
        .order_by_asc(mail::Column::Id);
    let mut newest = HashMap::new();
    for mail in rows.all(db).await?.into_iter().map(read) {
        let mail = mail?;
        if let Some(subject) = mail.subject {
            newest.insert(subject, mail);
        }
    }
    Ok(newest)
}

/// The last mail of a kind about each of these subjects, for those that there is one about.
///
/// # Errors
/// When the database fails.
pub async fn latest(
    db: &impl ConnectionTrait,
    subjects: &[Uuid],
    kind: &str,
) -> Result<HashMap<Uuid, Mail>, StoreError> {
    let rows = mail::Entity::find()
        .filter(mail::Column::SubjectId.is_in(subjects.iter().copied()))
        .filter(mail::Column::Kind.eq(kind))
        .order_by_asc(mail::Column::Id);
    let mut latest = HashMap::new();
    for row in rows.all(db).await? {
        let mail = read(row)?;
        if let Some(subject) = mail.subject {
            latest.insert(subject, mail);
        }
    }
    Ok(latest)
}

/// The last mail of a kind about an account that goes to this mailbox.
///
/// # Errors
/// When the database fails.
pub async fn latest_to(
    db: &impl ConnectionTrait,
    account: Uuid,
    mailbox: &str,
    kind: &str,
) -> Result<Option<Mail>, StoreError> {
    let row = mail::Entity::find()
        .filter(mail::Column::AccountId.eq(account))
        .filter(mail::Column::Mailbox.eq(mailbox))
        .filter(mail::Column::Kind.eq(kind))
        .order_by_desc(mail::Column::Id);
    row.one(db).await?.map(read).transpose()
}

/// What happened to these mails, the earliest first.
///
/// # Errors
/// When the database fails.
pub async fn events(db: &impl ConnectionTrait, mails: &[Uuid]) -> Result<Vec<Event>, StoreError> {
    let rows = mail_event::Entity::find()
        .filter(mail_event::Column::MailId.is_in(mails.iter().copied()))
        .order_by_asc(mail_event::Column::At)
        .order_by_asc(mail_event::Column::Id);
    let events = rows.all(db).await?.into_iter().map(|row| {
        Ok(Event {
            mail: row.mail_id,
            at: from_micros(row.at, "mail_events.at")?,
            state: state(&row.state, "mail_events.state")?,
            reply: row.reply,
        })
    });
    events.collect()
}

/// The newest mails, of one state or of all, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn newest(db: &impl ConnectionTrait, state: Option<State>, limit: u64) -> Result<Vec<Mail>, StoreError> {
    let mut query = mail::Entity::find().order_by_desc(mail::Column::Id).limit(limit);
    if let Some(state) = state {
        query = query.filter(mail::Column::State.eq(state.id()));
    }
    query.all(db).await?.into_iter().map(read).collect()
}

/// How many mails wait, and since when the oldest of them does.
///
/// # Errors
/// When the database fails.
pub async fn backlog(db: &impl ConnectionTrait) -> Result<(u64, Option<Timestamp>), StoreError> {
    let count = waiting().count(db).await?;
    let oldest: Option<i64> = waiting()
        .order_by_asc(mail::Column::CreatedAt)
        .select_only()
        .column(mail::Column::CreatedAt)
        .into_tuple()
        .one(db)
        .await?;
    Ok((count, oldest.map(|at| from_micros(at, "mails.created_at")).transpose()?))
}

/// Whether something last happened before `long_ago` to a mail that doesn't wait any more.
///
/// # Errors
/// When the database fails.
pub async fn has_older(db: &impl ConnectionTrait, long_ago: Timestamp) -> Result<bool, StoreError> {
    Ok(mail::Entity::find().filter(is_over_since(long_ago)).limit(1).one(db).await?.is_some())
}

/// Forgets them.
///
/// # Errors
/// When the database fails.
pub async fn forget_older(txn: &Txn, long_ago: Timestamp) -> Result<(), StoreError> {
    mail::Entity::delete_many().filter(is_over_since(long_ago)).exec(txn).await?;
    Ok(())
}

fn is_over_since(long_ago: Timestamp) -> Condition {
    let over = [State::Sent, State::Bounced, State::Dead, State::Cancelled].map(State::id);
    Condition::all().add(mail::Column::State.is_in(over)).add(mail::Column::UpdatedAt.lte(to_micros(long_ago)))
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

fn waiting() -> sea_orm::Select<mail::Entity> {
    mail::Entity::find().filter(is_waiting())
}

/// Written as in the index of what waits, so that both databases see that they can use it.
fn is_waiting() -> Expr {
    Expr::cust("state IN ('queued', 'deferred')")
}

fn read(row: mail::Model) -> Result<Mail, StoreError> {
    let unreadable = |column| StoreError::Unreadable { column };
    let Content { letter, link } = serde_json::from_str(&row.content).map_err(|_| unreadable("mails.content"))?;
    Ok(Mail {
        id: row.id,
        priority: Priority::from_number(row.priority).ok_or(unreadable("mails.priority"))?,
        letter,
        link,
        to: Addressee {
            name: row.name,
            email: row.email,
            mailbox: row.mailbox,
            language: Language::from_tag(&row.language).ok_or(unreadable("mails.language"))?,
        },
        account: row.account_id,
        subject: row.subject_id,
        state: state(&row.state, "mails.state")?,
        attempts: u32::try_from(row.attempts).unwrap_or_default(),
        not_before: from_micros(row.not_before, "mails.not_before")?,
        give_up_at: from_micros(row.give_up_at, "mails.give_up_at")?,
        created_at: from_micros(row.created_at, "mails.created_at")?,
        updated_at: from_micros(row.updated_at, "mails.updated_at")?,
        reply: row.reply,
    })
}

fn state(id: &str, column: &'static str) -> Result<State, StoreError> {
    State::from_id(id).ok_or(StoreError::Unreadable { column })
}
