//! Something to know before going on.

use crate::markup::{Node, view};
use crate::reactive::prelude::*;

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Worth knowing.
    Plain,
    /// It worked.
    Good,
    /// Worth a second look.
    Warn,
    /// It went wrong.
    Bad,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Tone::Plain => "notice",
            Tone::Good => "notice good",
            Tone::Warn => "notice warn",
            Tone::Bad => "notice bad",
        }
    }
}

/// A framed remark.
#[component]
pub fn Notice(
    /// How it is meant.
    tone: Tone,
    /// The gist.
    #[prop(optional, into)]
    title: Option<Node>,
    /// Whether assistive technology is told at once.
    #[prop(default = false)]
    alert: bool,
    /// The rest.
    children: Children,
) -> impl IntoView {
    view! {
        <div class=tone.class() role=alert.then_some("alert")>
            <div>
                {title.map(|title| view! { <b>{title}</b> })}
                {children()}
            </div>
        </div>
    }
}
