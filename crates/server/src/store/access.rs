//! What a user has access to.

use std::collections::HashMap;

use model::{Field, Role};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;

use super::StoreError;
use super::accounts::{Account, AccountRef};
use super::memberships::{role, section};
use crate::entity::{account, membership};

/// The accounts that a user has access to, with the role in each. One of them is found without a walk over all: nothing
/// limits how many somebody may have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// By name.
    accounts: Vec<(Account, Role)>,
    by_id: HashMap<Uuid, usize>,
    by_slug: HashMap<String, usize>,
    /// Where the user is asked to fill in one section only.
    sections: HashMap<Uuid, Field>,
    is_new_somewhere: bool,
}

impl Access {
    /// All accounts, by name, with the role in each.
    pub fn iter(&self) -> impl Iterator<Item = &(Account, Role)> {
        self.accounts.iter()
    }

    /// The account, if the user has access to it, and the role there.
    #[must_use]
    pub fn find(&self, account: &AccountRef) -> Option<&(Account, Role)> {
        let index = match account {
            AccountRef::Id(id) => self.by_id.get(id),
            AccountRef::Slug(slug) => self.by_slug.get(slug),
        };
        self.accounts.get(*index?)
    }

    /// The only section of the form that the user is asked to fill in there.
    #[must_use]
    pub fn section(&self, account: Uuid) -> Option<Field> {
        self.sections.get(&account).copied()
    }

    /// Whether the user hasn't made use yet of the access to one of them.
    #[must_use]
    pub fn is_new_somewhere(&self) -> bool {
        self.is_new_somewhere
    }

    fn new(accounts: Vec<(Account, Role)>, sections: HashMap<Uuid, Field>, is_new_somewhere: bool) -> Self {
        let by_id = accounts.iter().enumerate().map(|(index, (account, _))| (account.id, index)).collect();
        let by_slug = accounts.iter().enumerate().map(|(index, (account, _))| (account.slug.clone(), index)).collect();
        Self { accounts, by_id, by_slug, sections, is_new_somewhere }
    }
}

/// What the user has access to.
///
/// # Errors
/// When the database fails.
pub async fn of_user(db: &impl ConnectionTrait, id: Uuid) -> Result<Access, StoreError> {
    let rows = membership::Entity::find()
        .filter(membership::Column::UserId.eq(id))
        .find_also_related(account::Entity)
        .order_by_asc(account::Column::Name)
        .order_by_asc(account::Column::Id)
        .all(db)
        .await?;
    let is_new_somewhere = rows.iter().any(|(membership, _)| membership.accepted_at.is_none());
    let mut sections = HashMap::new();
    for (membership, _) in &rows {
        if let Some(section) = section(membership.section.as_deref())? {
            sections.insert(membership.account_id, section);
        }
    }
    let accounts = rows
        .into_iter()
        .filter_map(|(membership, account)| Some((Account::from(account?), membership.role)))
        .map(|(account, role_id)| Ok((account, role(&role_id)?)))
        .collect::<Result<_, StoreError>>()?;
    Ok(Access::new(accounts, sections, is_new_somewhere))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_found_by_id_and_by_slug() {
        let account = |number: u128, slug: &str| Account {
            id: Uuid::from_u128(number),
            slug: slug.to_owned(),
            name: slug.to_uppercase(),
        };
        let access =
            Access::new(vec![(account(2, "a"), Role::Viewer), (account(1, "b"), Role::Editor)], HashMap::new(), false);
        for (number, slug, role) in [(2, "a", Some(Role::Viewer)), (1, "b", Some(Role::Editor)), (3, "c", None)] {
            for account in [AccountRef::Id(Uuid::from_u128(number)), AccountRef::Slug(slug.to_owned())] {
                assert_eq!(access.find(&account).map(|(_, role)| *role), role, "{account:?}");
            }
        }
    }
}
