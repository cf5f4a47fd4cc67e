//! Invitations, what somebody with access is asked to fill in, forgotten passwords, and requests to fill in what is missing.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, string, string_null, uuid, uuid_null, var_binary,
};

use super::{index, reference};

/// SHA-256.
const HASH_BYTES: u32 = 32;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m2026_11_26_invitations"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "`async_trait` only matches the trait's own way of writing it")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let invitations = Table::create()
            .table("invitations")
            .col(uuid("id").primary_key())
            .col(uuid("account_id"))
            .col(uuid("user_id"))
            .col(uuid_null("invited_by"))
            .col(string_null("section"))
            .col(big_integer("sent_at"))
            .col(big_integer_null("accepted_at"))
            .col(big_integer_null("superseded_at"))
            .col(big_integer_null("revoked_at"))
            .foreign_key(&mut reference("invitations", "account_id", "accounts", ForeignKeyAction::Cascade))
            .foreign_key(&mut reference("invitations", "user_id", "users", ForeignKeyAction::Cascade))
            .foreign_key(&mut reference("invitations", "invited_by", "users", ForeignKeyAction::SetNull))
            .take();
        let resets = Table::create()
            .table("password_reset_requests")
            .col(uuid("id").primary_key())
            .col(var_binary("mailbox_key", HASH_BYTES))
            .col(var_binary("network_key", HASH_BYTES))
            .col(big_integer("requested_at"))
            .take();
        let requests = Table::create()
            .table("requests_to_fill")
            .col(uuid("id").primary_key())
            .col(uuid("account_id"))
            .col(uuid("user_id"))
            .col(string("environment"))
            .col(integer("asked"))
            .col(big_integer("asked_at"))
            .foreign_key(&mut reference("requests_to_fill", "account_id", "accounts", ForeignKeyAction::Cascade))
            .foreign_key(&mut reference("requests_to_fill", "user_id", "users", ForeignKeyAction::Cascade))
            .take();
        for table in [invitations, resets, requests] {
            manager.create_table(table).await?;
        }
        for (table, column) in [("memberships", string_null("section")), ("links", big_integer_null("superseded_at"))] {
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        for (table, columns) in [
            ("invitations", &["account_id", "user_id"][..]),
            ("invitations", &["user_id"]),
            ("password_reset_requests", &["mailbox_key", "requested_at"]),
            ("password_reset_requests", &["network_key", "requested_at"]),
            ("password_reset_requests", &["requested_at"]),
            ("requests_to_fill", &["account_id", "user_id", "asked_at"]),
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
