//! Who is told of a notification, and the mails to them.

use jiff::{SignedDuration, Timestamp};
use metrics::counter;
use model::{Category, Field, Reason, Recipient, Recipients};
use uuid::Uuid;

use super::Means;
use crate::mail::Letter;
use crate::mail::letter::{self, Link};
use crate::store::accounts::Account;
use crate::store::deliveries;
use crate::store::notifications::Notification;
use crate::store::outbox::{self, Addressee, NewMail, Priority};
use crate::store::{StoreError, Txn};

/// How long it is tried to deliver a notification, as mail servers do among themselves (RFC 5321, section 4.5.4.1).
pub(super) const WORTH_TRYING: SignedDuration = SignedDuration::from_hours(4 * 24);

/// Writes the mails of a notification that goes out, which stand for `folded` others as well. Answers them, each with the reason
/// why it goes there.
///
/// # Errors
/// When the database fails.
pub(super) async fn send(
    means: &Means,
    txn: &Txn,
    account: &Account,
    notification: &Notification,
    recipients: Recipients,
    folded: u32,
) -> Result<Vec<(NewMail, Reason)>, StoreError> {
    let now = means.clock.now();
    if recipients.reach_nobody() {
        // Nobody else can notice: the account has no user.
        tracing::error!(notification = %notification.id, account = %account.id, "a notification reaches nobody");
        counter!("callsheet_notifications_to_nobody_total").increment(1);
    }
    // Deliveries are shown in the order of their ids, which those made within a millisecond don't have by themselves.
    let mut ids: Vec<_> = recipients.recipients.iter().map(|_| means.clock.new_id(&means.randomness)).collect();
    ids.sort_unstable();
    let field = recipients.field;
    let write = |(id, recipient)| mail(id, account, notification, (recipient, field), folded, now);
    let mails: Vec<_> = ids.into_iter().zip(recipients.recipients).map(write).collect();
    let (only_mails, reasons): (Vec<_>, Vec<_>) = mails.iter().cloned().unzip();
    outbox::enqueue(txn, &only_mails, now).await?;
    let deliveries: Vec<_> = only_mails.iter().map(|mail| mail.id).zip(reasons).collect();
    deliveries::create(txn, notification.id, &deliveries).await?;
    Ok(mails)
}

fn mail(
    id: Uuid,
    account: &Account,
    notification: &Notification,
    (recipient, field): (Recipient, Field),
    folded: u32,
    now: Timestamp,
) -> (NewMail, Reason) {
    let Recipient { name, email, language, reason, .. } = recipient;
    let letter = letter::Notification {
        account: account.name.clone(),
        category: notification.category,
        environment: notification.environment,
        severity: notification.severity,
        subject: notification.subject.clone(),
        body: notification.body.clone(),
        posted_at: notification.posted_at,
        reason,
        field: Some(field),
        folded,
    };
    let mail = NewMail {
        id,
        priority: priority(notification.category),
        letter: Letter::Notification(letter),
        link: link(account, notification, reason),
        to: Addressee::new(name.as_deref(), &email, language),
        account: Some(account.id),
        // Deliveries say which mails are about it.
        subject: None,
        give_up_at: now.checked_add(WORTH_TRYING).unwrap_or(Timestamp::MAX),
    };
    (mail, reason)
}

fn priority(category: Category) -> Priority {
    match category {
        Category::Emergency => Priority::Emergency,
        Category::ProductionIssue | Category::Technical | Category::MerchantIssue | Category::UserEscalation => {
            Priority::Ordinary
        }
    }
}

/// Users find it in the portal; contacts can't sign in.
fn link(account: &Account, notification: &Notification, reason: Reason) -> Link {
    match reason {
        Reason::AlertContact | Reason::Administrator => {
            let (account, environment) = (&account.slug, notification.environment.id());
            Link::Portal { path: format!("/notifications?account={account}&environment={environment}") }
        }
        _ => Link::Nowhere,
    }
}
