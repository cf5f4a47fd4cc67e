//! What can stand in markup, and what can be the value of an attribute.
//!
//! What is common fills its slot by a function of its own, with no more than its words to hand over: slots are filled in
//! nearly every line of a view.

use std::borrow::Cow;

use messages::Text;

use super::{Node, Slot, Template, Value};
use crate::reactive::prelude::*;

/// What can stand between the tags.
pub trait IntoNode: Sized {
    /// The node that it is.
    fn into_node(self) -> Node;

    /// Fills the next slot of a template with it.
    fn fill(self, template: &mut Template) {
        fill(template, self.into_node());
    }
}

#[inline(never)]
fn fill(template: &mut Template, node: Node) {
    template.fill(Slot::Child(node));
}

impl IntoNode for Node {
    fn into_node(self) -> Node {
        self
    }
}

impl IntoNode for AnyView {
    fn into_node(self) -> Node {
        Node::View(Box::new(self))
    }
}

impl IntoNode for () {
    fn into_node(self) -> Node {
        Node::List(Vec::new())
    }
}

impl IntoNode for String {
    fn into_node(self) -> Node {
        Node::Text(self.into())
    }

    fn fill(self, template: &mut Template) {
        #[inline(never)]
        fn fill(template: &mut Template, text: String) {
            template.fill(Slot::Child(Node::Text(text.into())));
        }
        fill(template, self);
    }
}

impl IntoNode for &'static str {
    fn into_node(self) -> Node {
        Node::Text(self.into())
    }
}

impl IntoNode for Text {
    fn into_node(self) -> Node {
        Node::Message(self)
    }

    fn fill(self, template: &mut Template) {
        #[inline(never)]
        fn fill(template: &mut Template, text: Text) {
            template.fill(Slot::Child(Node::Message(text)));
        }
        fill(template, self);
    }
}

impl IntoNode for Signal<String> {
    fn into_node(self) -> Node {
        (move || self.get()).into_node()
    }
}

impl<T: IntoNode> IntoNode for Option<T> {
    fn into_node(self) -> Node {
        Node::List(self.map(T::into_node).into_iter().collect())
    }
}

impl<T: IntoNode> IntoNode for Vec<T> {
    fn into_node(self) -> Node {
        Node::List(self.into_iter().map(T::into_node).collect())
    }
}

impl<T: IntoNode, const N: usize> IntoNode for [T; N] {
    fn into_node(self) -> Node {
        Node::List(self.into_iter().map(T::into_node).collect())
    }
}

/// What makes a node whenever something changes. It isn't a closure, since the way to call a boxed closure for the last time
/// is compiled for each, and never gone.
pub trait MakeNode {
    /// Makes it.
    fn make(&mut self) -> Node;
}

impl<F, T> MakeNode for F
where
    F: FnMut() -> T,
    T: IntoNode,
{
    fn make(&mut self) -> Node {
        self().into_node()
    }
}

impl<F, T> IntoNode for F
where
    F: FnMut() -> T + Send + 'static,
    T: IntoNode,
{
    fn into_node(self) -> Node {
        Node::Live(Box::new(self))
    }

    fn fill(self, template: &mut Template) {
        #[inline(never)]
        fn fill(template: &mut Template, make: Box<dyn MakeNode + Send>) {
            template.fill(Slot::Child(Node::Live(make)));
        }
        fill(template, Box::new(self));
    }
}

impl From<&'static str> for Node {
    fn from(text: &'static str) -> Self {
        Node::Text(Cow::Borrowed(text))
    }
}

impl From<Text> for Node {
    fn from(text: Text) -> Self {
        Node::Message(text)
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Node::Text(Cow::Owned(text))
    }
}

impl From<Vec<Node>> for Node {
    fn from(nodes: Vec<Node>) -> Self {
        Node::List(nodes)
    }
}

/// What can be the value of an attribute or a property.
pub trait IntoValue: Sized {
    /// The value that it is.
    fn into_value(self) -> Value;

    /// Fills the next slot of a template with it.
    fn fill_value(self, template: &mut Template) {
        fill_value(template, self.into_value());
    }
}

#[inline(never)]
fn fill_value(template: &mut Template, value: Value) {
    template.fill(Slot::Value(value));
}

impl IntoValue for bool {
    fn into_value(self) -> Value {
        if self { Value::Present } else { Value::Absent }
    }
}

impl IntoValue for String {
    fn into_value(self) -> Value {
        Value::Text(self.into())
    }

    fn fill_value(self, template: &mut Template) {
        #[inline(never)]
        fn fill(template: &mut Template, text: String) {
            template.fill(Slot::Value(Value::Text(text.into())));
        }
        fill(template, self);
    }
}

impl IntoValue for &'static str {
    fn into_value(self) -> Value {
        Value::Text(self.into())
    }
}

impl IntoValue for Text {
    fn into_value(self) -> Value {
        Value::Text(crate::texts::text(self).into())
    }

    fn fill_value(self, template: &mut Template) {
        #[inline(never)]
        fn fill(template: &mut Template, text: Text) {
            template.fill(Slot::Value(text.into_value()));
        }
        fill(template, self);
    }
}

impl<T: IntoValue> IntoValue for Option<T> {
    fn into_value(self) -> Value {
        self.map_or(Value::Absent, T::into_value)
    }
}

/// What makes a value whenever something changes, as [`MakeNode`] makes nodes.
pub trait MakeValue {
    /// Makes it.
    fn make(&mut self) -> Value;
}

impl<F, T> MakeValue for F
where
    F: FnMut() -> T,
    T: IntoValue,
{
    fn make(&mut self) -> Value {
        self().into_value()
    }
}

impl<F, T> IntoValue for F
where
    F: FnMut() -> T + Send + 'static,
    T: IntoValue,
{
    fn into_value(self) -> Value {
        Value::Live(Box::new(self))
    }

    fn fill_value(self, template: &mut Template) {
        #[inline(never)]
        fn fill(template: &mut Template, make: Box<dyn MakeValue + Send>) {
            template.fill(Slot::Value(Value::Live(make)));
        }
        fill(template, Box::new(self));
    }
}
