//! Signals, without a browser.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::prelude::*;

fn owned(test: impl FnOnce()) {
    Owner::new().with(test);
}

#[test]
fn a_signal_gives_back_what_was_set() {
    owned(|| {
        let signal = RwSignal::new(vec![1]);
        let copy = signal;
        copy.update(|numbers| numbers.push(2));
        assert_eq!(signal.get(), [1, 2]);
        signal.set(vec![3]);
        assert_eq!(copy.with(Vec::len), 1);
        assert_eq!(copy.get_untracked(), signal.get_untracked());
        assert!(copy == signal && signal != RwSignal::new(vec![3]));
    });
}

#[test]
fn setting_a_signal_whose_owner_is_gone_does_nothing() {
    let owner = Owner::new();
    let signal = owner.with(|| RwSignal::new(1));
    owner.cleanup();
    drop(owner);
    signal.set(2);
    signal.update(|number| *number += 1);
    assert_eq!(signal.try_get_untracked(), None);
}

#[test]
fn a_memo_is_worked_out_once_for_each_change() {
    owned(|| {
        let runs = Arc::new(AtomicUsize::new(0));
        let signal = RwSignal::new(1);
        let counted = Arc::clone(&runs);
        let is_even = Memo::new(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            signal.get() % 2 == 0
        });
        assert!(!is_even.get() && !is_even.get_untracked() && !is_even.with(|even| *even));
        assert_eq!(runs.load(Ordering::Relaxed), 1);
        signal.set(2);
        assert!(is_even.get());
        assert_eq!(runs.load(Ordering::Relaxed), 2);
    });
}

#[test]
fn a_memo_tells_only_of_what_differs() {
    owned(|| {
        let runs = Arc::new(AtomicUsize::new(0));
        let signal = RwSignal::new(1);
        let is_even = Memo::new(move |_| signal.get() % 2 == 0);
        let counted = Arc::clone(&runs);
        let words = Memo::new(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            if is_even.get() { "even" } else { "odd" }
        });
        assert_eq!(words.get(), "odd");
        signal.set(3);
        assert_eq!(words.get(), "odd");
        assert_eq!(runs.load(Ordering::Relaxed), 1);
        signal.set(4);
        assert_eq!(words.get(), "even");
    });
}

#[test]
fn a_memo_is_given_what_it_answered_before() {
    owned(|| {
        let signal = RwSignal::new(1);
        let sum = Memo::new(move |before: Option<&i32>| before.copied().unwrap_or_default() + signal.get());
        assert_eq!(sum.get(), 1);
        signal.set(5);
        assert_eq!(sum.get(), 6);
    });
}

#[test]
fn whatever_can_be_read_is_a_signal() {
    owned(|| {
        let signal = RwSignal::new(2);
        let double = Signal::derive(move || signal.get() * 2);
        let memo: Signal<i32> = Memo::new(move |_| signal.get() + 1).into();
        let itself: Signal<i32> = signal.into();
        signal.set(4);
        let read = [double, memo, itself, Signal::stored(7)].map(|signal| signal.get());
        assert_eq!(read, [8, 5, 4, 7]);
        assert_eq!(double.with(|number| *number), double.get_untracked());
        // What depends on a signal depends on what that one is made of.
        let through = Memo::new(move |_| double.get() + memo.get());
        assert_eq!(through.get(), 13);
        signal.set(0);
        assert_eq!(through.get(), 1);
    });
}
