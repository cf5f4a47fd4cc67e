//! What a mail says, before it is put into words.
//!
//! A letter waits in the outbox as JSON. It holds what the change that caused it knew, and no secrets: a link's token is made
//! when the mail is sent. To add one: a variant here, its templates and words, and whoever writes it.

use jiff::Timestamp;
use model::{Category, Environment, Field, Reason, Role, Severity};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a mail says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Letter {
    /// Somebody was granted access and has no password yet. With a link to accept it.
    Invitation {
        /// The account's name.
        account: String,
        /// Who grants access.
        invited_by: String,
        /// What they may do.
        role: Role,
        /// The only section of the form that they are asked to fill in.
        section: Option<Field>,
    },
    /// Somebody who signs in already was granted access to another account. With a link to the portal.
    AccessGranted {
        /// The account's name.
        account: String,
        /// Who grants access.
        granted_by: String,
        /// What they may do.
        role: Role,
        /// The only section of the form that they are asked to fill in.
        section: Option<Field>,
    },
    /// Somebody has forgotten the password. With a link to choose another.
    PasswordReset,
    /// A viewer asks those who can to fill in what is missing. With a link to the portal.
    RequestToFill {
        /// The account's name.
        account: String,
        /// Who asks.
        asked_by: String,
        /// Where it is missing.
        environment: Environment,
        /// What is missing.
        missing: Vec<Field>,
    },
    /// An address was listed as a contact's for the first time. With a link to confirm it or decline.
    Verification {
        /// The account's name.
        account: String,
        /// The fields that it is listed in.
        fields: Vec<Field>,
    },
    /// Somebody listed said that it isn't them. With a link to the portal.
    Declined {
        /// The account's name.
        account: String,
        /// The address.
        email: String,
        /// The fields that it is listed in.
        fields: Vec<Field>,
        /// The name and the address of whom they named instead.
        replacement: Option<Named>,
    },
    /// What one of the operator's systems tells the account. With a link to say that it isn't them.
    Notification(Notification),
    /// Somebody tries whether a contact works.
    TestMessage {
        /// The account's name.
        account: String,
        /// Who tries.
        sent_by: String,
        /// The fields that the address is listed in.
        fields: Vec<Field>,
    },
    /// The operator tries whether mail works at all.
    SetupTest,
}

/// Somebody with an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The name, when known.
    pub name: Option<String>,
    /// The address.
    pub email: String,
}

/// A notification as it goes to one recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// The account's name.
    pub account: String,
    /// What it is about.
    pub category: Category,
    /// Where it happened.
    pub environment: Environment,
    /// How pressing it is, for production issues.
    pub severity: Option<Severity>,
    /// The operator's subject, as it is.
    pub subject: String,
    /// The operator's text, as it is.
    pub body: String,
    /// When it was posted.
    pub posted_at: Timestamp,
    /// Why this recipient gets it.
    pub reason: Reason,
    /// The field whose contacts it goes to. Mails of earlier versions don't say.
    #[serde(default)]
    pub field: Option<Field>,
    /// Notifications of the same problem since the mail before, which this mail stands for as well.
    pub folded: u32,
}

/// Where a letter's link leads. What has a token gets it when the mail is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Link {
    /// Nowhere: there is nothing to do.
    Nowhere,
    /// A page of the portal, by its path; whoever isn't signed in is asked to.
    Portal {
        /// Path and query.
        path: String,
    },
    /// The page that accepts an invitation. With a token.
    Invitation {
        /// The invitation.
        invitation: Uuid,
    },
    /// The page that sets another password. With a token.
    PasswordReset {
        /// Whose.
        user: Uuid,
    },
    /// The page that confirms or declines a contact's address. With a token.
    Address,
}

/// What the kinds of letters are called where mails are stored and found again: [`Letter`] says what each is for.
#[expect(missing_docs, reason = "`Letter` says what each of them is for")]
pub mod kind {
    pub const INVITATION: &str = "invitation";
    pub const ACCESS_GRANTED: &str = "access_granted";
    pub const PASSWORD_RESET: &str = "password_reset";
    pub const REQUEST_TO_FILL: &str = "request_to_fill";
    pub const VERIFICATION: &str = "verification";
    pub const DECLINED: &str = "declined";
    pub const NOTIFICATION: &str = "notification";
    pub const TEST_MESSAGE: &str = "test_message";
    pub const SETUP_TEST: &str = "setup_test";
}

impl Letter {
    /// Its kind, as it is stored.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Invitation { .. } => kind::INVITATION,
            Self::AccessGranted { .. } => kind::ACCESS_GRANTED,
            Self::PasswordReset => kind::PASSWORD_RESET,
            Self::RequestToFill { .. } => kind::REQUEST_TO_FILL,
            Self::Verification { .. } => kind::VERIFICATION,
            Self::Declined { .. } => kind::DECLINED,
            Self::Notification(_) => kind::NOTIFICATION,
            Self::TestMessage { .. } => kind::TEST_MESSAGE,
            Self::SetupTest => kind::SETUP_TEST,
        }
    }

    /// Whether it goes to a contact, who need not be a user and may say that it isn't for them.
    #[must_use]
    pub fn is_for_a_contact(&self) -> bool {
        match self {
            Self::Notification(notification) => {
                !matches!(notification.reason, Reason::AlertContact | Reason::Administrator)
            }
            Self::TestMessage { .. } => true,
            _ => false,
        }
    }
}
