//! What is known of addresses that accounts have listed, or that mails about accounts went to.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, pk_uuid, string, string_null, text_null, uuid};

use super::{index, reference};

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
            .foreign_key(&mut reference("addresses", "account_id", "accounts", ForeignKeyAction::Cascade))
            .take();
        manager.create_table(addresses).await?;
        let unique = index("addresses", &["account_id", "mailbox"]).unique().take();
        manager.create_index(unique).await
    }

    fn use_transaction(&self) -> Option<bool> {
        // All or nothing; only PostgreSQL would do so unasked.
        Some(true)
    }
}
