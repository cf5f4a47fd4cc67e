//! Keys of the operator's systems, ready for the next request.

use std::sync::Arc;

use uuid::Uuid;

use crate::cache::Cache;
use crate::clock::Clock;
use crate::notes::Notes;
use crate::store::api_keys::{self, Key, USE_RESOLUTION};
use crate::store::sessions::TokenHash;
use crate::store::{Change, Store, StoreError};

/// Keys that are kept. An operator has a handful of systems, or one key for each account.
const CAPACITY: usize = 10_000;

/// The keys.
#[derive(Clone)]
pub struct Keys {
    store: Store,
    clock: Clock,
    cache: Arc<Cache<TokenHash, Arc<Key>>>,
    notes: Notes<Uuid>,
}

impl Keys {
    /// Keys over `store`, which announces what changes them.
    #[must_use]
    pub fn new(store: Store, clock: Clock) -> Self {
        let cache = Arc::new(Cache::new(CAPACITY, clock.clone(), store.freshness().clone()));
        let heard = Arc::clone(&cache);
        store.changes().subscribe(move |change| {
            if let Change::Key(id) = change {
                heard.forget_where(|_, key: &Arc<Key>| key.id == id);
            }
        });
        Self { store, clock, cache, notes: Notes::default() }
    }

    /// The key with this hash; `None` if there is none, or it was revoked. That it is in use is noted now and then.
    ///
    /// # Errors
    /// When it has to be looked up and the database fails.
    pub async fn of(&self, hash: TokenHash) -> Result<Option<Arc<Key>>, StoreError> {
        let find = async || Ok::<_, StoreError>(api_keys::find(self.store.read(), hash).await?.map(Arc::new));
        // Only keys that exist are kept, so that strangers with invented ones can't push them out.
        let Some(key) = self.cache.get_or_find(hash, find).await? else {
            return Ok(None);
        };
        let now = self.clock.now();
        if key.last_used_at.is_none_or(|used_at| now.duration_since(used_at) >= USE_RESOLUTION) {
            let (store, id) = (self.store.clone(), key.id);
            let note = async move { store.write(async |txn| api_keys::used(txn, id, now).await).await };
            self.notes.make(id, note).await;
        }
        Ok(Some(key))
    }
}
