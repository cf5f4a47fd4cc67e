//! Noticing, on SQLite, that another process has written, such as `callsheet user grant` beside a server.
//!
//! Nobody tells. But each connection is told by SQLite whether the file has changed other than by itself, and all that
//! this process writes goes through one connection: what that one hasn't written, another process has.

use std::time::Duration;

use sea_orm::sqlx::{self, SqlitePool};

use super::Store;

/// How often to look: what another process has written may be unknown for as long. It costs some microseconds.
const INTERVAL: Duration = Duration::from_secs(1);

impl Store {
    /// Looks until the database is closed. `writing` is the connection that this process writes with.
    pub(super) async fn watch(&self, writing: &SqlitePool) {
        let mut before: Option<i64> = None;
        while !writing.is_closed() {
            // While this waits for a transaction to end, nobody else can write either.
            match sqlx::query_scalar("PRAGMA data_version").fetch_one(writing).await {
                Ok(version) => {
                    if before.is_some_and(|before| before != version) {
                        self.0.freshness.doubt();
                    }
                    before = Some(version);
                    self.0.freshness.assure();
                }
                Err(_) if writing.is_closed() => {}
                Err(error) => {
                    // Versions can only be compared as long as the connection is the same one.
                    before = None;
                    self.0.freshness.doubt();
                    tracing::warn!(%error, "not noticing what others write; caches are bypassed");
                }
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }
}
