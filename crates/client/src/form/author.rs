//! How those are named who did something.

use messages::key::word;
use model::KnownBy;
use model::wire::Author;

use crate::texts;

/// A name, and whose word there is for it if its bearer hasn't signed in here.
pub(crate) fn author_name(author: &Author) -> String {
    match author.known_by {
        None => author.name.clone(),
        Some(KnownBy::Host) => texts::message(&word::known_by_host(&author.name)),
    }
}
