//! News of changes, for whoever holds a copy of what changed.

use std::fmt;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use super::outbox::Priority;
use super::sessions::TokenHash;

/// What a transaction changed, as coarsely as caches need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// Something of an account that its gate or its integrations depend on, including who has access to it; or which origins
    /// it allows.
    Account(Uuid),
    /// Something of a user, including the accounts and roles that the user has.
    User(Uuid),
    /// A session ended.
    Session(TokenHash),
    /// A key was used again after a while, or revoked.
    Key(Uuid),
    /// Another key signs gate passes.
    SigningKeys,
    /// There are mails to send.
    Outbox(Priority),
}

type Listener = Arc<dyn Fn(Change) + Send + Sync>;

/// Tells listeners of changes made by this process.
///
/// They hear of a change after it was committed and before whoever made it has an answer. They may also hear of a
/// change that was rolled back, or whose fate is unknown because its request went away: dropping a copy too many is
/// harmless.
#[derive(Clone, Default)]
pub struct Changes(Arc<Parts>);

#[derive(Default)]
struct Parts {
    listeners: Mutex<Vec<Listener>>,
    /// What this process signs its news to others with; 0 while it doesn't listen to theirs.
    signature: AtomicI32,
}

/// What another process, or this one, told on the channel.
pub(super) enum Heard {
    /// This process told it, so its listeners know already.
    Own,
    /// Another process made a change.
    Foreign(Change),
    /// Something that this version doesn't know.
    Unknown,
}

impl Changes {
    /// Calls `listener` for every change from now on. It must not block.
    pub fn subscribe(&self, listener: impl Fn(Change) + Send + Sync + 'static) {
        self.0.listeners.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::new(listener));
    }

    /// Tells everybody, also of changes that another process made.
    pub fn announce(&self, change: Change) {
        let listeners = self.0.listeners.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for listener in listeners {
            listener(change);
        }
    }

    /// Signs news with the id of the connection that listens, which no other process has at the same time; 0 for none.
    pub(super) fn listen_as(&self, connection: i32) {
        self.0.signature.store(connection, Ordering::SeqCst);
    }

    /// What is told to other processes about a change.
    pub(super) fn write(&self, change: Change) -> String {
        format!("{} {change}", self.0.signature.load(Ordering::SeqCst))
    }

    /// Reads what [`Changes::write`] wrote, here or elsewhere.
    pub(super) fn read(&self, news: &str) -> Heard {
        let Some((signature, change)) = news.split_once(' ') else {
            return Heard::Unknown;
        };
        let own = self.0.signature.load(Ordering::SeqCst);
        match Change::parse(change) {
            _ if own != 0 && signature == own.to_string() => Heard::Own,
            Some(change) => Heard::Foreign(change),
            None => Heard::Unknown,
        }
    }
}

impl fmt::Display for Change {
    /// The form in which it travels between processes; [`Change::parse`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(id) => write!(f, "account:{id}"),
            Self::User(id) => write!(f, "user:{id}"),
            Self::Session(hash) => write!(f, "session:{hash}"),
            Self::Key(id) => write!(f, "key:{id}"),
            Self::SigningKeys => f.write_str("signing-keys:"),
            Self::Outbox(priority) => write!(f, "outbox:{}", priority.number()),
        }
    }
}

impl Change {
    /// Reads what [`Display`](fmt::Display) wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(':')?;
        match kind {
            "account" => id.parse().ok().map(Self::Account),
            "user" => id.parse().ok().map(Self::User),
            "session" => TokenHash::from_hex(id).map(Self::Session),
            "key" => id.parse().ok().map(Self::Key),
            "signing-keys" => Some(Self::SigningKeys),
            "outbox" => id.parse().ok().and_then(Priority::from_number).map(Self::Outbox),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_of_ones_own_are_told_from_those_of_others() {
        let (ours, theirs) = (Changes::default(), Changes::default());
        let change = Change::User(Uuid::from_u128(7));
        let is_own = |changes: &Changes, news: &str| matches!(changes.read(news), Heard::Own);
        // Nobody listens yet, so nobody can tell; hearing of one's own change again is harmless.
        assert!(!is_own(&ours, &ours.write(change)));
        ours.listen_as(17);
        theirs.listen_as(18);
        assert!(is_own(&ours, &ours.write(change)) && !is_own(&theirs, &ours.write(change)));
        assert!(matches!(theirs.read(&ours.write(change)), Heard::Foreign(heard) if heard == change));
        for news in ["", "17", "18 ", "18 fax:1", &change.to_string()] {
            assert!(matches!(ours.read(news), Heard::Unknown), "{news}");
        }
    }

    #[test]
    fn a_change_reads_back_what_it_wrote() {
        let id = Uuid::from_u128(7);
        let session = Change::Session(TokenHash::of(b"token"));
        let mails = Change::Outbox(Priority::Emergency);
        for change in [Change::Account(id), Change::User(id), session, Change::Key(id), Change::SigningKeys, mails] {
            assert_eq!(Change::parse(&change.to_string()), Some(change));
        }
        for text in ["", "account", "account:", "account:x", "session:00", "other:00"] {
            assert_eq!(Change::parse(text), None, "{text}");
        }
    }
}
