//! Looking up mails, and what became of them.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

use super::{Mail, State, is_waiting, read, state, waiting, was_not_delivered};
use crate::entity::{mail, mail_event};
use crate::store::{StoreError, from_micros};

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

/// A mail in a list of all kinds, as it was written: this version needn't know what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedMail {
    /// Its id.
    pub id: Uuid,
    /// What kind of letter it is.
    pub kind: String,
    /// Where it goes.
    pub email: String,
    /// The id of its state.
    pub state: String,
    /// How often it was tried to send it.
    pub attempts: i32,
    /// When it will be tried again, as long as it waits.
    pub not_before: Timestamp,
    /// Until when it is with a worker who took it.
    pub lease_ends_at: Timestamp,
    /// When it was written.
    pub created_at: Timestamp,
    /// What the mail server, or the connection to it, said last.
    pub reply: Option<String>,
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

/// The last mail of a kind about a subject that goes to this mailbox.
///
/// # Errors
/// When the database fails.
pub async fn latest_to(
    db: &impl ConnectionTrait,
    subject: Uuid,
    mailbox: &str,
    kind: &str,
) -> Result<Option<Mail>, StoreError> {
    let row = mail::Entity::find()
        .filter(mail::Column::SubjectId.eq(subject))
        .filter(mail::Column::Mailbox.eq(mailbox))
        .filter(mail::Column::Kind.eq(kind))
        .order_by_desc(mail::Column::Id);
    row.one(db).await?.map(read).transpose()
}

/// What happened to these mails, the earliest first. That they were sent they tell themselves.
///
/// # Errors
/// When the database fails.
pub async fn events(db: &impl ConnectionTrait, mails: &[Uuid]) -> Result<Vec<Event>, StoreError> {
    if mails.is_empty() {
        return Ok(Vec::new());
    }
    let happened = mail_event::Entity::find()
        .filter(mail_event::Column::MailId.is_in(mails.iter().copied()))
        .order_by_asc(mail_event::Column::Id);
    let mut events = Vec::new();
    for row in happened.all(db).await? {
        events.push(Event {
            mail: row.mail_id,
            at: from_micros(row.at, "mail_events.at")?,
            state: state(&row.state, "mail_events.state")?,
            reply: row.reply,
        });
    }
    let sent: Vec<(Uuid, i64, Option<String>)> = mail::Entity::find()
        .select_only()
        .columns([mail::Column::Id, mail::Column::UpdatedAt, mail::Column::Reply])
        .filter(mail::Column::Id.is_in(mails.iter().copied()))
        .filter(mail::Column::State.eq(State::Sent.id()))
        .into_tuple()
        .all(db)
        .await?;
    for (mail, at, reply) in sent {
        let sent = Event { mail, at: from_micros(at, "mails.updated_at")?, state: State::Sent, reply };
        // A server of an earlier version beside this one has made an event of it.
        if !events.contains(&sent) {
            events.push(sent);
        }
    }
    events.sort_by_key(|event| event.at);
    Ok(events)
}

/// The newest mails, of one state or of all, at most `limit`; also those that a server of a later version has written.
///
/// # Errors
/// When the database fails.
pub async fn newest(
    db: &impl ConnectionTrait,
    state: Option<State>,
    limit: u64,
) -> Result<Vec<ListedMail>, StoreError> {
    let mut query = mail::Entity::find().order_by_desc(mail::Column::Id).limit(limit);
    if let Some(state) = state {
        query = query.filter(mail::Column::State.eq(state.id()));
        query = match state {
            State::Queued | State::Deferred => query.filter(is_waiting()),
            State::Bounced | State::Dead => query.filter(was_not_delivered()),
            State::Sent | State::Cancelled => query,
        };
    }
    let columns = [
        mail::Column::Id,
        mail::Column::Kind,
        mail::Column::Email,
        mail::Column::State,
        mail::Column::Attempts,
        mail::Column::NotBefore,
        mail::Column::LeaseEndsAt,
        mail::Column::CreatedAt,
        mail::Column::Reply,
    ];
    let rows = query.select_only().columns(columns).into_tuple().all(db).await?;
    rows.into_iter().map(listed).collect()
}

type ListedRow = (Uuid, String, String, String, i32, i64, i64, i64, Option<String>);

fn listed(row: ListedRow) -> Result<ListedMail, StoreError> {
    let (id, kind, email, state, attempts, not_before, lease_ends_at, created_at, reply) = row;
    Ok(ListedMail {
        id,
        kind,
        email,
        state,
        attempts,
        not_before: from_micros(not_before, "mails.not_before")?,
        lease_ends_at: from_micros(lease_ends_at, "mails.lease_ends_at")?,
        created_at: from_micros(created_at, "mails.created_at")?,
        reply,
    })
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
