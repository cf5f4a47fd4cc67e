//! Contact information: one aggregate per account, with a version, and the history of its saves.
//!
//! Versions count the saves that changed something; the version of an account that never saved is 0. Every version
//! has exactly one entry in the history, stored in the same transaction.

use jiff::Timestamp;
use model::wire::{Author, Change as FieldChange};
use model::{Draft, Environment, Field, KnownBy};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, TryInsertResult,
};
use uuid::Uuid;

use super::{Change, StoreError, Txn, from_micros, to_micros};
use crate::entity::{contact_information, contact_information_history as history, user};

/// What an account has stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// Counts the saves that changed something; 0 before the first.
    pub version: i64,
    /// The values, normalised, of all environments together.
    pub values: Draft,
    /// When they were saved last, and by whom; `None` before the first save.
    pub updated: Option<(Timestamp, Author)>,
}

impl Stored {
    /// Whether the user is the only alert contact, so that production locks without them.
    #[must_use]
    pub fn hangs_on(&self, user: Uuid) -> bool {
        let user = user.to_string();
        self.values
            .alert_contacts
            .as_deref()
            .is_some_and(|users| !users.is_empty() && users.iter().all(|id| *id == user))
    }
}

/// Who saves what, when and where.
#[derive(Clone, Copy, Debug)]
pub struct Save {
    /// The id of the history's entry.
    pub id: Uuid,
    /// The account.
    pub account: Uuid,
    /// The environment in which it is saved.
    pub environment: Environment,
    /// The user who saves.
    pub by: Uuid,
    /// When.
    pub at: Timestamp,
}

/// What became of a save.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It made a version.
    Saved,
    /// It would have changed nothing, and made no version.
    Unchanged,
    /// Somebody else has saved since; nothing was stored.
    Conflict,
}

/// One save, as the history tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// The version that it made.
    pub version: i64,
    /// The environment in which it was made.
    pub environment: Environment,
    /// When.
    pub at: Timestamp,
    /// Who made it; `None` once that user is gone for good.
    pub by: Option<Author>,
    /// What it changed.
    pub changes: Vec<FieldChange>,
}

/// What the account has stored; the version is 0 if it is nothing yet.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, account: Uuid) -> Result<Stored, StoreError> {
    let row = contact_information::Entity::find_by_id(account).find_also_related(user::Entity).one(db).await?;
    let Some((row, user)) = row else {
        return Ok(Stored::default());
    };
    let at = from_micros(row.updated_at, "contact_information.updated_at")?;
    Ok(Stored {
        version: row.version,
        values: read_json(&row.values_json, "contact_information.values_json")?,
        updated: user.map(|user| (at, author(&user))),
    })
}

/// Stores `values` as the version after that of `before`, with its entry in the history.
///
/// # Errors
/// When the database fails.
pub async fn save(txn: &Txn, save: Save, before: &Stored, values: &Draft) -> Result<Outcome, StoreError> {
    let changes = changes(&before.values, values);
    if changes.is_empty() {
        return Ok(Outcome::Unchanged);
    }
    let version = before.version + 1;
    let values_json = write_json(values, "contact_information.values_json")?;
    let is_stored = if before.version == 0 {
        insert(txn, save, values_json).await?
    } else {
        replace(txn, save, before.version, values_json).await?
    };
    if !is_stored {
        return Ok(Outcome::Conflict);
    }
    let entry = history::ActiveModel {
        id: Set(save.id),
        account_id: Set(save.account),
        version: Set(version),
        environment: Set(save.environment.id().to_owned()),
        saved_at: Set(to_micros(save.at)),
        saved_by: Set(save.by),
        changes_json: Set(write_json(&changes, "contact_information_history.changes_json")?),
    };
    history::Entity::insert(entry).exec_without_returning(txn).await?;
    txn.changed(Change::Account(save.account)).await?;
    Ok(Outcome::Saved)
}

/// Takes a user off the alert contacts, if they are one, since they lose their access to the account. The caller
/// holds the account's lock.
///
/// # Errors
/// When the database fails.
pub async fn remove_alert_contact(txn: &Txn, removal: Save, user: Uuid) -> Result<(), StoreError> {
    let before = find(txn, removal.account).await?;
    let mut values = before.values.clone();
    let user = user.to_string();
    // Nobody left is the same as never given, as for every list that is stored.
    values.alert_contacts = values.alert_contacts.map(|users| users.into_iter().filter(|id| *id != user).collect());
    values.alert_contacts = values.alert_contacts.filter(|users: &Vec<_>| !users.is_empty());
    match save(txn, removal, &before, &values).await? {
        Outcome::Saved | Outcome::Unchanged => Ok(()),
        // The lock rules it out; going on would leave an alert contact whom nobody knows.
        Outcome::Conflict => Err(DbErr::RecordNotUpdated.into()),
    }
}

