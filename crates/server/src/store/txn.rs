//! A transaction that writes.

use std::sync::{Mutex, PoisonError};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait as _,
};

use super::{Change, Changes, StoreError};

/// The channel on which PostgreSQL tells other processes of changes.
pub(super) const CHANNEL: &str = "callsheet_changes";

/// A transaction that writes; only [`Store::write`](super::Store::write) begins one. Dropped without a commit, it is
/// rolled back.
pub struct Txn {
    inner: DatabaseTransaction,
    pending: Pending,
}

/// Announces, when dropped, whatever was noted: after a commit, after a roll-back, and when the request that waited
/// for the commit was cancelled.
struct Pending {
    noted: Mutex<Vec<Change>>,
    changes: Changes,
}

impl Drop for Pending {
    fn drop(&mut self) {
        for change in self.noted.get_mut().unwrap_or_else(PoisonError::into_inner).drain(..) {
            self.changes.announce(change);
        }
    }
}

impl Txn {
    pub(super) async fn begin(connection: &DatabaseConnection, changes: &Changes) -> Result<Self, StoreError> {
        let options = TransactionOptions {
            // A transaction that first reads and then writes would fail at once if another wrote in between; this
            // one waits for its turn before it reads.
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = connection.begin_with_options(options).await?;
        Ok(Self { inner, pending: Pending { noted: Mutex::default(), changes: changes.clone() } })
    }

    /// Notes a change, to be announced to this process' caches, and on PostgreSQL to those of others.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn changed(&self, change: Change) -> Result<(), StoreError> {
        self.pending.noted.lock().unwrap_or_else(PoisonError::into_inner).push(change);
        if self.inner.get_database_backend() == DbBackend::Postgres {
            let values = [CHANNEL.into(), self.pending.changes.write(change).into()];
            let notify = Statement::from_sql_and_values(DbBackend::Postgres, "SELECT pg_notify($1, $2)", values);
            self.inner.execute_raw(notify).await?;
        }
        Ok(())
    }

    pub(super) fn database_transaction(&self) -> &DatabaseTransaction {
        &self.inner
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        let Self { inner, pending } = self;
        // A task of its own, because a request may go away while its commit is on the way: the commit would then
        // happen after the change was announced, and caches would keep what was there before it.
        let commit = tokio::spawn(async move {
            let committed = inner.commit().await;
            drop(pending);
            committed
        });
        // The task ends without an answer only if the process is ending.
        commit.await.map_err(|error| DbErr::Custom(error.to_string()))??;
        Ok(())
    }

    pub(super) async fn roll_back(self) -> Result<(), StoreError> {
        self.inner.rollback().await?;
        Ok(())
    }
}

#[sea_orm::prelude::async_trait::async_trait]
impl ConnectionTrait for Txn {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.inner.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.inner.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.inner.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.inner.query_all_raw(statement).await
    }

    fn support_returning(&self) -> bool {
        self.inner.support_returning()
    }
}
