//! Putting nodes into the page, and bringing them up to date.

use leptos::attr::Attribute;
use leptos::reactive::effect::RenderEffect;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::{Rndr, types};
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use wasm_bindgen::JsCast;

use super::rows::{self, ShownRow};
use super::template::{self, ShownElement};
use super::{Node, Row, Template};
use crate::texts;

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
    View(Box<AnyViewState>),
}

/// A render effect that takes what it made with it when it goes: the effect may be held elsewhere while it runs.
pub struct Effect<T: 'static>(RenderEffect<T>);

impl<T> Effect<T> {
    pub(super) fn new(effect: RenderEffect<T>) -> Self {
        Self(effect)
    }

    /// What it made last.
    pub(super) fn take(&self) -> Option<T> {
        self.0.take_value()
    }
}

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
            Node::Message(text) => Node::Text(texts::text(text).into()).build(),
            Node::Element(Template { text, slots }) => match template::show(text, slots) {
                Some(shown) => Shown::Element(Box::new(shown)),
                None => Node::List(Vec::new()).build(),
            },
            Node::List(nodes) => Shown::List(nodes.into_iter().map(Node::build).collect(), Rndr::create_placeholder()),
            Node::Rows(new) => Shown::Rows(new.into_iter().map(Row::show).collect(), Rndr::create_placeholder()),
            Node::Live(mut make) => Shown::Live(Effect(RenderEffect::new(move |before: Option<Shown>| {
                let node = make.make();
                match before {
                    Some(mut shown) => {
                        node.rebuild(&mut shown);
                        shown
                    }
                    None => node.build(),
                }
            }))),
            Node::View(view) => Shown::View(Box::new(view.build())),
        }
    }

    /// Changes what is there where it can, so that focus and selection stay, and replaces it where it can't.
    fn rebuild(self, shown: &mut Shown) {
        let node = match (self, &mut *shown) {
            (Node::Message(text), _) => return Node::Text(texts::text(text).into()).rebuild(shown),
            (Node::Text(text), Shown::Text(node, before)) => {
                if *before != text {
                    Rndr::set_text(node, &text);
                    *before = text;
                }
                return;
            }
            (Node::Element(Template { text, slots }), Shown::Element(before)) if before.is_of(text) => {
                return before.update(slots);
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

impl Mountable for Shown {
    fn unmount(&mut self) {
        match self {
            Shown::Text(text, _) => Rndr::remove(text),
            Shown::Element(shown) => Rndr::remove(shown.element()),
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
            Shown::Element(shown) => Rndr::insert_node(parent, shown.element(), before),
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
            Shown::Element(shown) => insert_before(shown.element(), new),
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
            Shown::Element(shown) => vec![shown.element().clone()],
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
