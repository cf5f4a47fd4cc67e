//! The time, and ids that carry it.
//!
//! Nothing else in this crate may ask the operating system for the time (`clippy.toml` enforces it), so a test can
//! hold it still or move it on.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::random::Randomness;

/// Where the time comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The operating system's clock.
    System,
    /// A clock that moves only when it is told to: microseconds since the epoch.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at` until [`Clock::advance`] moves it.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.as_microsecond())))
    }

    /// The present, to the microsecond: finer parts would be lost in the database, and what is answered right after a
    /// change would differ from what is answered later.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let micros = match self {
            #[expect(clippy::disallowed_methods, reason = "this is the one place that asks for the time")]
            Self::System => Timestamp::now().as_microsecond(),
            Self::Fixed(micros) => micros.load(Ordering::SeqCst),
        };
        Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX)
    }

    /// Moves a fixed clock on; the system's clock goes by itself.
    pub fn advance(&self, by: SignedDuration) {
        if let Self::Fixed(micros) = self {
            let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
            micros.fetch_add(by, Ordering::SeqCst);
        }
    }

    /// A new id (UUID version 7): ids made later sort later, down to the millisecond.
    #[must_use]
    pub fn new_id(&self, randomness: &Randomness) -> Uuid {
        id_made_at(self.now(), &randomness.bytes())
    }
}

/// No id that was made at this time or later sorts before this one.
#[must_use]
pub fn first_id(at: Timestamp) -> Uuid {
    id_made_at(at, &[0; 10])
}

fn id_made_at(at: Timestamp, randomness: &[u8; 10]) -> Uuid {
    let millis = u64::try_from(at.as_millisecond()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, randomness).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_moves_only_when_told() {
        let start: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
        let clock = Clock::fixed(start);
        assert_eq!(clock.now(), start);
        clock.advance(SignedDuration::from_secs(90));
        assert_eq!(clock.now().to_string(), "2026-03-01T10:01:30Z");
    }

    #[test]
    fn ids_are_of_version_7_and_sort_by_time() {
        let clock = Clock::fixed("2026-03-01T10:00:00Z".parse().unwrap());
        let randomness = Randomness::seeded(1);
        let first = clock.new_id(&randomness);
        clock.advance(SignedDuration::from_millis(1));
        let second = clock.new_id(&randomness);
        assert_eq!(first.get_version_num(), 7);
        assert!(first < second);
    }
}
