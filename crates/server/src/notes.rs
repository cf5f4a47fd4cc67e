//! Notes that something is in use, which nobody has asked for.

use std::collections::HashSet;
use std::future::Future;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tracing::Instrument as _;

use crate::store::StoreError;

/// How long a request waits for the note that its session or its key is in use. Usually it takes a millisecond; a
/// database that is busy writing must not keep anybody from reading.
const PATIENCE: Duration = Duration::from_millis(250);

/// The notes that are just being made, each by one request at a time.
#[derive(Clone)]
pub(crate) struct Notes<K: Eq + Hash>(Arc<Mutex<HashSet<K>>>);

/// The right to make a note, which one request at a time has.
struct Turn<K: Eq + Hash> {
    key: K,
    being_made: Arc<Mutex<HashSet<K>>>,
}

impl<K: Eq + Hash> Drop for Turn<K> {
    fn drop(&mut self) {
        self.being_made.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

impl<K: Eq + Hash> Default for Notes<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Copy + Eq + Hash + Send + 'static> Notes<K> {
    /// Makes a note, if that can be done at once: nobody asked for it, so it neither fails a request nor holds it up for
    /// long. What fails is tried again by the next request.
    pub(crate) async fn make(&self, key: K, note: impl Future<Output = Result<(), StoreError>> + Send + 'static) {
        let Some(turn) = self.turn(key) else {
            return;
        };
        // A task of its own: it goes on when the request doesn't wait any longer.
        let making = tokio::spawn(
            async move {
                if let Err(error) = note.await {
                    tracing::warn!(%error, "can't note that something is in use");
                }
                drop(turn);
            }
            .in_current_span(),
        );
        // Whether it took too long or the process is ending, the request goes on.
        let _ = tokio::time::timeout(PATIENCE, making).await;
    }

    fn turn(&self, key: K) -> Option<Turn<K>> {
        let is_first = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
        is_first.then(|| Turn { key, being_made: Arc::clone(&self.0) })
    }
}
