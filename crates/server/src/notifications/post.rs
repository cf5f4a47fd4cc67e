//! A notification arrives.

use model::wire;
use model::{Category, Environment, Severity};

use super::{Means, answer, sending};
use crate::routing::Sheet;
use crate::store::accounts::{self, Account};
use crate::store::notifications::{self, Notification};
use crate::store::problems::{self, Turn};
use crate::store::{StoreError, Txn};

/// What a system has to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    /// What it is about.
    pub category: Category,
    /// Where.
    pub environment: Environment,
    /// In a line.
    pub subject: String,
    /// In full.
    pub body: String,
    /// How pressing it is, if that is said.
    pub severity: Option<Severity>,
    /// What notifications of the same problem have in common, if that is said.
    pub problem_key: Option<String>,
}

/// Stores a notification, and sends it or lets it wait for the next mail about its problem.
///
/// # Errors
/// When the database fails.
pub async fn post(means: &Means, txn: &Txn, account: &Account, new: &New) -> Result<wire::Notification, StoreError> {
    // Whoever changes the contacts meanwhile comes before this, or finds the mails of this.
    accounts::hold(txn, account.id).await?;
    let mut notification = Notification {
        id: means.clock.new_id(&means.randomness),
        account: account.id,
        category: new.category,
        environment: new.environment,
        subject: new.subject.clone(),
        body: new.body.clone(),
        severity: new.severity,
        problem_key: new.problem_key.clone(),
        posted_at: means.clock.now(),
        fallback: false,
        folded_into: None,
        told_with: None,
    };
    let problem = match turn(means, txn, &notification).await? {
        Some(Turn::Waits(problem)) => {
            notification.folded_into = Some(problem);
            notifications::create(txn, &notification).await?;
            return Ok(answer::just_posted(notification, &[]));
        }
        Some(Turn::GoesOut(problem)) => Some(problem),
        None => None,
    };
    let sheet = Sheet::of(txn, account.id).await?;
    let recipients = sheet.recipients(new.category, new.environment, means.gates.standing());
    notification.fallback = recipients.fallback;
    notifications::create(txn, &notification).await?;
    let folded = match problem {
        Some(problem) => notifications::tell_of_waiting(txn, problem, notification.id, recipients.fallback).await?,
        None => 0,
    };
    let folded = u32::try_from(folded).unwrap_or(u32::MAX);
    let mails = sending::send(means, txn, account, &notification, recipients, folded).await?;
    Ok(answer::just_posted(notification, &mails))
}

/// What the notification does, if it can wait at all: only production issues do, and only if what they have in common is said.
async fn turn(means: &Means, txn: &Txn, notification: &Notification) -> Result<Option<Turn>, StoreError> {
    let Some(problem_key) = notification.problem_key.as_deref() else {
        return Ok(None);
    };
    if notification.category != Category::ProductionIssue {
        return Ok(None);
    }
    let key = problems::Key { account: notification.account, environment: notification.environment, problem_key };
    let severity = notification.severity.unwrap_or(Severity::UNSAID);
    let id = means.clock.new_id(&means.randomness);
    Ok(Some(problems::turn(txn, key, severity, id, notification.posted_at).await?))
}
