//! What the operator's systems tell an account: by category, which decides who is told.

use serde::{Deserialize, Serialize};

/// What a notification is about. Each category has the field of the contact information whose contacts it goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// A technical problem was found in production: automated, grouped and throttled.
    ProductionIssue,
    /// The integration is off, or worse: at once, never throttled.
    Emergency,
    /// Continuing technical work, such as a migration.
    Technical,
    /// A merchant complains.
    MerchantIssue,
    /// A user's case needs the partner to act.
    UserEscalation,
}

impl Category {
    /// All categories, in the order of the contact information's fields.
    pub const ALL: [Category; 5] = [
        Category::ProductionIssue,
        Category::Emergency,
        Category::Technical,
        Category::MerchantIssue,
        Category::UserEscalation,
    ];

    /// The category's name in JSON and in addresses.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Category::ProductionIssue => "production_issue",
            Category::Emergency => "emergency",
            Category::Technical => "technical",
            Category::MerchantIssue => "merchant_issue",
            Category::UserEscalation => "user_escalation",
        }
    }

    /// The category with this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.id() == id)
    }
}

/// How pressing a production issue is. It decides how long further notifications of the same problem are folded into one
/// mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A mail in six hours.
    High,
    /// A mail in twelve hours.
    Medium,
    /// A mail in a day.
    Low,
}

impl Severity {
    /// All severities, the most pressing first.
    pub const ALL: [Severity; 3] = [Severity::High, Severity::Medium, Severity::Low];

    /// The one that is taken for granted when none is said.
    pub const UNSAID: Severity = Severity::Medium;

    /// For how many hours after a mail further notifications of the same problem wait for the next one.
    #[must_use]
    pub fn hours_between_mails(self) -> u8 {
        match self {
            Severity::High => 6,
            Severity::Medium => 12,
            Severity::Low => 24,
        }
    }

    /// Whether it is more pressing than `other`, so that it doesn't wait for that one's next mail.
    #[must_use]
    pub fn outranks(self, other: Self) -> bool {
        self.hours_between_mails() < other.hours_between_mails()
    }

    /// The severity's name in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Severity::High => "high",
            Severity::Medium => "medium",
            Severity::Low => "low",
        }
    }

    /// The severity with this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.id() == id)
    }
}

/// Why somebody is among the recipients of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A user who is an alert contact.
    AlertContact,
    /// A technical emergency contact.
    TechnicalEmergency,
    /// A technical non-emergency contact.
    TechnicalNonEmergency,
    /// A contact for merchant issues.
    MerchantIssues,
    /// An operational contact for the operator.
    OperationalInternal,
    /// An administrator of the account, because the contacts that it should go to aren't known.
    Administrator,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Reason; 6] = [
        Reason::AlertContact,
        Reason::TechnicalEmergency,
        Reason::TechnicalNonEmergency,
        Reason::MerchantIssues,
        Reason::OperationalInternal,
        Reason::Administrator,
    ];

    /// The reason's name in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Reason::AlertContact => "alert_contact",
            Reason::TechnicalEmergency => "technical_emergency",
            Reason::TechnicalNonEmergency => "technical_non_emergency",
            Reason::MerchantIssues => "merchant_issues",
            Reason::OperationalInternal => "operational_internal",
            Reason::Administrator => "administrator",
        }
    }

    /// The reason with this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.id() == id)
    }
}
