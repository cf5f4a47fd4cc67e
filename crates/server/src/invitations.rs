//! Inviting people: what is stored and written to them when they are given access.
//!
//! Whoever has no password yet gets a link by which they choose one; whoever has, is told, with a link to the portal. Both
//! look alike to the account until they are accepted: it mustn't learn from a grant who has a password.

use jiff::Timestamp;
use model::wire::{self, InvitationMail};
use model::{EmailAddress, Field, InvitationState, Role};
use uuid::Uuid;

use crate::clock::Clock;
use crate::mail::letter::Link;
use crate::mail::{INVITATION_LIFETIME, Letter};
use crate::random::Randomness;
use crate::store::accounts::Account;
use crate::store::invitations::{self, Invitation};
use crate::store::outbox::{self, Addressee, Mail, NewMail, Priority, State};
use crate::store::users::User;
use crate::store::{StoreError, Txn};
use crate::verdict::domain_to_ascii;

/// Somebody to be invited.
#[derive(Clone, Copy, Debug)]
pub struct Invited<'a> {
    /// Who.
    pub user: &'a User,
    /// The name under which access is given.
    pub name: &'a str,
    /// To what.
    pub account: &'a Account,
    /// What they may do there.
    pub role: Role,
    /// The only section of the form that they are asked to fill in.
    pub section: Option<Field>,
}

/// Who invites.
#[derive(Clone, Copy, Debug)]
pub struct Inviter<'a> {
    /// The user; nobody when it is the operator.
    pub user: Option<Uuid>,
    /// The name that the mail tells.
    pub name: &'a str,
}

/// Stores an invitation and writes its mail. The one before, if there was one, is no longer good.
///
/// # Errors
/// When the database fails.
pub async fn send(
    txn: &Txn,
    invited: Invited<'_>,
    by: Inviter<'_>,
    clock: &Clock,
    randomness: &Randomness,
) -> Result<(), StoreError> {
    let now = clock.now();
    let Invited { user, name, account, role, section } = invited;
    let email = EmailAddress::parse(&user.email, &domain_to_ascii);
    let email = email.map_err(|_| StoreError::Unreadable { column: "users.email" })?;
    let id = clock.new_id(randomness);
    let invitation = Invitation { id, account: account.id, user: user.id, invited_by: by.user, section, sent_at: now };
    invitations::create(txn, &invitation).await?;

    let (account_name, by_name) = (account.name.clone(), by.name.to_owned());
    let (letter, link, greeted) = if user.is_active {
        let letter = Letter::AccessGranted { account: account_name, granted_by: by_name, role, section };
        // Where the section is, also while the gate is open.
        let page = if section.is_some() { "/configuration/contact-information" } else { "/" };
        (letter, Link::Portal { path: format!("{page}?account={}", account.slug) }, user.name.as_str())
    } else {
        let letter = Letter::Invitation { account: account_name, invited_by: by_name, role, section };
        (letter, Link::Invitation { invitation: id }, name)
    };
    let mail = NewMail {
        id: clock.new_id(randomness),
        priority: Priority::Awaited,
        letter,
        link,
        to: Addressee::new(Some(greeted), &email, user.language),
        account: Some(account.id),
        subject: Some(id),
        // Whoever wasn't reached by then is shown as such, and can be invited again.
        give_up_at: expires_at(now),
    };
    outbox::enqueue(txn, &[mail], now).await
}

/// What the account is shown of an invitation, and of its mail.
#[must_use]
pub fn show(invitation: &Invitation, mail: Option<&Mail>, now: Timestamp) -> wire::Invitation {
    // A link is made when its mail is sent, and good for so long from then on.
    let sent = mail.filter(|mail| mail.state == State::Sent).map_or(invitation.sent_at, |mail| mail.updated_at);
    let expires_at = expires_at(sent);
    wire::Invitation {
        state: if expires_at <= now { InvitationState::Expired } else { InvitationState::Pending },
        section: invitation.section,
        sent_at: invitation.sent_at.to_string(),
        expires_at: expires_at.to_string(),
        mail: mail.map(|mail| InvitationMail { state: mail.state, reply: mail.reply.clone() }),
    }
}

fn expires_at(sent: Timestamp) -> Timestamp {
    sent.checked_add(INVITATION_LIFETIME).unwrap_or(Timestamp::MAX)
}
