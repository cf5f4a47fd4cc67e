//! Sessions of the operator's pages that show the gate, ready for the next request.

use std::sync::Arc;

use crate::cache::Cache;
use crate::clock::Clock;
use crate::store::embed_sessions::{self, EmbedSession};
use crate::store::sessions::TokenHash;
use crate::store::{Change, Store, StoreError};

/// Sessions that are kept.
const CAPACITY: usize = 10_000;

/// The sessions.
#[derive(Clone)]
pub struct EmbedSessions {
    store: Store,
    cache: Arc<Cache<TokenHash, Arc<EmbedSession>>>,
}

impl EmbedSessions {
    /// Sessions over `store`, which announces what changes them.
    #[must_use]
    pub fn new(store: Store, clock: Clock) -> Self {
        let cache = Arc::new(Cache::new(CAPACITY, clock, store.freshness().clone()));
        let heard = Arc::clone(&cache);
        store.changes().subscribe(move |change| {
            if let Change::Key(id) = change {
                heard.forget_where(|_, session: &Arc<EmbedSession>| session.key == id);
            }
        });
        Self { store, cache }
    }

    /// The session with this hash, even one that has expired; `None` if there was none lately, or its key was revoked.
    ///
    /// # Errors
    /// When it has to be looked up and the database fails.
    pub async fn of(&self, hash: TokenHash) -> Result<Option<Arc<EmbedSession>>, StoreError> {
        let find = async || Ok::<_, StoreError>(embed_sessions::find(self.store.read(), hash).await?.map(Arc::new));
        self.cache.get_or_find(hash, find).await
    }
}
