//! When to try again.

use std::time::Duration;

use jiff::SignedDuration;

use crate::random::Randomness;
use crate::store::outbox::Priority;

/// The first wait after a mail was refused for the time being: greylisting servers want some minutes (RFC 6647, section 5).
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(60);
/// The longest wait between two attempts.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(1);
/// The same in an emergency, where nobody minds a server's patience.
const FIRST_WAIT_IN_EMERGENCY: SignedDuration = SignedDuration::from_secs(15);
const LONGEST_WAIT_IN_EMERGENCY: SignedDuration = SignedDuration::from_mins(5);

/// The first pause after the mail server couldn't be talked to.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest one. When the server is back after an hour, mail flows again within this.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// The same in an emergency.
const LONGEST_PAUSE_IN_EMERGENCY: Duration = Duration::from_secs(10);

/// Doublings that no wait needs more of.
const DOUBLINGS_MAX: u32 = 16;

/// How long a mail waits after its `attempt`th attempt: twice as long each time, up to a limit, and a little more or less, so
/// that what was refused together doesn't come back together.
#[must_use]
pub fn wait(priority: Priority, attempt: u32, randomness: &Randomness) -> SignedDuration {
    let (first, longest) = match priority {
        Priority::Emergency => (FIRST_WAIT_IN_EMERGENCY, LONGEST_WAIT_IN_EMERGENCY),
        Priority::Awaited | Priority::Ordinary => (FIRST_WAIT, LONGEST_WAIT),
    };
    let doubled = first.saturating_mul(1 << attempt.saturating_sub(1).min(DOUBLINGS_MAX));
    let millis = u64::try_from(doubled.min(longest).as_millis()).unwrap_or(u64::MAX);
    SignedDuration::from_millis(i64::try_from(jitter(millis, randomness)).unwrap_or(i64::MAX))
}

/// How long nothing is sent after the mail server couldn't be talked to `failures` times in a row.
#[must_use]
pub fn pause(priority: Priority, failures: u32, randomness: &Randomness) -> Duration {
    let longest = match priority {
        Priority::Emergency => LONGEST_PAUSE_IN_EMERGENCY,
        Priority::Awaited | Priority::Ordinary => LONGEST_PAUSE,
    };
    let doubled = FIRST_PAUSE.saturating_mul(1 << failures.saturating_sub(1).min(DOUBLINGS_MAX)).min(longest);
    Duration::from_millis(jitter(u64::try_from(doubled.as_millis()).unwrap_or(u64::MAX), randomness))
}

/// Between four and six fifths of it.
fn jitter(millis: u64, randomness: &Randomness) -> u64 {
    let [chance] = randomness.bytes::<1>();
    let least = millis.saturating_mul(4) / 5;
    least.saturating_add(millis.saturating_mul(2) / 5 * u64::from(chance) / 255)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit_and_differ_a_little() {
        let randomness = Randomness::seeded(1);
        for (priority, attempt, expected) in [
            (Priority::Ordinary, 1, 60),
            (Priority::Ordinary, 2, 120),
            (Priority::Awaited, 4, 480),
            (Priority::Ordinary, 30, 3_600),
            (Priority::Emergency, 1, 15),
            (Priority::Emergency, u32::MAX, 300),
        ] {
            let waits: Vec<_> = (0..100).map(|_| wait(priority, attempt, &randomness).as_secs()).collect();
            let (least, most) = (expected * 4 / 5, expected * 6 / 5);
            assert!(waits.iter().all(|wait| (least..=most).contains(wait)), "{priority:?} {attempt}: {waits:?}");
            assert!(waits.iter().any(|wait| wait != &waits[0]), "{priority:?} {attempt}: always the same");
        }
    }

    #[test]
    fn no_wait_is_taken_for_that_of_a_clock_that_was_ahead() {
        use crate::store::outbox::LONGEST_WAIT as PLAUSIBLE;
        let randomness = Randomness::seeded(1);
        assert!((0..1_000).all(|attempt| wait(Priority::Ordinary, attempt, &randomness) < PLAUSIBLE));
    }

    #[test]
    fn a_server_that_is_down_is_asked_again_soon() {
        let randomness = Randomness::seeded(1);
        let pauses = |priority| (1..40).map(|failures| pause(priority, failures, &randomness)).max().unwrap();
        assert!(pauses(Priority::Ordinary) <= Duration::from_secs(36));
        assert!(pauses(Priority::Emergency) <= Duration::from_secs(12));
        assert!(pause(Priority::Emergency, 1, &randomness) < Duration::from_secs(2));
    }
}
