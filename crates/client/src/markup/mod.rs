//! Markup as data: what [`view!`] makes, and what becomes of it in the page.
//!
//! All views of the client have one type, [`Node`]: an element is a tag with lists of attributes, listeners and children,
//! and what changes is a boxed closure. `page` puts a node into the page and brings it up to date, and is compiled once;
//! views with types of their own were more than half of the client. For Leptos a node is a view like any other, so that
//! components, contexts and owners work as ever.

mod into;
mod page;
mod rows;

use std::any::Any;
use std::borrow::Cow;

use leptos::ev::EventDescriptor;
use leptos::html::ElementType;
use leptos::prelude::*;
use leptos::reactive::owner::Owner;
use leptos::tachys::html::node_ref::NodeRefContainer;
use wasm_bindgen::{JsCast, JsValue};

pub use into::{IntoNode, IntoValue};
pub use markup::view;
pub use rows::{Row, Rows};

/// A piece of the interface.
pub enum Node {
    /// Text.
    Text(Cow<'static, str>),
    /// An element with all that is in it.
    Element(Box<Element>),
    /// Nodes side by side, none to begin with.
    List(Vec<Node>),
    /// Rows side by side, each known by its key.
    Rows(Vec<Row>),
    /// Whatever the closure makes, made anew when a signal that it reads changes.
    Live(Box<dyn FnMut() -> Node + Send>),
    /// A view of Leptos's.
    View(AnyView),
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
    Live(Box<dyn FnMut() -> Value + Send>),
}

/// An element, as it is to be.
pub struct Element {
    tag: &'static str,
    namespace: Option<&'static str>,
    constants: &'static [(&'static str, &'static str)],
    settings: Vec<Setting>,
    listeners: Vec<Listener>,
    on_load: Option<OnLoad>,
    children: Vec<Node>,
}

/// Leaves an element where it is referred to.
type OnLoad = Box<dyn FnOnce(&web_sys::Element) + Send>;

/// An attribute or a property with its value.
struct Setting {
    name: &'static str,
    is_property: bool,
    value: Value,
}

/// What is to happen on an event.
struct Listener {
    event: Cow<'static, str>,
    handler: Box<dyn FnMut(JsValue) + Send>,
}

impl Element {
    /// An element of HTML.
    #[must_use]
    pub fn html(tag: &'static str) -> Box<Self> {
        Box::new(Self::new(tag, None))
    }

    /// An element of SVG.
    #[must_use]
    pub fn svg(tag: &'static str) -> Box<Self> {
        Box::new(Self::new(tag, Some("http://www.w3.org/2000/svg")))
    }

    fn new(tag: &'static str, namespace: Option<&'static str>) -> Self {
        let (settings, listeners, children) = (Vec::new(), Vec::new(), Vec::new());
        Self { tag, namespace, constants: &[], settings, listeners, on_load: None, children }
    }

    /// Attributes that never change.
    #[must_use]
    pub fn constants(mut self: Box<Self>, constants: &'static [(&'static str, &'static str)]) -> Box<Self> {
        self.constants = constants;
        self
    }

    /// An attribute.
    #[must_use]
    pub fn attribute(mut self: Box<Self>, name: &'static str, value: Value) -> Box<Self> {
        self.settings.push(Setting { name, is_property: false, value });
        self
    }

    /// A property.
    #[must_use]
    pub fn property(mut self: Box<Self>, name: &'static str, value: Value) -> Box<Self> {
        self.settings.push(Setting { name, is_property: true, value });
        self
    }

    /// What to do on an event. It runs under the owner of the view, so that contexts are there.
    #[must_use]
    pub fn on<E: EventDescriptor>(
        mut self: Box<Self>,
        event: &E,
        mut handle: impl FnMut(E::EventType) + Send + 'static,
    ) -> Box<Self>
    where
        E::EventType: From<JsValue>,
    {
        let handler = Box::new(move |event: JsValue| handle(event.into()));
        self.listeners.push(Listener { event: event.name(), handler: owned(handler) });
        self
    }

    /// Where to leave the element once it is made.
    #[must_use]
    pub fn node_ref<E>(mut self: Box<Self>, reference: NodeRef<E>) -> Box<Self>
    where
        E: ElementType + 'static,
        E::Output: JsCast + 'static,
    {
        self.on_load = Some(Box::new(move |element| reference.load(element)));
        self
    }

    /// Another child, after the others.
    #[must_use]
    pub fn child(mut self: Box<Self>, child: Node) -> Box<Self> {
        self.children.push(child);
        self
    }

    /// The finished element.
    #[must_use]
    pub fn finish(self: Box<Self>) -> Node {
        Node::Element(self)
    }
}

fn owned(mut handler: Box<dyn FnMut(JsValue) + Send>) -> Box<dyn FnMut(JsValue) + Send> {
    let owner = Owner::current().unwrap_or_default();
    Box::new(move |event| owner.with(|| handler(event)))
}

/// What a component made. Ours make nodes; Leptos's make views.
pub fn component(view: impl IntoView + 'static) -> Node {
    let mut view = Some(view);
    match (&mut view as &mut dyn Any).downcast_mut::<Option<Node>>().and_then(Option::take) {
        Some(node) => node,
        None => view.map_or(Node::List(Vec::new()), |view| Node::View(view.into_any())),
    }
}
