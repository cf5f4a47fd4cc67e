//! Contacts: whom to tell, and what may be told to the public.

use crate::{EmailAddress, Language, Name, PhoneNumber, WebPage};

/// Somebody, or some team, that is told of something. Only [`parse`](crate::parse()) makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub(crate) name: Option<Name>,
    pub(crate) email: EmailAddress,
    pub(crate) phone: Option<PhoneNumber>,
    pub(crate) language: Language,
}

impl Contact {
    /// How to address them, when known.
    #[must_use]
    pub fn name(&self) -> Option<&Name> {
        self.name.as_ref()
    }

    /// Where to write to.
    #[must_use]
    pub fn email(&self) -> &EmailAddress {
        &self.email
    }

    /// Where to call, when known.
    #[must_use]
    pub fn phone(&self) -> Option<&PhoneNumber> {
        self.phone.as_ref()
    }

    /// The language that they are written to in.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }
}

/// What end users are given for refunds, cancellations and changes of an order. Only [`parse`](crate::parse()) makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicContact {
    pub(crate) email: EmailAddress,
    pub(crate) phone: Option<PhoneNumber>,
    pub(crate) web_page: Option<WebPage>,
}

impl PublicContact {
    /// The brand's address for support.
    #[must_use]
    pub fn email(&self) -> &EmailAddress {
        &self.email
    }

    /// The brand's number for support.
    #[must_use]
    pub fn phone(&self) -> Option<&PhoneNumber> {
        self.phone.as_ref()
    }

    /// The brand's page for support.
    #[must_use]
    pub fn web_page(&self) -> Option<&WebPage> {
        self.web_page.as_ref()
    }
}
