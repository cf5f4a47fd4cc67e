//! Mails of some priorities: taken from the outbox, a little ahead of the conversations in which they are sent.
//!
//! A mail that was taken is nobody else's until its lease is over. So no more are taken than there are conversations, unless the
//! mail server takes one after the other: then it pays to take many in one transaction, as many as it takes in a second. Those that
//! can't be sent soon after all are put back.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::conversations::Conversations;
use super::in_flight::InFlight;
use super::links::LinkMaker;
use super::recorder::Recorder;
use super::smtp::{COMMAND_PATIENCE, CONNECT_PATIENCE, MESSAGE_PATIENCE, SmtpClient};
use super::worker::{DATABASE_PATIENCE, Workplace};
use super::writer::Taken;
use crate::store::outbox::{self, Priority};
use crate::store::{Change, StoreError, Txn};

/// How long a mail is a lane's: longer than it waits for a conversation, and the longest conversation about it.
pub(super) const LEASE: SignedDuration = SignedDuration::from_secs(150);
const _: () = assert!(LEASE.as_secs() < outbox::LONGEST_LEASE.as_secs());

/// How long a mail that was taken may wait for a conversation before it is put back.
const AHEAD_PATIENCE: Duration = Duration::from_secs(5);

/// The longest that it can be in a conversation: one that turns out to be stale before the message, another one, and making that
/// ready for the next mail.
const LONGEST_CONVERSATION: Duration =
    Duration::from_secs(CONNECT_PATIENCE.as_secs() + 7 * COMMAND_PATIENCE.as_secs() + MESSAGE_PATIENCE.as_secs());
const _: () = assert!(AHEAD_PATIENCE.as_secs() + LONGEST_CONVERSATION.as_secs() < LEASE.as_secs().unsigned_abs());

/// The most mails that are taken ahead of conversations.
const AHEAD: usize = 512;

/// Mails that become due by themselves are looked for this often, at the latest: another process on SQLite, or a clock that was
/// set, tells nobody.
const POLL: Duration = Duration::from_secs(1);

/// However soon a mail is due, it isn't looked for without a pause.
const MOMENT: Duration = Duration::from_millis(20);

/// How long a database that failed is left alone.
const DATABASE_PAUSE: Duration = Duration::from_secs(1);

/// Mails of some priorities, and the conversations in which they are sent.
pub(super) struct Lane {
    workplace: Workplace,
    links: Arc<LinkMaker>,
    conversations: Arc<Conversations>,
    conversations_max: usize,
    slots: Arc<Semaphore>,
    in_flight: InFlight,
    priorities: &'static [Priority],
    wake: Arc<Notify>,
}