/// The account's saves, newest first: at most `limit`, of versions below `before` if that is given.
///
/// # Errors
/// When the database fails.
pub async fn history(
    db: &impl ConnectionTrait,
    account: Uuid,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Entry>, StoreError> {
    let mut query = history::Entity::find()
        .filter(history::Column::AccountId.eq(account))
        .find_also_related(user::Entity)
        .order_by_desc(history::Column::Version)
        .limit(limit);
    if let Some(before) = before {
        query = query.filter(history::Column::Version.lt(before));
    }
    let rows = query.all(db).await?;
    rows.iter().map(|(row, user)| entry(row, user.as_ref())).collect()
}

/// The fields that differ, each with what it was and what it became.
fn changes(before: &Draft, after: &Draft) -> Vec<FieldChange> {
    let only = |field: Field, draft: &Draft| {
        let mut only = Draft::default();
        only.copy_field(field, draft);
        only
    };
    let change = |field| FieldChange { field, before: only(field, before), after: only(field, after) };
    before.differences(after).into_iter().map(change).collect()
}

async fn insert(txn: &Txn, save: Save, values_json: String) -> Result<bool, StoreError> {
    let row = contact_information::ActiveModel {
        account_id: Set(save.account),
        version: Set(1),
        values_json: Set(values_json),
        updated_at: Set(to_micros(save.at)),
        updated_by: Set(save.by),
    };
    let insert = contact_information::Entity::insert(row)
        .on_conflict(OnConflict::column(contact_information::Column::AccountId).do_nothing().to_owned())
        .try_insert();
    match insert.exec_without_returning(txn).await? {
        TryInsertResult::Inserted(rows) => Ok(rows > 0),
        TryInsertResult::Conflicted | TryInsertResult::Empty => Ok(false),
    }
}

async fn replace(txn: &Txn, save: Save, version: i64, values_json: String) -> Result<bool, StoreError> {
    let update = contact_information::Entity::update_many()
        .col_expr(contact_information::Column::Version, Expr::value(version + 1))
        .col_expr(contact_information::Column::ValuesJson, Expr::value(values_json))
        .col_expr(contact_information::Column::UpdatedAt, Expr::value(to_micros(save.at)))
        .col_expr(contact_information::Column::UpdatedBy, Expr::value(save.by))
        .filter(contact_information::Column::AccountId.eq(save.account))
        .filter(contact_information::Column::Version.eq(version));
    Ok(update.exec(txn).await?.rows_affected > 0)
}

fn entry(row: &history::Model, user: Option<&user::Model>) -> Result<Entry, StoreError> {
    let environment = Environment::from_id(&row.environment)
        .ok_or(StoreError::Unreadable { column: "contact_information_history.environment" })?;
    Ok(Entry {
        id: row.id,
        version: row.version,
        environment,
        at: from_micros(row.saved_at, "contact_information_history.saved_at")?,
        by: user.map(author),
        changes: read_json(&row.changes_json, "contact_information_history.changes_json")?,
    })
}

pub(super) fn author(user: &user::Model) -> Author {
    let known_by = user.guest_of.map(|_| KnownBy::Host);
    Author { id: user.id.to_string(), name: user.name.clone(), known_by }
}

pub(super) fn read_json<T: serde::de::DeserializeOwned>(json: &str, column: &'static str) -> Result<T, StoreError> {
    // What serde says is left out, since it quotes the value.
    serde_json::from_str(json).map_err(|_| StoreError::Unreadable { column })
}

pub(super) fn write_json(value: &impl serde::Serialize, column: &'static str) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable { column })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_holds_the_field_alone() {
        let before = Draft { alert_contacts: Some(vec!["a".to_owned()]), ..Draft::default() };
        let after = Draft { technical_emergency: Some(Vec::new()), ..Draft::default() };
        let found: Vec<_> =
            changes(&before, &after).into_iter().map(|change| (change.field, change.before, change.after)).collect();
        let expected = [
            (Field::AlertContacts, before, Draft::default()),
            (Field::TechnicalEmergency, Draft::default(), after.clone()),
        ];
        assert_eq!(found, expected);
        assert_eq!(changes(&after, &after), []);
    }

    #[test]
    fn whether_everything_hangs_on_one_user() {
        let (anna, ben) = (Uuid::from_u128(1), Uuid::from_u128(2));
        for (users, expected) in
            [(None, false), (Some(vec![]), false), (Some(vec![anna]), true), (Some(vec![anna, ben]), false)]
        {
            let alert_contacts = users.map(|users| users.iter().map(Uuid::to_string).collect());
            let stored = Stored { values: Draft { alert_contacts, ..Draft::default() }, ..Stored::default() };
            assert_eq!(stored.hangs_on(anna), expected, "{stored:?}");
            assert!(!stored.hangs_on(Uuid::from_u128(3)));
        }
    }
}
