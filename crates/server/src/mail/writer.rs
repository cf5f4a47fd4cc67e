//! Makes messages of mails that are about to be sent: their links get tokens, their letters words.

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;
use url::Url;

use super::in_flight::Hold;
use super::letter::Link;
use super::message::{self, Headers, Sendable};
use super::render::{Envelope, render};
use super::smtp::Refusal;
use super::worker::Workplace;
use crate::store::links::{self, NewLink, Purpose};
use crate::store::outbox::Mail;
use crate::store::{StoreError, Txn};
use crate::tokens::Token;

/// How long a link to set another password is good for.
pub const PASSWORD_RESET_LIFETIME: SignedDuration = SignedDuration::from_hours(1);
/// How long an invitation is good for.
pub const INVITATION_LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long an address can be confirmed, or declined, from a mail: people look up old mails when they change jobs.
pub const ADDRESS_LIFETIME: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The pages that links lead to. The token follows as a fragment, which browsers send to nobody.
const INVITATION_PAGE: &str = "/invitation";
const PASSWORD_RESET_PAGE: &str = "/reset-password";
const ADDRESS_PAGE: &str = "/address";

/// A mail that was taken to be sent, with its links.
pub(super) struct Taken {
    /// The mail.
    pub(super) mail: Mail,
    /// When it was taken.
    pub(super) at: Instant,
    links: Links,
    _hold: Hold,
}

/// Where the links of a mail lead, with their tokens.
#[derive(Default)]
struct Links {
    /// Where the one thing to do is done.
    action: Option<Url>,
    /// Until when that works, if it doesn't for ever.
    action_expires: Option<Timestamp>,
    /// Where a contact says that a mail isn't for them.
    not_me: Option<Url>,
}

/// Makes messages.
pub(super) struct Writer(Workplace);

impl Writer {
    pub(super) fn new(workplace: &Workplace) -> Self {
        Self(workplace.clone())
    }

    /// Makes the links of mails, in the transaction in which they were taken: a link that arrives must work.
    pub(super) async fn make_links(
        &self,
        txn: &Txn,
        mails: Vec<(Mail, Hold)>,
        now: Timestamp,
    ) -> Result<Vec<Taken>, StoreError> {
        let mut new_links = Vec::new();
        let mut taken = Vec::with_capacity(mails.len());
        for (mail, hold) in mails {
            let links =
                if has_no_point(&mail, now) { Links::default() } else { self.links(&mail, now, &mut new_links) };
            taken.push(Taken { mail, at: Instant::now(), links, _hold: hold });
        }
        links::create(txn, &new_links).await?;
        Ok(taken)
    }

    fn links(&self, mail: &Mail, now: Timestamp, new_links: &mut Vec<NewLink>) -> Links {
        let ends = |lifetime| now.checked_add(lifetime).unwrap_or(Timestamp::MAX);
        let mut link_to = |page: &str, purpose, lifetime| {
            let token = Token::link(&self.0.randomness);
            new_links.push(NewLink { hash: token.hash(), purpose, created_at: now, expires_at: ends(lifetime) });
            let mut url = self.page(page);
            url.set_fragment(Some(token.reveal()));
            url
        };
        let address = || mail.account.map(|account| Purpose::Address { account, mailbox: mail.to.mailbox.clone() });
        let (action, lifetime) = match &mail.link {
            Link::Nowhere => (None, None),
            Link::Portal { path } => (Some(self.page(path)), None),
            Link::Invitation { invitation } => {
                let link = link_to(INVITATION_PAGE, Purpose::Invitation(*invitation), INVITATION_LIFETIME);
                (Some(link), Some(INVITATION_LIFETIME))
            }
            Link::PasswordReset { user } => {
                let link = link_to(PASSWORD_RESET_PAGE, Purpose::PasswordReset(*user), PASSWORD_RESET_LIFETIME);
                (Some(link), Some(PASSWORD_RESET_LIFETIME))
            }
            Link::Address => {
                let link = address().map(|purpose| link_to(ADDRESS_PAGE, purpose, ADDRESS_LIFETIME));
                (link, Some(ADDRESS_LIFETIME))
            }
        };
        let not_me = address().filter(|_| mail.letter.is_for_a_contact());
        let not_me = not_me.map(|purpose| link_to(ADDRESS_PAGE, purpose, ADDRESS_LIFETIME));
        Links { action, action_expires: lifetime.map(ends), not_me }
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

    fn page(&self, path: &str) -> Url {
        // The address of the portal has no path of its own, and paths are ours.
        self.0.portal.join(path).unwrap_or_else(|_| self.0.portal.clone())
    }
}

fn has_no_point(mail: &Mail, now: Timestamp) -> bool {
    mail.give_up_at <= now
}

fn given_up(mail: &Mail) -> Refusal {
    let last = mail.reply.as_deref().unwrap_or("it was never tried");
    Refusal::Mail(format!("given up, there is no longer any point in it; before that: {last}"))
}
