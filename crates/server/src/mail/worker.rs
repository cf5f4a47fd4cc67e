//! Sends what waits in the outbox.
//!
//! Two lanes, each with conversations of its own: emergencies never wait behind other mails, nor behind a server that hangs on
//! them. A lane takes as many mails as it has idle conversations, so that a mail's lease need only be as long as one
//! conversation may take. What came of each goes to the [`Recorder`].

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use lettre::message::Mailbox;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};
use url::Url;
use uuid::Uuid;

use super::recorder::Recorder;
use super::retry;
use super::smtp::{COMMAND_PATIENCE, CONNECT_PATIENCE, Conversation, MESSAGE_PATIENCE, Refusal, SmtpClient};
use super::writer::{Prepared, Writer};
use crate::clock::Clock;
use crate::random::Randomness;
use crate::store::outbox::{self, Attempted, Mail, Priority, State};
use crate::store::{Change, Store, StoreError, Txn};

/// How long a mail is a worker's: longer than the longest conversation about it, in which a connection that turned out to be
/// stale is replaced once.
const LEASE: SignedDuration = SignedDuration::from_secs(150);

/// Emergencies at the same time.
const EMERGENCY_CONVERSATIONS: u32 = 4;
/// Other mails at the same time. Many mail servers take no more from one client.
const ORDINARY_CONVERSATIONS: u32 = 16;

/// How long a conversation is kept open for the next mail; servers end those that are silent for long.
const IDLE: Duration = Duration::from_secs(30);

/// Mails that become due by themselves are looked for this often, at the latest: another process on SQLite, or a clock that was
/// set, tells nobody.
const POLL: Duration = Duration::from_secs(1);

/// How long a busy lane waits for more of its conversations to be idle.
const GATHERING: Duration = Duration::from_millis(5);

