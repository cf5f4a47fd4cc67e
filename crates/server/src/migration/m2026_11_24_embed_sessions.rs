//! Sessions of the operator's pages that show the gate, and users whom only the operator's word makes known.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, string_null, uuid, var_binary};
use sea_orm_migration::sea_orm::DbBackend;

/// SHA-256.
const HASH_BYTES: u32 = 32;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m2026_11_24_embed_sessions"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "`async_trait` only matches the trait's own way of writing it")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Written out, because what writes SQL for SQLite refuses a column with a foreign key, which SQLite itself takes.
        let kind = if manager.get_database_backend() == DbBackend::Sqlite { "uuid_text" } else { "uuid" };
        let guests = format!("ALTER TABLE users ADD COLUMN guest_of {kind} REFERENCES accounts (id) ON DELETE CASCADE");
        manager.get_connection().execute_unprepared(&guests).await?;
        let to = |column: &'static str, table: &'static str| {
            ForeignKey::create()
                .name(format!("embed_sessions_{column}_fkey"))
                .from("embed_sessions", column)
                .to(table, "id")
                .on_delete(ForeignKeyAction::Cascade)
                .take()
        };
        let sessions = Table::create()
            .table("embed_sessions")
            .col(var_binary("token_hash", HASH_BYTES).primary_key())
            .col(uuid("key_id"))
            .col(uuid("account_id"))
            .col(string("environment"))
            .col(uuid("user_id"))
            .col(string("role"))
            .col(string_null("origin"))
            .col(big_integer("created_at"))
            .col(big_integer("expires_at"))
            .foreign_key(&mut to("key_id", "api_keys"))
            .foreign_key(&mut to("account_id", "accounts"))
            .foreign_key(&mut to("user_id", "users"))
            .take();
        manager.create_table(sessions).await?;
        let index = Index::create().name("embed_sessions_expires_at").table("embed_sessions").col("expires_at").take();
        manager.create_index(index).await
    }

    fn use_transaction(&self) -> Option<bool> {
        // All or nothing; only PostgreSQL would do so unasked.
        Some(true)
    }
}
