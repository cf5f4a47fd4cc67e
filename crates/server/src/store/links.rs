//! Links within mails: a token each, known to the database only by its hash.

use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use super::rows::{self, Column};
use super::sessions::TokenHash;
use super::{FORGOTTEN_AT_ONCE, StoreError, Txn, from_micros, to_micros};
use crate::entity::link;

/// How long it is remembered that a token was one, so that whoever comes late is told that the link has expired, which they
/// can do something about, instead of that there never was one.
pub const REMEMBERED: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What a link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Accepts this invitation.
    Invitation(Uuid),
    /// Sets another password for this user.
    PasswordReset(Uuid),
    /// Confirms or declines an address that an account has listed.
    Address {
        /// The account.
        account: Uuid,
        /// The mailbox.
        mailbox: String,
    },
}

impl Purpose {
    fn id(&self) -> &'static str {
        match self {
            Self::Invitation(_) => "invitation",
            Self::PasswordReset(_) => "password_reset",
            Self::Address { .. } => "address",
        }
    }
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it is for.
    pub purpose: Purpose,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was used, for those that can be used once.
    pub used_at: Option<Timestamp>,
    /// When another one took its place, for those of which only the newest is good.
    pub superseded_at: Option<Timestamp>,
}

/// A link that is made.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// The hash of its token.
    pub hash: TokenHash,
    /// What it is for.
    pub purpose: Purpose,
    /// When it is made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Stores links, which nobody has used yet.
///
/// # Errors
/// When the database fails.
pub async fn create(txn: &Txn, links: &[NewLink]) -> Result<(), StoreError> {
    let (mut about_subjects, mut subjects) = (Vec::new(), Vec::new());
    let (mut about_addresses, mut accounts, mut mailboxes) = (Vec::new(), Vec::new(), Vec::new());
    for link in links {
        match &link.purpose {
            Purpose::Invitation(id) | Purpose::PasswordReset(id) => {
                about_subjects.push(link);
                subjects.push(*id);
            }
            Purpose::Address { account, mailbox } => {
                about_addresses.push(link);
                accounts.push(*account);
                mailboxes.push(mailbox.clone());
            }
        }
    }
    insert(txn, &about_subjects, "subject_id", vec![Column::new(subjects)]).await?;
    insert(txn, &about_addresses, "account_id, mailbox", vec![Column::new(accounts), Column::new(mailboxes)]).await
}

async fn insert(txn: &Txn, links: &[&NewLink], subject: &str, subjects: Vec<Column>) -> Result<(), StoreError> {
    if links.is_empty() {
        return Ok(());
    }
    let mut columns = subjects;
    columns.extend([
        Column::new(links.iter().map(|link| link.hash.to_vec())),
        Column::new(links.iter().map(|link| link.purpose.id().to_owned())),
        Column::new(links.iter().map(|link| to_micros(link.created_at))),
        Column::new(links.iter().map(|link| to_micros(link.expires_at))),
    ]);
    let insert = |rows: &str| {
        format!("INSERT INTO links ({subject}, token_hash, purpose, created_at, expires_at) SELECT * FROM {rows}")
    };
    txn.execute_raw(rows::statement(txn.get_database_backend(), columns, insert)).await?;
    Ok(())
}

/// The link with this token's hash, also one that has expired or was used.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, hash: TokenHash) -> Result<Option<Link>, StoreError> {
    let Some(row) = link::Entity::find_by_id(hash.to_vec()).one(db).await? else {
        return Ok(None);
    };
    let purpose = match (row.purpose.as_str(), row.subject_id, row.account_id, row.mailbox) {
        ("invitation", Some(id), _, _) => Purpose::Invitation(id),
        ("password_reset", Some(id), _, _) => Purpose::PasswordReset(id),
        ("address", _, Some(account), Some(mailbox)) => Purpose::Address { account, mailbox },
        _ => return Err(StoreError::Unreadable { column: "links.purpose" }),
    };
    Ok(Some(Link {
        purpose,
        created_at: from_micros(row.created_at, "links.created_at")?,
        expires_at: from_micros(row.expires_at, "links.expires_at")?,
        used_at: row.used_at.map(|at| from_micros(at, "links.used_at")).transpose()?,
        superseded_at: row.superseded_at.map(|at| from_micros(at, "links.superseded_at")).transpose()?,
    }))
}

/// Notes that a link was used. Answers whether it hadn't been before: of two who use it at the same time, one has.
///
/// # Errors
/// When the database fails.
pub async fn use_up(txn: &Txn, hash: TokenHash, now: Timestamp) -> Result<bool, StoreError> {
    let used = link::Entity::update_many()
        .col_expr(link::Column::UsedAt, Expr::value(to_micros(now)))
        .filter(link::Column::TokenHash.eq(hash.to_vec()))
        .filter(link::Column::UsedAt.is_null())
        .exec(txn)
        .await?;
    Ok(used.rows_affected > 0)
}

/// Notes that the links by which this user could have set another password are no longer good.
///
/// # Errors
/// When the database fails.
pub async fn supersede_password_resets(txn: &Txn, user: Uuid, now: Timestamp) -> Result<(), StoreError> {
    link::Entity::update_many()
        .col_expr(link::Column::SupersededAt, Expr::value(to_micros(now)))
        .filter(link::Column::Purpose.eq(Purpose::PasswordReset(user).id()))
        .filter(link::Column::SubjectId.eq(user))
        .filter(link::Column::SupersededAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

/// Forgets links that ended long ago.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(txn: &Txn, now: Timestamp) -> Result<u64, StoreError> {
    let long_ago = now.checked_sub(REMEMBERED).unwrap_or(Timestamp::MIN);
    let old = link::Entity::find().select_only().column(link::Column::TokenHash);
    let some = old.filter(link::Column::ExpiresAt.lte(to_micros(long_ago))).limit(FORGOTTEN_AT_ONCE).into_query();
    let forgotten = link::Entity::delete_many().filter(link::Column::TokenHash.in_subquery(some)).exec(txn).await?;
    Ok(forgotten.rows_affected)
}