/// How long a database that failed is left alone.
const DATABASE_PAUSE: Duration = Duration::from_secs(1);

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
        let mut lanes = JoinSet::new();
        for (priorities, conversations) in [
            (&[Priority::Emergency][..], EMERGENCY_CONVERSATIONS),
            (&[Priority::Awaited, Priority::Ordinary], ORDINARY_CONVERSATIONS),
        ] {
            let lane = Lane::new(workplace, &client, &recorder, priorities, conversations);
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

/// Mails of some priorities, and the conversations in which they are sent.
struct Lane {
    workplace: Workplace,
    client: Arc<SmtpClient>,
    recorder: Recorder,
    writer: Writer,
    priorities: &'static [Priority],
    wake: Arc<Notify>,
    slots: Arc<Semaphore>,
    slots_max: u32,
    idle: Arc<Mutex<Vec<(Instant, Conversation)>>>,
    in_flight: Arc<Mutex<HashSet<Uuid>>>,
    trouble: Arc<Mutex<Trouble>>,
}

/// How the mail server has been lately.
#[derive(Clone, Copy, Default)]
struct Trouble {
    /// How often in a row it couldn't be talked to.
    failures: u32,
    /// Until when it is left alone.
    until: Option<Instant>,
}

impl Lane {
    fn new(
        workplace: &Workplace,
        client: &Arc<SmtpClient>,
        recorder: &Recorder,
        priorities: &'static [Priority],
        slots: u32,
    ) -> Self {
        let wake = Arc::new(Notify::new());
        let woken = Arc::clone(&wake);
        workplace.store.changes().subscribe(move |change| {
            if matches!(change, Change::Outbox(priority) if priorities.contains(&priority)) {
                woken.notify_one();
            }
        });
        Self {
            workplace: workplace.clone(),
            client: Arc::clone(client),
            recorder: recorder.clone(),
            writer: Writer::new(workplace),
            priorities,
            wake,
            slots: Arc::new(Semaphore::new(usize::try_from(slots).unwrap_or(usize::MAX))),
            slots_max: slots,
            idle: Arc::default(),
            in_flight: Arc::default(),
            trouble: Arc::default(),
        }
    }

    async fn run(self, mut stopped: watch::Receiver<bool>) {
        let mut sending = JoinSet::new();
        loop {
            tokio::select! {
                _ = stopped.wait_for(|stopped| *stopped) => break,
                () = self.send_what_is_due(&mut sending) => {}
            }
            while sending.try_join_next().is_some() {}
        }
        while sending.join_next().await.is_some() {}
        for (_, conversation) in take_all(&self.idle) {
            conversation.end().await;
        }
    }

    /// Takes what is due and hands it to idle conversations; waits if there is nothing to do.
    async fn send_what_is_due(&self, sending: &mut JoinSet<()>) {
        self.wait_out_trouble().await;
        let slots = self.idle_slots().await;
        let room = u64::try_from(slots.len()).unwrap_or(1);
        match self.claim(room).await {
            Ok(claimed) if claimed.is_empty() => {
                drop(slots);
                self.wait_for_mail().await;
            }
            Ok(claimed) => {
                for (prepared, slot) in claimed.into_iter().zip(slots) {
                    sending.spawn(self.task(prepared, slot));
                }
            }
            Err(error) => {
                tracing::warn!(%error, "can't take mails from the outbox");
                sleep(DATABASE_PAUSE).await;
            }
        }
    }

    async fn wait_out_trouble(&self) {
        let until = lock(&self.trouble).until;
        if let Some(until) = until {
            tokio::time::sleep_until(until).await;
        }
    }

    /// The lane's idle slots, at least one. While the server is in trouble, one: to see whether it still is.
    async fn idle_slots(&self) -> Vec<OwnedSemaphorePermit> {
        let is_in_trouble = lock(&self.trouble).failures > 0;
        if !is_in_trouble {
            // A busy lane waits a moment for more slots, so that it takes several mails in one transaction. Elapsing is fine:
            // conversations that hang must not keep the others waiting.
            let _ = timeout(GATHERING, self.slots.acquire_many(self.slots_max / 2)).await;
        }
        // The semaphore is never closed.
        let mut slots: Vec<_> = Arc::clone(&self.slots).acquire_owned().await.into_iter().collect();
        while !is_in_trouble && let Ok(slot) = Arc::clone(&self.slots).try_acquire_owned() {
            slots.push(slot);
        }
        slots
    }

    async fn claim(&self, room: u64) -> Result<Vec<Prepared>, StoreError> {
        let now = self.workplace.clock.now();
        let lease_ends = now.checked_add(LEASE).unwrap_or(Timestamp::MAX);
        // Looked at first without a transaction, which on SQLite would keep others from writing once a second.
        let due = outbox::next_due(self.workplace.store.read(), self.priorities).await?;
        if due.is_none_or(|due| due > now) {
            return Ok(Vec::new());
        }
        let claim = async |txn: &Txn| {
            let mails = outbox::claim(txn, self.priorities, room, now, lease_ends).await?;
            // A clock that was set forward makes leases look over. What this process is sending it doesn't take again.
            let mails = mails.into_iter().filter(|mail| lock(&self.in_flight).insert(mail.id)).collect();
            self.writer.prepare(txn, mails, now).await
        };
        self.workplace.store.write(claim).await
    }

    async fn wait_for_mail(&self) {
        let next = outbox::next_due(self.workplace.store.read(), self.priorities).await;
        let now = self.workplace.clock.now();
        let wait = match next {
            Ok(Some(due)) => Duration::try_from(due.duration_since(now)).unwrap_or_default().clamp(MOMENT, POLL),
            Ok(None) | Err(_) => POLL,
        };
        // Elapsing is one of the two things waited for.
        let _ = timeout(wait, self.wake.notified()).await;
        self.end_idle_conversations();
    }

    fn end_idle_conversations(&self) {
        let stale: Vec<_> = {
            let mut idle = lock(&self.idle);
            let (stale, fresh) = idle.drain(..).partition(|(since, _)| since.elapsed() >= IDLE);
            *idle = fresh;
            stale
        };
        for (_, conversation) in stale {
            tokio::spawn(conversation.end());
        }
    }

    fn task(&self, prepared: Prepared, slot: OwnedSemaphorePermit) -> impl Future<Output = ()> + Send + 'static {
        let task = Task {
            workplace: self.workplace.clone(),
            client: Arc::clone(&self.client),
            recorder: self.recorder.clone(),
            idle: Arc::clone(&self.idle),
            in_flight: Arc::clone(&self.in_flight),
            trouble: Arc::clone(&self.trouble),
        };
        async move {
            task.run(prepared).await;
            drop(slot);
        }
    }
}

