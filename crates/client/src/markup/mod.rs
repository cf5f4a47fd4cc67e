//! Markup as data: what [`view!`] makes, and what becomes of it in the page.
//!
//! All views of the client have one type, [`Node`]: an element is a template, which is a text, with a list of what fills its
//! slots, and what changes is a boxed closure. `page` puts a node into the page and brings it up to date, and is compiled
//! once; views with types of their own were more than half of the client. For Leptos a node is a view like any other, so that
//! components, contexts and owners work as ever.

mod into;
mod page;
mod rows;
mod template;
#[cfg(all(test, target_arch = "wasm32"))]
mod tests;

use std::any::Any;
use std::borrow::Cow;
use std::marker::PhantomData;

use leptos::ev::EventDescriptor;
use leptos::html::ElementType;
use leptos::reactive::owner::Owner;
use leptos::tachys::html::node_ref::NodeRefContainer;
use wasm_bindgen::{JsCast, JsValue};

use crate::reactive::prelude::*;

pub use into::{IntoNode, IntoValue, MakeNode, MakeValue};
pub use markup::view;
pub use rows::{Row, Rows};

/// A piece of the interface.
pub enum Node {
    /// Text.
    Text(Cow<'static, str>),
    /// A text in the language shown.
    Message(messages::Text),
    /// An element with all that is in it.
    Element(Template),
    /// Nodes side by side, none to begin with.
    List(Vec<Node>),
    /// Rows side by side, each known by its key.
    Rows(Vec<Row>),
    /// Whatever the closure makes, made anew when a signal that it reads changes.
    Live(Box<dyn MakeNode + Send>),
    /// A view of Leptos's.
    View(Box<AnyView>),
}

/// An element with all that is in it: a text for what never changes, and what fills the slots in it.
pub struct Template {
    text: &'static str,
    slots: Vec<Slot>,
}

/// What fills a slot of a template.
pub enum Slot {
    /// The value of an attribute or a property.
    Value(Value),
    /// What is to happen on an event, and the owner under which.
    Listener(Handler, Owner),
    /// Where to leave the element once it is made.
    Reference(OnLoad),
    /// A child, after the others.
    Child(Node),
}

/// The value of an attribute or a property.
pub enum Value {
    /// There is no such attribute, or the property is false.
    Absent,
    /// The attribute is there without a value, or the property is true.
    Present,
    /// A text.
    Text(Cow<'static, str>),
    /// Whatever the closure makes, made anew when a signal that it reads changes.
    Live(Box<dyn MakeValue + Send>),
}

/// Leaves an element where it is referred to.
pub type OnLoad = Box<dyn FnOnce(&web_sys::Element) + Send>;

/// What is to happen on an event.
pub type Handler = Box<dyn Handle + Send>;

/// What deals with events. It isn't a closure for the reason that [`MakeNode`] isn't.
pub trait Handle {
    /// Deals with one.
    fn handle(&mut self, event: JsValue);
}

/// A closure that takes events of a type of its own.
struct Listening<F, E> {
    handle: F,
    takes: PhantomData<fn(E)>,
}

impl<F: FnMut(E), E: From<JsValue>> Handle for Listening<F, E> {
    fn handle(&mut self, event: JsValue) {
        (self.handle)(event.into());
    }
}

impl Template {
    /// A template, with so many slots to be filled.
    #[must_use]
    #[inline(never)]
    pub fn new(text: &'static str, slots: usize) -> Self {
        Self { text, slots: Vec::with_capacity(slots) }
    }

    /// Fills the next slot.
    pub fn fill(&mut self, slot: Slot) {
        self.slots.push(slot);
    }

    /// Fills the next slot with what to do on an event. It runs under the owner of the view, so that contexts are there.
    pub fn listen<E>(&mut self, _: &E, handle: impl FnMut(E::EventType) + Send + 'static)
    where
        E: EventDescriptor,
        E::EventType: From<JsValue> + 'static,
    {
        #[inline(never)]
        fn fill(template: &mut Template, handler: Handler) {
            template.fill(Slot::Listener(handler, Owner::current().unwrap_or_default()));
        }
        fill(self, Box::new(Listening { handle, takes: PhantomData::<fn(E::EventType)> }));
    }

    /// Fills the next slot with where to leave the element once it is made.
    pub fn refer<E>(&mut self, reference: NodeRef<E>)
    where
        E: ElementType + 'static,
        E::Output: JsCast + 'static,
    {
        self.fill(Slot::Reference(Box::new(move |element| reference.load(element))));
    }

    /// The element.
    #[must_use]
    #[inline(never)]
    pub fn finish(self) -> Node {
        Node::Element(self)
    }
}

/// What a component made. Ours make nodes; Leptos's make views.
pub fn component(view: impl IntoView + 'static) -> Node {
    let mut view = Some(view);
    match (&mut view as &mut dyn Any).downcast_mut::<Option<Node>>().and_then(Option::take) {
        Some(node) => node,
        None => view.map_or(Node::List(Vec::new()), |view| Node::View(Box::new(view.into_any()))),
    }
}
