//! What the operator's systems have told accounts, and by which mails it reaches people.
//!
//! A notification goes out at once, with a delivery for each mail; or it waits for the next mail about its problem, and has the
//! deliveries of the notification in whose mails it was told.

use jiff::Timestamp;
use model::{Category, DeliveryState, Environment, Severity};
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, JoinType,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _, RelationTrait as _,
};
use uuid::Uuid;

use super::{FORGOTTEN_AT_ONCE, StoreError, Txn, from_micros, outbox, to_micros};
use crate::entity::{delivery, mail, notification};

/// What an account was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Its id.
    pub id: Uuid,
    /// The account.
    pub account: Uuid,
    /// What it is about.
    pub category: Category,
    /// Where.
    pub environment: Environment,
    /// In a line.
    pub subject: String,
    /// In full.
    pub body: String,
    /// How pressing it is, if that was said.
    pub severity: Option<Severity>,
    /// What notifications of the same problem have in common, if that was said.
    pub problem_key: Option<String>,
    /// When it was posted.
    pub posted_at: Timestamp,
    /// Whether administrators were told because its contacts couldn't be.
    pub fallback: bool,
    /// The problem whose next mail will tell of it, as long as it waits for that.
    pub folded_into: Option<Uuid>,
    /// The notification whose mails told of it, if it had waited.
    pub told_with: Option<Uuid>,
}

impl Notification {
    /// The notification whose mails tell of this one.
    #[must_use]
    pub fn told_by(&self) -> Uuid {
        self.told_with.unwrap_or(self.id)
    }
}

/// A notification that has reached nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreached {
    /// The notification.
    pub id: Uuid,
    /// The account.
    pub account: Uuid,
}

/// Which notifications are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only these.
    pub category: Option<Category>,
    /// Only those with a delivery in this state.
    pub state: Option<DeliveryState>,
    /// Only these.
    pub environment: Option<Environment>,
}

/// Stores a notification.
///
/// # Errors
/// When the database fails.
pub async fn create(txn: &Txn, new: &Notification) -> Result<(), StoreError> {
    let row = notification::ActiveModel {
        id: Set(new.id),
        account_id: Set(new.account),
        category: Set(new.category.id().to_owned()),
        environment: Set(new.environment.id().to_owned()),
        subject: Set(new.subject.clone()),
        body: Set(new.body.clone()),
        severity: Set(new.severity.map(|severity| severity.id().to_owned())),
        problem_key: Set(new.problem_key.clone()),
        posted_at: Set(to_micros(new.posted_at)),
        fallback: Set(new.fallback),
        folded_into: Set(new.folded_into),
        told_with: Set(new.told_with),
        is_lost: Set(false),
    };
    notification::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}

/// Notes that `notification` goes out, and whether to administrators for lack of contacts.
///
/// # Errors
/// When the database fails.
pub async fn goes_out(txn: &Txn, notification: Uuid, fallback: bool) -> Result<(), StoreError> {
    notification::Entity::update_many()
        .col_expr(notification::Column::FoldedInto, Expr::value(None::<Uuid>))
        .col_expr(notification::Column::ToldWith, Expr::value(None::<Uuid>))
        .col_expr(notification::Column::Fallback, Expr::value(fallback))
        .filter(notification::Column::Id.eq(notification))
        .exec(txn)
        .await?;
    Ok(())
}

/// How many others the mails of this notification tell of.
///
/// # Errors
/// When the database fails.
pub async fn others_told_with(db: &impl ConnectionTrait, notification: Uuid) -> Result<u64, StoreError> {
    Ok(notification::Entity::find().filter(notification::Column::ToldWith.eq(notification)).count(db).await?)
}

/// Notes whether this notification, and those that its mails tell of, goes to administrators for lack of contacts.
///
/// # Errors
/// When the database fails.
pub async fn set_fallback(txn: &Txn, notification: Uuid, fallback: bool) -> Result<(), StoreError> {
    let of_these = Condition::any()
        .add(notification::Column::Id.eq(notification))
        .add(notification::Column::ToldWith.eq(notification));
    notification::Entity::update_many()
        .col_expr(notification::Column::Fallback, Expr::value(fallback))
        .filter(of_these)
        .exec(txn)
        .await?;
    Ok(())
}

