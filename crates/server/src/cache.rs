//! Copies of what the database holds, kept in the process: bounded, short-lived, and dropped when what they copy
//! changes.
//!
//! A copy is used only while all of this is true: it is younger than [`MAX_AGE`]; nothing that it depends on has
//! been announced as changed ([`Cache::forget`], [`Cache::forget_where`]); and [`Freshness`] is assured, that is,
//! other processes' changes would be heard of or noticed. A copy that was being loaded while something changed is not kept:
//! nobody can know which of the two it saw.
//!
//! To cache something else: a `Cache` beside what loads it, and a listener at
//! [`Changes`](crate::store::Changes) that forgets what a change touches.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;
use crate::store::Freshness;

/// How long a copy is used at most, however sure we are that nothing changed. It bounds what a change that nobody tells
/// of can do, such as one made by hand in PostgreSQL. Those that are told of, or noticed, don't wait for it.
pub const MAX_AGE: SignedDuration = SignedDuration::from_mins(5);

/// Copies by key.
pub struct Cache<K, V> {
    clock: Clock,
    freshness: Freshness,
    /// Entries in each of the two halves.
    half: usize,
    entries: Mutex<Entries<K, V>>,
}

/// Two halves: when the recent one is full it takes the place of the older one, whose entries are dropped. That
/// bounds the whole without keeping the order in which entries were used.
struct Entries<K, V> {
    recent: HashMap<K, Entry<V>>,
    older: HashMap<K, Entry<V>>,
    /// Counts what was forgotten, so that a load can tell whether something was meanwhile.
    forgotten: u64,
}

struct Entry<V> {
    value: V,
    loaded_at: Timestamp,
    epoch: u64,
}

/// The state of affairs when a load began.
struct Ticket {
    began_at: Timestamp,
    epoch: u64,
    forgotten: u64,
}

impl<K: Eq + Hash, V: Clone> Cache<K, V> {
    /// An empty cache of at most `capacity` entries.
    #[must_use]
    pub fn new(capacity: usize, clock: Clock, freshness: Freshness) -> Self {
        let entries = Entries { recent: HashMap::new(), older: HashMap::new(), forgotten: 0 };
        Self { clock, freshness, half: (capacity / 2).max(1), entries: Mutex::new(entries) }
    }

    /// The copy for `key`, or what `load` answers, which is kept.
    ///
    /// # Errors
    /// Whatever `load` answers.
    pub async fn get_or_load<E>(&self, key: K, load: impl AsyncFnOnce() -> Result<V, E>) -> Result<V, E> {
        if let Some(value) = self.get(&key) {
            return Ok(value);
        }
        let ticket = self.ticket();
        let value = load().await?;
        self.keep(key, value.clone(), ticket);
        Ok(value)
    }

    /// The copy for `key`, or what `find` answers, which is kept if it is anything.
    ///
    /// # Errors
    /// Whatever `find` answers.
    pub async fn get_or_find<E>(
        &self,
        key: K,
        find: impl AsyncFnOnce() -> Result<Option<V>, E>,
    ) -> Result<Option<V>, E> {
        if let Some(value) = self.get(&key) {
            return Ok(Some(value));
        }
        let ticket = self.ticket();
        let Some(value) = find().await? else {
            return Ok(None);
        };
        self.keep(key, value.clone(), ticket);
        Ok(Some(value))
    }

