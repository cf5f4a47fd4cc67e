//! Whether changes made elsewhere would be heard of.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Whether this process would hear of changes that other processes make. Copies made before a doubt are worthless
/// after it.
///
/// The number is even while freshness is assured and odd while it is in doubt, and each turn counts it up.
#[derive(Clone, Debug)]
pub struct Freshness(Arc<AtomicU64>);

impl Freshness {
    /// Assured from the start: for what nobody else can change.
    #[cfg(test)]
    #[must_use]
    pub fn assured() -> Self {
        Self(Arc::new(AtomicU64::new(0)))
    }

    /// In doubt until [`Freshness::assure`] is called.
    #[must_use]
    pub fn in_doubt() -> Self {
        Self(Arc::new(AtomicU64::new(1)))
    }

    /// From now on changes are heard of.
    pub fn assure(&self) {
        self.turn(1);
    }

    /// From now on changes may go unheard.
    pub fn doubt(&self) {
        self.turn(0);
    }

    /// Counts up if the number's parity is the one given.
    fn turn(&self, parity: u64) {
        let next = |number: u64| (number % 2 == parity).then(|| number.wrapping_add(1));
        // An error says that nothing was to be done.
        let _ = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, next);
    }

    /// The present assured time, if it is one.
    pub(crate) fn epoch(&self) -> Option<u64> {
        let number = self.0.load(Ordering::SeqCst);
        number.is_multiple_of(2).then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_assured_time_is_another_one() {
        let freshness = Freshness::in_doubt();
        assert_eq!(freshness.epoch(), None);
        freshness.assure();
        let first = freshness.epoch();
        freshness.assure();
        assert!(first.is_some() && freshness.epoch() == first);
        freshness.doubt();
        freshness.doubt();
        assert_eq!(freshness.epoch(), None);
        freshness.assure();
        assert!(freshness.epoch().is_some_and(|second| Some(second) != first));
        assert!(Freshness::assured().epoch().is_some());
    }
}
