//! Keys for the operator's systems.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, pk_uuid, string, uuid_null, var_binary};

/// SHA-256.
const HASH_BYTES: u32 = 32;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m2026_11_24_api_keys"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "`async_trait` only matches the trait's own way of writing it")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let to_account = ForeignKey::create()
            .name("api_keys_account_id_fkey")
            .from("api_keys", "account_id")
            .to("accounts", "id")
            .on_delete(ForeignKeyAction::Cascade)
            .take();
        let keys = Table::create()
            .table("api_keys")
            .col(pk_uuid("id"))
            .col(var_binary("token_hash", HASH_BYTES))
            .col(string("prefix"))
            .col(string("name"))
            .col(string("scope"))
            .col(string("max_role"))
            .col(uuid_null("account_id"))
            .col(big_integer("created_at"))
            .col(big_integer_null("last_used_at"))
            .col(big_integer_null("revoked_at"))
            .foreign_key(&mut to_account.clone())
            .take();
        manager.create_table(keys).await?;
        for column in ["token_hash", "prefix"] {
            let name = format!("api_keys_{column}");
            manager.create_index(Index::create().name(name).table("api_keys").col(column).unique().take()).await?;
        }
        let of_account = Index::create().name("api_keys_account_id").table("api_keys").col("account_id").take();
        manager.create_index(of_account).await
    }

    fn use_transaction(&self) -> Option<bool> {
        // All or nothing; only PostgreSQL would do so unasked.
        Some(true)
    }
}
