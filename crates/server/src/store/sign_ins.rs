//! Attempts to sign in, counted so that guessing is slow and nobody can lock others out.
//!
//! Only wrong attempts count. A network has a limit of its own, and a stricter one for each mailbox. When a mailbox
//! is attacked from many networks, those that guessed wrong before are refused, and its owner, who comes from a
//! network that didn't, still gets in. So does, in any case, an owner who has signed in with the same browser before:
//! what comes from there is counted for itself, and nothing that others do is held against it.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Select,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::sessions::TokenHash;
use super::{StoreError, Txn, from_micros, to_micros};
use crate::entity::sign_in_failure as failure;

/// How long a wrong attempt counts.
pub const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// Wrong attempts from one network, whomever for: an office behind one address has that many typos.
pub const PER_NETWORK: u64 = 50;
/// Wrong attempts from one network for one mailbox.
pub const PER_MAILBOX_AND_NETWORK: u64 = 10;
/// Wrong attempts for one mailbox from one site, which has many networks (IPv6) and could use one after the other.
pub const PER_MAILBOX_AND_SITE: u64 = 30;
/// Wrong attempts for one mailbox from anywhere, from which on networks that contributed are refused.
pub const PER_MAILBOX: u64 = 100;
/// Wrong attempts with one browser that its owner has signed in with before.
pub const PER_DEVICE: u64 = 10;

/// Who tries to sign in, and from where, as hashes.
#[derive(Clone)]
pub struct Attempt {
    mailbox: Vec<u8>,
    network: Vec<u8>,
    site: Option<Vec<u8>>,
    kind: Kind,
}

/// What an attempt is counted with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// With all others.
    Shared {
        /// Whether the network is that of the client. Otherwise it is that of a proxy which everybody comes through.
        is_network_known: bool,
    },
    /// With those of one browser.
    Device,
}

/// Where an attempt comes from.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The network.
    pub network: &'a str,
    /// The site that the network is part of, if one subscriber can have several networks.
    pub site: Option<&'a str>,
    /// Whether the network is the client's own.
    pub is_known: bool,
}

impl Attempt {
    /// An attempt for a mailbox, whether or not somebody has it.
    #[must_use]
    pub fn new(mailbox: &str, origin: Origin<'_>) -> Self {
        Self {
            mailbox: key("mailbox", mailbox.as_bytes()),
            network: key("network", origin.network.as_bytes()),
            site: origin.site.map(|site| key("site", site.as_bytes())),
            kind: Kind::Shared { is_network_known: origin.is_known },
        }
    }

    /// An attempt with a browser that the owner of the mailbox has signed in with before.
    #[must_use]
    pub fn with_device(device: TokenHash) -> Self {
        let device = key("device", &device.to_vec());
        Self { mailbox: device.clone(), network: device, site: None, kind: Kind::Device }
    }

    fn is_mailbox(&self) -> sea_orm::sea_query::Expr {
        failure::Column::MailboxKey.eq(self.mailbox.clone())
    }

    fn is_network(&self) -> sea_orm::sea_query::Expr {
        failure::Column::NetworkKey.eq(self.network.clone())
    }
}

/// What stands for a mailbox or a network: whoever reads the database can't tell which one.
pub(super) fn key(kind: &str, of: &[u8]) -> Vec<u8> {
    Sha256::new().chain_update(kind).chain_update([0]).chain_update(of).finalize().to_vec()
}

/// When the attempt may be made: `None` for now.
///
/// # Errors
/// When the database fails.
pub async fn refused_until(
    db: &impl ConnectionTrait,
    attempt: &Attempt,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let recent = || failure::Entity::find().filter(failure::Column::FailedAt.gt(to_micros(window_start(now))));
    let here = || recent().filter(attempt.is_network());
    let for_this = || recent().filter(attempt.is_mailbox());
    let here_for_this = || here().filter(attempt.is_mailbox());

    let Kind::Shared { is_network_known } = attempt.kind else {
        return reached(db, here_for_this, PER_DEVICE).await;
    };
    let mut until = reached(db, here_for_this, PER_MAILBOX_AND_NETWORK).await?;
    // What many come through has many typos, and somebody who guesses on purpose could lock all of them out.
    if is_network_known {
        until = until.max(reached(db, here, PER_NETWORK).await?);
    }
    if let Some(site) = &attempt.site {
        let near_for_this = || for_this().filter(failure::Column::SiteKey.eq(site.clone()));
        until = until.max(reached(db, near_for_this, PER_MAILBOX_AND_SITE).await?);
    }
    if here_for_this().count(db).await? > 0 {
        until = until.max(reached(db, for_this, PER_MAILBOX).await?);
    }
    Ok(until)
}

/// If there are `limit` failures or more: when there will be fewer.
async fn reached(
    db: &impl ConnectionTrait,
    failures: impl Fn() -> Select<failure::Entity>,
    limit: u64,
) -> Result<Option<Timestamp>, StoreError> {
    let Some(above) = failures().count(db).await?.checked_sub(limit) else {
        return Ok(None);
    };
    let last_to_go = failures().order_by_asc(failure::Column::FailedAt).offset(above).limit(1).one(db).await?;
    let Some(last_to_go) = last_to_go else {
        return Ok(None);
    };
    let since = from_micros(last_to_go.failed_at, "sign_in_failures.failed_at")?;
    Ok(Some(since.checked_add(WINDOW).unwrap_or(Timestamp::MAX)))
}

/// Counts a wrong attempt, and forgets those that no longer count.
///
/// # Errors
/// When the database fails.
pub async fn count_failure(txn: &Txn, id: Uuid, attempt: &Attempt, now: Timestamp) -> Result<(), StoreError> {
    failure::Entity::delete_many()
        .filter(failure::Column::FailedAt.lte(to_micros(window_start(now))))
        .exec(txn)
        .await?;
    let row = failure::ActiveModel {
        id: Set(id),
        mailbox_key: Set(attempt.mailbox.clone()),
        network_key: Set(attempt.network.clone()),
        site_key: Set(attempt.site.clone()),
        failed_at: Set(to_micros(now)),
    };
    failure::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}

fn window_start(now: Timestamp) -> Timestamp {
    now.checked_sub(WINDOW).unwrap_or(Timestamp::MIN)
}