/// Notifications with mails that were given up since `since`, and none that was or may still be taken.
///
/// # Errors
/// When the database fails.
pub async fn unreached(
    db: &impl ConnectionTrait,
    since: Timestamp,
    limit: usize,
) -> Result<Vec<Unreached>, StoreError> {
    let with_mails_that_are = |condition: Expr| {
        delivery::Entity::find()
            .select_only()
            .column(delivery::Column::NotificationId)
            .join(JoinType::InnerJoin, delivery::Relation::Mail.def())
            .filter(condition)
    };
    let given_up =
        with_mails_that_are(outbox::was_not_delivered()).filter(mail::Column::UpdatedAt.gte(to_micros(since)));
    let may_be_taken = [DeliveryState::Queued, DeliveryState::Deferred, DeliveryState::Sent].map(DeliveryState::id);
    let not_given_up = with_mails_that_are(mail::Column::State.is_in(may_be_taken)).filter(
        Expr::col((delivery::Entity, delivery::Column::NotificationId))
            .equals((notification::Entity, notification::Column::Id)),
    );
    let found = notification::Entity::find()
        .select_only()
        .columns([notification::Column::Id, notification::Column::AccountId])
        .filter(notification::Column::Id.in_subquery(given_up.into_query()))
        .filter(Expr::not_exists(not_given_up.into_query()))
        .filter(notification::Column::IsLost.eq(false))
        .limit(u64::try_from(limit).ok())
        .into_tuple::<(Uuid, Uuid)>()
        .all(db)
        .await?;
    Ok(found.into_iter().map(|(id, account)| Unreached { id, account }).collect())
}

/// Notes that nobody is left who could be told.
///
/// # Errors
/// When the database fails.
pub async fn set_lost(txn: &Txn, notification: Uuid) -> Result<(), StoreError> {
    notification::Entity::update_many()
        .col_expr(notification::Column::IsLost, Expr::value(true))
        .filter(notification::Column::Id.eq(notification))
        .exec(txn)
        .await?;
    Ok(())
}

/// Lets the mails of `told_with` tell of everything that waits for the problem's next mail. Answers how many that are.
///
/// # Errors
/// When the database fails.
pub async fn tell_of_waiting(txn: &Txn, problem: Uuid, told_with: Uuid, fallback: bool) -> Result<u64, StoreError> {
    let told = notification::Entity::update_many()
        .col_expr(notification::Column::FoldedInto, Expr::value(None::<Uuid>))
        .col_expr(notification::Column::ToldWith, Expr::value(Some(told_with)))
        .col_expr(notification::Column::Fallback, Expr::value(fallback))
        .filter(notification::Column::FoldedInto.eq(problem))
        .filter(notification::Column::Id.ne(told_with))
        .exec(txn)
        .await?;
    Ok(told.rows_affected)
}

/// The newest of those that wait for the problem's next mail.
///
/// # Errors
/// When the database fails.
pub async fn newest_waiting(db: &impl ConnectionTrait, problem: Uuid) -> Result<Option<Notification>, StoreError> {
    let query = notification::Entity::find()
        .filter(notification::Column::FoldedInto.eq(problem))
        .order_by_desc(notification::Column::PostedAt)
        .order_by_desc(notification::Column::Id);
    query.one(db).await?.map(read).transpose()
}

/// How pressing those are that wait for the problem's next mail: each severity once.
///
/// # Errors
/// When the database fails.
pub async fn waiting_severities(db: &impl ConnectionTrait, problem: Uuid) -> Result<Vec<Option<Severity>>, StoreError> {
    let severities: Vec<Option<String>> = notification::Entity::find()
        .select_only()
        .column(notification::Column::Severity)
        .distinct()
        .filter(notification::Column::FoldedInto.eq(problem))
        .into_tuple()
        .all(db)
        .await?;
    severities.into_iter().map(severity).collect()
}

