//! Origins whose pages may show an account's gate.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, pk_uuid, string, uuid};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m2026_11_24_account_origins"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "`async_trait` only matches the trait's own way of writing it")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let to_account = ForeignKey::create()
            .name("account_origins_account_id_fkey")
            .from("account_origins", "account_id")
            .to("accounts", "id")
            .on_delete(ForeignKeyAction::Cascade)
            .take();
        let origins = Table::create()
            .table("account_origins")
            .col(pk_uuid("id"))
            .col(uuid("account_id"))
            .col(string("origin"))
            .col(big_integer("created_at"))
            .foreign_key(&mut to_account.clone())
            .take();
        manager.create_table(origins).await?;
        let index = Index::create()
            .name("account_origins_account_id_origin")
            .table("account_origins")
            .col("account_id")
            .col("origin")
            .unique()
            .take();
        manager.create_index(index).await
    }

    fn use_transaction(&self) -> Option<bool> {
        // All or nothing; only PostgreSQL would do so unasked.
        Some(true)
    }
}
