//! The part of an element's markup that never changes, as one text.
//!
//! Each piece begins with a control character that says what it is; `markup::template` of the client reads them. One text
//! for each `view!` costs the browser a fraction of the code that would make the same elements one by one.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use rstml::Infallible;
use rstml::node::{KeyedAttribute, Node, NodeAttribute, NodeElement};
use syn::{Error, Expr, ExprLit, Lit, Result};

/// Elements that are SVG's and not HTML's.
const SVG: [&str; 6] = ["circle", "line", "path", "rect", "svg", "text"];

/// Events that Leptos has no type for.
const UNTYPED: [&str; 1] = ["cancel"];

const HTML_ELEMENT: char = '\u{1}';
const SVG_ELEMENT: char = '\u{2}';
const END: char = '\u{3}';
const TEXT: char = '\u{4}';
const CONSTANT: char = '\u{5}';
const ATTRIBUTE: char = '\u{6}';
const PROPERTY: char = '\u{7}';
const LISTENER: char = '\u{8}';
const REFERENCE: char = '\u{e}';
const CHILD: char = '\u{f}';

/// What an element's markup is made into: the text, and what fills its slots, in the order of the text.
#[derive(Default)]
pub(crate) struct Template {
    text: String,
    slots: Vec<TokenStream>,
}

impl Template {
    /// The node that the whole of it makes.
    pub(crate) fn into_node(self) -> TokenStream {
        let Self { text, slots } = self;
        let count = slots.len();
        if count == 0 {
            return quote!(crate::markup::Template::new(#text, 0).finish());
        }
        quote!({
            let mut __template = crate::markup::Template::new(#text, #count);
            #(#slots;)*
            __template.finish()
        })
    }

    /// Adds an element with all that is in it. `node` makes what isn't an element.
    pub(crate) fn element(
        &mut self,
        element: &NodeElement<Infallible>,
        node: fn(&Node) -> Result<Option<TokenStream>>,
    ) -> Result<()> {
        let tag = element.name().to_string();
        self.piece(if SVG.contains(&tag.as_str()) { SVG_ELEMENT } else { HTML_ELEMENT }, &tag);
        for attribute in element.attributes() {
            let NodeAttribute::Attribute(attribute) = attribute else {
                return Err(Error::new_spanned(attribute, "attributes have a name here"));
            };
            self.attribute(attribute)?;
        }
        for child in element.children() {
            match (child, node(child)?) {
                (_, Some(made)) => self.slot(CHILD, "", quote!(crate::markup::IntoNode::fill(#made, &mut __template))),
                (Node::Element(child), None) => self.element(child, node)?,
                (Node::Text(text), None) => self.text_piece(text, &text.value.value())?,
                (other, None) => return Err(Error::new_spanned(other, "this can't stand in an element")),
            }
        }
        self.piece(END, "");
        Ok(())
    }

    fn text_piece(&mut self, at: &impl quote::ToTokens, text: &str) -> Result<()> {
        without_control(at, text)?;
        self.piece(TEXT, text);
        Ok(())
    }

    fn attribute(&mut self, attribute: &KeyedAttribute) -> Result<()> {
        let name = attribute.key.to_string();
        if let Some(value) = constant(attribute) {
            without_control(attribute, &value)?;
            self.piece(CONSTANT, &[&name, "=", &value].concat());
            return Ok(());
        }
        let Some(value) = attribute.value() else {
            return Err(Error::new_spanned(attribute, "this attribute needs a value"));
        };
        let as_value = quote!(crate::markup::IntoValue::fill_value(#[allow(unused_braces)] #value, &mut __template));
        match name.split_once(':') {
            Some(("on", event)) => {
                let descriptor = if UNTYPED.contains(&event) {
                    quote!(::leptos::ev::Custom::<::web_sys::Event>::new(#event))
                } else {
                    let event = format_ident!("{event}");
                    quote!(::leptos::ev::#event)
                };
                self.slot(LISTENER, event, quote!(__template.listen(&#descriptor, #value)));
            }
            Some(("prop", property)) => self.slot(PROPERTY, property, as_value),
            Some(_) => {
                return Err(Error::new_spanned(attribute, "the client's markup doesn't have this kind of attribute"));
            }
            None if name == "node_ref" => self.slot(REFERENCE, "", quote!(__template.refer(#value))),
            None if name == "inner_html" => self.slot(PROPERTY, "innerHTML", as_value),
            None => self.slot(ATTRIBUTE, &name, as_value),
        }
        Ok(())
    }

    fn slot(&mut self, kind: char, name: &str, filled_with: TokenStream) {
        self.piece(kind, name);
        self.slots.push(filled_with);
    }

    fn piece(&mut self, kind: char, content: &str) {
        self.text.push(kind);
        self.text.push_str(content);
    }
}

fn without_control(at: &impl quote::ToTokens, text: &str) -> Result<()> {
    if text.contains(char::is_control) {
        return Err(Error::new_spanned(at, "control characters have a meaning of their own in templates"));
    }
    Ok(())
}

/// The value of a plain attribute that never changes.
fn constant(attribute: &KeyedAttribute) -> Option<String> {
    let name = attribute.key.to_string();
    if name.contains(':') || name == "node_ref" || name == "inner_html" {
        return None;
    }
    match attribute.value() {
        None => Some(String::new()),
        Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => Some(text.value()),
        Some(_) => None,
    }
}
