//! Values that are worked out from others, once for each change.

use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::{Get as _, GetUntracked as _};

use super::{Shared, seen};

/// What a memo of Leptos's holds.
#[derive(Clone)]
pub(super) struct Kept(Shared);

/// What a memo is worked out by. It isn't a closure, since the way to call a boxed closure for the last time is compiled for
/// each, and never gone.
trait Work {
    /// Works out what is to be kept from what was kept before, and says whether it differs.
    fn work(&self, before: Option<Kept>) -> (Kept, bool);
}

struct Working<F, T> {
    work: F,
    of: PhantomData<fn() -> T>,
}

impl<F: Fn(Option<&T>) -> T, T: PartialEq + Send + Sync + 'static> Work for Working<F, T> {
    fn work(&self, before: Option<Kept>) -> (Kept, bool) {
        let before: Option<&T> = before.as_ref().map(|kept| seen(&kept.0));
        let value = (self.work)(before);
        let differs = before != Some(&value);
        (Kept(Arc::new(value)), differs)
    }
}

fn erased(work: Box<dyn Work + Send + Sync>) -> leptos::prelude::Memo<Kept> {
    leptos::prelude::Memo::new_owning(move |before| work.work(before))
}

pub(super) fn tracked(memo: leptos::prelude::Memo<Kept>) -> Shared {
    memo.get().0
}

fn untracked(memo: leptos::prelude::Memo<Kept>) -> Shared {
    memo.get_untracked().0
}

/// A value that is worked out from signals. Whoever watches it is told only when it really differs.
pub struct Memo<T> {
    memo: leptos::prelude::Memo<Kept>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Memo<T> {}

impl<T> Memo<T> {
    pub(super) fn inner(self) -> leptos::prelude::Memo<Kept> {
        self.memo
    }
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Memo<T> {
    /// A memo that belongs to the current owner. `work` is given what it answered before.
    #[must_use]
    pub fn new(work: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        Self { memo: erased(Box::new(Working { work, of: PhantomData })), of: PhantomData }
    }

    /// The value; whoever is running now runs again when it changes.
    #[must_use]
    pub fn get(&self) -> T {
        seen::<T>(&tracked(self.memo)).clone()
    }

    /// The value as it is now.
    #[must_use]
    pub fn get_untracked(&self) -> T {
        seen::<T>(&untracked(self.memo)).clone()
    }

    /// Looks at the value; whoever is running now runs again when it changes.
    pub fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(seen(&tracked(self.memo)))
    }

    /// Whoever is running now runs again when the value changes.
    pub fn track(&self) {
        drop(tracked(self.memo));
    }

    /// Looks at the value as it is now.
    pub fn with_untracked<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(seen(&untracked(self.memo)))
    }
}
