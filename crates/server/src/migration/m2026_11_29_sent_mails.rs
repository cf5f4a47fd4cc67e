//! A mail that is sent says so itself, and is in one index: sending it writes no more than that.

use sea_orm_migration::prelude::*;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m2026_11_29_sent_mails"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "`async_trait` only matches the trait's own way of writing it")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in [
            "DELETE FROM mail_events WHERE state = 'sent' AND EXISTS (\
                 SELECT 1 FROM mails WHERE mails.id = mail_events.mail_id AND mails.state = 'sent' \
                 AND mails.updated_at = mail_events.at)",
            "UPDATE mails SET subject_id = account_id WHERE kind = 'test_message'",
            // Only those that wait are looked for by their accounts, and most mails are looked for by nothing.
            "DROP INDEX mails_account_id_mailbox",
            "CREATE INDEX mails_waiting_account_id ON mails (account_id) WHERE state IN ('queued', 'deferred')",
            "DROP INDEX mails_subject_id",
            "CREATE INDEX mails_subject_id ON mails (subject_id) WHERE subject_id IS NOT NULL",
        ] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        // All or nothing; only PostgreSQL would do so unasked.
        Some(true)
    }
}
