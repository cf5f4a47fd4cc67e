//! Makes messages of mails that are about to be sent: their links get tokens, their letters words.

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::letter::Link;
use super::message::{self, Headers, Sendable};
use super::render::{Envelope, render};
use super::smtp::Refusal;
use super::worker::Workplace;
use crate::store::links::{self, Purpose};
use crate::store::outbox::Mail;
use crate::store::sessions::TokenHash;
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

/// A mail and its message; or why there is none.
pub(super) struct Prepared {
    pub(super) mail: Mail,
    pub(super) sendable: Result<Sendable, Refusal>,
}

/// Makes messages.
pub(super) struct Writer(Workplace);

impl Writer {
    pub(super) fn new(workplace: &Workplace) -> Self {
        Self(workplace.clone())
    }

    /// Makes messages of mails, in the transaction in which they were taken: a link that arrives must work.
    pub(super) async fn prepare(
        &self,
        txn: &Txn,
        mails: Vec<Mail>,
        now: Timestamp,
    ) -> Result<Vec<Prepared>, StoreError> {
        let mut new_links = Vec::new();
        let mut prepared = Vec::with_capacity(mails.len());
        for mail in mails {
            let sendable =
                if mail.give_up_at <= now { Err(given_up(&mail)) } else { self.write(&mail, now, &mut new_links) };
            prepared.push(Prepared { mail, sendable });
        }
        links::create(txn, new_links).await?;
        Ok(prepared)
    }

    fn write(
        &self,
        mail: &Mail,
        now: Timestamp,
        new_links: &mut Vec<(TokenHash, links::Link)>,
    ) -> Result<Sendable, Refusal> {
        let ends = |lifetime| now.checked_add(lifetime).unwrap_or(Timestamp::MAX);
        let mut link_to = |page: &str, purpose, lifetime| {
            let token = Token::link(&self.0.randomness);
            let expires_at = ends(lifetime);
            new_links.push((
                token.hash(),
                links::Link { purpose, created_at: now, expires_at, used_at: None, superseded_at: None },
            ));
            let mut url = self.page(page);
            url.set_fragment(Some(token.reveal()));
            url
        };
        let address = || mail.account.map(|account| Purpose::Address { account, mailbox: mail.to.mailbox.clone() });
        let (link, lifetime) = match &mail.link {
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
        let envelope = Envelope {
            language: mail.to.language,
            recipient_name: mail.to.name.as_deref(),
            recipient_email: &mail.to.email,
            operator_name: &self.0.operator_name,
            portal: &self.0.portal,
            link,
            link_expires: lifetime.map(ends),
            not_me,
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

fn given_up(mail: &Mail) -> Refusal {
    let last = mail.reply.as_deref().unwrap_or("it was never tried");
    Refusal::Mail(format!("given up, there is no longer any point in it; before that: {last}"))
}
