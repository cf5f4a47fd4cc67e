//! By which mails people are told of notifications, and how far these have come.

use jiff::Timestamp;
use model::{DeliveryState, Language, Reason};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, FromQueryResult, JoinType,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationTrait as _,
};
use uuid::Uuid;

use super::{StoreError, Txn, from_micros, outbox};
use crate::entity::{delivery, mail};

/// A mail by which somebody is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The mail.
    pub mail: Uuid,
    /// The notification.
    pub notification: Uuid,
    /// Why to them.
    pub reason: Reason,
    /// The name, when known.
    pub name: Option<String>,
    /// Where it goes.
    pub email: String,
    /// What two spellings of the address have in common.
    pub mailbox: String,
    /// In which language.
    pub language: Language,
    /// How far it has come.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried again, as long as it waits.
    pub not_before: Timestamp,
    /// When something last happened to it.
    pub updated_at: Timestamp,
    /// What the mail server said last.
    pub reply: Option<String>,
}

/// Stores by which mails people are told, and why they are.
///
/// # Errors
/// When the database fails.
pub async fn create(txn: &Txn, notification: Uuid, mails: &[(Uuid, Reason)]) -> Result<(), StoreError> {
    if mails.is_empty() {
        return Ok(());
    }
    let rows = mails.iter().map(|(mail, reason)| delivery::ActiveModel {
        mail_id: Set(*mail),
        notification_id: Set(notification),
        reason: Set(reason.id().to_owned()),
    });
    delivery::Entity::insert_many(rows).exec_without_returning(txn).await?;
    Ok(())
}

/// By which mails people are told of these notifications, in the order in which the mails were written.
///
/// # Errors
/// When the database fails.
pub async fn of(db: &impl ConnectionTrait, notifications: &[Uuid]) -> Result<Vec<Delivery>, StoreError> {
    let of_these = delivery::Column::NotificationId.is_in(notifications.iter().copied());
    select(db, Condition::all().add(of_these)).await
}

/// By which mails of the account that still wait people are told of something.
///
/// # Errors
/// When the database fails.
pub async fn waiting(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<Delivery>, StoreError> {
    select(db, Condition::all().add(mail::Column::AccountId.eq(account)).add(outbox::is_waiting())).await
}

/// A delivery and as much of its mail as is shown: what the mail says is long, and known from the notification.
#[derive(FromQueryResult)]
struct Row {
    mail_id: Uuid,
    notification_id: Uuid,
    reason: String,
    name: Option<String>,
    email: String,
    mailbox: String,
    language: String,
    state: String,
    attempts: i32,
    not_before: i64,
    updated_at: i64,
    reply: Option<String>,
}

async fn select(db: &impl ConnectionTrait, which: Condition) -> Result<Vec<Delivery>, StoreError> {
    let rows = delivery::Entity::find()
        .select_only()
        .columns([delivery::Column::MailId, delivery::Column::NotificationId, delivery::Column::Reason])
        .columns([
            mail::Column::Name,
            mail::Column::Email,
            mail::Column::Mailbox,
            mail::Column::Language,
            mail::Column::State,
            mail::Column::Attempts,
            mail::Column::NotBefore,
            mail::Column::UpdatedAt,
            mail::Column::Reply,
        ])
        .join(JoinType::InnerJoin, delivery::Relation::Mail.def())
        .filter(which)
        .order_by_asc(delivery::Column::MailId)
        .into_model::<Row>()
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<Delivery, StoreError> {
    let unreadable = |column| StoreError::Unreadable { column };
    Ok(Delivery {
        mail: row.mail_id,
        notification: row.notification_id,
        reason: Reason::from_id(&row.reason).ok_or(unreadable("deliveries.reason"))?,
        name: row.name,
        email: row.email,
        mailbox: row.mailbox,
        language: Language::from_tag(&row.language).ok_or(unreadable("mails.language"))?,
        state: DeliveryState::from_id(&row.state).ok_or(unreadable("mails.state"))?,
        attempts: u32::try_from(row.attempts).unwrap_or_default(),
        not_before: from_micros(row.not_before, "mails.not_before")?,
        updated_at: from_micros(row.updated_at, "mails.updated_at")?,
        reply: row.reply,
    })
}
