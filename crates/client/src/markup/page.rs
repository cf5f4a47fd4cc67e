//! Putting nodes into the page, and bringing them up to date.

use leptos::attr::Attribute;
use leptos::reactive::effect::RenderEffect;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::{RemoveEventHandler, Rndr, types};
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use wasm_bindgen::{JsCast, JsValue};

use super::rows::{self, ShownRow};
use super::{Element, Listener, Node, Row, Setting, Value};

/// A node that is in the page, or about to be.
pub enum Shown {
    /// A text with what it says.
    Text(types::Text, std::borrow::Cow<'static, str>),
    /// An element.
    Element(Box<ShownElement>),
    /// Nodes side by side, before a mark that keeps their place.
    List(Vec<Shown>, types::Placeholder),
    /// Rows side by side, before a mark that keeps their place.
    Rows(Vec<ShownRow>, types::Placeholder),
    /// What a closure made last.
    Live(Effect<Shown>),
    /// A view of Leptos's.
    View(AnyViewState),
}

/// An element that is in the page, or about to be.
pub struct ShownElement {
    element: types::Element,
    tag: &'static str,
    constants: &'static [(&'static str, &'static str)],
    settings: Vec<ShownSetting>,
    listeners: Vec<RemoveEventHandler<types::Element>>,
    children: Vec<Shown>,
}

struct ShownSetting {
    name: &'static str,
    value: ShownValue,
}

enum ShownValue {
    Fixed(Value),
    Live(Effect<Value>),
}

/// A render effect that takes what it made with it when it goes: the effect may be held elsewhere while it runs.
pub struct Effect<T: 'static>(RenderEffect<T>);

impl<T> Drop for Effect<T> {
    fn drop(&mut self) {
        drop(self.0.take_value());
    }
}

impl Render for Node {
    type State = Shown;

    fn build(self) -> Shown {
        match self {
            Node::Text(text) => Shown::Text(Rndr::create_text_node(&text), text),
            Node::Element(element) => Shown::Element(Box::new(element.show())),
            Node::List(nodes) => Shown::List(nodes.into_iter().map(Node::build).collect(), Rndr::create_placeholder()),
            Node::Rows(new) => Shown::Rows(new.into_iter().map(Row::show).collect(), Rndr::create_placeholder()),
            Node::Live(mut make) => Shown::Live(Effect(RenderEffect::new(move |before: Option<Shown>| {
                let node = make();
                match before {
                    Some(mut shown) => {
                        node.rebuild(&mut shown);
                        shown
                    }
                    None => node.build(),
                }
            }))),
            Node::View(view) => Shown::View(view.build()),
        }
    }

    /// Changes what is there where it can, so that focus and selection stay, and replaces it where it can't.
    fn rebuild(self, shown: &mut Shown) {
        let node = match (self, &mut *shown) {
            (Node::Text(text), Shown::Text(node, before)) => {
                if *before != text {
                    Rndr::set_text(node, &text);
                    *before = text;
                }
                return;
            }
            (Node::Element(element), Shown::Element(before)) if element.is_like(before) => {
                return element.update(before);
            }
            (Node::List(nodes), Shown::List(before, mark)) => return update_list(nodes, before, mark),
            (Node::Rows(new), Shown::Rows(before, mark)) => return rows::update(new, before, mark),
            (Node::View(view), Shown::View(before)) => return view.rebuild(before),
            (node, _) => node,
        };
        let mut before = std::mem::replace(shown, node.build());
        before.insert_before_this(shown);
        before.unmount();
    }
}

fn update_list(nodes: Vec<Node>, shown: &mut Vec<Shown>, mark: &types::Placeholder) {
    for mut surplus in shown.drain(nodes.len().min(shown.len())..) {
        surplus.unmount();
    }
    let kept = shown.len();
    for (index, node) in nodes.into_iter().enumerate() {
        if index < kept {
            node.rebuild(&mut shown[index]);
        } else {
            let mut new = node.build();
            insert_before(mark, &mut new);
            shown.push(new);
        }
    }
}

pub(super) fn insert_before(node: &types::Node, new: &mut dyn Mountable) -> bool {
    let parent = Rndr::get_parent(node).and_then(|parent| parent.dyn_into::<types::Element>().ok());
    if let Some(parent) = &parent {
        new.mount(parent, Some(node));
    }
    parent.is_some()
}

impl Element {
    fn show(self) -> ShownElement {
        let element = Rndr::create_element(self.tag, self.namespace);
        for (name, value) in self.constants {
            Rndr::set_attribute(&element, name, value);
        }
        let settings = self.settings.into_iter().map(|setting| setting.show(&element, None)).collect();
        let listeners = self.listeners.into_iter().map(|listener| listener.attach(&element)).collect();
        let mut children: Vec<Shown> = self.children.into_iter().map(Node::build).collect();
        for child in &mut children {
            child.mount(&element, None);
        }
        if let Some(on_load) = self.on_load {
            on_load(&element);
        }
        ShownElement { element, tag: self.tag, constants: self.constants, settings, listeners, children }
    }

    /// Whether it was made by the same markup, or by markup that differs in nothing but values.
    fn is_like(&self, shown: &ShownElement) -> bool {
        self.tag == shown.tag
            && std::ptr::eq(self.constants, shown.constants)
            && self.settings.len() == shown.settings.len()
            && self.settings.iter().zip(&shown.settings).all(|(new, old)| new.name == old.name)
            && self.children.len() == shown.children.len()
    }

