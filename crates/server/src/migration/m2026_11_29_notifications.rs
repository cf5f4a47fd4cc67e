//! What the operator's systems have told accounts, and to whom it was sent.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, string, string_null, text, text_null, uuid, uuid_null, var_binary,
};

use super::{index, reference};

/// SHA-256.
const HASH_BYTES: u32 = 32;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m2026_11_29_notifications"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "`async_trait` only matches the trait's own way of writing it")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let notifications = Table::create()
            .table("notifications")
            .col(uuid("id").primary_key())
            .col(uuid("account_id"))
            .col(string("category"))
            .col(string("environment"))
            .col(text("subject"))
            .col(text("body"))
            .col(string_null("severity"))
            .col(text_null("problem_key"))
            .col(big_integer("posted_at"))
            .col(boolean("fallback"))
            .col(uuid_null("folded_into"))
            .col(uuid_null("told_with"))
            .col(boolean("is_lost"))
            .foreign_key(&mut cascade("notifications", "account_id", "accounts"))
            .take();
        manager.create_table(notifications).await?;
        let deliveries = Table::create()
            .table("deliveries")
            .col(uuid("mail_id").primary_key())
            .col(uuid("notification_id"))
            .col(string("reason"))
            .foreign_key(&mut cascade("deliveries", "mail_id", "mails"))
            .foreign_key(&mut cascade("deliveries", "notification_id", "notifications"))
            .take();
        manager.create_table(deliveries).await?;
        let problems = Table::create()
            .table("problems")
            .col(uuid("id").primary_key())
            .col(uuid("account_id"))
            .col(string("environment"))
            .col(text("problem_key"))
            .col(string("severity"))
            .col(big_integer("opened_at"))
            .col(big_integer("ends_at"))
            .foreign_key(&mut cascade("problems", "account_id", "accounts"))
            .take();
        manager.create_table(problems).await?;
        let keys = Table::create()
            .table("idempotency_keys")
            .col(var_binary("hash", HASH_BYTES).primary_key())
            .col(uuid("account_id"))
            .col(var_binary("body_hash", HASH_BYTES))
            .col(text("answer"))
            .col(big_integer("created_at"))
            .foreign_key(&mut cascade("idempotency_keys", "account_id", "accounts"))
            .take();
        manager.create_table(keys).await?;
        let unique = index("problems", &["account_id", "environment", "problem_key"]).unique().take();
        manager.create_index(unique).await?;
        for (table, columns) in [
            ("notifications", &["account_id", "id"][..]),
            ("notifications", &["folded_into"]),
            ("notifications", &["told_with"]),
            ("notifications", &["posted_at"]),
            ("deliveries", &["notification_id"]),
            ("problems", &["ends_at"]),
            ("idempotency_keys", &["created_at"]),
        ] {
            manager.create_index(index(table, columns)).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        // All or nothing; only PostgreSQL would do so unasked.
        Some(true)
    }
}

/// A row that goes with the one that it refers to.
fn cascade(table: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    reference(table, column, to, ForeignKeyAction::Cascade)
}
