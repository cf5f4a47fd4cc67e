//! Mails that are tried again because an administrator says so.

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::{Priority, State, is_waiting, was_not_delivered};
use crate::entity::mail;
use crate::store::{Change, StoreError, Txn, to_micros};

/// Mails that are changed by one statement.
const BATCH: usize = 500;

/// A mail that may be tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// Its id.
    pub id: Uuid,
    /// What kind of letter it is; also one that only servers of a later version know.
    pub kind: String,
    /// The account that it is about.
    pub account: Option<Uuid>,
    /// Whose mailbox it goes to.
    pub mailbox: String,
}

/// The mails that were given up, or the one with this id, which may wait as well: it needn't wait any longer.
///
/// # Errors
/// When the database fails.
pub async fn undelivered(db: &impl ConnectionTrait, which: Option<Uuid>) -> Result<Vec<Undelivered>, StoreError> {
    let query = mail::Entity::find().order_by_asc(mail::Column::Id);
    let query = match which {
        Some(id) => query.filter(mail::Column::Id.eq(id)).filter(may_be_retried()),
        None => query.filter(was_not_delivered()).filter(mail::Column::State.eq(State::Dead.id())),
    };
    let columns = [mail::Column::Id, mail::Column::Kind, mail::Column::AccountId, mail::Column::Mailbox];
    let rows: Vec<(Uuid, String, Option<Uuid>, String)> =
        query.select_only().columns(columns).into_tuple().all(db).await?;
    Ok(rows.into_iter().map(|(id, kind, account, mailbox)| Undelivered { id, kind, account, mailbox }).collect())
}

/// Lets mails be tried again, unless they were sent or cancelled meanwhile. Answers how many.
///
/// # Errors
/// When the database fails.
pub async fn retry(txn: &Txn, ids: &[Uuid], give_up_at: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
    let mut retried = 0;
    for ids in ids.chunks(BATCH) {
        let update = mail::Entity::update_many()
            .col_expr(mail::Column::State, Expr::value(State::Queued.id()))
            .col_expr(mail::Column::NotBefore, Expr::value(to_micros(now)))
            .col_expr(mail::Column::UpdatedAt, Expr::value(to_micros(now)))
            .col_expr(mail::Column::GiveUpAt, Expr::value(to_micros(give_up_at)))
            .filter(mail::Column::Id.is_in(ids.iter().copied()))
            .filter(may_be_retried());
        retried += update.exec(txn).await?.rows_affected;
    }
    if retried > 0 {
        for priority in Priority::ALL {
            txn.changed(Change::Outbox(priority)).await?;
        }
    }
    Ok(retried)
}

fn may_be_retried() -> Condition {
    Condition::any().add(is_waiting()).add(was_not_delivered())
}
