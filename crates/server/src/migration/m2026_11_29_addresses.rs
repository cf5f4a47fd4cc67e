//! What is known of addresses that accounts have listed, or that mails about accounts went to.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, pk_uuid, string, string_null, text_null, uuid};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m2026_11_29_addresses"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "`async_trait` only matches the trait's own way of writing it")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let to_account = ForeignKey::create()
            .name("addresses_account_id_fkey")
            .from("addresses", "account_id")
            .to("accounts", "id")
            .on_delete(ForeignKeyAction::Cascade)
            .take();
        let addresses = Table::create()
            .table("addresses")
            .col(pk_uuid("id"))
            .col(uuid("account_id"))
            .col(string("mailbox"))
            .col(string("state"))
            .col(big_integer("since"))
            .col(text_null("reply"))
            .col(string_null("replacement_name"))
            .col(string_null("replacement_email"))
            .foreign_key(&mut to_account.clone())
            .take();
        manager.create_table(addresses).await?;
        let index = Index::create()
            .name("addresses_account_id_mailbox")
            .table("addresses")
            .col("account_id")
            .col("mailbox")
            .unique()
            .take();
        manager.create_index(index).await
    }

    fn use_transaction(&self) -> Option<bool> {
        // All or nothing; only PostgreSQL would do so unasked.
        Some(true)
    }
}
