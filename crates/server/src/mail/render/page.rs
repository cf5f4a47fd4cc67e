//! What both parts of a mail show, in order.

use url::Url;

use super::line::Line;

/// A letter, laid out.
#[derive(Debug)]
pub(super) struct Page {
    /// The mail's subject.
    pub(super) subject: Line,
    /// What kind of message it is, above the heading.
    pub(super) label: Option<Line>,
    /// Whether the label is set as a warning.
    pub(super) is_emergency: bool,
    /// The one heading.
    pub(super) heading: Line,
    /// Whether the heading is somebody else's words, in whatever language.
    pub(super) is_heading_foreign: bool,
    /// What it says.
    pub(super) body: Vec<Block>,
    /// Why one gets it, and how to change that.
    pub(super) footer: Vec<Block>,
    /// The portal's name, and its address: who sends this.
    pub(super) sender: (Line, Url),
}

/// A piece of a page.
#[derive(Debug)]
pub(super) enum Block {
    /// A paragraph.
    Paragraph(Line),
    /// A list.
    List(Vec<Line>),
    /// Names and what they stand for, in a word or two each.
    Facts(Vec<(Line, Line)>),
    /// Names, and a sentence about each.
    Meanings(Vec<(Line, Line)>),
    /// Somebody else's text, of many lines, as they wrote it.
    Foreign(String),
    /// The one thing to do: a button whose address is written out, too.
    Action {
        /// What the button says.
        label: Line,
        /// Where it leads.
        url: Url,
        /// What stands before the address.
        written_out: Line,
    },
    /// A sentence that ends with a colon, and the address that it tells of.
    Link(Line, Url),
}
