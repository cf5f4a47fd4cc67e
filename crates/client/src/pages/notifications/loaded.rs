//! What is loaded of a list that grows at its top while one looks, and whose entries change.
//!
//! The list is asked for in parts. Each part is asked for again by its own cursor, with the tag of its last answer, and put in
//! the place of what it said before.

use model::wire::{Notification, NotificationsPage};

/// A part of the list, as it was answered last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// What it is asked for by; `None` for the first.
    pub(super) cursor: Option<String>,
    /// The entity tag of the answer.
    pub(super) tag: Option<String>,
    /// The id of the entry before its first; `None` for the first part.
    after: Option<String>,
    /// The id of its last entry.
    last: Option<String>,
}

/// All that is loaded, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Loaded {
    pub(super) items: Vec<Notification>,
    pub(super) parts: Vec<Part>,
    /// Where the next part begins; `None` when there is none.
    pub(super) next: Option<String>,
}

impl Loaded {
    /// Takes in an answer, whether its part was there before or not.
    pub(super) fn take(&mut self, cursor: Option<String>, tag: Option<String>, page: NotificationsPage) {
        if cursor.is_none() && !self.reaches_into(&page) {
            // More has come than fits into a part. What lies between isn't known, so the list begins anew.
            *self = Self::default();
        }
        let known = self.parts.iter().position(|part| part.cursor == cursor);
        let after = match known.and_then(|position| self.parts.get(position)) {
            Some(part) => part.after.clone(),
            None => self.parts.last().and_then(|part| part.last.clone()),
        };
        let last = page.items.last().map(|item| item.id.clone());
        // Ids are in the order of time. What the answer is silent about within its bounds is no longer there.
        let ends_here = page.next.is_none();
        let is_told = |id: &String| {
            after.as_ref().is_none_or(|after| id < after) && (ends_here || last.as_ref().is_some_and(|last| id >= last))
        };
        self.items.retain(|item| !is_told(&item.id));
        let place = self.items.iter().position(|item| last.as_ref().is_some_and(|last| item.id < *last));
        let place = place.unwrap_or(self.items.len());
        self.items.splice(place..place, page.items);
        // A part that was there keeps its bounds, and with them where the next one begins.
        if ends_here || known.is_none() {
            self.next = page.next;
        }
        match known.and_then(|position| self.parts.get_mut(position)) {
            Some(part) => part.tag = tag,
            None => self.parts.push(Part { cursor, tag, after, last }),
        }
    }

    /// Whether the first part and what is known have something in common, or leave nothing out.
    fn reaches_into(&self, page: &NotificationsPage) -> bool {
        let (Some(newest), Some(last)) = (self.items.first(), page.items.last()) else { return true };
        page.next.is_none() || last.id <= newest.id
    }

    /// The parts to ask for again: the first, where new entries come, and those in which something is still under way.
    pub(super) fn to_refresh(&self) -> Vec<Part> {
        let parts = self.parts.iter().filter(|part| part.cursor.is_none() || self.is_under_way(part));
        parts.cloned().collect()
    }

    fn is_under_way(&self, part: &Part) -> bool {
        let is_in_it = |item: &&Notification| {
            part.after.as_ref().is_none_or(|after| item.id < *after)
                && part.last.as_ref().is_none_or(|last| item.id >= *last)
        };
        let is_unfinished =
            |item: &Notification| item.folded || item.deliveries.iter().any(|delivery| !delivery.state.is_final());
        self.items.iter().filter(is_in_it).any(is_unfinished)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::wire::Delivery;
    use model::{Category, DeliveryState, Environment, Language, Reason};

    fn item(id: &str, state: Option<DeliveryState>) -> Notification {
        let delivery = |state| Delivery {
            id: String::new(),
            name: None,
            email: String::new(),
            language: Language::English,
            reason: Reason::Administrator,
            state,
            attempts: 0,
            updated_at: String::new(),
            next_attempt_at: None,
            reply: None,
            events: Vec::new(),
        };
        Notification {
            id: id.to_owned(),
            category: Category::Emergency,
            environment: Environment::Production,
            subject: String::new(),
            body: String::new(),
            severity: None,
            problem_key: None,
            posted_at: String::new(),
            fallback: false,
            folded: false,
            deliveries: state.map(delivery).into_iter().collect(),
        }
    }

    fn page(ids: &str, next: Option<&str>) -> NotificationsPage {
        let items = ids.chars().map(|id| item(&id.to_string(), None)).collect();
        NotificationsPage { items, next: next.map(str::to_owned) }
    }

    fn ids(loaded: &Loaded) -> String {
        loaded.items.iter().map(|item| item.id.as_str()).collect()
    }

    #[test]
    fn parts_are_put_in_their_places() {
        // What is answered in turn: the cursor, the ids in the answer, the next cursor. Then what the list holds.
        type Answer = (Option<&'static str>, &'static str, Option<&'static str>);
        let rows: [(&[Answer], &str, Option<&str>); 11] = [
            (&[(None, "", None)], "", None),
            (&[(None, "fe", Some("e"))], "fe", Some("e")),
            (&[(None, "fe", Some("e")), (Some("e"), "dc", Some("c"))], "fedc", Some("c")),
            (&[(None, "fe", Some("e")), (Some("e"), "dc", None)], "fedc", None),
            // New ones at the top push others out of the first part, but not out of the list.
            (&[(None, "fe", Some("e")), (None, "gf", Some("f"))], "gfe", Some("e")),
            (&[(None, "fe", Some("e")), (Some("e"), "dc", None), (None, "gf", Some("f"))], "gfedc", None),
            // More new ones than fit: what lies between isn't known.
            (&[(None, "fe", Some("e")), (Some("e"), "dc", None), (None, "ih", Some("h"))], "ih", Some("h")),
            // What no longer fits the filter is gone.
            (&[(None, "fed", Some("d")), (None, "fd", Some("d"))], "fd", Some("d")),
            (&[(None, "fe", None), (None, "", None)], "", None),
            (&[(None, "fe", Some("e")), (Some("e"), "dcb", None), (Some("e"), "db", None)], "fedb", None),
            (&[(None, "fe", Some("e")), (Some("e"), "dc", None), (Some("e"), "", None)], "fe", None),
        ];
        for (answers, expected, next) in rows {
            let mut loaded = Loaded::default();
            for (cursor, ids, next) in answers {
                loaded.take(cursor.map(str::to_owned), None, page(ids, *next));
            }
            assert_eq!(ids(&loaded), expected, "{answers:?}");
            assert_eq!(loaded.next.as_deref(), next, "{answers:?}");
        }
    }

    #[test]
    fn what_is_under_way_is_asked_for_again() {
        let rows = [
            (DeliveryState::Sent, DeliveryState::Sent, 1),
            (DeliveryState::Queued, DeliveryState::Bounced, 1),
            (DeliveryState::Sent, DeliveryState::Deferred, 2),
        ];
        for (newest, oldest, expected) in rows {
            let mut loaded = Loaded::default();
            let part = |id, state, next: Option<&str>| NotificationsPage {
                items: vec![item(id, Some(state))],
                next: next.map(str::to_owned),
            };
            loaded.take(None, Some("1".to_owned()), part("b", newest, Some("b")));
            loaded.take(Some("b".to_owned()), None, part("a", oldest, None));
            let asked = loaded.to_refresh();
            assert_eq!(asked.len(), expected, "{newest:?}, {oldest:?}");
            assert_eq!(asked.first().and_then(|part| part.tag.as_deref()), Some("1"));
        }
    }
}
