//! Who is told of something.
//!
//! A notification's category names the field whose contacts it goes to. That field alone is judged, by the rules of
//! [`parse`](crate::parse()), so a gate that is locked for another reason changes nothing. Where the field doesn't reach
//! anybody, the account's administrators are told in its place: a notification never reaches nobody, unless the account has
//! nobody.

use crate::parse::{Entries, parse_alert_contacts, parse_contacts};
use crate::{
    AddressState, Category, Contact, Context, Draft, EmailAddress, Field, Language, Membership, PhoneNumber, Reason,
    Requirement, Role, UserId,
};

/// A user of the account, who may be an alert contact, and is whom to fall back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// The user's id, as in [`Context::users`].
    pub id: String,
    /// The name by which the account knows the user.
    pub name: String,
    /// The user's address.
    pub email: EmailAddress,
    /// The language that the user is written to in.
    pub language: Language,
    /// What the user may do.
    pub role: Role,
    /// Whether the user signs in already.
    pub state: Membership,
}

/// All that decides who is told of something: what an account has given, and who its people are.
#[derive(Clone, Copy)]
pub struct CallSheet<'a> {
    /// What is stored; in the browser, what is typed.
    pub values: &'a Draft,
    /// What it is judged by. The requirements are those of the environment that the notification is about, and of the time at which
    /// it is told: what is asked of an account changes with the operator's policy. Contacts have no hours.
    pub context: &'a Context<'a>,
    /// The users of the account, those of [`Context::users`].
    pub colleagues: &'a [Colleague],
    /// What is known of the address with this [mailbox](EmailAddress::mailbox); `None` of one that was never asked.
    pub address_state: &'a dyn Fn(&str) -> Option<AddressState>,
}

/// Somebody who is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The name, when known.
    pub name: Option<String>,
    /// Where to write to.
    pub email: EmailAddress,
    /// Where to call, when known.
    pub phone: Option<PhoneNumber>,
    /// The language to write in.
    pub language: Language,
    /// Why they are told.
    pub reason: Reason,
}

/// Who is told of a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Recipients {
    /// Each mailbox once, the category's contacts first. May be empty: see [`Recipients::reach_nobody`].
    pub recipients: Vec<Recipient>,
    /// The field whose contacts the category goes to.
    pub field: Field,
    /// Whether the category's field isn't in order or can't be reached, so that others are told, too, or instead.
    pub fallback: bool,
}

impl Recipients {
    /// Whether nobody is told: no contact is listed, and the account has no user. Nothing in the account can mend that, so
    /// whoever has something to tell must make it known to the operator.
    #[must_use]
    pub fn reach_nobody(&self) -> bool {
        self.recipients.is_empty()
    }
}

/// Decides who is told of something of this category.
///
/// | category | field |
/// |---|---|
/// | `production_issue` | alert contacts; in sandbox, which has none, the technical non-emergency contacts |
/// | `emergency` | technical emergency contacts |
/// | `technical` | technical non-emergency contacts |
/// | `merchant_issue` | contacts for merchant issues; where the account's kinds don't have them, the operational contacts for the operator |
/// | `user_escalation` | operational contacts for the operator |
///
/// Of the field's contacts, those who have confirmed their address are told, and those who were never asked. Those who
/// haven't confirmed it yet are told of emergencies, and of everything when nobody else of the field is left. Nobody is told
/// at an address that bounced, except of emergencies, or at one that was declined.
///
/// It falls back to the administrators who can sign in when the field is missing, or nobody in it can be reached. When part
/// of it is invalid, such as an alert contact who has left the account, the others are still told, and the administrators,
/// too. Are there no such administrators, it takes those who are merely invited, then editors, then viewers. Only when all
/// these addresses have bounced or were declined, they are written to all the same, the declined ones last.
pub fn route(category: Category, sheet: &CallSheet<'_>) -> Recipients {
    let (field, reason) = addressed(category, sheet);
    let Entries { entries: mut listed, are_in_order } = sheet.listed(field, reason);
    let is_emergency = category == Category::Emergency;
    let mut told = Told::default();

    told.add(&mut listed, |standing| standing == Standing::Good || is_emergency && standing == Standing::Unproven);
    if told.is_empty() {
        told.add(&mut listed, |standing| standing == Standing::Unproven);
    }
    let fallback = !are_in_order || told.is_empty();
    if is_emergency {
        told.add(&mut listed, |standing| standing == Standing::Bounced);
    }
    if fallback {
        told.add(&mut sheet.nearest_colleagues(Standing::is_usable), Standing::is_usable);
    }
    for last_resort in [Standing::Bounced, Standing::Declined] {
        let is_left = |standing| standing == last_resort;
        if told.is_empty() {
            told.add(&mut listed, is_left);
            told.add(&mut sheet.nearest_colleagues(is_left), is_left);
        }
    }
    Recipients { recipients: told.recipients, field, fallback }
}

