//! The mails that a lane has in its hands: taken from the outbox, and what came of them not recorded yet.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use uuid::Uuid;

/// Mails in a lane's hands. A copy is of the same mails.
#[derive(Clone, Default)]
pub(super) struct InFlight(Arc<Parts>);

#[derive(Default)]
struct Parts {
    mails: Mutex<HashSet<Uuid>>,
    released: Notify,
}

/// A mail is in a lane's hands for as long as this lives.
pub(super) struct Hold {
    mail: Uuid,
    among: InFlight,
}

impl InFlight {
    /// Takes a mail into the lane's hands; `None` if it is there already.
    pub(super) fn hold(&self, mail: Uuid) -> Option<Hold> {
        let is_new = self.mails().insert(mail);
        is_new.then(|| Hold { mail, among: self.clone() })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.mails().len()
    }

    /// Waits until there are fewer than there were when this last answered.
    pub(super) async fn released(&self) {
        self.0.released.notified().await;
    }

    fn mails(&self) -> MutexGuard<'_, HashSet<Uuid>> {
        // An id is in the set or not: nothing can be half done.
        self.0.mails.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.among.mails().remove(&self.mail);
        self.among.0.released.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_mail_is_held_once_until_it_is_let_go() {
        let (mails, id) = (InFlight::default(), Uuid::from_u128(7));
        let hold = mails.hold(id);
        assert!(hold.is_some() && mails.hold(id).is_none());
        drop(hold);
        mails.released().await;
        assert_eq!(mails.len(), 0);
        assert!(mails.hold(id).is_some());
    }
}
