//! The client's `view!`: the syntax of Leptos's macro of that name, with data for a result.
//!
//! Leptos gives every piece of markup a type of its own, and compiles all that can be done with a view again for each of
//! them: more than half of the client was such copies. This macro makes all markup into one type, `markup::Node` of the
//! client, which is compiled once. It knows what the client uses, and refuses the rest:
//!
//! | markup | becomes |
//! |---|---|
//! | `<p id=id hidden>` | an element with attributes: strings, options, truth values, or closures and signals of them |
//! | `prop:value=…` | a property of the element |
//! | `on:click=…` | a listener |
//! | `node_ref=…` | a reference to the element |
//! | `inner_html=…` | the content as HTML |
//! | `"text"` | text |
//! | `{expression}` | whatever the expression makes, again and again if it is a closure |
//! | `<Component prop=value let:item>children</Component>` | Leptos's own way to make a component |

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use rstml::Infallible;
use rstml::node::{KeyedAttribute, Node, NodeAttribute, NodeElement, NodeName};
use syn::{Error, Expr, ExprLit, Lit, Result};

/// Elements that are SVG's and not HTML's.
const SVG: [&str; 6] = ["circle", "line", "path", "rect", "svg", "text"];

/// Events that Leptos has no type for.
const UNTYPED: [&str; 1] = ["cancel"];

/// Makes markup into a `Node`.
#[proc_macro]
pub fn view(markup: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let expanded = rstml::parse2(markup.into()).and_then(|nodes| together(&nodes));
    expanded.unwrap_or_else(Error::into_compile_error).into()
}

/// Several nodes as one.
fn together(nodes: &[Node]) -> Result<TokenStream> {
    let mut nodes = nodes.iter().map(node).collect::<Result<Vec<_>>>()?;
    Ok(match (nodes.pop(), nodes.is_empty()) {
        (Some(only), true) => only,
        (last, _) => quote!(crate::markup::Node::from(::std::vec![#(#nodes,)* #last])),
    })
}

fn node(node: &Node) -> Result<TokenStream> {
    Ok(match node {
        Node::Text(text) => {
            let text = &text.value;
            quote!(crate::markup::Node::from(#text))
        }
        Node::Block(block) => quote!(crate::markup::IntoNode::into_node(#[allow(unused_braces)] #block)),
        Node::Element(found) if is_component(found.name()) => component(found)?,
        Node::Element(found) => element(found)?,
        Node::Fragment(fragment) => together(&fragment.children)?,
        other => {
            return Err(Error::new_spanned(other, "the client's markup has elements, components, text and blocks"));
        }
    })
}

/// Components are written with a capital letter.
fn is_component(name: &NodeName) -> bool {
    let NodeName::Path(path) = name else { return false };
    let last = path.path.segments.last().map(|segment| segment.ident.to_string());
    last.is_some_and(|name| name.starts_with(char::is_uppercase))
}

fn element(element: &NodeElement<Infallible>) -> Result<TokenStream> {
    let tag = element.name().to_string();
    let namespace = if SVG.contains(&tag.as_str()) { quote!(svg) } else { quote!(html) };
    let mut constants = Vec::new();
    let mut settings = Vec::new();
    for attribute in element.attributes() {
        let NodeAttribute::Attribute(attribute) = attribute else {
            return Err(Error::new_spanned(attribute, "attributes have a name here"));
        };
        match constant(attribute) {
            Some(value) => {
                let name = attribute.key.to_string();
                constants.push(quote!((#name, #value)));
            }
            None => settings.push(setting(attribute)?),
        }
    }
    let constants = (!constants.is_empty()).then(|| quote!(.constants(&[#(#constants),*])));
    let children = element.children().iter().map(node).collect::<Result<Vec<_>>>()?;
    Ok(quote! {
        crate::markup::Element::#namespace(#tag) #constants #(#settings)* #(.child(#children))* .finish()
    })
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

fn setting(attribute: &KeyedAttribute) -> Result<TokenStream> {
    let Some(value) = attribute.value() else {
        return Err(Error::new_spanned(attribute, "this attribute needs a value"));
    };
    let name = attribute.key.to_string();
    let as_value = quote!(crate::markup::IntoValue::into_value(#[allow(unused_braces)] #value));
    Ok(match name.split_once(':') {
        Some(("on", event)) => {
            let descriptor = if UNTYPED.contains(&event) {
                quote!(&::leptos::ev::Custom::<::web_sys::Event>::new(#event))
            } else {
                let event = format_ident!("{event}");
                quote!(&::leptos::ev::#event)
            };
            quote!(.on(#descriptor, #value))
        }
        Some(("prop", property)) => quote!(.property(#property, #as_value)),
        Some(_) => {
            return Err(Error::new_spanned(attribute, "the client's markup doesn't have this kind of attribute"));
        }
        None if name == "node_ref" => quote!(.node_ref(#value)),
        None if name == "inner_html" => quote!(.property("innerHTML", #as_value)),
        None => quote!(.attribute(#name, #as_value)),
    })
}

fn component(element: &NodeElement<Infallible>) -> Result<TokenStream> {
    let name = element.name();
    let mut props = Vec::new();
    let mut bindings = Vec::new();
    for attribute in element.attributes() {
        let NodeAttribute::Attribute(attribute) = attribute else {
            return Err(Error::new_spanned(attribute, "props have a name here"));
        };
        let key = &attribute.key;
        let key_name = key.to_string();
        match (key_name.split_once(':'), attribute.value()) {
            (Some(("let", binding)), None) => bindings.push(format_ident!("{binding}")),
            (Some(_), _) => return Err(Error::new_spanned(key, "components take props only")),
            (None, Some(value)) => props.push(quote!(.#key(#[allow(unused_braces)] #value))),
            (None, None) => props.push(quote!(.#key(#key))),
        }
    }
    let children = (!element.children.is_empty()).then(|| together(element.children())).transpose()?;
    let children = children.map(|children| {
        if bindings.is_empty() {
            quote!(.children(::leptos::children::ToChildren::to_children(move || #children)))
        } else {
            quote!(.children(move |#(#bindings),*| #children))
        }
    });
    Ok(quote! {
        crate::markup::component(::leptos::component::component_view(
            &#name,
            ::leptos::component::component_props_builder(&#name) #(#props)* #children .build(),
        ))
    })
}