/// The field whose contacts are told, and why they are.
fn addressed(category: Category, sheet: &CallSheet<'_>) -> (Field, Reason) {
    match category {
        Category::ProductionIssue if sheet.has(Field::AlertContacts) => (Field::AlertContacts, Reason::AlertContact),
        Category::Emergency => (Field::TechnicalEmergency, Reason::TechnicalEmergency),
        Category::ProductionIssue | Category::Technical => {
            (Field::TechnicalNonEmergency, Reason::TechnicalNonEmergency)
        }
        Category::MerchantIssue if sheet.has(Field::MerchantIssues) => (Field::MerchantIssues, Reason::MerchantIssues),
        Category::MerchantIssue | Category::UserEscalation => (Field::OperationalInternal, Reason::OperationalInternal),
    }
}

/// How well an address can be written to, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Nothing speaks against it.
    Good,
    /// Nobody there has confirmed it yet.
    Unproven,
    /// Mails came back from it.
    Bounced,
    /// Whoever reads it doesn't want any.
    Declined,
}

impl Standing {
    fn is_usable(self) -> bool {
        matches!(self, Standing::Good | Standing::Unproven)
    }
}

impl From<Option<AddressState>> for Standing {
    fn from(state: Option<AddressState>) -> Self {
        match state {
            None | Some(AddressState::Verified) => Standing::Good,
            Some(AddressState::Unverified) => Standing::Unproven,
            Some(AddressState::Bounced) => Standing::Bounced,
            Some(AddressState::Declined) => Standing::Declined,
        }
    }
}

/// Somebody who may be told.
struct Candidate {
    mailbox: String,
    standing: Standing,
    recipient: Recipient,
}

impl CallSheet<'_> {
    /// Whether there is anything to be found in the field. What may be given, and wasn't, isn't missed.
    fn has(&self, field: Field) -> bool {
        match self.context.requirements.of(field) {
            Requirement::Required => true,
            Requirement::Optional => self.values.contacts(field).is_some_and(|rows| !rows.is_empty()),
            Requirement::Unavailable => false,
        }
    }

    /// The contacts of a field that are in order.
    fn listed(&self, field: Field, reason: Reason) -> Entries<Candidate> {
        if field == Field::AlertContacts {
            return self.alert_contacts(reason);
        }
        let Entries { entries, are_in_order } = parse_contacts(field, self.values, self.context);
        Entries { entries: entries.into_iter().map(|contact| self.contact(contact, reason)).collect(), are_in_order }
    }

    fn alert_contacts(&self, reason: Reason) -> Entries<Candidate> {
        let Entries { entries: users, are_in_order } = parse_alert_contacts(self.values, self.context);
        let find = |user: &UserId| self.colleagues.iter().find(|colleague| colleague.id == user.as_str());
        let chosen = users.iter().filter_map(find);
        let entries: Vec<_> = chosen.map(|colleague| self.colleague(colleague, reason)).collect();
        let are_in_order = are_in_order && entries.len() == users.len();
        Entries { entries, are_in_order }
    }

    fn contact(&self, contact: Contact, reason: Reason) -> Candidate {
        let Contact { name, email, phone, language } = contact;
        let mailbox = email.mailbox();
        let standing = (self.address_state)(&mailbox).into();
        let name = name.map(|name| name.as_str().to_owned());
        Candidate { mailbox, standing, recipient: Recipient { name, email, phone, language, reason } }
    }

    /// Whoever signs in has an address that works, whether or not it was confirmed in another way.
    fn colleague(&self, colleague: &Colleague, reason: Reason) -> Candidate {
        let mailbox = colleague.email.mailbox();
        let standing = match Standing::from((self.address_state)(&mailbox)) {
            Standing::Unproven if colleague.state == Membership::Active => Standing::Good,
            standing => standing,
        };
        let recipient = Recipient {
            name: Some(colleague.name.clone()),
            email: colleague.email.clone(),
            phone: None,
            language: colleague.language,
            reason,
        };
        Candidate { mailbox, standing, recipient }
    }

    /// The colleagues with an address like this who come nearest to an administrator who can sign in.
    fn nearest_colleagues(&self, is_wanted: impl Fn(Standing) -> bool) -> Vec<Candidate> {
        for role in Role::ALL.into_iter().rev() {
            for state in [Membership::Active, Membership::Invited] {
                let peers = self.colleagues.iter().filter(|peer| (peer.role, peer.state) == (role, state));
                let peers = peers.map(|peer| self.colleague(peer, Reason::Administrator));
                let found: Vec<_> = peers.filter(|peer| is_wanted(peer.standing)).collect();
                if !found.is_empty() {
                    return found;
                }
            }
        }
        Vec::new()
    }
}

/// Those who are told, each mailbox once.
#[derive(Default)]
struct Told {
    mailboxes: Vec<String>,
    recipients: Vec<Recipient>,
}

impl Told {
    fn is_empty(&self) -> bool {
        self.recipients.is_empty()
    }

    /// Takes those who are wanted away from the candidates.
    fn add(&mut self, candidates: &mut Vec<Candidate>, is_wanted: impl Fn(Standing) -> bool) {
        for candidate in candidates.extract_if(.., |candidate| is_wanted(candidate.standing)) {
            if !self.mailboxes.contains(&candidate.mailbox) {
                self.mailboxes.push(candidate.mailbox);
                self.recipients.push(candidate.recipient);
            }
        }
    }
}
