//! Elements of the page, made from a template and what fills its slots.

use leptos::prelude::RenderEffect;
use leptos::tachys::renderer::{RemoveEventHandler, Rndr, types};
use leptos::tachys::view::{Mountable, Render};
use wasm_bindgen::JsValue;

use super::page::{Effect, Shown};
use super::{Slot, Value};

/// Where SVG's elements belong.
const SVG: &str = "http://www.w3.org/2000/svg";

/// What a piece of a template is, by the character that it begins with; `crates/markup` writes them. All others are slots:
/// what fills them knows what they are.
mod piece {
    pub(super) const HTML_ELEMENT: u8 = 0x01;
    pub(super) const SVG_ELEMENT: u8 = 0x02;
    pub(super) const END: u8 = 0x03;
    pub(super) const TEXT: u8 = 0x04;
    pub(super) const CONSTANT: u8 = 0x05;
    pub(super) const PROPERTY: u8 = 0x07;
}

/// An element that is in the page, or about to be, with all that is in it.
pub struct ShownElement {
    template: &'static str,
    element: types::Element,
    slots: Vec<ShownSlot>,
}

/// A slot with what fills it, and the element that it belongs to.
struct ShownSlot {
    element: types::Element,
    /// The name of the attribute, property or event.
    name: &'static str,
    is_property: bool,
    filled_with: Filling,
}

enum Filling {
    Fixed(Value),
    Live(Effect<Value>),
    /// The listener goes with this.
    Listener {
        _remove: RemoveEventHandler<types::Element>,
    },
    Child(Shown),
    /// An element that was handed out.
    Nothing,
}

/// Makes the elements of a template. Pieces that stand for nothing, as no template has them, are passed over.
pub(super) fn show(template: &'static str, slots: Vec<Slot>) -> Option<ShownElement> {
    let mut open: Vec<types::Element> = Vec::new();
    let mut shown = Vec::with_capacity(slots.len());
    let mut slots = slots.into_iter();
    for (kind, content) in pieces(template) {
        if let piece::HTML_ELEMENT | piece::SVG_ELEMENT = kind {
            let element = Rndr::create_element(content, (kind == piece::SVG_ELEMENT).then_some(SVG));
            open.push(element);
            continue;
        }
        let element = open.last()?;
        match kind {
            piece::TEXT => Rndr::insert_node(element, &Rndr::create_text_node(content), None),
            piece::CONSTANT => {
                let (name, value) = content.split_once('=').unwrap_or((content, ""));
                Rndr::set_attribute(element, name, value);
            }
            piece::END => {
                let element = open.pop()?;
                let Some(parent) = open.last() else {
                    return Some(ShownElement { template, element, slots: shown });
                };
                Rndr::insert_node(parent, &element, None);
            }
            _ => {
                let (element, is_property) = (element.clone(), kind == piece::PROPERTY);
                let slot = ShownSlot { element, name: content, is_property, filled_with: Filling::Nothing };
                shown.push(slot.fill(slots.next()?));
            }
        }
    }
    None
}

/// The pieces of a template: what each is, and the rest of it.
fn pieces(template: &'static str) -> impl Iterator<Item = (u8, &'static str)> {
    let mut rest = template;
    std::iter::from_fn(move || {
        let kind = *rest.as_bytes().first()?;
        let end = rest.bytes().skip(1).position(|byte| byte < 0x10).map_or(rest.len(), |end| end + 1);
        let (here, after) = rest.split_at_checked(end)?;
        rest = after;
        Some((kind, here.get(1..)?))
    })
}

impl ShownElement {
    /// The element of the page.
    pub(super) fn element(&self) -> &types::Element {
        &self.element
    }

    /// Whether it was made by the same markup, or by markup that differs in nothing but what fills it.
    pub(super) fn is_of(&self, template: &'static str) -> bool {
        std::ptr::eq(self.template, template)
    }

    /// Fills the slots anew.
    pub(super) fn update(&mut self, slots: Vec<Slot>) {
        let before = std::mem::take(&mut self.slots);
        self.slots = before.into_iter().zip(slots).map(|(shown, slot)| shown.fill(slot)).collect();
    }
}

impl ShownSlot {
    fn fill(self, slot: Slot) -> Self {
        let Self { element, name, is_property, filled_with: before } = self;
        let filled_with = match slot {
            Slot::Value(value) => value.show(&element, name, is_property, before.into_value()),
            Slot::Listener(mut handler, owner) => {
                drop(before);
                let handler: Box<dyn FnMut(JsValue)> = Box::new(move |event| owner.with(|| handler.handle(event)));
                Filling::Listener { _remove: Rndr::add_event_listener(&element, name, handler) }
            }
            Slot::Reference(on_load) => {
                on_load(&element);
                Filling::Nothing
            }
            Slot::Child(node) => {
                if let Filling::Child(mut shown) = before {
                    node.rebuild(&mut shown);
                    Filling::Child(shown)
                } else {
                    let mut shown = node.build();
                    shown.mount(&element, None);
                    Filling::Child(shown)
                }
            }
        };
        Self { element, name, is_property, filled_with }
    }
}

impl Filling {
    fn into_value(self) -> Option<Value> {
        match self {
            Filling::Fixed(value) => Some(value),
            Filling::Live(effect) => effect.take(),
            _ => None,
        }
    }
}

impl Value {
    fn show(
        self,
        element: &types::Element,
        name: &'static str,
        is_property: bool,
        mut before: Option<Value>,
    ) -> Filling {
        if let Value::Live(mut make) = self {
            let element = element.clone();
            Filling::Live(Effect::new(RenderEffect::new(move |last: Option<Value>| {
                let value = make.make();
                value.apply(&element, name, is_property, last.or_else(|| before.take()).as_ref());
                value
            })))
        } else {
            self.apply(element, name, is_property, before.as_ref());
            Filling::Fixed(self)
        }
    }

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
