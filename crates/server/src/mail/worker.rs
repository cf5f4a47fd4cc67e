//! Sends what waits in the outbox.
//!
//! Two [lanes](super::lane), each with conversations of its own: emergencies never wait behind other mails, nor behind a server
//! that hangs on them. What came of each mail goes to the [`Recorder`].

use std::sync::Arc;
use std::time::Duration;

use lettre::message::Mailbox;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;
use url::Url;

use super::lane::Lane;
use super::links::LinkMaker;
use super::recorder::Recorder;
use super::smtp::SmtpClient;
use crate::clock::Clock;
use crate::random::Randomness;
use crate::store::outbox::{self, Priority};
use crate::store::{Store, StoreError, Txn};

/// Emergencies at the same time.
const EMERGENCY_CONVERSATIONS: usize = 4;
/// Other mails at the same time. Many mail servers take no more from one client.
const ORDINARY_CONVERSATIONS: usize = 16;

/// How long a process that ends waits for conversations to come to their end.
const FAREWELL: Duration = Duration::from_secs(15);

/// What workers need.
#[derive(Clone)]
pub struct Workplace {
    /// The outbox.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Chance.
    pub randomness: Randomness,
    /// Whom mails come from.
    pub from: Mailbox,
    /// Where links lead.
    pub portal: Url,
    /// The operator's name.
    pub operator_name: String,
}

/// How long the database may take for a change that a worker makes. One that falls silent, as behind a network that drops what it is
/// sent, would otherwise hold up all mails.
pub(super) const DATABASE_PATIENCE: Duration = Duration::from_secs(30);

impl Workplace {
    /// Makes a change, within reason.
    pub(super) async fn write<T>(
        &self,
        change: impl AsyncFnOnce(&Txn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        timeout(DATABASE_PATIENCE, self.store.write(change)).await.unwrap_or(Err(StoreError::TimedOut))
    }
}

/// The workers of this process.
pub struct Workers {
    stop: watch::Sender<bool>,
    lanes: JoinSet<()>,
    recorder: Recorder,
}

impl Workers {
    /// Begins to send.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn start(workplace: &Workplace, client: SmtpClient) -> Result<Self, StoreError> {
        let now = workplace.clock.now();
        workplace.store.write(async |txn: &Txn| outbox::take_over(txn, now).await).await?;
        let (stop, stopped) = watch::channel(false);
        let recorder = Recorder::start(workplace);
        let client = Arc::new(client);
        let links = Arc::new(LinkMaker::new(workplace));
        let mut lanes = JoinSet::new();
        for (priorities, conversations) in [
            (&[Priority::Emergency][..], EMERGENCY_CONVERSATIONS),
            (&[Priority::Awaited, Priority::Ordinary], ORDINARY_CONVERSATIONS),
        ] {
            let lane = Lane::new(workplace, &client, &links, &recorder, priorities, conversations);
            lanes.spawn(lane.run(stopped.clone()));
        }
        Ok(Self { stop, lanes, recorder })
    }

    /// Takes no more mails, lets conversations come to their end, within reason, and records what came of them. A mail whose
    /// conversation doesn't end is sent again by whoever finds its lease over.
    pub async fn stop(mut self) {
        // Nobody listens any more only if the lanes have ended by themselves.
        let _ = self.stop.send(true);
        let ended = async { while self.lanes.join_next().await.is_some() {} };
        if timeout(FAREWELL, ended).await.is_err() {
            self.lanes.shutdown().await;
        }
        drop(self.lanes);
        self.recorder.finish().await;
    }
}
