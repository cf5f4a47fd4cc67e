//! A lane's conversations with the mail server: kept for the next mail, replaced where they have gone stale, and what they tell
//! about how the server is.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::{Instant, sleep_until};

use super::pace::Pace;
use super::recorder::Recorder;
use super::retry;
use super::smtp::{Conversation, Refusal, SmtpClient};
use super::worker::Workplace;
use super::writer::{Taken, Writer};
use crate::store::outbox::{Attempted, Mail, Priority, State};

/// How long a conversation is kept open for the next mail; servers end those that are silent for long.
const IDLE: Duration = Duration::from_secs(30);

/// The conversations of one lane. How many there are at the same time is the lane's decision.
pub(super) struct Conversations {
    workplace: Workplace,
    client: Arc<SmtpClient>,
    recorder: Recorder,
    writer: Writer,
    idle: Mutex<Vec<(Instant, Conversation)>>,
    health: Mutex<Health>,
}

/// How the mail server has been lately.
#[derive(Clone, Copy, Default)]
struct Health {
    /// How often in a row it couldn't be talked to.
    failures: u32,
    /// When that was last noticed.
    failed_at: Option<Instant>,
    /// Until when it is left alone.
    until: Option<Instant>,
    /// How fast it has taken mails.
    pace: Pace,
}

impl Conversations {
    pub(super) fn new(workplace: &Workplace, client: &Arc<SmtpClient>, recorder: &Recorder) -> Self {
        Self {
            workplace: workplace.clone(),
            client: Arc::clone(client),
            recorder: recorder.clone(),
            writer: Writer::new(workplace),
            idle: Mutex::default(),
            health: Mutex::default(),
        }
    }

    /// Sends a mail, and has recorded what came of it.
    pub(super) async fn send(&self, taken: Taken) {
        let result = match self.writer.write(&taken, self.workplace.clock.now()) {
            Ok(sendable) => self.hand_over(&sendable.to, &sendable.message).await,
            Err(refusal) => Err(refusal),
        };
        let attempted = self.judge(&taken.mail, result);
        self.recorder.record(taken, attempted).await;
    }

    async fn hand_over(&self, to: &lettre::Address, message: &str) -> Result<String, Refusal> {
        let from = &self.workplace.from.email;
        let kept = lock(&self.idle).pop();
        let is_kept = kept.is_some();
        let mut conversation = match kept {
            Some((_, conversation)) => conversation,
            None => self.client.connect().await?,
        };
        let mut announced = conversation.announce(from, to, message).await;
        if is_kept && matches!(announced, Err(Refusal::Server(_))) {
            // The server has ended a conversation that was silent for long. That says nothing about a new one.
            conversation = self.client.connect().await?;
            announced = conversation.announce(from, to, message).await;
        }
        let result = match announced {
            Ok(()) => conversation.deliver(message).await,
            Err(refusal) => Err(refusal),
        };
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
            self.note_answer(result.is_ok());
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
        Attempted { mail: mail.id, attempt: mail.attempts, at: now, state, not_before, reply }
    }

    /// Notes that the server can be talked to, and whether it took a mail.
    fn note_answer(&self, is_taken: bool) {
        let mut health = lock(&self.health);
        let mut pace = health.pace;
        if is_taken {
            pace.note(Instant::now());
        }
        *health = Health { pace, ..Health::default() };
    }

    /// Notes that it can't, and answers how long it is left alone. Mails that failed together are one sign of trouble, not many.
    fn note_trouble(&self, priority: Priority) -> Duration {
        let mut health = lock(&self.health);
        let now = Instant::now();
        health.failed_at = Some(now);
        if let Some(until) = health.until.filter(|until| *until > now) {
            return until - now;
        }
        health.failures = health.failures.saturating_add(1);
        let pause = retry::pause(priority, health.failures, &self.workplace.randomness);
        health.until = Some(now + pause);
        tracing::warn!(failures = health.failures, "the mail server can't be talked to");
        pause
    }

    /// Waits for as long as the server is left alone.
    pub(super) async fn wait_out_trouble(&self) {
        let until = lock(&self.health).until;
        if let Some(until) = until {
            sleep_until(until).await;
        }
    }

    /// Whether the server couldn't be talked to, at the last attempt.
    pub(super) fn are_in_trouble(&self) -> bool {
        lock(&self.health).failures > 0
    }

    /// Whether the server couldn't be talked to since then.
    pub(super) fn were_in_trouble_since(&self, then: Instant) -> bool {
        lock(&self.health).failed_at.is_some_and(|at| at >= then)
    }

    /// How many mails the server has taken within a second, lately; none if it hasn't taken any for a while.
    pub(super) fn taken_lately(&self) -> usize {
        lock(&self.health).pace.a_second(Instant::now())
    }

    /// Ends those that have been silent for long.
    pub(super) fn end_idle(&self) {
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

    /// Ends all in which nothing is being said.
    pub(super) async fn end_all(&self) {
        let idle = std::mem::take(&mut *lock(&self.idle));
        for (_, conversation) in idle {
            conversation.end().await;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing that is done under these locks can leave them half-changed.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
