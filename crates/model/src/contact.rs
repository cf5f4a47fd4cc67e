//! Contacts: whom to tell, and what may be told to the public.

use crate::{EmailAddress, Language, Name, PhoneNumber, WebPage};

/// Somebody, or some team, that is told of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// How to address them, when known.
    pub name: Option<Name>,
    /// Where to write to.
    pub email: EmailAddress,
    /// Where to call, when known.
    pub phone: Option<PhoneNumber>,
    /// The language that they are written to in.
    pub language: Language,
}

/// What end users are given for refunds, cancellations and changes of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicContact {
    /// The brand's address for support.
    pub email: EmailAddress,
    /// The brand's number for support.
    pub phone: Option<PhoneNumber>,
    /// The brand's page for support.
    pub web_page: Option<WebPage>,
}
