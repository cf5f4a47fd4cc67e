//! Hearing, on PostgreSQL, of changes that other processes make.
//!
//! Every change is told on a channel in its own transaction, so it arrives after the commit and only then. While the
//! connection that listens is down, [`Freshness`](super::Freshness) is in doubt and nobody uses copies.

use std::convert::Infallible;
use std::error::Error;
use std::time::Duration;

use sea_orm::DbBackend;
use sea_orm::sqlx::postgres::PgListener;
use sea_orm::sqlx::{self, PgPool};

use super::Store;
use super::changes::Heard;
use super::txn::CHANNEL;

/// How long to wait before listening is tried again: soon, and without burdening a database that is just starting.
const RETRY: Duration = Duration::from_secs(1);

/// How long nothing is heard before the connection is tested: one that died without a word would look the same.
const SILENCE: Duration = Duration::from_secs(5);

/// How long the test may take.
const TEST: Duration = Duration::from_secs(3);

type Cause = Box<dyn Error + Send + Sync>;

impl Store {
    /// Listens for changes until the database is closed; for a database that isn't shared there is nothing to do.
    pub async fn listen(&self) {
        if self.0.writing.get_database_backend() != DbBackend::Postgres {
            return;
        }
        let pool = self.0.writing.get_postgres_connection_pool();
        while !pool.is_closed() {
            let Err(cause) = self.hear(pool).await;
            self.0.freshness.doubt();
            // The database may give the lost connection's id to another process.
            self.0.changes.listen_as(0);
            if !pool.is_closed() {
                tracing::warn!(cause, "not listening for changes; caches are bypassed");
                tokio::time::sleep(RETRY).await;
            }
        }
    }

    /// Hears of changes until the connection is lost.
    async fn hear(&self, pool: &PgPool) -> Result<Infallible, Cause> {
        let mut listener = PgListener::connect_with(pool).await?;
        // What happens while the connection is lost must not pass unnoticed, so it is never taken up silently.
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        self.0.changes.listen_as(sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut listener).await?);
        self.0.freshness.assure();
        loop {
            match tokio::time::timeout(SILENCE, listener.try_recv()).await {
                Ok(heard) => match heard? {
                    Some(notification) => self.take_in(notification.payload()),
                    None => return Err("the connection was lost".into()),
                },
                Err(_) => test(&mut listener).await?,
            }
        }
    }

    fn take_in(&self, payload: &str) {
        match self.0.changes.read(payload) {
            Heard::Own => {}
            Heard::Foreign(change) => self.0.changes.announce(change),
            Heard::Unknown => {
                // A newer version tells of something that this one doesn't know: every copy may be affected.
                self.0.freshness.doubt();
                self.0.freshness.assure();
            }
        }
    }
}

async fn test(listener: &mut PgListener) -> Result<(), Cause> {
    tokio::time::timeout(TEST, sqlx::query("SELECT 1").execute(&mut *listener)).await??;
    Ok(())
}
