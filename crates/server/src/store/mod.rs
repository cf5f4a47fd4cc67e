//! What is kept, and the only way to it: domain types in, domain types out.
//!
//! One module a subject. Functions that read take any connection; functions that write take a [`Txn`], which only
//! [`Store::write`] hands out, so a change is one transaction by construction. A function that finds nothing answers
//! `None`; what that means is decided in [`http`](crate::http).
//!
//! To add a query: a function in the module of its subject, an index for it in the migration, and if it writes
//! something that caches hold, a [`Txn::changed`].

pub mod access;
pub mod accounts;
pub mod addresses;
pub mod api_keys;
pub mod changes;
mod connect;
pub mod contact_information;
pub mod deliveries;
pub mod devices;
pub mod drafts;
pub mod embed_sessions;
mod freshness;
pub mod gate;
pub mod idempotency;
pub mod integrations;
pub mod invitations;
pub mod links;
mod listener;
pub mod memberships;
pub mod notifications;
pub mod origins;
pub mod outbox;
pub mod password_resets;
pub mod problems;
pub mod requests_to_fill;
mod rows;
pub mod sessions;
pub mod sign_ins;
pub mod signing_keys;
pub mod support_requests;
mod txn;
pub mod users;
mod watcher;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, RuntimeErr, sqlx};
use sea_orm_migration::MigratorTrait as _;

pub use changes::{Change, Changes};
pub use connect::connect;
pub use freshness::Freshness;
pub use txn::Txn;

use crate::migration::Migrations;

/// Held, on PostgreSQL, while tables are brought up to date, so that two servers that start together don't both do
/// it. The number is arbitrary and only ours.
const MIGRATION_LOCK: i64 = 0x0063_616c_6c73_6865;

/// Codes of errors that may pass: SQLite's "busy" and "locked"; PostgreSQL's deadlock, too many connections, shutting
/// down, and starting up.
const PASSING: [&str; 11] = ["5", "6", "261", "262", "517", "773", "40P01", "53300", "57P01", "57P02", "57P03"];

/// Rows that are forgotten by one statement, so that it ends soon however many have become too old.
const FORGOTTEN_AT_ONCE: u64 = 10_000;

/// Why the store could not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed or refused.
    #[error(transparent)]
    Database(#[from] DbErr),
    /// A row holds what this version can't read.
    #[error("{column} holds a value that can't be read")]
    Unreadable {
        /// Table and column.
        column: &'static str,
    },
    /// The database didn't answer for longer than whoever asked could wait. Whether the change was made isn't known.
    #[error("the database didn't answer in time")]
    TimedOut,
}

impl StoreError {
    /// Whether the database is out of reach or too busy, which may pass.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::TimedOut | Self::Database(DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) => true,
            Self::Database(DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) => {
                match cause.as_ref() {
                    sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => true,
                    sqlx::Error::Database(cause) => cause.code().is_some_and(|code| PASSING.contains(&code.as_ref())),
                    _ => false,
                }
            }
            _ => false,
        }
    }
}

/// The database.
#[derive(Clone)]
pub struct Store(Arc<Parts>);

struct Parts {
    /// Where transactions that write begin. On SQLite a single connection: writers queue here, in the process,
    /// instead of waiting for one another's locks.
    writing: DatabaseConnection,
    /// Where everything else reads. On SQLite these connections can't write at all.
    reading: DatabaseConnection,
    statements: Arc<AtomicU64>,
    changes: Changes,
    freshness: Freshness,
}

impl Store {
    /// A connection to read with.
    #[must_use]
    pub fn read(&self) -> &impl ConnectionTrait {
        &self.0.reading
    }

    /// Makes a change: everything that `change` does is stored when it answers `Ok`, and nothing otherwise.
    ///
    /// # Errors
    /// Whatever `change` answers, and when the database fails.
    pub async fn write<T, E>(&self, change: impl AsyncFnOnce(&Txn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let txn = Txn::begin(&self.0.writing, &self.0.changes).await?;
        match change(&txn).await {
            Ok(value) => {
                txn.commit().await?;
                Ok(value)
            }
            Err(error) => {
                txn.roll_back().await?;
                Err(error)
            }
        }
    }

    /// Brings the tables up to date, all or nothing.
    ///
    /// # Errors
    /// When the database fails, or was made by a newer version.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        self.write(async |txn| {
            if txn.get_database_backend() == DbBackend::Postgres {
                txn.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
            }
            Migrations::up(txn.database_transaction(), None).await?;
            Ok(())
        })
        .await
    }

    /// Whether the database answers, and has our tables.
    ///
    /// # Errors
    /// When it doesn't.
    pub async fn ping(&self) -> Result<(), StoreError> {
        // SeaORM's ping asks the pool, and `SELECT 1` nothing that SQLite would open its file for.
        accounts::any(&self.0.reading).await?;
        Ok(())
    }

    /// How many SQL statements were run so far.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.0.statements.load(Ordering::Relaxed)
    }

    /// Where those who cache hear of changes.
    #[must_use]
    pub fn changes(&self) -> &Changes {
        &self.0.changes
    }

    /// Whether this process would hear of changes that others make; those who cache need to know.
    #[must_use]
    pub fn freshness(&self) -> &Freshness {
        &self.0.freshness
    }

    /// Closes all connections; SQLite folds its write-ahead log into the database.
    ///
    /// # Errors
    /// When a connection can't be closed properly; nothing is lost then.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.0.reading.close_by_ref().await?;
        self.0.writing.close_by_ref().await?;
        Ok(())
    }
}

fn to_micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

fn from_micros(micros: i64, column: &'static str) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|_| StoreError::Unreadable { column })
}
