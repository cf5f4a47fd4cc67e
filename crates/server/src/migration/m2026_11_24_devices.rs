//! Browsers in which people have signed in before, and the site that a wrong attempt to sign in came from.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, uuid, var_binary, var_binary_null};

/// SHA-256.
const HASH_BYTES: u32 = 32;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m2026_11_24_devices"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "`async_trait` only matches the trait's own way of writing it")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let to_user = ForeignKey::create()
            .name("devices_user_id_fkey")
            .from("devices", "user_id")
            .to("users", "id")
            .on_delete(ForeignKeyAction::Cascade)
            .take();
        let devices = Table::create()
            .table("devices")
            .col(var_binary("token_hash", HASH_BYTES).primary_key())
            .col(uuid("user_id"))
            .col(big_integer("created_at"))
            .col(big_integer("expires_at"))
            .foreign_key(&mut to_user.clone())
            .take();
        manager.create_table(devices).await?;
        let site = Table::alter().table("sign_in_failures").add_column(var_binary_null("site_key", HASH_BYTES)).take();
        manager.alter_table(site).await?;
        for (table, columns) in [
            ("devices", &["user_id", "created_at"][..]),
            ("devices", &["expires_at"]),
            ("sign_in_failures", &["mailbox_key", "site_key", "failed_at"]),
        ] {
            let mut index = Index::create().name(format!("{table}_{}", columns.join("_"))).table(table).take();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        // All or nothing; only PostgreSQL would do so unasked.
        Some(true)
    }
}
