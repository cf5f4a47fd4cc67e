//! Under which name somebody was given access to an account, and since when they have made use of it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, string};

/// Those who have access already are known to the account under their own names.
const NAMES: &str = "UPDATE memberships SET name = (SELECT users.name FROM users WHERE users.id = memberships.user_id)";

/// Whoever could sign in has most likely done so.
const ACCEPTED: &str = "UPDATE memberships SET accepted_at = created_at WHERE EXISTS \
    (SELECT 1 FROM users WHERE users.id = memberships.user_id AND users.password_hash IS NOT NULL)";

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m2026_11_24_membership_names"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "`async_trait` only matches the trait's own way of writing it")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [string("name").default("").take(), big_integer_null("accepted_at")] {
            manager.alter_table(Table::alter().table("memberships").add_column(column).take()).await?;
        }
        for update in [NAMES, ACCEPTED] {
            manager.get_connection().execute_unprepared(update).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        // All or nothing; only PostgreSQL would do so unasked.
        Some(true)
    }
}
