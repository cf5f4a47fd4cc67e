//! Who is signed in by which session, ready for the next request.

use std::sync::Arc;

use crate::cache::Cache;
use crate::clock::Clock;
use crate::notes::Notes;
use crate::store::sessions::{self, Identity, TokenHash};
use crate::store::{Change, Store, StoreError};

/// Sessions that are kept. Each takes less than a kilobyte, unless somebody belongs to many accounts.
const CAPACITY: usize = 10_000;

/// The identities behind sessions.
#[derive(Clone)]
pub struct Identities {
    store: Store,
    clock: Clock,
    cache: Arc<Cache<TokenHash, Arc<Identity>>>,
    notes: Notes<TokenHash>,
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
            Change::Account(_) | Change::Key(_) | Change::SigningKeys | Change::Outbox(_) => {}
        });
        Self { store, clock, cache, notes: Notes::default() }
    }

    /// Notes that the session is in use, if that can be done at once.
    pub async fn note_seen(&self, session: TokenHash) {
        let (store, now) = (self.store.clone(), self.clock.now());
        let note = async move { store.write(async |txn| sessions::seen(txn, session, now).await).await };
        self.notes.make(session, note).await;
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
