//! How fast a mail server takes mails.

use std::time::Duration;

use tokio::time::Instant;

/// How many mails were taken lately, second by second.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace {
    /// When the second began in which the last one was taken.
    since: Option<Instant>,
    in_this_second: usize,
    in_the_one_before: usize,
}

impl Pace {
    /// Notes that a mail was taken.
    pub(super) fn note(&mut self, now: Instant) {
        *self = self.at(now);
        self.in_this_second += 1;
    }

    /// How many were taken within a second, of late: none if there were none for a while.
    pub(super) fn a_second(self, now: Instant) -> usize {
        let Self { in_this_second, in_the_one_before, .. } = self.at(now);
        in_this_second.max(in_the_one_before)
    }

    /// As it looks now.
    fn at(self, now: Instant) -> Self {
        let since = self.since.unwrap_or(now);
        match now.saturating_duration_since(since).as_secs() {
            0 => Self { since: Some(since), ..self },
            seconds => Self {
                since: Some(since + Duration::from_secs(seconds)),
                in_this_second: 0,
                in_the_one_before: if seconds == 1 { self.in_this_second } else { 0 },
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_is_the_last_two_seconds() {
        let start = Instant::now();
        let after = |millis| start + Duration::from_millis(millis);
        let mut pace = Pace::default();
        assert_eq!(pace.a_second(start), 0);
        for millis in [0, 300, 900, 1_100] {
            pace.note(after(millis));
        }
        assert_eq!(pace.a_second(after(1_100)), 3);
        assert_eq!(pace.a_second(after(1_999)), 3);
        assert_eq!(pace.a_second(after(2_000)), 1);
        assert_eq!(pace.a_second(after(3_000)), 0);
        assert_eq!(pace.a_second(after(60_000)), 0);
    }
}
