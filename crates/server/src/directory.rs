//! Accounts by what stands for them in addresses: for those who have access to all of them, and for telling browsers whose
//! pages may show their gates.

use std::sync::Arc;

use model::Origin;

use crate::cache::Cache;
use crate::clock::Clock;
use crate::store::accounts::{self, Account, AccountRef};
use crate::store::{Change, Store, StoreError, origins};

/// Accounts that are kept, each perhaps under its id and its slug.
const CAPACITY: usize = 20_000;

/// An account, and whose pages may show its gate.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The account.
    pub account: Account,
    /// The origins that it allows itself.
    pub origins: Vec<Origin>,
}

/// All accounts.
#[derive(Clone)]
pub struct Directory {
    store: Store,
    cache: Arc<Cache<AccountRef, Arc<Entry>>>,
}

impl Directory {
    /// The accounts in `store`, which announces what changes them.
    #[must_use]
    pub fn new(store: Store, clock: Clock) -> Self {
        let cache = Arc::new(Cache::new(CAPACITY, clock, store.freshness().clone()));
        let heard = Arc::clone(&cache);
        store.changes().subscribe(move |change| {
            if let Change::Account(id) = change {
                heard.forget_where(|_, entry: &Arc<Entry>| entry.account.id == id);
            }
        });
        Self { store, cache }
    }

    /// The account, if there is one.
    ///
    /// # Errors
    /// When it has to be looked up and the database fails.
    pub async fn find(&self, account: &AccountRef) -> Result<Option<Arc<Entry>>, StoreError> {
        let find = async || {
            let Some(account) = accounts::find(self.store.read(), account).await? else {
                return Ok(None);
            };
            let allowed = origins::list(self.store.read(), account.id).await?;
            let origins = allowed.into_iter().map(|allowed| allowed.origin).collect();
            Ok::<_, StoreError>(Some(Arc::new(Entry { account, origins })))
        };
        // Only accounts that exist are kept, so that invented ones can't push them out.
        self.cache.get_or_find(account.clone(), find).await
    }
}
