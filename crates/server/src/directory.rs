//! Accounts by what stands for them in addresses, for those who have access to all of them.

use std::sync::Arc;

use crate::cache::Cache;
use crate::clock::Clock;
use crate::store::accounts::{self, Account, AccountRef};
use crate::store::{Change, Store, StoreError};

/// Accounts that are kept, each perhaps under its id and its slug.
const CAPACITY: usize = 20_000;

/// All accounts.
#[derive(Clone)]
pub struct Directory {
    store: Store,
    cache: Arc<Cache<AccountRef, Arc<Account>>>,
}

impl Directory {
    /// The accounts in `store`, which announces what changes them.
    #[must_use]
    pub fn new(store: Store, clock: Clock) -> Self {
        let cache = Arc::new(Cache::new(CAPACITY, clock, store.freshness().clone()));
        let heard = Arc::clone(&cache);
        store.changes().subscribe(move |change| {
            if let Change::Account(id) = change {
                heard.forget_where(|_, account: &Arc<Account>| account.id == id);
            }
        });
        Self { store, cache }
    }

    /// The account, if there is one.
    ///
    /// # Errors
    /// When it has to be looked up and the database fails.
    pub async fn find(&self, account: &AccountRef) -> Result<Option<Arc<Account>>, StoreError> {
        let find = async || Ok::<_, StoreError>(accounts::find(self.store.read(), account).await?.map(Arc::new));
        // Only accounts that exist are kept, so that invented ones can't push them out.
        self.cache.get_or_find(account.clone(), find).await
    }
}
