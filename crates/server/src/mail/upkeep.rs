//! What the outbox needs now and then, whether or not mail is sent.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use metrics::gauge;
use tokio::time::timeout;

use super::worker::Workplace;
use crate::store::{StoreError, Txn, links, outbox};

/// How often.
const EVERY: Duration = Duration::from_secs(5);

/// How long a round may take. The database may have fallen silent, which nothing else would tell; what wasn't done is done in the
/// next one.
pub(crate) const ROUND: Duration = Duration::from_mins(2);

/// How long it is kept what a mail said and what became of it: as long as an account's confirmation is good for.
pub const KEPT: SignedDuration = SignedDuration::from_hours(180 * 24);

/// Looks after the outbox until it is dropped.
pub async fn look_after(workplace: Workplace) {
    loop {
        let looked = timeout(ROUND, look_once(&workplace)).await.unwrap_or(Err(StoreError::TimedOut));
        if let Err(error) = looked {
            tracing::warn!(%error, "the outbox can't be looked after");
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn look_once(workplace: &Workplace) -> Result<(), StoreError> {
    let now = workplace.clock.now();
    if outbox::has_implausible_waits(workplace.store.read(), now).await? {
        let mended = workplace.store.write(async |txn: &Txn| outbox::mend_waits(txn, now).await).await?;
        tracing::warn!(mails = mended, "the clock was set back; what waited for its time is due now");
    }
    let long_ago = now.checked_sub(KEPT).unwrap_or(Timestamp::MIN);
    if outbox::has_older(workplace.store.read(), long_ago).await? {
        workplace.store.write(async |txn: &Txn| outbox::forget_older(txn, long_ago).await).await?;
    }
    workplace.store.write(async |txn: &Txn| links::forget_old(txn, now).await).await?;
    let (waiting, oldest) = outbox::backlog(workplace.store.read()).await?;
    #[expect(clippy::cast_precision_loss, reason = "Prometheus counts in floating-point numbers")]
    gauge!("callsheet_outbox_waiting").set(waiting as f64);
    let age = oldest.map_or(0.0, |oldest| now.duration_since(oldest).as_secs_f64().max(0.0));
    gauge!("callsheet_outbox_oldest_seconds").set(age);
    Ok(())
}
