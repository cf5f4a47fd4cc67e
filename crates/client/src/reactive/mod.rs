//! Signals, as Leptos has them, with values behind one type.
//!
//! Leptos compiles the whole machinery of signals and memos again for each type that one holds, and that of effects and
//! tasks for each closure; a third of the client was such copies. Here the machinery is Leptos's, used with one type
//! only, [`Shared`], and what differs between types is no more than to look through it. Signals belong to owners and go
//! with them as ever.
//!
//! A file that deals with signals or views begins with `use crate::reactive::prelude::*`, which is Leptos's prelude with
//! these in the place of Leptos's.

mod memo;
mod signal;
mod task;

pub use memo::Memo;
pub use signal::{RwSignal, Signal};
pub use task::{effect, spawn_local};

use std::any::Any;
use std::sync::Arc;

use leptos::prelude::Owner;

/// Leptos's prelude, with our signals.
pub mod prelude {
    pub use leptos::prelude::*;

    pub use super::{Memo, RwSignal, Signal, effect, spawn_local};
}

thread_local! {
    static LASTING: Owner = Owner::new_root(None);
}

/// Makes signals that outlive every view: they are there for as long as the program is.
pub fn lasting<T>(make: impl FnOnce() -> T) -> T {
    LASTING.with(|owner| owner.with(make))
}

/// A value of whatever type.
type Shared = Arc<dyn Any + Send + Sync>;

/// Looks through to the value.
#[expect(clippy::expect_used, reason = "what a signal holds has the type that the signal was made with")]
fn seen<T: 'static>(shared: &Shared) -> &T {
    shared.downcast_ref().expect("a value of the signal's own type")
}

#[cfg(test)]
mod tests;
