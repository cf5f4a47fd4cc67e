//! The contact information of an account, complete and valid.

use crate::{Contact, EmailAddress, PublicContact, Schedule, UserId};

/// What an account has given. Only [`parse`](crate::parse) makes one, so whoever holds it holds
/// something valid: lists are not empty, within their limits and without duplicates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactInformation {
    pub(crate) alert_contacts: Option<Vec<UserId>>,
    pub(crate) technical_emergency: Vec<Contact>,
    pub(crate) technical_non_emergency: Vec<Contact>,
    pub(crate) merchant_issues: Option<Vec<Contact>>,
    pub(crate) operational_internal: Vec<Contact>,
    pub(crate) operational_public: PublicContact,
    pub(crate) operational_support: Vec<Schedule>,
}

impl ContactInformation {
    /// Users who get automated alert mails; `None` where the field is unavailable.
    #[must_use]
    pub fn alert_contacts(&self) -> Option<&[UserId]> {
        self.alert_contacts.as_deref()
    }

    /// Told in an emergency.
    #[must_use]
    pub fn technical_emergency(&self) -> &[Contact] {
        &self.technical_emergency
    }

    /// Asked continuing technical questions.
    #[must_use]
    pub fn technical_non_emergency(&self) -> &[Contact] {
        &self.technical_non_emergency
    }

    /// Told when a merchant complains; `None` where the field is unavailable.
    #[must_use]
    pub fn merchant_issues(&self) -> Option<&[Contact]> {
        self.merchant_issues.as_deref()
    }

    /// Told of users' escalations. Never shown to the public.
    #[must_use]
    pub fn operational_internal(&self) -> &[Contact] {
        &self.operational_internal
    }

    /// Given to end users.
    #[must_use]
    pub fn operational_public(&self) -> &PublicContact {
        &self.operational_public
    }

    /// When end users get support.
    #[must_use]
    pub fn operational_support(&self) -> &[Schedule] {
        &self.operational_support
    }

    /// Every e-mail address that was typed, field by field.
    pub(crate) fn typed_addresses(&self) -> impl Iterator<Item = &EmailAddress> {
        let contacts = [
            &self.technical_emergency[..],
            &self.technical_non_emergency,
            self.merchant_issues.as_deref().unwrap_or_default(),
            &self.operational_internal,
        ];
        let listed = contacts.into_iter().flatten().map(|contact| &contact.email);
        listed.chain(std::iter::once(&self.operational_public.email))
    }
}
