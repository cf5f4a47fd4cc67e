//! Accounts and who has access to them, sign-ins, contact information with its history and drafts, support requests.
//!
//! Whatever belongs to an account goes with the account. Users are never deleted while something says what they did:
//! their foreign keys restrict, except for what is only theirs (memberships, sessions).

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, pk_uuid, string, string_null, text, uuid, var_binary};
use sea_orm_migration::sea_query::{ForeignKeyCreateStatement, IndexCreateStatement, TableCreateStatement};

/// SHA-256.
const HASH_BYTES: u32 = 32;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m2026_11_21_first_tables"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "`async_trait` only matches the trait's own way of writing it")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        // All or nothing; only PostgreSQL would do so unasked.
        Some(true)
    }
}

fn tables() -> Vec<TableCreateStatement> {
    let mut tables = access_tables();
    tables.extend(content_tables());
    tables
}

fn access_tables() -> Vec<TableCreateStatement> {
    vec![
        Table::create()
            .table("accounts")
            .col(pk_uuid("id"))
            .col(string("slug"))
            .col(string("name"))
            .col(big_integer("created_at"))
            .take(),
        Table::create()
            .table("users")
            .col(pk_uuid("id"))
            .col(string("email"))
            .col(string("mailbox"))
            .col(string("name"))
            .col(string("language"))
            .col(string_null("password_hash"))
            .col(boolean("staff"))
            .col(big_integer("created_at"))
            .take(),
        Table::create()
            .table("memberships")
            .col(uuid("account_id"))
            .col(uuid("user_id"))
            .col(string("role"))
            .col(big_integer("created_at"))
            .primary_key(Index::create().col("account_id").col("user_id"))
            .foreign_key(&mut to_account("memberships"))
            .foreign_key(&mut to_user("memberships", "user_id", ForeignKeyAction::Cascade))
            .take(),
        Table::create()
            .table("integrations")
            .col(pk_uuid("id"))
            .col(uuid("account_id"))
            .col(string("kind"))
            .col(string("name"))
            .col(string("stage"))
            .col(big_integer("created_at"))
            .foreign_key(&mut to_account("integrations"))
            .take(),
        Table::create()
            .table("sessions")
            .col(var_binary("token_hash", HASH_BYTES).primary_key())
            .col(uuid("user_id"))
            .col(big_integer("created_at"))
            .col(big_integer("last_seen_at"))
            .col(big_integer("expires_at"))
            .foreign_key(&mut to_user("sessions", "user_id", ForeignKeyAction::Cascade))
            .take(),
        Table::create()
            .table("sign_in_failures")
            .col(pk_uuid("id"))
            .col(var_binary("mailbox_key", HASH_BYTES))
            .col(var_binary("network_key", HASH_BYTES))
            .col(big_integer("failed_at"))
            .take(),
    ]
}

fn content_tables() -> Vec<TableCreateStatement> {
    vec![
        Table::create()
            .table("contact_information")
            .col(uuid("account_id").primary_key())
            .col(big_integer("version"))
            .col(text("values_json"))
            .col(big_integer("updated_at"))
            .col(uuid("updated_by"))
            .foreign_key(&mut to_account("contact_information"))
            .foreign_key(&mut to_user("contact_information", "updated_by", ForeignKeyAction::Restrict))
            .take(),
        Table::create()
            .table("contact_information_history")
            .col(pk_uuid("id"))
            .col(uuid("account_id"))
            .col(big_integer("version"))
            .col(string("environment"))
            .col(big_integer("saved_at"))
            .col(uuid("saved_by"))
            .col(text("changes_json"))
            .foreign_key(&mut to_account("contact_information_history"))
            .foreign_key(&mut to_user("contact_information_history", "saved_by", ForeignKeyAction::Restrict))
            .take(),
        Table::create()
            .table("drafts")
            .col(uuid("account_id"))
            .col(string("environment"))
            .col(text("values_json"))
            .col(big_integer("base_version"))
            .col(big_integer("started_at"))
            .col(uuid("started_by"))
            .col(big_integer("updated_at"))
            .col(uuid("updated_by"))
            .primary_key(Index::create().col("account_id").col("environment"))
            .foreign_key(&mut to_account("drafts"))
            .foreign_key(&mut to_user("drafts", "started_by", ForeignKeyAction::Restrict))
            .foreign_key(&mut to_user("drafts", "updated_by", ForeignKeyAction::Restrict))
            .take(),
        Table::create()
            .table("support_requests")
            .col(pk_uuid("id"))
            .col(uuid("account_id"))
            .col(uuid("user_id"))
            .col(text("subject"))
            .col(text("message"))
            .col(big_integer("created_at"))
            .foreign_key(&mut to_account("support_requests"))
            .foreign_key(&mut to_user("support_requests", "user_id", ForeignKeyAction::Restrict))
            .take(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("accounts", &["slug"]),
        unique("users", &["mailbox"]),
        // The primary key leads with the account; this is for "where does this user belong?".
        index("memberships", &["user_id"]),
        index("integrations", &["account_id"]),
        index("sessions", &["user_id"]),
        index("sessions", &["expires_at"]),
        index("sign_in_failures", &["mailbox_key", "failed_at", "network_key"]),
        index("sign_in_failures", &["network_key", "failed_at"]),
        index("sign_in_failures", &["failed_at"]),
        // Newest first per account, and the last line of defence against two saves of one version.
        unique("contact_information_history", &["account_id", "version"]),
        index("support_requests", &["account_id"]),
    ]
}

fn to_account(from: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{from}_account_id_fkey"))
        .from(from, "account_id")
        .to("accounts", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}

fn to_user(from: &'static str, column: &'static str, on_delete: ForeignKeyAction) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{from}_{column}_fkey"))
        .from(from, column)
        .to("users", "id")
        .on_delete(on_delete)
        .take()
}

fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(format!("{table}_{}", columns.join("_"))).table(table).take();
    for column in columns {
        index.col(*column);
    }
    index
}

fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    index(table, columns).unique().take()
}
