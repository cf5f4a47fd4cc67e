//! What runs by itself.

use std::pin::Pin;

/// Runs now and whenever a signal that it read changes, until its owner goes.
pub fn effect(run: impl FnMut() + 'static) {
    /// It isn't a closure for the reason that a memo's work isn't.
    trait Run {
        fn run(&mut self);
    }

    impl<F: FnMut()> Run for F {
        fn run(&mut self) {
            self();
        }
    }

    fn erased(mut run: Box<dyn Run>) {
        leptos::prelude::Effect::new(move |_: Option<()>| run.run());
    }
    erased(Box::new(run));
}

/// Starts something that takes time, and goes on.
pub fn spawn_local(task: impl Future<Output = ()> + 'static) {
    fn erased(task: Pin<Box<dyn Future<Output = ()>>>) {
        leptos::task::spawn_local(task);
    }
    erased(Box::pin(task));
}