impl Lane {
    pub(super) fn new(
        workplace: &Workplace,
        client: &Arc<SmtpClient>,
        links: &Arc<LinkMaker>,
        recorder: &Recorder,
        priorities: &'static [Priority],
        conversations_max: usize,
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
            links: Arc::clone(links),
            conversations: Arc::new(Conversations::new(workplace, client, recorder)),
            conversations_max,
            slots: Arc::new(Semaphore::new(conversations_max)),
            in_flight: InFlight::default(),
            priorities,
            wake,
        }
    }

    /// Sends mails until it is stopped.
    pub(super) async fn run(self, stopped: watch::Receiver<bool>) {
        let (ahead, taken) = mpsc::channel(self.conversations_max + AHEAD);
        let until_stopped = async {
            let mut stopping = stopped.clone();
            self.take(ahead, &mut stopping).await;
        };
        tokio::join!(until_stopped, self.hand_out(taken, &stopped));
        self.conversations.end_all().await;
    }

    /// Takes mails that are due, for as long as there is room for them.
    async fn take(&self, ahead: mpsc::Sender<Taken>, stopped: &mut watch::Receiver<bool>) {
        loop {
            let room = tokio::select! {
                _ = stopped.wait_for(|stopped| *stopped) => return,
                room = self.room() => room,
            };
            // Never broken off: what was taken has to be handed on.
            let claimed = self.claim(room).await;
            let were_all = claimed.as_ref().is_ok_and(|claimed| claimed.len() < room);
            let were_none = claimed.as_ref().is_ok_and(Vec::is_empty);
            let failed = claimed.is_err();
            for mail in claimed.into_iter().flatten() {
                // It is heard for as long as this talks.
                let _ = ahead.send(mail).await;
            }
            let pause = async {
                if failed {
                    sleep(DATABASE_PAUSE).await;
                } else if were_all {
                    self.wait_for_mail(were_none).await;
                }
            };
            tokio::select! {
                _ = stopped.wait_for(|stopped| *stopped) => return,
                () = pause => {}
            }
        }
    }

    /// Waits until mails can be taken; answers how many. While the server is in trouble, one after the other: to see whether it
    /// still is.
    async fn room(&self) -> usize {
        loop {
            self.conversations.wait_out_trouble().await;
            let held = self.in_flight.len();
            let has_idle = held < self.conversations_max;
            if self.conversations.are_in_trouble() {
                if has_idle {
                    return 1;
                }
            } else {
                let ahead = self.conversations.taken_lately().min(AHEAD);
                let room = (self.conversations_max + ahead).saturating_sub(held);
                // Few at a time would keep the database busier than the mail server.
                if has_idle || room > ahead / 2 {
                    return room;
                }
            }
            self.in_flight.released().await;
        }
    }

    async fn claim(&self, room: usize) -> Result<Vec<Taken>, StoreError> {
        let now = self.workplace.clock.now();
        let lease_ends = now.checked_add(LEASE).unwrap_or(Timestamp::MAX);
        let room = u64::try_from(room).unwrap_or(u64::MAX);
        let claim = async |txn: &Txn| {
            let mails = outbox::claim(txn, self.priorities, room, now, lease_ends).await?;
            // A clock that was set forward makes leases look over. What this process is sending it doesn't take again.
            let (mut taken, mut holds, mut in_hand) = (Vec::with_capacity(mails.len()), Vec::new(), Vec::new());
            for mail in mails {
                match self.in_flight.hold(mail.id) {
                    Some(hold) => {
                        taken.push(mail);
                        holds.push(hold);
                    }
                    None => in_hand.push((mail.id, mail.attempts)),
                }
            }
            outbox::put_back(txn, &in_hand, lease_ends).await?;
            // In the same transaction: a link that arrives must work.
            let (links, made) = self.links.make(txn, &taken, now).await?;
            let taken = taken.into_iter().zip(links).zip(holds);
            Ok((taken.map(|((mail, links), hold)| Taken::new(mail, links, hold)).collect(), made))
        };
        let claimed: Result<(Vec<Taken>, _), StoreError> = self.workplace.write(claim).await;
        let (taken, made) = claimed.inspect_err(|error| tracing::warn!(%error, "can't take mails from the outbox"))?;
        self.links.remember(made, now);
        Ok(taken)
    }

    /// Waits until a mail is due. If one is that couldn't be taken just now, because somebody else has it in a transaction, not
    /// without a pause.
    async fn wait_for_mail(&self, mut is_elsewhere: bool) {
        loop {
            let now = self.workplace.clock.now();
            let next = outbox::next_due(self.workplace.store.read(), self.priorities, now);
            let wait = match timeout(DATABASE_PATIENCE, next).await {
                Ok(Ok(Some(due))) if due <= now && !is_elsewhere => return,
                Ok(Ok(Some(due))) => {
                    Duration::try_from(due.duration_since(now)).unwrap_or_default().clamp(MOMENT, POLL)
                }
                Ok(Ok(None) | Err(_)) | Err(_) => POLL,
            };
            if timeout(wait, self.wake.notified()).await.is_ok() {
                return;
            }
            is_elsewhere = false;
            self.conversations.end_idle();
        }
    }

    /// Hands mails to conversations, as these become free.
    async fn hand_out(&self, mut taken: mpsc::Receiver<Taken>, stopped: &watch::Receiver<bool>) {
        let mut sending = JoinSet::new();
        while let Some(mail) = taken.recv().await {
            let Ok(slot) = timeout(AHEAD_PATIENCE, Arc::clone(&self.slots).acquire_owned()).await else {
                self.put_back(mail, &mut taken).await;
                continue;
            };
            if *stopped.borrow() || self.is_late(&mail) {
                self.put_back(mail, &mut taken).await;
                continue;
            }
            sending.spawn(converse(Arc::clone(&self.conversations), mail, slot.ok()));
            while sending.try_join_next().is_some() {}
        }
        while sending.join_next().await.is_some() {}
    }

    /// Whether a mail has waited for so long that its lease might end too early, or was taken before the server got into trouble.
    fn is_late(&self, mail: &Taken) -> bool {
        mail.at.elapsed() >= AHEAD_PATIENCE || self.conversations.were_in_trouble_since(mail.at)
    }

    /// Puts a mail back, and all that were taken after it, for whoever can send them.
    async fn put_back(&self, first: Taken, rest: &mut mpsc::Receiver<Taken>) {
        let mut mails = vec![first];
        while let Ok(mail) = rest.try_recv() {
            mails.push(mail);
        }
        let attempts: Vec<_> = mails.iter().map(|taken| (taken.mail.id, taken.mail.attempts)).collect();
        let now = self.workplace.clock.now();
        let put_back = self.workplace.write(async |txn: &Txn| outbox::put_back(txn, &attempts, now).await);
        if let Err(error) = put_back.await {
            tracing::warn!(%error, mails = mails.len(), "can't put mails back; they will be sent once their leases are over");
        }
    }
}

async fn converse(conversations: Arc<Conversations>, mail: Taken, slot: Option<OwnedSemaphorePermit>) {
    conversations.send(mail).await;
    drop(slot);
}
