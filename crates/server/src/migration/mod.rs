//! The tables, version by version.
//!
//! To add a version: a module named by date and purpose, and its line in [`Migrations`]. A migration that has been
//! released is never edited. One alter option a statement: SQLite knows no more.

mod m2026_11_21_first_tables;
mod m2026_11_24_account_origins;
mod m2026_11_24_api_keys;
mod m2026_11_24_devices;
mod m2026_11_24_embed_sessions;
mod m2026_11_24_membership_names;
mod m2026_11_24_signing_keys;
mod m2026_11_25_mails;
mod m2026_11_26_invitations;
mod m2026_11_29_addresses;
mod m2026_11_29_leases;
mod m2026_11_29_notifications;
mod m2026_11_29_sent_mails;

use sea_orm_migration::prelude::*;

/// All migrations, in the order in which they run.
pub(crate) struct Migrations;

impl MigratorTrait for Migrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m2026_11_21_first_tables::Migration),
            Box::new(m2026_11_24_devices::Migration),
            Box::new(m2026_11_24_membership_names::Migration),
            Box::new(m2026_11_24_api_keys::Migration),
            Box::new(m2026_11_24_embed_sessions::Migration),
            Box::new(m2026_11_24_account_origins::Migration),
            Box::new(m2026_11_24_signing_keys::Migration),
            Box::new(m2026_11_25_mails::Migration),
            Box::new(m2026_11_26_invitations::Migration),
            Box::new(m2026_11_29_notifications::Migration),
            Box::new(m2026_11_29_addresses::Migration),
            Box::new(m2026_11_29_leases::Migration),
            Box::new(m2026_11_29_sent_mails::Migration),
        ]
    }
}

/// A column that refers to rows of another table.
fn reference(
    table: &'static str,
    column: &'static str,
    to: &'static str,
    on_delete: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}_fkey"))
        .from(table, column)
        .to(to, "id")
        .on_delete(on_delete)
        .take()
}

/// An index over columns of a table, named after them.
fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(format!("{table}_{}", columns.join("_"))).table(table).take();
    for column in columns {
        index.col(*column);
    }
    index
}
