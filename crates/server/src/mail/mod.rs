//! Mail: what it says, how it is put into words, and how it is sent.
//!
//! * [`letter`]: what a mail says. It is written into the [outbox](crate::store::outbox) in the transaction of the change that
//!   causes it, and holds no secrets.
//! * `links`: where its links lead, with their tokens.
//! * `writer`: makes a `message` of it, with the words that [`render`] chooses.
//! * [`worker`]: sends what waits, in two lanes. A `lane` takes mails that are due, its `conversations` hand them over by [`smtp`],
//!   `recorder` records what came of it, [`retry`] says when to try again.
//! * [`upkeep`]: what the outbox needs now and then.

mod conversations;
mod in_flight;
mod lane;
pub mod letter;
mod links;
pub mod message;
mod pace;
mod recorder;
pub mod render;
pub mod retry;
pub mod smtp;
pub mod upkeep;
pub mod worker;
mod writer;

pub use letter::Letter;
pub use links::{ADDRESS_LIFETIME, INVITATION_LIFETIME, PASSWORD_RESET_LIFETIME};
pub use render::{Envelope, Rendered, render};
