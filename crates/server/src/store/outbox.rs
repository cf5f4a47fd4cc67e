//! The outbox: mails that wait, and what became of those that don't.
//!
//! A mail is written in the transaction of the change that causes it. A worker takes it by a lease: until that ends nobody else
//! may, and if the worker dies, the mail is simply due again. What the mail server said is recorded with the attempt that it
//! answers, so that a worker that comes back late can't overwrite what another one did; only that a mail *was* taken is recorded
//! in any case.

mod reading;
mod retrying;
mod sending;

use jiff::Timestamp;
pub use model::DeliveryState as State;
use model::{EmailAddress, Language};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::reading::{Event, ListedMail, about, backlog, events, find, latest, latest_to, newest, newest_about};
pub use self::retrying::{Undelivered, retry, undelivered};
pub use self::sending::{
    Attempted, LONGEST_LEASE, LONGEST_WAIT, claim, has_implausible_waits, lock_waiting, mend_waits, next_due, put_back,
    record, take_over,
};
use super::{Change, FORGOTTEN_AT_ONCE, StoreError, Txn, from_micros, to_micros};
use crate::clock::{self, Clock};
use crate::entity::{mail, mail_event};
use crate::mail::Letter;
use crate::mail::letter::Link;
use crate::random::Randomness;

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
    /// What it is about, where it has to be found again by that: an invitation, a user, an address; the account that a test
    /// message is sent for.
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
    /// What it is about, where it has to be found again by that.
    pub subject: Option<Uuid>,
    /// What has become of it.
    pub state: State,
    /// How often it was tried to send it.
    pub attempts: u32,
    /// When it will be tried again, as long as it waits.
    pub not_before: Timestamp,
    /// Until when it is with a worker who took it; in the past if it is with none.
    pub lease_ends_at: Timestamp,
    /// When there is no longer any point in it.
    pub give_up_at: Timestamp,
    /// When it was written.
    pub created_at: Timestamp,
    /// When something last happened to it.
    pub updated_at: Timestamp,
    /// What the mail server, or the connection to it, said last.
    pub reply: Option<String>,
}

/// When the lease ends of a mail that nobody has taken.
const NOBODYS: i64 = 0;

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
        lease_ends_at: Set(NOBODYS),
        give_up_at: Set(to_micros(new.give_up_at)),
        created_at: Set(to_micros(now)),
        updated_at: Set(to_micros(now)),
        reply: Set(None),
    })
}

/// Cancels the mails about a subject that still wait: an invitation that was revoked, a contact that was removed. Nor are those
/// tried again that couldn't be delivered. A mail that is being sent at this moment is sent.
///
/// # Errors
/// When the database fails.
pub async fn cancel(txn: &Txn, subject: Uuid, mailbox: Option<&str>, now: Timestamp) -> Result<u64, StoreError> {
    let mut update = mail::Entity::update_many()
        .col_expr(mail::Column::State, Expr::value(State::Cancelled.id()))
        .col_expr(mail::Column::UpdatedAt, Expr::value(to_micros(now)))
        .filter(mail::Column::SubjectId.eq(subject))
        .filter(Condition::any().add(is_waiting()).add(was_not_delivered()));
    if let Some(mailbox) = mailbox {
        update = update.filter(mail::Column::Mailbox.eq(mailbox));
    }
    Ok(update.exec(txn).await?.rows_affected)
}

/// Cancels the mails of these kinds to a mailbox that still wait: an account has nothing to say to it any more.
///
/// # Errors
/// When the database fails.
pub async fn cancel_to(
    txn: &Txn,
    account: Uuid,
    mailbox: &str,
    kinds: [&'static str; 2],
    now: Timestamp,
) -> Result<(), StoreError> {
    mail::Entity::update_many()
        .col_expr(mail::Column::State, Expr::value(State::Cancelled.id()))
        .col_expr(mail::Column::UpdatedAt, Expr::value(to_micros(now)))
        .filter(mail::Column::AccountId.eq(account))
        .filter(mail::Column::Mailbox.eq(mailbox))
        .filter(mail::Column::Kind.is_in(kinds))
        .filter(is_waiting())
        .exec(txn)
        .await?;
    Ok(())
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

/// Whether something last happened before `long_ago` to a mail that doesn't wait any more.
///
/// # Errors
/// When the database fails.
pub async fn has_older(db: &impl ConnectionTrait, long_ago: Timestamp) -> Result<bool, StoreError> {
    let oldest = mail::Entity::find().filter(is_over_since(long_ago)).order_by_asc(mail::Column::Id);
    Ok(oldest.limit(1).one(db).await?.is_some())
}

/// Forgets some of them, at most [`FORGOTTEN_AT_ONCE`].
///
/// # Errors
/// When the database fails.
pub async fn forget_older(txn: &Txn, long_ago: Timestamp) -> Result<(), StoreError> {
    let older = mail::Entity::find().select_only().column(mail::Column::Id).filter(is_over_since(long_ago));
    let some = older.limit(FORGOTTEN_AT_ONCE).into_query();
    mail::Entity::delete_many().filter(mail::Column::Id.in_subquery(some)).exec(txn).await?;
    Ok(())
}

/// Ids say when mails were written, which is before anything else happened to them: so no index has to say when that was.
fn is_over_since(long_ago: Timestamp) -> Condition {
    let over = [State::Sent, State::Bounced, State::Dead, State::Cancelled].map(State::id);
    Condition::all()
        .add(mail::Column::Id.lt(clock::first_id(long_ago)))
        .add(mail::Column::State.is_in(over))
        .add(mail::Column::UpdatedAt.lte(to_micros(long_ago)))
}

fn waiting() -> sea_orm::Select<mail::Entity> {
    mail::Entity::find().filter(is_waiting())
}

/// Written as in the indexes of what waits, so that both databases see that they can use them.
pub(super) fn is_waiting() -> Expr {
    Expr::cust("state IN ('queued', 'deferred')")
}

/// As [`is_waiting`], for the index of what the mail server refused or nobody could deliver.
pub(super) fn was_not_delivered() -> Expr {
    Expr::cust("state IN ('bounced', 'dead')")
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
        lease_ends_at: from_micros(row.lease_ends_at, "mails.lease_ends_at")?,
        give_up_at: from_micros(row.give_up_at, "mails.give_up_at")?,
        created_at: from_micros(row.created_at, "mails.created_at")?,
        updated_at: from_micros(row.updated_at, "mails.updated_at")?,
        reply: row.reply,
    })
}

fn state(id: &str, column: &'static str) -> Result<State, StoreError> {
    State::from_id(id).ok_or(StoreError::Unreadable { column })
}
