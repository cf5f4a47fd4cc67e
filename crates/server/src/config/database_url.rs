//! The address of the database, as far as it can be judged without opening it.

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use url::Url;

use super::ConfigError;
use super::error::setting;

/// Makes sure that the address can be one.
pub(super) fn check(url: &str) -> Result<(), ConfigError> {
    let problem = if url.starts_with("sqlite:") {
        sqlite_problem(url)
    } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        let is_address = Url::parse(url).is_ok() && url.parse::<PgConnectOptions>().is_ok();
        (!is_address).then_some("not an address such as postgres://user:password@host/database")
    } else {
        Some("must begin with sqlite:// or postgres://")
    };
    problem.map_or(Ok(()), |problem| Err(setting("database_url", problem)))
}

fn sqlite_problem(url: &str) -> Option<&'static str> {
    let path = url.trim_start_matches("sqlite://").trim_start_matches("sqlite:");
    let (path, options) = path.split_once('?').unwrap_or((path, ""));
    let has = |option: (&str, &str)| {
        url::form_urlencoded::parse(options.as_bytes()).any(|(name, value)| (&*name, &*value) == option)
    };
    // Acknowledged saves must outlive the process, and readers have connections of their own.
    if path.contains(":memory:") || has(("mode", "memory")) {
        Some("an in-memory database would lose every save; name a file")
    } else if path.is_empty() {
        Some("names no file; sqlite://callsheet.db?mode=rwc is one in the working directory")
    } else if has(("mode", "ro")) || has(("immutable", "true")) {
        Some("must be a database that can be written")
    } else if url.parse::<SqliteConnectOptions>().is_err() {
        Some("has an option that SQLite doesn't know; mode=rwc makes the file if there is none, mode=rw doesn't")
    } else {
        None
    }
}
