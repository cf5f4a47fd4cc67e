//! The addresses in an account's contact information: which there are, and asking those that are new whether they are right.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use model::{AddressState, Colleague, DeliveryState, Draft, EmailAddress, Field, Language, Membership};
use uuid::Uuid;

use crate::mail::Letter;
use crate::mail::letter::{Link, kind};
use crate::startup::Surroundings;
use crate::store::accounts::Account;
use crate::store::outbox::{Addressee, NewMail, Priority};
use crate::store::{StoreError, Txn, addresses, memberships, outbox};
use crate::verdict::domain_to_ascii;

/// How long a mail server that doesn't take a verification is tried: over a weekend.
const VERIFICATION_PATIENCE: SignedDuration = SignedDuration::from_hours(72);

/// An address in the contact information.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// As it is listed first.
    pub email: EmailAddress,
    /// What two spellings of it have in common.
    pub mailbox: String,
    /// The name, when one is given.
    pub name: Option<String>,
    /// The language that they are written to in.
    pub language: Language,
    /// Where it is listed.
    pub fields: Vec<Field>,
    /// Whether somebody who signs in to the account has it.
    pub signs_in: bool,
}

impl Listed {
    /// Whether it was typed somewhere: alert contacts are chosen among users, who were asked when they were given access.
    #[must_use]
    pub fn is_typed(&self) -> bool {
        self.fields.iter().any(|field| *field != Field::AlertContacts)
    }

    /// Whom a mail to it goes to.
    #[must_use]
    pub fn addressee(&self) -> Addressee {
        Addressee::new(self.name.as_deref(), &self.email, self.language)
    }
}

/// The addresses in contact information that was stored, each once, in the order of the fields.
#[must_use]
pub fn listed(values: &Draft, colleagues: &[Colleague]) -> Vec<Listed> {
    let mut listed = Vec::new();
    let alert_contacts = values.alert_contacts.iter().flatten();
    for user in alert_contacts.filter_map(|id| colleagues.iter().find(|colleague| colleague.id == *id)) {
        add(&mut listed, Field::AlertContacts, user.email.clone(), Some(&user.name), user.language);
    }
    for (field, contacts) in [
        (Field::TechnicalEmergency, &values.technical_emergency),
        (Field::TechnicalNonEmergency, &values.technical_non_emergency),
        (Field::MerchantIssues, &values.merchant_issues),
        (Field::OperationalInternal, &values.operational_internal),
    ] {
        for contact in contacts.iter().flatten() {
            if let Ok(email) = EmailAddress::parse(&contact.email, &domain_to_ascii) {
                let name = Some(contact.name.as_str()).filter(|name| !name.is_empty());
                add(
                    &mut listed,
                    field,
                    email,
                    name,
                    Language::from_tag(&contact.language).unwrap_or(Language::English),
                );
            }
        }
    }
    let public = values.operational_public.as_ref();
    if let Some(email) = public.and_then(|public| EmailAddress::parse(&public.email, &domain_to_ascii).ok()) {
        add(&mut listed, Field::OperationalPublic, email, None, language_of_support(values));
    }
    for address in &mut listed {
        address.signs_in = colleagues
            .iter()
            .any(|colleague| colleague.state == Membership::Active && colleague.email.mailbox() == address.mailbox);
    }
    listed
}

/// The contact for end users comes without a language: it is written to in the one that its support speaks first.
fn language_of_support(values: &Draft) -> Language {
    let mut schedules = values.operational_support.iter().flatten();
    let spoken = schedules.find_map(|schedule| Language::from_tag(schedule.languages.first()?));
    spoken.unwrap_or(Language::English)
}

fn add(listed: &mut Vec<Listed>, field: Field, email: EmailAddress, name: Option<&str>, language: Language) {
    let mailbox = email.mailbox();
    let name = name.map(str::to_owned);
    match listed.iter_mut().find(|known| known.mailbox == mailbox) {
        Some(known) => {
            if !known.fields.contains(&field) {
                known.fields.push(field);
            }
            known.name = known.name.take().or(name);
        }
        None => listed.push(Listed { email, mailbox, name, language, fields: vec![field], signs_in: false }),
    }
}

/// Asks addresses that a save has listed for the first time whether they are right, and no longer asks those that it has
/// taken away. In the save's own transaction, which holds the account's lock.
///
/// # Errors
/// When the database fails.
pub async fn ask_new(
    txn: &Txn,
    account: &Account,
    before: &Draft,
    after: &Draft,
    surroundings: &Surroundings,
) -> Result<(), StoreError> {
    let now = surroundings.clock.now();
    outbox::lock_waiting(txn, account.id).await?;
    let colleagues = memberships::colleagues(txn, account.id).await?;
    let known = addresses::all(txn, account.id).await?;
    let before = listed(before, &[]);
    let after = listed(after, &colleagues);
    let had: HashSet<_> = before.iter().map(|address| &address.mailbox).collect();
    let has: HashSet<_> = after.iter().map(|address| &address.mailbox).collect();
    for gone in before.iter().filter(|address| !has.contains(&address.mailbox)) {
        // Test messages, which are about the account.
        outbox::cancel(txn, account.id, Some(&gone.mailbox), now).await?;
        if let Some(known) = known.get(&gone.mailbox) {
            outbox::cancel(txn, known.id, Some(&gone.mailbox), now).await?;
        }
    }
    let mut mails = Vec::new();
    for new in after.iter().filter(|address| address.is_typed() && !had.contains(&address.mailbox)) {
        let (id, must_ask) = match known.get(&new.mailbox) {
            Some(known) if known.state == AddressState::Unverified => {
                let last = outbox::latest(txn, &[known.id], kind::VERIFICATION).await?;
                let was_asked = last.values().any(|mail| mail.state != DeliveryState::Cancelled);
                (known.id, !new.signs_in && !was_asked)
            }
            Some(known) => (known.id, false),
            None => {
                let id = surroundings.clock.new_id(&surroundings.randomness);
                let state = if new.signs_in { AddressState::Verified } else { AddressState::Unverified };
                addresses::create(txn, id, account.id, &new.mailbox, state, now).await?;
                (id, !new.signs_in)
            }
        };
        if must_ask {
            mails.push(verification(account, id, new, surroundings));
        }
    }
    outbox::enqueue(txn, &mails, now).await
}

/// The mail that asks whether an address is right. `id` is the address's.
#[must_use]
pub fn verification(account: &Account, id: Uuid, address: &Listed, surroundings: &Surroundings) -> NewMail {
    let fields = address.fields.clone();
    NewMail {
        id: surroundings.clock.new_id(&surroundings.randomness),
        priority: Priority::Ordinary,
        letter: Letter::Verification { account: account.name.clone(), fields },
        link: Link::Address,
        to: address.addressee(),
        account: Some(account.id),
        subject: Some(id),
        give_up_at: later(surroundings.clock.now(), VERIFICATION_PATIENCE),
    }
}

/// The time when this has passed.
#[must_use]
pub fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}
