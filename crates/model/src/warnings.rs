//! What is allowed, and still worth a second look.

use crate::{
    AddressState, Colleague, Contact, ContactInformation, Membership, covered_spans, likely_domain, uncovered_minutes,
};

/// Something that doesn't keep the gate locked, but that a careful colleague would mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// Every field hangs on one address: when it fails, nobody is reached.
    SingleAddress {
        /// That address.
        email: String,
    },
    /// All technical matters hang on one person: when they are away, nobody takes care.
    SinglePerson {
        /// What they are called, when that is known.
        name: Option<String>,
        /// Where they are told of emergencies.
        email: String,
    },
    /// An address that looks like a slip of a well-known one.
    LikelyTypo {
        /// The address as it was given.
        email: String,
        /// The domain that was probably meant.
        domain: &'static str,
    },
    /// An address whose reader says that it shouldn't be listed.
    DeclinedAddress {
        /// The address as it was given.
        email: String,
    },
    /// An address that mails come back from.
    BouncedAddress {
        /// The address as it was given.
        email: String,
    },
    /// An address that nobody has confirmed yet.
    UnverifiedAddress {
        /// The address as it was given.
        email: String,
    },
    /// Hours of the week in which no schedule offers support.
    UncoveredHours {
        /// Minutes of the week.
        minutes: u16,
    },
}

impl Warning {
    /// The warning's name on the wire.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Warning::SingleAddress { .. } => "single_address",
            Warning::SinglePerson { .. } => "single_person",
            Warning::LikelyTypo { .. } => "likely_typo",
            Warning::DeclinedAddress { .. } => "declined_address",
            Warning::BouncedAddress { .. } => "bounced_address",
            Warning::UnverifiedAddress { .. } => "unverified_address",
            Warning::UncoveredHours { .. } => "uncovered_hours",
        }
    }
}

/// What warnings rest on, beside the contact information.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The alert contacts; none where they can't be given. Those of the contact information aren't looked at, so that
    /// warnings about the other fields needn't wait for them.
    pub alert_contacts: &'a [&'a Colleague],
    /// What is known of the address with this [mailbox](crate::EmailAddress::mailbox); `None` of one that was never asked.
    pub address_state: &'a dyn Fn(&str) -> Option<AddressState>,
    /// A zone's distance from UTC in minutes, as for [`covered_spans`].
    pub offset: &'a dyn Fn(&str) -> Option<i32>,
}

/// All warnings about contact information that is otherwise fine.
#[must_use]
pub fn warnings(information: &ContactInformation, known: &Known<'_>) -> Vec<Warning> {
    let mut warnings = Vec::new();
    warnings.extend(single_address(information).or_else(|| single_person(information, known.alert_contacts)));
    add_typos(&mut warnings, information);
    add_addresses_that_do_not_work(&mut warnings, information, known);
    let minutes = uncovered_minutes(&covered_spans(information.operational_support(), known.offset, 0));
    if minutes > 0 {
        warnings.push(Warning::UncoveredHours { minutes });
    }
    warnings
}

fn single_address(information: &ContactInformation) -> Option<Warning> {
    let first = &information.operational_public().email;
    let mailbox = first.mailbox();
    let is_the_only_one = information.typed_addresses().all(|email| email.mailbox() == mailbox);
    is_the_only_one.then(|| Warning::SingleAddress { email: first.as_str().to_owned() })
}

/// One person in both technical fields and among the alert contacts, by address or by name, and nobody else.
fn single_person(information: &ContactInformation, alert_contacts: &[&Colleague]) -> Option<Warning> {
    let ([contact], [other], [user]) =
        (information.technical_emergency(), information.technical_non_emergency(), alert_contacts)
    else {
        return None;
    };
    let is_same = |name: Option<&str>, mailbox: &str| {
        contact.email.mailbox() == mailbox || name.is_some_and(|name| has_name(contact, name))
    };
    let other_name = other.name().map(crate::Name::as_str);
    if !is_same(other_name, &other.email.mailbox()) || !is_same(Some(&user.name), &user.email.mailbox()) {
        return None;
    }
    let name = contact.name().map(|name| name.as_str().to_owned());
    Some(Warning::SinglePerson { name, email: contact.email.as_str().to_owned() })
}

fn has_name(contact: &Contact, name: &str) -> bool {
    contact.name().is_some_and(|own| own.as_str().to_lowercase() == name.trim().to_lowercase())
}

fn add_typos(warnings: &mut Vec<Warning>, information: &ContactInformation) {
    for email in information.typed_addresses() {
        let Some(domain) = likely_domain(email.as_str()) else {
            continue;
        };
        let warning = Warning::LikelyTypo { email: email.as_str().to_owned(), domain };
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
}

/// Whoever signs in has confirmed their address by that, as [`route`](crate::route) sees it, too.
fn add_addresses_that_do_not_work(warnings: &mut Vec<Warning>, information: &ContactInformation, known: &Known<'_>) {
    let typed = information.typed_addresses().map(|email| (email, false));
    let users = known.alert_contacts.iter().map(|user| (&user.email, user.state == Membership::Active));
    let mut mailboxes = Vec::new();
    for (email, signs_in) in typed.chain(users) {
        let mailbox = email.mailbox();
        if mailboxes.contains(&mailbox) {
            continue;
        }
        let state = (known.address_state)(&mailbox);
        mailboxes.push(mailbox);
        let email = || email.as_str().to_owned();
        warnings.extend(match state {
            Some(AddressState::Declined) => Some(Warning::DeclinedAddress { email: email() }),
            Some(AddressState::Bounced) => Some(Warning::BouncedAddress { email: email() }),
            Some(AddressState::Unverified) if !signs_in => Some(Warning::UnverifiedAddress { email: email() }),
            Some(AddressState::Unverified | AddressState::Verified) | None => None,
        });
    }
}
