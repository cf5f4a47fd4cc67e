//! Hearing, on PostgreSQL, of changes that other processes make.
//!
//! Every change is told on a channel in its own transaction, so it arrives after the commit and only then. While the
//! connection that listens is down, or for whatever reason news don't arrive on it, [`Freshness`](super::Freshness) is in
//! doubt and nobody uses copies.

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

/// How long nothing is heard before it is tested whether anything would be: a connection that died without a word would
/// look the same. Together with [`TEST`] it bounds how long a change can go unheard.
const SILENCE: Duration = Duration::from_secs(5);

/// How long the test may take.
const TEST: Duration = Duration::from_secs(3);

/// The channel on which this process alone tells itself something, followed by a number that no other process has.
const TEST_CHANNEL: &str = "callsheet_test_";

type Cause = Box<dyn Error + Send + Sync>;

impl Store {
    /// Hears of other processes' changes until the database is closed.
    pub async fn listen(&self) {
        match self.0.writing.get_database_backend() {
            DbBackend::Sqlite => self.watch(self.0.writing.get_sqlite_connection_pool()).await,
            _ => self.listen_for_news().await,
        }
    }

    async fn listen_for_news(&self) {
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
        let connection: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut listener).await?;
        self.0.changes.listen_as(connection);
        let test_channel = format!("{TEST_CHANNEL}{connection}");
        listener.listen(&test_channel).await?;
        self.test(pool, &mut listener, &test_channel).await?;
        self.0.freshness.assure();
        loop {
            match tokio::time::timeout(SILENCE, listener.try_recv()).await {
                Ok(heard) => match heard? {
                    Some(notification) => self.take_in(notification.payload()),
                    None => return Err("the connection was lost".into()),
                },
                Err(_) => self.test(pool, &mut listener, &test_channel).await?,
            }
        }
    }

    /// Makes sure that news arrive, by sending some the way that all news take. That the connection answers wouldn't be
    /// enough: a pooler that lends connections for one transaction each answers as well, and forgets who listens.
    async fn test(&self, pool: &PgPool, listener: &mut PgListener, test_channel: &str) -> Result<(), Cause> {
        let heard = async {
            sqlx::query("SELECT pg_notify($1, '')").bind(test_channel).execute(pool).await?;
            while let Some(notification) = listener.try_recv().await? {
                if notification.channel() == test_channel {
                    return Ok(());
                }
                self.take_in(notification.payload());
            }
            Err(Cause::from("the connection was lost"))
        };
        let heard = tokio::time::timeout(TEST, heard).await;
        heard.unwrap_or_else(|_| Err("news don't arrive; a pooler in between must keep sessions together".into()))
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
