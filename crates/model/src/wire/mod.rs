//! What travels between the server and its clients, beside drafts. JSON in `snake_case`, times as
//! RFC 3339 text in UTC, ids as UUID text.
//!
//! A file holds what belongs to one subject; all names are found here. To add a type, declare it in the `wire!` of its
//! subject's file.

/// Declares types that travel, all in the same way: written and read by serde on the server, read member by member in the
/// browser.
macro_rules! wire {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)* })*) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
            #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
            pub struct $name { $($(#[$field_meta])* pub $field: $type,)* }

            impl $crate::Read for $name {
                fn read(json: &impl $crate::Json) -> Option<Self> {
                    Some(Self { $($field: $crate::Read::member(json, stringify!($field))?,)* })
                }
            }
        )*
    };
}

mod account;
mod address;
mod contact_information;
mod gate;
mod invitation;
mod notification;
mod people;
mod problem;
mod public_support;
mod reference;
mod warning;

pub use account::{AccountAnswer, EnvironmentGate, Integration, Stage};
pub use address::{Address, AddressLinkLook, AddressesPage, ListingAccount, Replacement};
pub use contact_information::{
    Change, ContactInformationAnswer, DraftAnswer, EmergencyPreview, HistoryEntry, HistoryPage, PreviewedRecipient,
    RequirementsAnswer,
};
pub use gate::GateAnswer;
pub use invitation::{Invitation, InvitationLook, InvitationMail, InvitingAccount, PasswordResetLook, RequestToFill};
pub use notification::{Delivery, DeliveryEvent, Notification, NotificationsPage, Recipient, Recipients, TestMessage};
pub use people::{AccountMembership, AccountName, Author, Me, Person, User, UsersPage};
pub use problem::{ErrorParams, Problem, ProblemError};
pub use public_support::{OpenSpan, PublicSupport};
pub use reference::{Kind, Limits, Reference};
pub use warning::{WarningAnswer, WarningParams};
