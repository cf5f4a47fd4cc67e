//! What happens to notifications by itself.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::timeout;

use super::rerouting::LookedAtAll;
use super::{Means, digest, rerouting};
use crate::mail::upkeep::{KEPT, ROUND};
use crate::store::{Store, StoreError, Txn, idempotency, notifications};

/// How often. No mail has to be later than this because nobody looked.
const EVERY: Duration = Duration::from_secs(2);

/// Looks after notifications until it is dropped.
pub async fn look_after(store: Store, means: Means) {
    let mut looked_at_all = LookedAtAll::default();
    loop {
        let look = look_once(&store, &means, &mut looked_at_all);
        if let Err(error) = timeout(ROUND, look).await.unwrap_or(Err(StoreError::TimedOut)) {
            tracing::warn!(%error, "notifications can't be looked after");
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn look_once(store: &Store, means: &Means, looked_at_all: &mut LookedAtAll) -> Result<(), StoreError> {
    // Neither waits for the other's troubles.
    let digests = digest::send_due(store, means).await;
    let rerouted = rerouting::send_unreached(store, means, looked_at_all).await;
    digests.and(rerouted)?;
    let now = means.clock.now();
    if idempotency::has_old(store.read(), now).await? {
        store.write(async |txn: &Txn| idempotency::forget_old(txn, now).await).await?;
    }
    let long_ago = now.checked_sub(KEPT).unwrap_or(Timestamp::MIN);
    if notifications::has_older(store.read(), long_ago).await? {
        store.write(async |txn: &Txn| notifications::forget_older(txn, long_ago).await).await?;
    }
    Ok(())
}
