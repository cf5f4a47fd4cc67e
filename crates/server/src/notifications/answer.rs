//! Notifications as they are shown, with all that has become of them.

use std::collections::HashMap;

use model::wire;
use model::{DeliveryState, Reason};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::store::StoreError;
use crate::store::deliveries::{self, Delivery};
use crate::store::notifications::Notification;
use crate::store::outbox::{self, NewMail};

/// Notifications with their deliveries, in the same order.
///
/// # Errors
/// When the database fails.
pub async fn with_deliveries(
    db: &impl ConnectionTrait,
    notifications: Vec<Notification>,
) -> Result<Vec<wire::Notification>, StoreError> {
    let told_by: Vec<_> = notifications.iter().map(Notification::told_by).collect();
    let deliveries = deliveries::of(db, &told_by).await?;
    let mails: Vec<_> = deliveries.iter().map(|delivery| delivery.mail).collect();
    let mut events: HashMap<Uuid, Vec<wire::DeliveryEvent>> = HashMap::new();
    for event in outbox::events(db, &mails).await? {
        let shown = wire::DeliveryEvent { at: event.at.to_string(), state: event.state, reply: event.reply };
        events.entry(event.mail).or_default().push(shown);
    }
    let mut shown: HashMap<Uuid, Vec<wire::Delivery>> = HashMap::new();
    for delivery in deliveries {
        let events = events.remove(&delivery.mail).unwrap_or_default();
        shown.entry(delivery.notification).or_default().push(self::delivery(delivery, events));
    }
    let with_deliveries = |notification: Notification| {
        // Several may have been told of by the same mails.
        let deliveries = shown.get(&notification.told_by()).cloned().unwrap_or_default();
        self::notification(notification, deliveries)
    };
    Ok(notifications.into_iter().map(with_deliveries).collect())
}

/// A notification that was just posted, and the mails that were written.
#[must_use]
pub fn just_posted(notification: Notification, mails: &[(NewMail, Reason)]) -> wire::Notification {
    let queued = |(mail, reason): &(NewMail, Reason)| wire::Delivery {
        id: mail.id.to_string(),
        name: mail.to.name.clone(),
        email: mail.to.email.clone(),
        language: mail.to.language,
        reason: *reason,
        state: DeliveryState::Queued,
        attempts: 0,
        updated_at: notification.posted_at.to_string(),
        next_attempt_at: None,
        reply: None,
        events: Vec::new(),
    };
    let deliveries = mails.iter().map(queued).collect();
    self::notification(notification, deliveries)
}

fn notification(notification: Notification, deliveries: Vec<wire::Delivery>) -> wire::Notification {
    wire::Notification {
        id: notification.id.to_string(),
        category: notification.category,
        environment: notification.environment,
        subject: notification.subject,
        body: notification.body,
        severity: notification.severity,
        problem_key: notification.problem_key,
        posted_at: notification.posted_at.to_string(),
        fallback: notification.fallback,
        folded: notification.folded_into.is_some(),
        deliveries,
    }
}

fn delivery(delivery: Delivery, events: Vec<wire::DeliveryEvent>) -> wire::Delivery {
    let next_attempt_at = (delivery.state == DeliveryState::Deferred).then(|| delivery.not_before.to_string());
    wire::Delivery {
        id: delivery.mail.to_string(),
        name: delivery.name,
        email: delivery.email,
        language: delivery.language,
        reason: delivery.reason,
        state: delivery.state,
        attempts: delivery.attempts,
        updated_at: delivery.updated_at.to_string(),
        next_attempt_at,
        reply: delivery.reply,
        events,
    }
}
