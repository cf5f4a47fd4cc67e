//! Records what came of attempts to send mails: whatever has gathered, in one transaction.
//!
//! Between a mail server's "250" and the commit here lies the only time in which the end of the process means that a mail is sent
//! twice. It is short, whatever the load: outcomes that arrive during a commit go into the next one.

use std::collections::HashSet;
use std::time::Duration;

use metrics::{counter, histogram};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::lane::LEASE;
use super::worker::Workplace;
use super::writer::Taken;
use crate::store::outbox::{self, Attempted, State};
use crate::store::{StoreError, Txn};

/// Outcomes that go into one transaction.
const BATCH: usize = 512;

/// So many that came during a commit mean that mails flow. Then those of some milliseconds are waited for, as one transaction costs
/// the database about as much as another.
const MANY: usize = 8;
/// How long.
const GATHERING: Duration = Duration::from_millis(5);

/// How long a database that failed is left alone.
const DATABASE_PAUSE: Duration = Duration::from_millis(500);

/// How long it is tried to record outcomes before they are given up: the leases of their mails are over by then, and they are sent
/// again.
const PATIENCE: Duration = Duration::from_secs(LEASE.as_secs().unsigned_abs() + 10);

/// Takes outcomes.
#[derive(Clone)]
pub(super) struct Recorder(mpsc::Sender<Message>);

enum Message {
    Outcome(Box<Outcome>),
    Finish(oneshot::Sender<()>),
}

struct Outcome {
    /// The mail, which is out of its lane's hands once this is dropped: recorded, or given up.
    taken: Taken,
    attempted: Attempted,
}

impl Recorder {
    pub(super) fn start(workplace: &Workplace) -> Self {
        let (sender, receiver) = mpsc::channel(BATCH);
        tokio::spawn(record_all(workplace.clone(), receiver));
        Self(sender)
    }

    pub(super) async fn record(&self, taken: Taken, attempted: Attempted) {
        let outcome = Outcome { taken, attempted };
        // Nobody takes it only if the runtime is ending.
        let _ = self.0.send(Message::Outcome(Box::new(outcome))).await;
    }

    /// Waits until everything so far is recorded.
    pub(super) async fn finish(self) {
        let (done, is_done) = oneshot::channel();
        if self.0.send(Message::Finish(done)).await.is_ok() {
            let _ = is_done.await;
        }
    }
}

async fn record_all(workplace: Workplace, mut receiver: mpsc::Receiver<Message>) {
    let mut messages = Vec::with_capacity(BATCH);
    while receiver.recv_many(&mut messages, BATCH).await > 0 {
        if (MANY..BATCH).contains(&messages.len()) {
            sleep(GATHERING).await;
            while messages.len() < BATCH
                && let Ok(message) = receiver.try_recv()
            {
                messages.push(message);
            }
        }
        let mut outcomes = Vec::with_capacity(messages.len());
        let mut waiting = Vec::new();
        for message in messages.drain(..) {
            match message {
                Message::Outcome(outcome) => outcomes.push(*outcome),
                Message::Finish(done) => waiting.push(done),
            }
        }
        record_with_patience(&workplace, &outcomes).await;
        drop(outcomes);
        for done in waiting {
            let _ = done.send(());
        }
    }
}

async fn record_with_patience(workplace: &Workplace, outcomes: &[Outcome]) {
    if outcomes.is_empty() {
        return;
    }
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        match record(workplace, outcomes).await {
            Ok(counted) => return count(outcomes, &counted),
            Err(error) => {
                tracing::warn!(%error, mails = outcomes.len(), "can't record what became of mails");
                sleep(DATABASE_PAUSE).await;
            }
        }
    }
    tracing::error!(mails = outcomes.len(), "what became of mails isn't recorded; they will be sent again");
}

async fn record(workplace: &Workplace, outcomes: &[Outcome]) -> Result<HashSet<Uuid>, StoreError> {
    let attempted: Vec<_> = outcomes.iter().map(|outcome| outcome.attempted.clone()).collect();
    let change = async |txn: &Txn| outbox::record(txn, &attempted, &workplace.clock, &workplace.randomness).await;
    workplace.write(change).await
}

fn count(outcomes: &[Outcome], counted: &HashSet<Uuid>) {
    for Outcome { taken, attempted } in outcomes.iter().filter(|outcome| counted.contains(&outcome.attempted.mail)) {
        let mail = &taken.mail;
        counter!("callsheet_mails_total", "state" => attempted.state.id(), "kind" => mail.letter.kind()).increment(1);
        if attempted.state == State::Sent {
            let wait = attempted.at.duration_since(mail.created_at).as_secs_f64();
            histogram!("callsheet_mail_wait_seconds").record(wait.max(0.0));
        }
        if matches!(attempted.state, State::Bounced | State::Dead) {
            // What the server said may name the address, so it is in the database only.
            tracing::warn!(mail = %mail.id, kind = mail.letter.kind(), state = attempted.state.id(), "a mail wasn't taken");
        }
    }
}
