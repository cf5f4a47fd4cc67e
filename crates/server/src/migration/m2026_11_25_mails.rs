//! The outbox, what became of its mails, and the links within them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, small_integer, string, string_null, text, text_null, uuid, uuid_null,
    var_binary,
};

/// SHA-256.
const HASH_BYTES: u32 = 32;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m2026_11_25_mails"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "`async_trait` only matches the trait's own way of writing it")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mails = Table::create()
            .table("mails")
            .col(uuid("id").primary_key())
            .col(small_integer("priority"))
            .col(string("kind"))
            .col(text("content"))
            .col(uuid_null("account_id"))
            .col(uuid_null("subject_id"))
            .col(string_null("name"))
            .col(string("email"))
            .col(string("mailbox"))
            .col(string("language"))
            .col(string("state"))
            .col(integer("attempts"))
            .col(big_integer("not_before"))
            .col(big_integer("give_up_at"))
            .col(big_integer("created_at"))
            .col(big_integer("updated_at"))
            .col(text_null("reply"))
            .foreign_key(&mut to_account("mails"))
            .take();
        manager.create_table(mails).await?;
        let events = Table::create()
            .table("mail_events")
            .col(uuid("id").primary_key())
            .col(uuid("mail_id"))
            .col(big_integer("at"))
            .col(string("state"))
            .col(text_null("reply"))
            .foreign_key(
                ForeignKey::create()
                    .name("mail_events_mail_id_fkey")
                    .from("mail_events", "mail_id")
                    .to("mails", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .take();
        manager.create_table(events).await?;
        let links = Table::create()
            .table("links")
            .col(var_binary("token_hash", HASH_BYTES).primary_key())
            .col(string("purpose"))
            .col(uuid_null("subject_id"))
            .col(uuid_null("account_id"))
            .col(string_null("mailbox"))
            .col(big_integer("created_at"))
            .col(big_integer("expires_at"))
            .col(big_integer_null("used_at"))
            .foreign_key(&mut to_account("links"))
            .take();
        manager.create_table(links).await?;
        for (name, table, columns) in [
            ("mails_subject_id", "mails", &["subject_id"][..]),
            ("mails_account_id_mailbox", "mails", &["account_id", "mailbox"]),
            ("mails_state_updated_at", "mails", &["state", "updated_at"]),
            ("mail_events_mail_id", "mail_events", &["mail_id"]),
            ("links_expires_at", "links", &["expires_at"]),
            ("links_subject_id", "links", &["subject_id"]),
        ] {
            let mut index = Index::create().name(name).table(table).take();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        // Only what waits is in it, so that taking the next mail costs the same however many were sent.
        let waiting = "CREATE INDEX mails_waiting ON mails (priority, not_before, id) \
                       WHERE state IN ('queued', 'deferred')";
        manager.get_connection().execute_unprepared(waiting).await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        // All or nothing; only PostgreSQL would do so unasked.
        Some(true)
    }
}

fn to_account(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_account_id_fkey"))
        .from(table, "account_id")
        .to("accounts", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}
