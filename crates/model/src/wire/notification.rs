//! Notifications: who would be told, who was, and what became of it.

use crate::{Category, DeliveryState, Environment, Language, Reason, Severity};

wire! {
    /// The answer of `GET …/recipients`: who is told then, and why.
    pub struct Recipients {
        /// Each address once. Empty only when the account has nobody at all.
        pub recipients: Vec<Recipient>,
        /// Whether the account's support is open for end users then.
        pub support_open: bool,
        /// Whether the contacts that it should go to can't be reached, so that administrators are told.
        pub fallback: bool,
    }

    /// Somebody who is told.
    pub struct Recipient {
        /// Name, when known.
        pub name: Option<String>,
        /// Where they are written to.
        pub email: String,
        /// Where to call them, when known: E.164.
        pub phone: Option<String>,
        /// The language that they are written to in.
        pub language: Language,
        /// Why they are told.
        pub reason: Reason,
    }

    /// What the operator's systems had to tell an account.
    pub struct Notification {
        /// UUID.
        pub id: String,
        /// What it is about.
        pub category: Category,
        /// Where.
        pub environment: Environment,
        /// In a line.
        pub subject: String,
        /// In full.
        pub body: String,
        /// How pressing it is; `null` when it wasn't said.
        pub severity: Option<Severity>,
        /// What notifications of the same problem have in common; `null` when it wasn't said.
        pub problem_key: Option<String>,
        /// When it was posted.
        pub posted_at: String,
        /// Whether the contacts that it should go to couldn't be reached, so that administrators were told.
        pub fallback: bool,
        /// Whether it waits to be told of in a later mail about the same problem. It has no deliveries until then.
        pub folded: bool,
        /// To whom it was sent.
        pub deliveries: Vec<Delivery>,
    }

    /// A page of notifications, newest first.
    pub struct NotificationsPage {
        /// The notifications.
        pub items: Vec<Notification>,
        /// The cursor of the next page, or `null` on the last.
        pub next: Option<String>,
    }

    /// What became of a notification on its way to one person.
    pub struct Delivery {
        /// UUID.
        pub id: String,
        /// Name, when known.
        pub name: Option<String>,
        /// Where it is sent.
        pub email: String,
        /// In which language.
        pub language: Language,
        /// Why to them.
        pub reason: Reason,
        /// How far it has come.
        pub state: DeliveryState,
        /// How often it was tried.
        pub attempts: u32,
        /// When that changed last.
        pub updated_at: String,
        /// When it is tried again; `null` when it isn't.
        pub next_attempt_at: Option<String>,
        /// What the mail server said last; `null` when it hasn't said anything.
        pub reply: Option<String>,
        /// All that has happened to it, oldest first.
        pub events: Vec<DeliveryEvent>,
    }

    /// Something that happened to a mail.
    pub struct DeliveryEvent {
        /// When.
        pub at: String,
        /// How far it had come then.
        pub state: DeliveryState,
        /// What the mail server said; `null` when it didn't say anything.
        pub reply: Option<String>,
    }

    /// A mail by which somebody finds out whether an address works.
    pub struct TestMessage {
        /// UUID.
        pub id: String,
        /// Where it is sent.
        pub email: String,
        /// In which language.
        pub language: Language,
        /// How far it has come.
        pub state: DeliveryState,
        /// How often it was tried.
        pub attempts: u32,
        /// When that changed last.
        pub updated_at: String,
        /// When it is tried again; `null` when it isn't.
        pub next_attempt_at: Option<String>,
        /// What the mail server said last; `null` when it hasn't said anything.
        pub reply: Option<String>,
        /// All that has happened to it, oldest first.
        pub events: Vec<DeliveryEvent>,
    }
}

impl Recipients {
    /// What is answered about these recipients, at a time when support is open or isn't.
    #[must_use]
    pub fn new(recipients: crate::Recipients, support_open: bool) -> Self {
        let crate::Recipients { recipients, fallback, .. } = recipients;
        Self { recipients: recipients.into_iter().map(Recipient::from).collect(), support_open, fallback }
    }
}

impl From<crate::Recipient> for Recipient {
    fn from(recipient: crate::Recipient) -> Self {
        let crate::Recipient { name, email, phone, language, reason } = recipient;
        let phone = phone.map(|phone| phone.as_str().to_owned());
        Self { name, email: email.as_str().to_owned(), phone, language, reason }
    }
}
