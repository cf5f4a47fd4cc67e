//! What the operator's systems tell accounts: from a post to mails.
//!
//! * [`post`]: a notification goes out at once, or waits for the next mail about its problem.
//! * `sending`: who is told, and the mails to them.
//! * [`answer`]: notifications as they are shown.
//!
//! Everything here happens in a transaction that somebody else began, so a notification and its mails are stored together or
//! not at all.

pub mod answer;
pub mod post;
mod sending;

use crate::clock::Clock;
use crate::gates::Gates;
use crate::random::Randomness;

/// What telling people takes besides the store.
#[derive(Clone)]
pub struct Means {
    /// The time.
    pub clock: Clock,
    /// Chance.
    pub randomness: Randomness,
    /// What is asked of accounts, which decides whom they can have given.
    pub gates: Gates,
}
