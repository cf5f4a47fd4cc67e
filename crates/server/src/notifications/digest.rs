//! What has waited for a problem's next mail, told when the problem's window is over.

use model::Severity;

use super::{Means, sending};
use crate::routing::Sheet;
use crate::store::accounts::{self, AccountRef};
use crate::store::problems::{self, Over};
use crate::store::{Store, StoreError, Txn, notifications};

/// Problems that are looked after at a time.
const BATCH: u64 = 100;

/// Sends a mail for each problem whose window is over and about which something waits.
///
/// # Errors
/// When the database fails.
pub(super) async fn send_due(store: &Store, means: &Means) -> Result<(), StoreError> {
    for problem in problems::over(store.read(), means.clock.now(), BATCH).await? {
        let id = problem.id;
        if let Err(error) = store.write(async |txn: &Txn| send(means, txn, problem).await).await {
            // The others don't wait for this one.
            tracing::error!(problem = %id, %error, "what waits for a problem's next mail can't be told");
        }
    }
    Ok(())
}

/// The mail has the newest one's text, and tells how many others there were. It opens another window, as long as the most
/// pressing of them wants.
async fn send(means: &Means, txn: &Txn, problem: Over) -> Result<(), StoreError> {
    let now = means.clock.now();
    accounts::hold(txn, problem.account).await?;
    if !problems::is_still_over(txn, problem.id, now).await? {
        return Ok(());
    }
    let account = accounts::find(txn, &AccountRef::Id(problem.account)).await?;
    let newest = notifications::newest_waiting(txn, problem.id).await?;
    let (Some(account), Some(mut newest)) = (account, newest) else {
        return problems::close(txn, problem.id).await;
    };
    let severities = notifications::waiting_severities(txn, problem.id).await?;
    let severities = severities.into_iter().map(|severity| severity.unwrap_or(Severity::UNSAID));
    let severity = severities.min_by_key(|severity| severity.hours_between_mails()).unwrap_or(Severity::UNSAID);

    let sheet = Sheet::of(txn, account.id).await?;
    let recipients = sheet.recipients(newest.category, newest.environment, means.gates.standing());
    newest.fallback = recipients.fallback;
    newest.folded_into = None;
    notifications::goes_out(txn, newest.id, newest.fallback).await?;
    let others = notifications::tell_of_waiting(txn, problem.id, newest.id, newest.fallback).await?;
    let folded = u32::try_from(others).unwrap_or(u32::MAX);
    sending::send(means, txn, &account, &newest, recipients, folded).await?;
    problems::reopen(txn, problem.id, severity, now).await
}
