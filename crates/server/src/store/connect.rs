//! Opening the database that the address names.

use std::fs::OpenOptions;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr, RuntimeErr};
use secrecy::{ExposeSecret as _, SecretString};

use super::{Changes, Freshness, Parts, Store, StoreError};

/// How long a request waits for a connection before it fails; longer than any query of ours takes.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long SQLite waits for another process' write lock, such as that of `callsheet user create` beside a server.
const BUSY_TIMEOUT: Duration = Duration::from_secs(8);
/// Readers of a SQLite file. Each costs a thread and a page cache; reads take microseconds.
const SQLITE_READERS: u32 = 4;
/// Connections to PostgreSQL, whose default limit of 100 several servers may have to share.
const POSTGRES_CONNECTIONS: u32 = 10;
/// A pooled connection that idled longer is tested before use: the other side may have closed it.
const TEST_AFTER_IDLE: Duration = Duration::from_secs(30);

/// Opens the database. SQLite gets a connection that writes and a pool that only reads; PostgreSQL one pool for both.
///
/// # Errors
/// When the database can't be reached or opened.
pub async fn connect(url: &SecretString) -> Result<Store, StoreError> {
    let statements = Arc::new(AtomicU64::new(0));
    let url = url.expose_secret();
    let (writing, reading, freshness) = if url.starts_with("sqlite:") {
        make_private(url)?;
        let writing = open(sqlite_writer(url), &statements).await?;
        let reading = open(sqlite_readers(url), &statements).await?;
        (writing, reading, Freshness::in_doubt())
    } else {
        let connection = open(postgres(url), &statements).await?;
        (connection.clone(), connection, Freshness::in_doubt())
    };
    Ok(Store(Arc::new(Parts { writing, reading, statements, changes: Changes::default(), freshness })))
}

/// Makes the file, if there is none, so that only its owner can read it: it holds contact data and password hashes.
/// SQLite gives the files beside it the same permissions.
#[cfg(unix)]
fn make_private(url: &str) -> Result<(), StoreError> {
    use std::os::unix::fs::OpenOptionsExt as _;

    let failed = |error: &dyn std::fmt::Display| DbErr::Conn(RuntimeErr::Internal(error.to_string()));
    let options: SqliteConnectOptions = url.parse().map_err(|error| failed(&error))?;
    let may_be_made = url.contains("mode=rwc");
    if may_be_made && !options.get_filename().exists() {
        let made = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(options.get_filename());
        made.map_err(|error| failed(&format!("{}: {error}", options.get_filename().display())))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_private(_: &str) -> Result<(), StoreError> {
    Ok(())
}

async fn open(options: ConnectOptions, statements: &Arc<AtomicU64>) -> Result<DatabaseConnection, DbErr> {
    let mut connection = Database::connect(options).await?;
    let statements = Arc::clone(statements);
    connection.set_metric_callback(move |_| {
        statements.fetch_add(1, Ordering::Relaxed);
        metrics::counter!("callsheet_sql_statements_total").increment(1);
    });
    Ok(connection)
}

/// Statements hold contact data in their parameters, so nothing about them goes to the logs.
fn options(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.sqlx_logging(false).record_stmt_in_spans(false).acquire_timeout(ACQUIRE_TIMEOUT);
    options
}

fn sqlite_writer(url: &str) -> ConnectOptions {
    let mut options = options(url);
    // It is kept for as long as it works: `watcher` asks it what others have written.
    options.max_connections(1).min_connections(1).idle_timeout(None).max_lifetime(None).map_sqlx_sqlite_opts(
        |options| {
            options
            // Readers don't wait for the writer, nor the writer for them.
            .journal_mode(SqliteJournalMode::Wal)
            // With WAL, `NORMAL` could lose acknowledged saves when the power fails.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
        },
    );
    options
}

fn sqlite_readers(url: &str) -> ConnectOptions {
    let mut options = options(url);
    options.max_connections(SQLITE_READERS).map_sqlx_sqlite_opts(|options| {
        options.create_if_missing(false).busy_timeout(BUSY_TIMEOUT).pragma("query_only", "ON")
    });
    options
}

fn postgres(url: &str) -> ConnectOptions {
    let mut options = options(url);
    options
        .max_connections(POSTGRES_CONNECTIONS)
        // They are kept for as long as they work: one that is new knows none of our statements yet, and it may be an emergency
        // that waits while it learns them.
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire_if_idle_for(TEST_AFTER_IDLE)
        .set_application_name("callsheet");
    options
}