    /// The copy for `key`, if there is one that may be used.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<V> {
        let epoch = self.freshness.epoch()?;
        let entries = self.lock();
        let entry = entries.recent.get(key).or_else(|| entries.older.get(key))?;
        // A clock that was set back must not prolong a copy's life.
        let age = self.clock.now().duration_since(entry.loaded_at);
        let is_young = !age.is_negative() && age < MAX_AGE;
        (is_young && entry.epoch == epoch).then(|| entry.value.clone())
    }

    /// Drops the copy for `key`, and the copies that are being loaded.
    pub fn forget(&self, key: &K) {
        let mut entries = self.lock();
        entries.forgotten += 1;
        entries.recent.remove(key);
        entries.older.remove(key);
    }

    /// Drops all copies that `is_stale` says so of, and those that are being loaded.
    pub fn forget_where(&self, is_stale: impl Fn(&K, &V) -> bool) {
        let mut entries = self.lock();
        entries.forgotten += 1;
        entries.recent.retain(|key, entry| !is_stale(key, &entry.value));
        entries.older.retain(|key, entry| !is_stale(key, &entry.value));
    }

    fn ticket(&self) -> Option<Ticket> {
        let epoch = self.freshness.epoch()?;
        Some(Ticket { began_at: self.clock.now(), epoch, forgotten: self.lock().forgotten })
    }

    fn keep(&self, key: K, value: V, ticket: Option<Ticket>) {
        let Some(ticket) = ticket else {
            return;
        };
        let mut entries = self.lock();
        if entries.forgotten != ticket.forgotten || self.freshness.epoch() != Some(ticket.epoch) {
            return;
        }
        if entries.recent.len() >= self.half {
            entries.older = std::mem::take(&mut entries.recent);
        }
        entries.older.remove(&key);
        entries.recent.insert(key, Entry { value, loaded_at: ticket.began_at, epoch: ticket.epoch });
    }

    fn lock(&self) -> MutexGuard<'_, Entries<K, V>> {
        // Each change to the entries is complete by itself, so a panic elsewhere leaves them usable.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn cache(capacity: usize) -> (Cache<u32, u32>, Clock, Freshness) {
        let clock = Clock::fixed("2026-03-01T10:00:00Z".parse().unwrap());
        let freshness = Freshness::assured();
        (Cache::new(capacity, clock.clone(), freshness.clone()), clock, freshness)
    }

    async fn load(cache: &Cache<u32, u32>, key: u32, value: u32) -> u32 {
        let Ok(value) = cache.get_or_load(key, async || Ok::<_, Infallible>(value)).await;
        value
    }

    #[tokio::test]
    async fn a_copy_is_used_until_it_is_too_old() {
        let (cache, clock, _) = cache(10);
        assert_eq!(load(&cache, 1, 100).await, 100);
        clock.advance(MAX_AGE - SignedDuration::from_millis(1));
        assert_eq!(load(&cache, 1, 200).await, 100);
        clock.advance(SignedDuration::from_millis(1));
        assert_eq!(load(&cache, 1, 300).await, 300);
        clock.advance(-SignedDuration::from_secs(3600));
        assert_eq!(load(&cache, 1, 400).await, 400);
    }

    #[tokio::test]
    async fn what_is_forgotten_is_loaded_again() {
        let (cache, ..) = cache(10);
        load(&cache, 1, 100).await;
        load(&cache, 2, 100).await;
        cache.forget(&1);
        assert_eq!((load(&cache, 1, 200).await, load(&cache, 2, 200).await), (200, 100));
        cache.forget_where(|key, _| *key == 2);
        assert_eq!((load(&cache, 1, 300).await, load(&cache, 2, 300).await), (200, 300));
    }

    #[tokio::test]
    async fn what_is_not_there_is_not_kept() {
        let (cache, ..) = cache(10);
        for found in [None, Some(100)] {
            let Ok(value) = cache.get_or_find(1, async || Ok::<_, Infallible>(found)).await;
            assert_eq!(value, found);
        }
        let Ok(value) = cache.get_or_find(1, async || Ok::<_, Infallible>(None)).await;
        assert_eq!(value, Some(100));
    }

    #[tokio::test]
    async fn what_changed_while_it_was_loaded_is_not_kept() {
        let (cache, ..) = cache(10);
        let Ok(value) = cache
            .get_or_load(1, async || {
                cache.forget(&1);
                Ok::<_, Infallible>(100)
            })
            .await;
        assert_eq!((value, cache.get(&1)), (100, None));
    }

    #[tokio::test]
    async fn in_doubt_nothing_is_used_and_nothing_survives() {
        let (cache, _, freshness) = cache(10);
        load(&cache, 1, 100).await;
        freshness.doubt();
        freshness.doubt();
        assert_eq!(load(&cache, 1, 200).await, 200);
        assert_eq!(load(&cache, 1, 300).await, 300);
        freshness.assure();
        freshness.assure();
        assert_eq!(load(&cache, 1, 400).await, 400);
        assert_eq!(load(&cache, 1, 500).await, 400);
        let Ok(_) = cache
            .get_or_load(2, async || {
                freshness.doubt();
                freshness.assure();
                Ok::<_, Infallible>(100)
            })
            .await;
        assert_eq!(cache.get(&2), None);
    }

    #[tokio::test]
    async fn there_are_never_more_than_the_capacity() {
        let (cache, ..) = cache(10);
        for key in 0..100 {
            load(&cache, key, key).await;
            let entries = cache.lock();
            assert!(entries.recent.len() + entries.older.len() <= 10);
        }
        assert_eq!(cache.get(&99), Some(99));
        assert_eq!(cache.get(&0), None);
    }
}
