//! Values that are watched.

use std::marker::PhantomData;
use std::sync::{Arc, PoisonError, RwLock};

use leptos::prelude::{ArcTrigger, GetValue, Notify, StoredValue, Track};

use super::memo::{Kept, Memo};
use super::{Shared, seen};

/// A value with those who want to know when it changes.
pub(super) struct Cell {
    value: RwLock<Shared>,
    watchers: ArcTrigger,
}

impl Cell {
    fn keep(value: Shared) -> StoredValue<Arc<Self>> {
        StoredValue::new(Arc::new(Self { value: RwLock::new(value), watchers: ArcTrigger::new() }))
    }

    fn value(&self) -> Shared {
        Arc::clone(&self.value.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, value: Shared) {
        let before = std::mem::replace(&mut *self.value.write().unwrap_or_else(PoisonError::into_inner), value);
        // What it drops may be read by whoever drops it, so that the lock is given back first.
        drop(before);
        self.watchers.notify();
    }
}

fn tracked(cell: StoredValue<Arc<Cell>>) -> Shared {
    let cell = cell.get_value();
    cell.watchers.track();
    cell.value()
}

fn untracked(cell: StoredValue<Arc<Cell>>) -> Shared {
    cell.get_value().value()
}

fn set(cell: StoredValue<Arc<Cell>>, value: Shared) {
    // Something that is still on its way may end after the view that waited for it; nobody is left to tell then.
    if let Some(cell) = cell.try_get_value() {
        cell.set(value);
    }
}

/// A value that can be read and set. A copy is its address.
pub struct RwSignal<T> {
    cell: StoredValue<Arc<Cell>>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RwSignal<T> {}

impl<T> PartialEq for RwSignal<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cell == other.cell
    }
}

impl<T> Eq for RwSignal<T> {}

impl<T: Clone + Send + Sync + 'static> RwSignal<T> {
    /// A signal that belongs to the current owner.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self { cell: Cell::keep(Arc::new(value)), of: PhantomData }
    }

    /// The value; whoever is running now runs again when it changes.
    #[must_use]
    pub fn get(&self) -> T {
        seen::<T>(&tracked(self.cell)).clone()
    }

    /// The value as it is now.
    #[must_use]
    pub fn get_untracked(&self) -> T {
        seen::<T>(&untracked(self.cell)).clone()
    }

    /// Looks at the value; whoever is running now runs again when it changes.
    pub fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(seen(&tracked(self.cell)))
    }

    /// Looks at the value as it is now.
    pub fn with_untracked<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(seen(&untracked(self.cell)))
    }

    /// Whoever is running now runs again when the value changes.
    pub fn track(&self) {
        drop(tracked(self.cell));
    }

    /// Sets another value.
    pub fn set(&self, value: T) {
        set(self.cell, Arc::new(value));
    }

    /// The value as it is now; `None` once the owner is gone.
    #[must_use]
    pub fn try_get_untracked(&self) -> Option<T> {
        self.cell.try_get_value().map(|cell| seen::<T>(&cell.value()).clone())
    }

    /// Changes the value.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        if let Some(mut value) = self.try_get_untracked() {
            change(&mut value);
            self.set(value);
        }
    }

    /// Says that the value changed, though it didn't.
    pub fn notify(&self) {
        self.cell.get_value().watchers.notify();
    }
}

/// A value that can be read, wherever it comes from.
pub struct Signal<T> {
    source: Source,
    of: PhantomData<fn() -> T>,
}

/// What works a value out. It isn't a closure for the reason that a memo's work isn't.
trait Derive {
    fn derive(&self) -> Shared;
}

impl<F: Fn() -> T, T: Send + Sync + 'static> Derive for F {
    fn derive(&self) -> Shared {
        Arc::new(self())
    }
}

#[derive(Clone, Copy)]
enum Source {
    Cell(StoredValue<Arc<Cell>>),
    Memo(leptos::prelude::Memo<Kept>),
    Derived(StoredValue<Arc<dyn Derive + Send + Sync>>),
}

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Signal<T> {}

impl Source {
    fn value(self) -> Shared {
        match self {
            Source::Cell(cell) => tracked(cell),
            Source::Memo(memo) => super::memo::tracked(memo),
            Source::Derived(derive) => derive.get_value().derive(),
        }
    }
}

impl<T: Clone + Send + Sync + 'static> Signal<T> {
    /// A value that is worked out whenever it is read.
    #[must_use]
    pub fn derive(derive: impl Fn() -> T + Send + Sync + 'static) -> Self {
        let derive: Arc<dyn Derive + Send + Sync> = Arc::new(derive);
        Self { source: Source::Derived(StoredValue::new(derive)), of: PhantomData }
    }

    /// A value that never changes.
    #[must_use]
    pub fn stored(value: T) -> Self {
        RwSignal::new(value).into()
    }

    /// The value; whoever is running now runs again when it changes.
    #[must_use]
    pub fn get(&self) -> T {
        seen::<T>(&self.source.value()).clone()
    }

    /// Looks at the value; whoever is running now runs again when it changes.
    pub fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(seen(&self.source.value()))
    }

    /// The value as it is now.
    #[must_use]
    pub fn get_untracked(&self) -> T {
        leptos::prelude::untrack(|| self.get())
    }
}

impl<T> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self { source: Source::Cell(signal.cell), of: PhantomData }
    }
}

impl<T> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self { source: Source::Memo(memo.inner()), of: PhantomData }
    }
}