/// One notification of the account.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, account: Uuid, id: Uuid) -> Result<Option<Notification>, StoreError> {
    let query = notification::Entity::find_by_id(id).filter(notification::Column::AccountId.eq(account));
    query.one(db).await?.map(read).transpose()
}

/// The account's notifications, newest first: at most `limit`, made before `before` if that is given.
///
/// # Errors
/// When the database fails.
pub async fn page(
    db: &impl ConnectionTrait,
    account: Uuid,
    filter: Filter,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Notification>, StoreError> {
    let Filter { category, state, environment } = filter;
    let mut query = notification::Entity::find()
        .filter(notification::Column::AccountId.eq(account))
        .order_by_desc(notification::Column::Id)
        .limit(limit);
    if let Some(before) = before {
        query = query.filter(notification::Column::Id.lt(before));
    }
    if let Some(category) = category {
        query = query.filter(notification::Column::Category.eq(category.id()));
    }
    if let Some(environment) = environment {
        query = query.filter(notification::Column::Environment.eq(environment.id()));
    }
    if let Some(state) = state {
        let told_by = Func::coalesce([
            Expr::col((notification::Entity, notification::Column::ToldWith)),
            Expr::col((notification::Entity, notification::Column::Id)),
        ]);
        let with_this_state = delivery::Entity::find()
            .select_only()
            .column(delivery::Column::NotificationId)
            .join(JoinType::InnerJoin, delivery::Relation::Mail.def())
            .filter(mail::Column::State.eq(state.id()))
            .filter(Expr::col((delivery::Entity, delivery::Column::NotificationId)).eq(told_by))
            .into_query();
        query = query.filter(Expr::exists(with_this_state));
    }
    query.all(db).await?.into_iter().map(read).collect()
}

/// Whether there are notifications from before `long_ago`.
///
/// # Errors
/// When the database fails.
pub async fn has_older(db: &impl ConnectionTrait, long_ago: Timestamp) -> Result<bool, StoreError> {
    let is_older = notification::Column::PostedAt.lte(to_micros(long_ago));
    // In order, so that the index is looked at even if nothing is known of the table yet.
    let oldest = notification::Entity::find().filter(is_older).order_by_asc(notification::Column::PostedAt);
    Ok(oldest.limit(1).one(db).await?.is_some())
}

/// Forgets them.
///
/// # Errors
/// When the database fails.
pub async fn forget_older(txn: &Txn, long_ago: Timestamp) -> Result<(), StoreError> {
    let older = notification::Entity::find().select_only().column(notification::Column::Id);
    let older = older.filter(notification::Column::PostedAt.lte(to_micros(long_ago)));
    let some = older.limit(FORGOTTEN_AT_ONCE).into_query();
    notification::Entity::delete_many().filter(notification::Column::Id.in_subquery(some)).exec(txn).await?;
    Ok(())
}

fn read(row: notification::Model) -> Result<Notification, StoreError> {
    let unreadable = |column| StoreError::Unreadable { column };
    Ok(Notification {
        id: row.id,
        account: row.account_id,
        category: Category::from_id(&row.category).ok_or(unreadable("notifications.category"))?,
        environment: Environment::from_id(&row.environment).ok_or(unreadable("notifications.environment"))?,
        subject: row.subject,
        body: row.body,
        severity: severity(row.severity)?,
        problem_key: row.problem_key,
        posted_at: from_micros(row.posted_at, "notifications.posted_at")?,
        fallback: row.fallback,
        folded_into: row.folded_into,
        told_with: row.told_with,
    })
}

fn severity(id: Option<String>) -> Result<Option<Severity>, StoreError> {
    let unreadable = StoreError::Unreadable { column: "notifications.severity" };
    id.map(|id| Severity::from_id(&id)).map_or(Ok(None), |severity| severity.map(Some).ok_or(unreadable))
}
