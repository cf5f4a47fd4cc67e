//! A mail as it travels: headers and parts (RFC 5322, RFC 2045).

use std::string::FromUtf8Error;

use jiff::Timestamp;
use lettre::address::{AddressError, Envelope};
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
    // Lettre would read it out of the headers that it has just written.
    let envelope = Envelope::new(Some(from.email.clone()), vec![address.clone()])?;
    let parts = MultiPart::alternative_plain_html(body(&rendered.text), body(&rendered.html));
    let message = builder.envelope(envelope).multipart(parts)?;
    Ok(Sendable { to: address, message: String::from_utf8(message.formatted())? })
}

/// The longest line of quoted-printable (RFC 2045, section 6.7).
const LINE_LENGTH: usize = 76;

/// A text as quoted-printable, which no mail server on the way has a reason to change (RFC 6376, section 5.3). Lettre would do the
/// same, and move all that follows a line's end for each; the library that does it looks at each octet of what stays as it is.
fn body(text: &str) -> Body {
    let mut body = Vec::with_capacity(text.len() + text.len() / 4);
    for line in text.lines() {
        if stays_as_it_is(line) {
            body.extend_from_slice(line.as_bytes());
        } else {
            body.extend(quoted_printable::encode(line));
        }
        body.extend_from_slice(b"\r\n");
    }
    Body::dangerous_pre_encoded(body, ContentTransferEncoding::QuotedPrintable)
}

/// Whether a line is quoted-printable already, as most are.
fn stays_as_it_is(line: &str) -> bool {
    // Counted, since all octets are looked at then, and many at a time.
    let plain = line.bytes().filter(|octet| matches!(octet, b' '..=b'<' | b'>'..=b'~')).count();
    plain == line.len() && line.len() <= LINE_LENGTH && !line.ends_with(' ')
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_of_mails_costs_next_to_nothing() {
        let style = include_str!("../../templates/mail/letter.css");
        for line in style.lines() {
            assert!(stays_as_it_is(line), "{line}");
            // A dot would be doubled on the way, which not every mail server undoes.
            assert!(!line.starts_with('.'), "{line}");
        }
    }

    #[test]
    fn bodies_are_what_the_library_makes_of_them_at_once() {
        let long = "x".repeat(LINE_LENGTH);
        for line in ["", "plain ~", "a=b", "trailing ", "trailing\t", "\ttab", "grüß dich", "a\rb", ".", "\u{0}"] {
            for start in ["", &long, &long[1..], &long[2..], &long[..40]] {
                let text = format!("{start}{line}\n{line}{start}\n");
                let at_once = quoted_printable::encode(text.replace('\n', "\r\n"));
                assert_eq!(String::from_utf8(body(&text).into_vec()).unwrap(), String::from_utf8(at_once).unwrap());
            }
        }
    }
}
