//! A mail as it travels: headers and parts (RFC 5322, RFC 2045).

use std::string::FromUtf8Error;

use jiff::Timestamp;
use lettre::address::AddressError;
use lettre::message::header::{ContentTransferEncoding, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MultiPart};
use lettre::{Address, Message};
use uuid::Uuid;

use super::render::Rendered;
use crate::store::outbox::{Addressee, Mail, Priority};

/// Why there is no message.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// The receiver's address isn't one.
    #[error("the address can't be written to: {0}")]
    Address(#[from] AddressError),
    /// It can't be put together.
    #[error("the message can't be put together: {0}")]
    Build(#[from] lettre::error::Error),
    /// It isn't text.
    #[error("the message isn't UTF-8: {0}")]
    NotText(#[from] FromUtf8Error),
}

/// A message, and the address that it goes to.
pub struct Sendable {
    /// Where it goes.
    pub to: Address,
    /// What is handed over.
    pub message: String,
}

/// What its headers say besides from whom and to whom.
#[derive(Clone, Copy, Debug)]
pub struct Headers {
    /// The stable part of the Message-ID, by which whoever gets a mail twice can tell.
    pub id: Uuid,
    /// When it was written.
    pub date: Timestamp,
    /// How important it is.
    pub priority: Priority,
}

impl Headers {
    /// Those of a mail in the outbox: the same however often it is sent.
    #[must_use]
    pub fn of(mail: &Mail) -> Self {
        Self { id: mail.id, date: mail.created_at, priority: mail.priority }
    }
}

/// Puts a message together.
///
/// # Errors
/// When the address isn't one that can be written to.
pub fn build(to: &Addressee, headers: &Headers, rendered: Rendered, from: &Mailbox) -> Result<Sendable, MessageError> {
    let address = address(to)?;
    let message_id = format!("<{}@{}>", headers.id, from.email.domain());
    let mut builder = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(to.name.clone(), address.clone()))
        .subject(rendered.subject)
        .date(headers.date.into())
        .message_id(Some(message_id))
        // So that holiday notices and the like don't answer (RFC 3834, section 5).
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("Content-Language", to.language.tag()));
    if headers.priority == Priority::Emergency {
        builder = builder.raw_header(header("Importance", "high")).raw_header(header("X-Priority", "1"));
    }
    let parts = MultiPart::alternative_plain_html(encoded(&rendered.text), encoded(&rendered.html));
    let message = builder.multipart(parts)?;
    Ok(Sendable { to: address, message: String::from_utf8(message.formatted())? })
}

/// A text as quoted-printable, which no mail server on the way has a reason to change (RFC 6376, section 5.3). Lettre would do the
/// same, and move all that follows a line's end for each.
fn encoded(text: &str) -> Body {
    let mut lines = String::with_capacity(text.len() + text.len() / 16);
    for line in text.lines() {
        lines.extend([line, "\r\n"]);
    }
    Body::dangerous_pre_encoded(quoted_printable::encode(lines), ContentTransferEncoding::QuotedPrintable)
}

/// The address with its domain in the form that mail servers are looked up by.
fn address(to: &Addressee) -> Result<Address, AddressError> {
    let local = to.email.rsplit_once('@').map_or(to.email.as_str(), |(local, _)| local);
    let domain = to.mailbox.rsplit_once('@').map_or("", |(_, domain)| domain);
    Address::new(local, domain)
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}