    fn update(self, shown: &mut ShownElement) {
        let ShownElement { element, settings, listeners, children, .. } = shown;
        let before = std::mem::take(settings).into_iter().map(|before| before.value.into_value());
        *settings = self.settings.into_iter().zip(before).map(|(new, before)| new.show(element, before)).collect();
        listeners.clear();
        listeners.extend(self.listeners.into_iter().map(|listener| listener.attach(element)));
        for (child, shown) in self.children.into_iter().zip(children) {
            child.rebuild(shown);
        }
        if let Some(on_load) = self.on_load {
            on_load(element);
        }
    }
}

impl Listener {
    fn attach(self, element: &types::Element) -> RemoveEventHandler<types::Element> {
        Rndr::add_event_listener(element, &self.event, self.handler)
    }
}

impl Setting {
    fn show(self, element: &types::Element, mut before: Option<Value>) -> ShownSetting {
        let Setting { name, is_property, value } = self;
        let value = if let Value::Live(mut make) = value {
            let element = element.clone();
            ShownValue::Live(Effect(RenderEffect::new(move |last: Option<Value>| {
                let value = make();
                value.apply(&element, name, is_property, last.or_else(|| before.take()).as_ref());
                value
            })))
        } else {
            value.apply(element, name, is_property, before.as_ref());
            ShownValue::Fixed(value)
        };
        ShownSetting { name, value }
    }
}

impl ShownValue {
    fn into_value(self) -> Option<Value> {
        match self {
            ShownValue::Fixed(value) => Some(value),
            ShownValue::Live(effect) => effect.0.take_value(),
        }
    }
}

impl Value {
    fn apply(&self, element: &types::Element, name: &str, is_property: bool, before: Option<&Value>) {
        if is_property {
            // People change properties too: what was set last says nothing about what is there.
            let value = self.text().map_or(JsValue::from_bool(matches!(self, Value::Present)), JsValue::from_str);
            return Rndr::set_property(element, name, &value);
        }
        let (before, after) = (before.and_then(Value::attribute), self.attribute());
        match after {
            Some(after) if before != Some(after) => Rndr::set_attribute(element, name, after),
            None if before.is_some() => Rndr::remove_attribute(element, name),
            _ => {}
        }
    }

    fn text(&self) -> Option<&str> {
        if let Value::Text(text) = self { Some(text) } else { None }
    }

    fn attribute(&self) -> Option<&str> {
        if let Value::Present = self { Some("") } else { self.text() }
    }
}

impl Mountable for Shown {
    fn unmount(&mut self) {
        match self {
            Shown::Text(text, _) => Rndr::remove(text),
            Shown::Element(shown) => Rndr::remove(&shown.element),
            Shown::List(nodes, mark) => {
                for node in nodes {
                    node.unmount();
                }
                Rndr::remove(mark);
            }
            Shown::Rows(rows, mark) => {
                for row in rows {
                    row.shown_mut().unmount();
                }
                Rndr::remove(mark);
            }
            Shown::Live(effect) => effect.0.unmount(),
            Shown::View(view) => view.unmount(),
        }
    }

    fn mount(&mut self, parent: &types::Element, before: Option<&types::Node>) {
        match self {
            Shown::Text(text, _) => Rndr::insert_node(parent, text, before),
            Shown::Element(shown) => Rndr::insert_node(parent, &shown.element, before),
            Shown::List(nodes, mark) => {
                for node in nodes {
                    node.mount(parent, before);
                }
                Rndr::insert_node(parent, mark, before);
            }
            Shown::Rows(rows, mark) => {
                for row in rows {
                    row.shown_mut().mount(parent, before);
                }
                Rndr::insert_node(parent, mark, before);
            }
            Shown::Live(effect) => effect.0.mount(parent, before),
            Shown::View(view) => view.mount(parent, before),
        }
    }

    fn insert_before_this(&self, new: &mut dyn Mountable) -> bool {
        match self {
            Shown::Text(text, _) => insert_before(text, new),
            Shown::Element(shown) => insert_before(&shown.element, new),
            Shown::List(nodes, mark) => {
                nodes.first().is_some_and(|first| first.insert_before_this(new)) || insert_before(mark, new)
            }
            Shown::Rows(rows, mark) => {
                rows.first().is_some_and(|first| first.shown().insert_before_this(new)) || insert_before(mark, new)
            }
            Shown::Live(effect) => effect.0.insert_before_this(new),
            Shown::View(view) => view.insert_before_this(new),
        }
    }

    fn elements(&self) -> Vec<types::Element> {
        match self {
            Shown::Text(..) => Vec::new(),
            Shown::Element(shown) => vec![shown.element.clone()],
            Shown::List(nodes, _) => nodes.iter().flat_map(Shown::elements).collect(),
            Shown::Rows(rows, _) => rows.iter().flat_map(|row| row.shown().elements()).collect(),
            Shown::Live(effect) => effect.0.elements(),
            Shown::View(view) => view.elements(),
        }
    }
}

/// Attributes can't be added to a node from outside.
impl AddAnyAttr for Node {
    type Output<NewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self {
        self
    }
}

/// The client is never rendered on the server; Leptos asks for this of every view.
impl RenderHtml for Node {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<leptos::attr::any_attribute::AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Shown {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
