//! The client's `view!`: the syntax of Leptos's macro of that name, with data for a result.
//!
//! Leptos gives every piece of markup a type of its own, and compiles all that can be done with a view again for each of
//! them: more than half of the client was such copies. This macro makes all markup into one type, `markup::Node` of the
//! client, which is compiled once: a text for all that never changes ([`template`]) and a list of what does. It knows what
//! the client uses, and refuses the rest:
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

mod template;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use rstml::Infallible;
use rstml::node::{Node, NodeAttribute, NodeElement, NodeName};
use syn::{Error, Result};

use template::Template;

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
    if let Some(made) = made_by_code(node)? {
        return Ok(quote!(crate::markup::IntoNode::into_node(#made)));
    }
    match node {
        Node::Text(text) => {
            let text = &text.value;
            Ok(quote!(crate::markup::Node::from(#text)))
        }
        Node::Element(element) => {
            let mut template = Template::default();
            template.element(element, made_by_code)?;
            Ok(template.into_node())
        }
        other => Err(Error::new_spanned(other, "the client's markup has elements, components, text and blocks")),
    }
}

/// What stands for a node that only code can make; `None` for what a template holds.
fn made_by_code(node: &Node) -> Result<Option<TokenStream>> {
    Ok(match node {
        Node::Block(block) => Some(quote!(#[allow(unused_braces)] #block)),
        Node::Element(element) if is_component(element.name()) => Some(component(element)?),
        Node::Fragment(fragment) => Some(together(&fragment.children)?),
        _ => None,
    })
}

/// Components are written with a capital letter.
fn is_component(name: &NodeName) -> bool {
    let NodeName::Path(path) = name else { return false };
    let last = path.path.segments.last().map(|segment| segment.ident.to_string());
    last.is_some_and(|name| name.starts_with(char::is_uppercase))
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
