//! Who is signed in by which session, ready for the next request.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tracing::Instrument as _;

use crate::cache::Cache;
use crate::clock::Clock;
use crate::store::sessions::{self, Identity, TokenHash};
use crate::store::{Change, Store, StoreError};

/// Sessions that are kept. Each takes less than a kilobyte, unless somebody belongs to many accounts.
const CAPACITY: usize = 10_000;

/// How long a request waits for the note that its session is in use. Usually it takes a millisecond; a database that is
/// busy writing must not keep anybody from reading.
const NOTE_PATIENCE: Duration = Duration::from_millis(250);

/// The identities behind sessions.
#[derive(Clone)]
pub struct Identities {
    store: Store,
    clock: Clock,
    cache: Arc<Cache<TokenHash, Arc<Identity>>>,
    /// The sessions that are just being noted as in use.
    being_noted: Arc<Mutex<HashSet<TokenHash>>>,
}

/// The right to note that a session is in use, which one request at a time has.
struct Turn {
    session: TokenHash,
    being_noted: Arc<Mutex<HashSet<TokenHash>>>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.being_noted.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.session);
    }
}

impl Identities {
    /// Identities over `store`, which announces what changes them.
    #[must_use]
    pub fn new(store: Store, clock: Clock) -> Self {
        let cache = Arc::new(Cache::new(CAPACITY, clock.clone(), store.freshness().clone()));
        let heard = Arc::clone(&cache);
        store.changes().subscribe(move |change| match change {
            Change::Session(hash) => heard.forget(&hash),
            Change::User(user) => heard.forget_where(|_, identity: &Arc<Identity>| identity.user.id == user),
            Change::Account(_) => {}
        });
        Self { store, clock, cache, being_noted: Arc::default() }
    }

    /// Notes that the session is in use, if that can be done at once: nobody asked for it, so it neither fails a request
    /// nor holds it up for long. What fails is tried again by the next request.
    pub async fn note_seen(&self, session: TokenHash) {
        let Some(turn) = self.turn(session) else {
            return;
        };
        let (store, now) = (self.store.clone(), self.clock.now());
        // A task of its own: it goes on when the request doesn't wait any longer.
        let noting = tokio::spawn(
            async move {
                if let Err(error) = store.write(async |txn| sessions::seen(txn, session, now).await).await {
                    tracing::warn!(%error, "can't note that a session is in use");
                }
                drop(turn);
            }
            .in_current_span(),
        );
        // Whether it took too long or the process is ending, the request goes on.
        let _ = tokio::time::timeout(NOTE_PATIENCE, noting).await;
    }

    fn turn(&self, session: TokenHash) -> Option<Turn> {
        let is_first = self.being_noted.lock().unwrap_or_else(PoisonError::into_inner).insert(session);
        is_first.then(|| Turn { session, being_noted: Arc::clone(&self.being_noted) })
    }

    /// Who is signed in by the session; `None` if there is no such session, or it has ended.
    ///
    /// # Errors
    /// When it has to be looked up and the database fails.
    pub async fn of(&self, session: TokenHash) -> Result<Option<Arc<Identity>>, StoreError> {
        let now = self.clock.now();
        let find = async || {
            let identity = sessions::find(self.store.read(), session, now).await?;
            Ok::<_, StoreError>(identity.map(Arc::new))
        };
        // Only sessions that exist are kept, so that strangers with invented ones can't push them out.
        let identity = self.cache.get_or_find(session, find).await?;
        Ok(identity.filter(|identity| identity.expires_at > now))
    }
}
