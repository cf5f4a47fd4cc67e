//! What the operator's systems tell accounts: from a post to mails.
//!
//! * [`post`]: a notification goes out at once, or waits for the next mail about its problem.
//! * `digest`: what has waited is told when the time for that mail has come.
//! * [`rerouting`]: mails that wait for people who are no longer listed go to those who are, and what couldn't be delivered to
//!   anybody goes to whoever is left.
//! * `sending`: who is told, and the mails to them.
//! * [`answer`]: notifications as they are shown.
//!
//! * [`upkeep`]: looks after all that happens by itself.
//!
//! A notification and its mails are stored in one transaction, together or not at all.

pub mod answer;
mod digest;
pub mod post;
pub mod rerouting;
mod sending;
pub mod upkeep;

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
