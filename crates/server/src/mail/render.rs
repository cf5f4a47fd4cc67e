//! How a letter is put into words.

use jiff::Timestamp;
use model::Language;
use url::Url;

use super::letter::Letter;

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
    /// One line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// Why a letter couldn't be put into words.
#[derive(Debug, thiserror::Error)]
#[error("no words")]
pub struct RenderError;

/// Puts a letter into words.
///
/// # Errors
/// Never.
pub fn render(letter: &Letter, envelope: &Envelope<'_>) -> Result<Rendered, RenderError> {
    let link = envelope.link.as_ref().map(Url::as_str).unwrap_or_default();
    let text = format!("{} {link}", letter.kind());
    Ok(Rendered { subject: letter.kind().to_owned(), html: text.clone(), text })
}
