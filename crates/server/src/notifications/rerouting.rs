//! Mails that wait for people who are no longer told of such things, and notifications that reached nobody.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use model::{DeliveryState, Recipients};
use uuid::Uuid;

use super::sending::WORTH_TRYING;
use super::{Means, sending};
use crate::routing::Sheet;
use crate::store::accounts::{self, AccountRef};
use crate::store::deliveries::{self, Delivery};
use crate::store::notifications::{self, Notification, Unreached};
use crate::store::{Store, StoreError, Txn, outbox};

/// How long ago a mail may have been given up for its notification to be looked at each time.
const GIVEN_UP_LATELY: SignedDuration = SignedDuration::from_hours(1);
/// How often all are that are still worth it: also those whose mails were given up right before all servers were away for longer, or
/// before the clock was set forward.
const ALL_EVERY: Duration = Duration::from_hours(1);

/// Notifications that are looked at at a time.
const BATCH: usize = 100;

/// After a change of who is told of what: mails that wait for somebody who isn't any more are cancelled, and if nobody else was
/// or will be told, those are who would be now. The caller holds the account's lock.
///
/// # Errors
/// When the database fails.
pub async fn after_change(means: &Means, txn: &Txn, account: Uuid) -> Result<(), StoreError> {
    let waiting = deliveries::waiting(txn, account).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let sheet = Sheet::of(txn, account).await?;
    let mut touched = Vec::new();
    for id in waiting.iter().map(|delivery| delivery.notification).collect::<HashSet<_>>() {
        let Some(notification) = notifications::find(txn, account, id).await? else {
            continue;
        };
        // Whom it can't be sent to isn't tried again, but others in their place.
        let tried = deliveries::of(txn, &[id]).await?.into_iter();
        let tried = tried.filter(|delivery| matches!(delivery.state, DeliveryState::Bounced | DeliveryState::Dead));
        let tried = tried.map(|delivery| delivery.mailbox).collect();
        let (category, environment) = (notification.category, notification.environment);
        let recipients = sheet.recipients_besides(&tried, category, environment, means.gates.standing());
        let is_pointless = |delivery: &&Delivery| delivery.notification == id && !is_told(&recipients, delivery);
        let pointless: Vec<_> = waiting.iter().filter(is_pointless).map(|delivery| delivery.mail).collect();
        if !pointless.is_empty() {
            touched.push((notification, recipients, pointless));
        }
    }
    let mut pointless: Vec<_> = touched.iter().flat_map(|(_, _, mails)| mails).copied().collect();
    pointless.sort_unstable();
    for mail in pointless {
        outbox::cancel_one(txn, mail, &means.clock, &means.randomness).await?;
    }
    for (notification, recipients, _) in touched {
        let deliveries = deliveries::of(txn, &[notification.id]).await?;
        if !deliveries.iter().any(|delivery| has_hope(delivery.state)) {
            send_again(means, txn, notification, recipients).await?;
        }
    }
    Ok(())
}

/// When all notifications were last looked at.
#[derive(Default)]
pub(super) struct LookedAtAll(Option<Instant>);

/// Sends notifications whose mails were all given up to whoever is left: the administrators, mostly.
///
/// # Errors
/// When the database fails.
pub(super) async fn send_unreached(
    store: &Store,
    means: &Means,
    LookedAtAll(at): &mut LookedAtAll,
) -> Result<(), StoreError> {
    let looks_at_all = at.is_none_or(|at| at.elapsed() >= ALL_EVERY);
    let ago = if looks_at_all { WORTH_TRYING } else { GIVEN_UP_LATELY };
    let since = means.clock.now().checked_sub(ago).unwrap_or(Timestamp::MIN);
    let found = notifications::unreached(store.read(), since, BATCH).await?;
    let were_all = found.len() < BATCH;
    for unreached in found {
        if let Err(error) = store.write(async |txn: &Txn| send_to_the_rest(means, txn, unreached).await).await {
            // The others don't wait for this one.
            tracing::error!(notification = %unreached.id, %error, "a notification that reached nobody can't be sent on");
        }
    }
    if looks_at_all && were_all {
        *at = Some(Instant::now());
    }
    Ok(())
}

async fn send_to_the_rest(means: &Means, txn: &Txn, unreached: Unreached) -> Result<(), StoreError> {
    let Unreached { id, account } = unreached;
    accounts::lock(txn, account).await?;
    let Some(notification) = notifications::find(txn, account, id).await? else {
        return Ok(());
    };
    let deliveries = deliveries::of(txn, &[id]).await?;
    if deliveries.iter().any(|delivery| has_hope(delivery.state)) {
        return Ok(());
    }
    let given_up = deliveries.into_iter().filter(|delivery| delivery.state != DeliveryState::Cancelled);
    let tried: HashSet<_> = given_up.map(|delivery| delivery.mailbox).collect();
    let sheet = Sheet::of(txn, account).await?;
    let (category, environment) = (notification.category, notification.environment);
    let recipients = sheet.recipients_besides(&tried, category, environment, means.gates.standing());
    if recipients.reach_nobody() {
        notifications::set_lost(txn, id).await?;
    }
    send_again(means, txn, notification, recipients).await
}

async fn send_again(
    means: &Means,
    txn: &Txn,
    notification: Notification,
    recipients: Recipients,
) -> Result<(), StoreError> {
    let Some(account) = accounts::find(txn, &AccountRef::Id(notification.account)).await? else {
        return Ok(());
    };
    let folded = notifications::others_told_with(txn, notification.id).await?;
    notifications::set_fallback(txn, notification.id, recipients.fallback).await?;
    let folded = u32::try_from(folded).unwrap_or(u32::MAX);
    sending::send(means, txn, &account, &notification, recipients, folded).await?;
    Ok(())
}

fn is_told(recipients: &Recipients, delivery: &Delivery) -> bool {
    recipients.recipients.iter().any(|recipient| recipient.email.mailbox() == delivery.mailbox)
}

/// Whether somebody was told by the mail, or may still be.
fn has_hope(state: DeliveryState) -> bool {
    match state {
        DeliveryState::Queued | DeliveryState::Deferred | DeliveryState::Sent => true,
        DeliveryState::Bounced | DeliveryState::Dead | DeliveryState::Cancelled => false,
    }
}
