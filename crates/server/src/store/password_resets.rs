//! How often somebody said that they have forgotten a password: for which mailbox and from where, as hashes, whether or not
//! anybody has that mailbox.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Select,
};
use uuid::Uuid;

use super::sign_ins::key;
use super::{StoreError, Txn, from_micros, to_micros};
use crate::entity::password_reset_request as request;

/// How long a request counts.
pub const WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// How far the clocks of servers on the same database may be apart.
const SKEW: SignedDuration = SignedDuration::from_mins(2);
/// Mails to one mailbox: one that got lost, one that was overlooked, one more. Whoever asks more often, for somebody else's
/// mailbox perhaps, fills it with no more.
pub const PER_MAILBOX: u64 = 3;
/// Requests from one network: an office behind one address after a holiday.
pub const PER_NETWORK: u64 = 20;

/// Somebody who has forgotten a password.
#[derive(Clone, Debug)]
pub struct Request {
    mailbox: Vec<u8>,
    network: Vec<u8>,
}

impl Request {
    /// A request for this mailbox, whether or not somebody has it, from this network.
    #[must_use]
    pub fn new(mailbox: &str, network: &str) -> Self {
        Self { mailbox: key("mailbox", mailbox.as_bytes()), network: key("network", network.as_bytes()) }
    }

    fn recent_from_network(&self, now: Timestamp) -> Select<request::Entity> {
        recent(now).filter(request::Column::NetworkKey.eq(self.network.clone()))
    }
}

/// When there may be another request from this network: `None` for now.
///
/// # Errors
/// When the database fails.
pub async fn refused_until(
    db: &impl ConnectionTrait,
    asked: &Request,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let count = asked.recent_from_network(now).count(db).await?;
    let Some(above) = count.checked_sub(PER_NETWORK) else {
        return Ok(None);
    };
    let last_to_go = asked.recent_from_network(now).order_by_asc(request::Column::RequestedAt).offset(above).limit(1);
    let Some(last_to_go) = last_to_go.one(db).await? else {
        return Ok(None);
    };
    let since = from_micros(last_to_go.requested_at, "password_reset_requests.requested_at")?;
    Ok(Some(since.checked_add(WINDOW).unwrap_or(Timestamp::MAX)))
}

/// Counts a request, forgets those that no longer count, and answers whether a mail may follow: there weren't too many to
/// this mailbox.
///
/// # Errors
/// When the database fails.
pub async fn count(txn: &Txn, id: Uuid, asked: &Request, now: Timestamp) -> Result<bool, StoreError> {
    let start = to_micros(window_start(now));
    request::Entity::delete_many().filter(request::Column::RequestedAt.lte(start)).exec(txn).await?;
    let row = request::ActiveModel {
        id: Set(id),
        mailbox_key: Set(asked.mailbox.clone()),
        network_key: Set(asked.network.clone()),
        requested_at: Set(to_micros(now)),
    };
    request::Entity::insert(row).exec_without_returning(txn).await?;
    let of_mailbox = recent(now).filter(request::Column::MailboxKey.eq(asked.mailbox.clone()));
    Ok(of_mailbox.count(txn).await? <= PER_MAILBOX)
}

fn recent(now: Timestamp) -> Select<request::Entity> {
    // What was asked for by a clock that was ahead doesn't count once that is set back.
    let end = now.checked_add(SKEW).unwrap_or(Timestamp::MAX);
    request::Entity::find()
        .filter(request::Column::RequestedAt.gt(to_micros(window_start(now))))
        .filter(request::Column::RequestedAt.lte(to_micros(end)))
}

fn window_start(now: Timestamp) -> Timestamp {
    now.checked_sub(WINDOW).unwrap_or(Timestamp::MIN)
}
