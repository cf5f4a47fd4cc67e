//! Makes messages of mails that are about to be sent: their letters get words, in the receiver's language.

use jiff::Timestamp;
use tokio::time::Instant;

use super::in_flight::Hold;
use super::links::Links;
use super::message::{self, Headers, Sendable};
use super::render::{Envelope, render};
use super::smtp::Refusal;
use super::worker::Workplace;
use crate::store::outbox::Mail;

/// A mail that was taken to be sent, with its links.
pub(super) struct Taken {
    /// The mail.
    pub(super) mail: Mail,
    /// When it was taken.
    pub(super) at: Instant,
    links: Links,
    _hold: Hold,
}

impl Taken {
    /// A mail that was taken just now.
    pub(super) fn new(mail: Mail, links: Links, hold: Hold) -> Self {
        Self { mail, at: Instant::now(), links, _hold: hold }
    }
}

/// Makes messages.
pub(super) struct Writer(Workplace);

impl Writer {
    pub(super) fn new(workplace: &Workplace) -> Self {
        Self(workplace.clone())
    }

    /// Makes a message of a mail; or says why there is none.
    pub(super) fn write(&self, Taken { mail, links, .. }: &Taken, now: Timestamp) -> Result<Sendable, Refusal> {
        if has_no_point(mail, now) {
            return Err(given_up(mail));
        }
        let envelope = Envelope {
            language: mail.to.language,
            recipient_name: mail.to.name.as_deref(),
            recipient_email: &mail.to.email,
            operator_name: &self.0.operator_name,
            portal: &self.0.portal,
            link: links.action.clone(),
            link_expires: links.action_expires,
            not_me: links.not_me.clone(),
        };
        let rendered = render(&mail.letter, &envelope).map_err(|error| Refusal::Mail(error.to_string()))?;
        message::build(&mail.to, &Headers::of(mail), rendered, &self.0.from)
            .map_err(|error| Refusal::Mail(error.to_string()))
    }
}

/// Whether nobody would make anything of a mail by now.
pub(super) fn has_no_point(mail: &Mail, now: Timestamp) -> bool {
    mail.give_up_at <= now
}

fn given_up(mail: &Mail) -> Refusal {
    let last = mail.reply.as_deref().unwrap_or("it was never tried");
    Refusal::Mail(format!("given up, there is no longer any point in it; before that: {last}"))
}