/// However soon a mail is due, it isn't looked for without a pause.
const MOMENT: Duration = Duration::from_millis(20);

/// The sending of one mail.
struct Task {
    workplace: Workplace,
    client: Arc<SmtpClient>,
    recorder: Recorder,
    idle: Arc<Mutex<Vec<(Instant, Conversation)>>>,
    in_flight: Arc<Mutex<HashSet<Uuid>>>,
    trouble: Arc<Mutex<Trouble>>,
}

impl Task {
    async fn run(self, Prepared { mail, sendable }: Prepared) {
        let result = match sendable {
            Ok(sendable) => self.send(&sendable.to, &sendable.message).await,
            Err(refusal) => Err(refusal),
        };
        let attempted = self.judge(&mail, result);
        self.recorder.record(mail, attempted, Arc::clone(&self.in_flight)).await;
    }

    async fn send(&self, to: &lettre::Address, message: &[u8]) -> Result<String, Refusal> {
        let from = &self.workplace.from.email;
        let kept = lock(&self.idle).pop();
        let is_kept = kept.is_some();
        let mut conversation = match kept {
            Some((_, conversation)) => conversation,
            None => self.client.connect().await?,
        };
        let mut result = conversation.send(from, to, message).await;
        if is_kept && matches!(result, Err(Refusal::Server(_))) {
            // The server has ended a conversation that was silent for long. That says nothing about a new one.
            conversation = self.client.connect().await?;
            result = conversation.send(from, to, message).await;
        }
        let goes_on = match &result {
            Ok(_) => true,
            Err(Refusal::Server(_)) => false,
            Err(_) => conversation.recover().await,
        };
        if goes_on {
            lock(&self.idle).push((Instant::now(), conversation));
        }
        result
    }

    /// What becomes of the mail.
    fn judge(&self, mail: &Mail, result: Result<String, Refusal>) -> Attempted {
        let now = self.workplace.clock.now();
        let in_ = |wait| now.checked_add(wait).unwrap_or(Timestamp::MAX);
        let randomness = &self.workplace.randomness;
        if !matches!(result, Err(Refusal::Server(_))) {
            *lock(&self.trouble) = Trouble::default();
        }
        let (state, not_before, reply) = match result {
            Ok(reply) => (State::Sent, now, reply),
            Err(Refusal::Address(reply)) => (State::Bounced, now, reply),
            Err(Refusal::Mail(reply)) => (State::Dead, now, reply),
            Err(Refusal::NotNow(reply)) => {
                (State::Deferred, in_(retry::wait(mail.priority, mail.attempts, randomness)), reply)
            }
            Err(Refusal::Server(reply)) => {
                let pause = self.note_trouble(mail.priority);
                (State::Deferred, in_(SignedDuration::try_from(pause).unwrap_or_default()), reply)
            }
        };
        Attempted { mail: mail.id, attempt: mail.attempts, at: now, state, not_before, reply: Some(reply) }
    }

    /// Mails that failed together are one sign of trouble, not many.
    fn note_trouble(&self, priority: Priority) -> Duration {
        let mut trouble = lock(&self.trouble);
        let now = Instant::now();
        if let Some(until) = trouble.until.filter(|until| *until > now) {
            return until - now;
        }
        trouble.failures = trouble.failures.saturating_add(1);
        let pause = retry::pause(priority, trouble.failures, &self.workplace.randomness);
        trouble.until = Some(now + pause);
        tracing::warn!(failures = trouble.failures, "the mail server can't be talked to");
        pause
    }
}

fn take_all<T>(of: &Mutex<Vec<T>>) -> Vec<T> {
    std::mem::take(&mut *lock(of))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Nothing that is done under these locks can leave them half-changed.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The longest that a mail can be in a worker's hands: a conversation that turns out to be stale, and another one.
const LONGEST_CONVERSATION: Duration =
    Duration::from_secs(CONNECT_PATIENCE.as_secs() + 5 * COMMAND_PATIENCE.as_secs() + MESSAGE_PATIENCE.as_secs());
const _: () = assert!(LONGEST_CONVERSATION.as_secs() < LEASE.as_secs().unsigned_abs());
