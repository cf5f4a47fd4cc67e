//! Keys that gate passes are signed with.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, pk_uuid, var_binary, var_binary_null};

/// Both halves of an Ed25519 key.
const KEY_BYTES: u32 = 32;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m2026_11_24_signing_keys"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "`async_trait` only matches the trait's own way of writing it")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let keys = Table::create()
            .table("signing_keys")
            .col(pk_uuid("id"))
            .col(var_binary_null("seed", KEY_BYTES))
            .col(var_binary("public_key", KEY_BYTES))
            .col(big_integer("created_at"))
            .col(big_integer_null("retired_at"))
            .take();
        manager.create_table(keys).await
    }

    fn use_transaction(&self) -> Option<bool> {
        // All or nothing; only PostgreSQL would do so unasked.
        Some(true)
    }
}
