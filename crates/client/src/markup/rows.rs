//! Lists whose rows come and go, while the others keep their elements, and with them focus and what is typed.

use std::sync::Arc;

use leptos::reactive::owner::Owner;
use leptos::tachys::renderer::types;
use leptos::tachys::view::{Mountable, Render};

use super::page::{Shown, insert_before};
use super::{IntoNode, Node};
use crate::reactive::prelude::*;

/// A row, as it is to be: the view is made only for a key that wasn't there before.
pub struct Row {
    key: String,
    make: Box<dyn FnOnce() -> Node + Send>,
    owner: Owner,
}

/// A row that is in the page, or about to be. What its view owns goes with it.
pub struct ShownRow {
    key: String,
    shown: Shown,
    _owner: Owner,
}

/// The rows of a list that changes, each with a view of its own.
#[component]
pub fn Rows<T, Each, Key, View>(
    /// What the rows are made of.
    each: Each,
    /// What tells a row from the others.
    key: Key,
    /// The view of a row.
    children: View,
) -> impl IntoView
where
    T: Send + 'static,
    Each: Fn() -> Vec<T> + Send + 'static,
    Key: Fn(&T) -> String + Send + 'static,
    View: Fn(T) -> Node + Send + Sync + 'static,
{
    // What a row owns must not go when the list is asked again, so it doesn't belong to the list's effect.
    let owner = Owner::current().unwrap_or_default();
    let view = Arc::new(children);
    let rows = move || {
        let row = |row| {
            let (key, view) = (key(&row), Arc::clone(&view));
            Row { key, make: Box::new(move || view(row)), owner: owner.clone() }
        };
        Node::Rows(each().into_iter().map(row).collect())
    };
    rows.into_node()
}

impl Row {
    pub(super) fn show(self) -> ShownRow {
        let owner = self.owner.with(Owner::new);
        let shown = owner.with(|| (self.make)().build());
        ShownRow { key: self.key, shown, _owner: owner }
    }
}

impl ShownRow {
    pub(super) fn shown(&self) -> &Shown {
        &self.shown
    }

    pub(super) fn shown_mut(&mut self) -> &mut Shown {
        &mut self.shown
    }
}

/// Brings the rows up to date: from the last to the first, so that each can be put before the one that follows it.
pub(super) fn update(rows: Vec<Row>, shown: &mut Vec<ShownRow>, mark: &types::Placeholder) {
    let mut before: Vec<Option<ShownRow>> = shown.drain(..).map(Some).collect();
    for old in &mut before {
        let is_gone = old.as_ref().is_some_and(|old| rows.iter().all(|row| row.key != old.key));
        if let Some(mut gone) = old.take_if(|_| is_gone) {
            gone.shown.unmount();
        }
    }
    // Rows that were above all that follow them now are where they belong.
    let mut limit = before.len();
    for row in rows.into_iter().rev() {
        let position = before.iter().position(|old| old.as_ref().is_some_and(|old| old.key == row.key));
        let kept = position.and_then(|position| before[position].take());
        let is_in_place = position.is_some_and(|position| position < limit);
        limit = position.filter(|_| is_in_place).unwrap_or(limit);
        let mut new = kept.unwrap_or_else(|| row.show());
        if !is_in_place {
            match shown.last() {
                Some(next) => next.shown.insert_before_this(&mut new.shown),
                None => insert_before(mark, &mut new.shown),
            };
        }
        shown.push(new);
    }
    shown.reverse();
}
