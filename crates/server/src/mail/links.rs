//! Where the links of mails lead, with tokens that work once the transaction is committed in which the mails were taken.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use url::Url;
use uuid::Uuid;

use super::letter::Link;
use super::worker::Workplace;
use super::writer::has_no_point;
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

/// For how long mails to a contact have the same link by which they decline. Every link is kept for half a year, and a problem
/// can mean hundreds of mails to the same few people.
const SAME_LINK: SignedDuration = SignedDuration::from_hours(24);

/// How many of those links are remembered, of a few hundred bytes each.
const REMEMBERED_MAX: usize = 10_000;

/// The pages that links lead to. The token follows as a fragment, which browsers send to nobody.
const INVITATION_PAGE: &str = "/invitation";
const PASSWORD_RESET_PAGE: &str = "/reset-password";
const ADDRESS_PAGE: &str = "/address";

/// Where the links of a mail lead, with their tokens.
#[derive(Default)]
pub(super) struct Links {
    /// Where the one thing to do is done.
    pub(super) action: Option<Url>,
    /// Until when that works, if it doesn't for ever.
    pub(super) action_expires: Option<Timestamp>,
    /// Where a contact says that a mail isn't for them.
    pub(super) not_me: Option<Url>,
}

/// Makes links.
pub(super) struct LinkMaker {
    workplace: Workplace,
    /// Those by which contacts decline, which the next mails have as well.
    remembered: Mutex<HashMap<Contact, NotMe>>,
}

/// Somebody whom an account has listed.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Contact {
    account: Uuid,
    mailbox: String,
}

/// Where they decline.
#[derive(Clone)]
struct NotMe {
    url: Url,
    made_at: Timestamp,
}

impl NotMe {
    /// Whether the next mails have it as well. One that was made tomorrow was made by a clock that was ahead.
    fn is_fresh(&self, now: Timestamp) -> bool {
        (SignedDuration::ZERO..SAME_LINK).contains(&now.duration_since(self.made_at))
    }
}

/// Links that were made, and don't work before the transaction is committed.
pub(super) struct Made(HashMap<Contact, NotMe>);

impl LinkMaker {
    pub(super) fn new(workplace: &Workplace) -> Self {
        Self { workplace: workplace.clone(), remembered: Mutex::default() }
    }

    /// Makes the links of mails. What was made is to be [remembered](Self::remember) once it is committed.
    pub(super) async fn make(
        &self,
        txn: &Txn,
        mails: &[Mail],
        now: Timestamp,
    ) -> Result<(Vec<Links>, Made), StoreError> {
        let mut making = Making { maker: self, now, new: Vec::new(), not_me: HashMap::new() };
        let of_mail = |mail: &Mail| if has_no_point(mail, now) { Links::default() } else { making.links(mail) };
        let links = mails.iter().map(of_mail).collect();
        links::create(txn, &making.new).await?;
        Ok((links, Made(making.not_me)))
    }

    /// Has the next mails to the same contacts have the same links.
    pub(super) fn remember(&self, Made(not_me): Made, now: Timestamp) {
        if not_me.is_empty() {
            return;
        }
        let mut remembered = self.remembered();
        remembered.retain(|_, not_me| not_me.is_fresh(now));
        if remembered.len() + not_me.len() > REMEMBERED_MAX {
            // Those that would have been used again are made again.
            remembered.clear();
        }
        remembered.extend(not_me);
    }

    fn remembered(&self) -> MutexGuard<'_, HashMap<Contact, NotMe>> {
        // A link is remembered or not: nothing can be half done.
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn page(&self, path: &str) -> Url {
        // The address of the portal has no path of its own, and paths are ours.
        self.workplace.portal.join(path).unwrap_or_else(|_| self.workplace.portal.clone())
    }
}

/// The links of mails that are taken together.
struct Making<'a> {
    maker: &'a LinkMaker,
    now: Timestamp,
    /// What is to be stored.
    new: Vec<NewLink>,
    /// Where contacts decline, of those among it.
    not_me: HashMap<Contact, NotMe>,
}

impl Making<'_> {
    fn links(&mut self, mail: &Mail) -> Links {
        let contact = mail.account.map(|account| Contact { account, mailbox: mail.to.mailbox.clone() });
        let (action, lifetime) = match &mail.link {
            Link::Nowhere => (None, None),
            Link::Portal { path } => (Some(self.maker.page(path)), None),
            Link::Invitation { invitation } => {
                let link = self.link_to(INVITATION_PAGE, Purpose::Invitation(*invitation), INVITATION_LIFETIME);
                (Some(link), Some(INVITATION_LIFETIME))
            }
            Link::PasswordReset { user } => {
                let link = self.link_to(PASSWORD_RESET_PAGE, Purpose::PasswordReset(*user), PASSWORD_RESET_LIFETIME);
                (Some(link), Some(PASSWORD_RESET_LIFETIME))
            }
            Link::Address => (contact.as_ref().map(|contact| self.answer_link(contact)), Some(ADDRESS_LIFETIME)),
        };
        let contact = contact.filter(|_| mail.letter.is_for_a_contact());
        Links {
            action,
            action_expires: lifetime.map(|lifetime| self.ends(lifetime)),
            not_me: contact.map(|contact| self.decline_link(contact)),
        }
    }

    /// Where a contact declines: a link that an earlier mail had, if there was one lately.
    fn decline_link(&mut self, contact: Contact) -> Url {
        if let Some(not_me) = self.not_me.get(&contact) {
            return not_me.url.clone();
        }
        let remembered = self.maker.remembered().get(&contact).cloned();
        if let Some(not_me) = remembered.filter(|not_me| not_me.is_fresh(self.now)) {
            return not_me.url;
        }
        let url = self.answer_link(&contact);
        self.not_me.insert(contact, NotMe { url: url.clone(), made_at: self.now });
        url
    }

    /// Where a contact confirms or declines.
    fn answer_link(&mut self, Contact { account, mailbox }: &Contact) -> Url {
        let purpose = Purpose::Address { account: *account, mailbox: mailbox.clone() };
        self.link_to(ADDRESS_PAGE, purpose, ADDRESS_LIFETIME)
    }

    fn link_to(&mut self, page: &str, purpose: Purpose, lifetime: SignedDuration) -> Url {
        let token = Token::link(&self.maker.workplace.randomness);
        let expires_at = self.ends(lifetime);
        self.new.push(NewLink { hash: token.hash(), purpose, created_at: self.now, expires_at });
        let mut url = self.maker.page(page);
        url.set_fragment(Some(token.reveal()));
        url
    }

    fn ends(&self, lifetime: SignedDuration) -> Timestamp {
        self.now.checked_add(lifetime).unwrap_or(Timestamp::MAX)
    }
}
