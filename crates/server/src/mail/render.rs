//! How a letter is put into words: subject, plain text and HTML, in the receiver's language.
//!
//! [`compose`] lays a letter out as a [`Page`], which both templates in `templates/mail/` show: what is in one is in the
//! other. The words are in `crates/messages/languages/mail/`. To add a letter: its words there, and a function in `compose`.
//!
//! A mail loads nothing, works without its styles, and what others wrote in it can't leave its place ([`foreign`]).

mod compose;
mod contact;
mod foreign;
mod line;
mod notification;
mod page;
mod words;

#[cfg(test)]
mod tests;

use askama::Template;
use jiff::Timestamp;
use model::Language;
use url::Url;

use super::letter::Letter;
use line::Line;
use page::{Block, Page};
use words::Words;

/// Whom a letter goes to, and what isn't known before it is sent.
#[derive(Clone, Debug)]
pub struct Envelope<'a> {
    /// The language in which they are written to.
    pub language: Language,
    /// The recipient's name, when known.
    pub recipient_name: Option<&'a str>,
    /// The recipient's address.
    pub recipient_email: &'a str,
    /// The operator's name.
    pub operator_name: &'a str,
    /// The portal's public address, without a path.
    pub portal: &'a Url,
    /// Where the one thing to do is done, with its token if it has one. Without it, the letter has no button.
    pub link: Option<Url>,
    /// Until when that link works, if it doesn't for ever.
    pub link_expires: Option<Timestamp>,
    /// Where a contact says that a mail isn't for them.
    pub not_me: Option<Url>,
}

/// A letter in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// One line without control characters, at most [`SUBJECT_LENGTH`] of them.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// How many characters of a subject are kept. Mail programs show fewer, and a header of kilobytes is refused here and there.
pub const SUBJECT_LENGTH: usize = 200;

/// Why a letter couldn't be put into words. Tests show that no letter makes this happen.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The binary has no words in that language.
    #[error("no words in {0:?}")]
    NoWords(Language),
    /// A template failed.
    #[error("a template failed")]
    Template(#[from] askama::Error),
}

/// Puts a letter into words.
///
/// # Errors
/// Never with the languages and templates that are in the binary.
pub fn render(letter: &Letter, envelope: &Envelope<'_>) -> Result<Rendered, RenderError> {
    let words = Words::new(envelope).ok_or(RenderError::NoWords(envelope.language))?;
    let page = compose::compose(letter, envelope, &words);
    let subject = page.subject.header(SUBJECT_LENGTH);
    Ok(Rendered {
        text: Text { page: &page }.render()?,
        html: Html { page: &page, language: envelope.language.tag(), title: &subject }.render()?,
        subject,
    })
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct Text<'a> {
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    page: &'a Page,
    language: &'a str,
    title: &'a str,
}
