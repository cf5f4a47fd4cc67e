//! Leases of mails in a column of their own, and fewer indexes: sending a mail moves as little as it can.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, text_null, uuid};
use sea_orm_migration::sea_orm::DbBackend;

use super::reference;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m2026_11_29_leases"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "`async_trait` only matches the trait's own way of writing it")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let lease = Table::alter().table("mails").add_column(big_integer("lease_ends_at").default(0)).take();
        manager.alter_table(lease).await?;
        let database = manager.get_connection();
        if database.get_database_backend() == DbBackend::Postgres {
            // Room for the next version of each row beside it: then no index has to learn where that is.
            database.execute_unprepared("ALTER TABLE mails SET (fillfactor = 50)").await?;
        }
        // Nobody looks through those that were sent by their states, and most were.
        for statement in [
            "DROP INDEX mails_state_updated_at",
            "CREATE INDEX mails_not_delivered ON mails (updated_at) WHERE state IN ('bounced', 'dead')",
            "DROP INDEX links_subject_id",
            "CREATE INDEX links_subject_id ON links (subject_id) WHERE subject_id IS NOT NULL",
        ] {
            database.execute_unprepared(statement).await?;
        }
        find_events_by_their_mails(manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        // All or nothing; only PostgreSQL would do so unasked.
        Some(true)
    }
}

/// Events are only ever looked for by their mails: one index is enough, and SQLite has to make the table anew for that.
async fn find_events_by_their_mails(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let earlier = "earlier_mail_events";
    manager.rename_table(Table::rename().table("mail_events", earlier).take()).await?;
    let events = Table::create()
        .table("mail_events")
        .col(uuid("mail_id"))
        .col(uuid("id"))
        .col(big_integer("at"))
        .col(string("state"))
        .col(text_null("reply"))
        .primary_key(Index::create().col("mail_id").col("id"))
        .foreign_key(&mut reference("mail_events", "mail_id", "mails", ForeignKeyAction::Cascade))
        .take();
    manager.create_table(events).await?;
    let copy = format!(
        "INSERT INTO mail_events (mail_id, id, at, state, reply) SELECT mail_id, id, at, state, reply FROM {earlier}"
    );
    manager.get_connection().execute_unprepared(&copy).await?;
    manager.drop_table(Table::drop().table(earlier).take()).await
}
