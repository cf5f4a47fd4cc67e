//! A letter of each kind, as tests and the example `letters` render them.

use model::{Category, Environment, Field, Language, Reason, Role, Severity};
use url::Url;

use super::mail::Envelope;
use super::mail::letter::{Letter, Named, Notification};

/// What links carry: not secret here.
const TOKEN: &str = "nYV3kq0PbS8wZr5uTcX1dLgJm7eHaF2oQ9iKsB6tW4R";

/// Every kind of letter by a name, with what each may say.
pub(super) fn letters() -> Vec<(String, Letter)> {
    let mut letters: Vec<_> =
        people().into_iter().chain(contacts()).map(|(name, letter)| (name.to_owned(), letter)).collect();
    letters.extend(notifications().into_iter().map(|(name, notification)| (name, Letter::Notification(notification))));
    letters
}

/// An envelope as the worker makes it for a letter.
pub(super) fn envelope<'a>(letter: &Letter, language: Language, portal: &'a Url) -> Envelope<'a> {
    let link = |path: &str| portal.join(path).ok();
    let secret = |path: &str| link(&format!("{path}#{TOKEN}"));
    let tomorrow = "2026-03-02T14:05:00Z".parse().ok();
    let mut envelope = Envelope {
        language,
        recipient_name: Some("Ada Lovelace"),
        recipient_email: "ada@bella-pizza.example",
        operator_name: "Example Operator",
        portal,
        link: None,
        link_expires: None,
        not_me: None,
    };
    match letter {
        Letter::Invitation { .. } => {
            envelope.link = secret("/invitation");
            envelope.link_expires = tomorrow;
        }
        Letter::PasswordReset => {
            envelope.link = secret("/reset-password");
            envelope.link_expires = tomorrow;
        }
        Letter::AccessGranted { .. } => envelope.link = link("/"),
        Letter::RequestToFill { environment, .. } => {
            envelope.link = link(&format!("/?environment={}&section=contacts", environment.id()));
        }
        Letter::Declined { .. } => envelope.link = link("/configuration/contact-information"),
        Letter::Verification { .. } => envelope.link = secret("/address"),
        // Users change what they get in the portal.
        Letter::Notification(Notification { reason: Reason::AlertContact | Reason::Administrator, .. })
        | Letter::SetupTest => {}
        Letter::Notification(_) | Letter::TestMessage { .. } => {
            envelope.recipient_name = None;
            envelope.not_me = secret("/address");
        }
    }
    envelope
}

fn people() -> Vec<(&'static str, Letter)> {
    let account = || "Bella Pizza".to_owned();
    let grace = || "Grace Hopper".to_owned();
    vec![
        (
            "invitation",
            Letter::Invitation { account: account(), invited_by: grace(), role: Role::Administrator, section: None },
        ),
        (
            "invitation-for-a-section",
            Letter::Invitation {
                account: account(),
                invited_by: grace(),
                role: Role::Editor,
                section: Some(Field::OperationalSupport),
            },
        ),
        (
            "access-granted",
            Letter::AccessGranted { account: account(), granted_by: grace(), role: Role::Viewer, section: None },
        ),
        ("password-reset", Letter::PasswordReset),
        (
            "request-to-fill",
            Letter::RequestToFill {
                account: account(),
                asked_by: grace(),
                environment: Environment::Production,
                missing: vec![Field::AlertContacts, Field::TechnicalEmergency, Field::OperationalInternal],
            },
        ),
        (
            "request-to-fill-sandbox",
            Letter::RequestToFill {
                account: account(),
                asked_by: grace(),
                environment: Environment::Sandbox,
                missing: vec![Field::OperationalPublic],
            },
        ),
        ("setup-test", Letter::SetupTest),
    ]
}

fn contacts() -> Vec<(&'static str, Letter)> {
    let account = || "Bella Pizza".to_owned();
    let declined = |replacement| Letter::Declined {
        account: account(),
        email: "alan@bella-pizza.example".to_owned(),
        fields: vec![Field::TechnicalEmergency, Field::MerchantIssues],
        replacement,
    };
    vec![
        (
            "verification",
            Letter::Verification {
                account: account(),
                fields: vec![Field::TechnicalEmergency, Field::OperationalInternal, Field::OperationalPublic],
            },
        ),
        (
            "test-message",
            Letter::TestMessage {
                account: account(),
                sent_by: "Grace Hopper".to_owned(),
                fields: vec![Field::TechnicalEmergency],
            },
        ),
        ("declined", declined(None)),
        (
            "declined-with-replacement",
            declined(Some(Named {
                name: Some("Barbara Liskov".to_owned()),
                email: "barbara@bella-pizza.example".to_owned(),
            })),
        ),
    ]
}

fn notifications() -> Vec<(String, Notification)> {
    let posted_at = "2026-03-01T03:12:40Z".parse().unwrap_or_default();
    let issue = Notification {
        account: "Bella Pizza".to_owned(),
        category: Category::ProductionIssue,
        environment: Environment::Production,
        severity: Some(Severity::High),
        subject: "Checkout answers 502 for 12 % of orders".to_owned(),
        body: "Since 03:05 UTC, POST /v3/orders at https://orders.bella-pizza.example answers\n\
               502 Bad Gateway.\n\n    attempts  1,204\n    failed      147\n\n\
               We retry each order for 15 minutes. Please look at your gateway."
            .to_owned(),
        posted_at,
        reason: Reason::AlertContact,
        field: None,
        folded: 0,
    };
    let of = |category, reason, subject: &str, body: &str| Notification {
        category,
        reason,
        severity: None,
        subject: subject.to_owned(),
        body: body.to_owned(),
        ..issue.clone()
    };
    let emergency = of(
        Category::Emergency,
        Reason::TechnicalEmergency,
        "Your integration has been switched off",
        "Too many orders failed. No orders reach you until the gateway works again.\n\nCall us: +48 22 123 45 67",
    );
    let notifications = vec![
        ("issue", issue.clone()),
        ("issue-folded", Notification { folded: 3, severity: Some(Severity::Low), ..issue.clone() }),
        ("emergency", emergency.clone()),
        (
            "emergency-to-administrators",
            Notification { reason: Reason::Administrator, environment: Environment::Sandbox, ..emergency },
        ),
        (
            "technical",
            of(
                Category::Technical,
                Reason::TechnicalNonEmergency,
                "Version 2 of the orders API ends on 30 June",
                "Please move to version 3 by then. The guide: https://operator.example/v3",
            ),
        ),
        (
            "merchant-issue",
            of(
                Category::MerchantIssue,
                Reason::MerchantIssues,
                "Trattoria Da Enzo asks to be removed",
                "The owner says there is no contract with you.",
            ),
        ),
        (
            "user-escalation",
            of(
                Category::UserEscalation,
                Reason::OperationalInternal,
                "Booking 8841 wasn’t honoured",
                "The guest was turned away at the door and asks for a refund.",
            ),
        ),
        // Written from right to left, to somebody who reads in another language.
        (
            "right-to-left",
            of(
                Category::Technical,
                Reason::TechnicalNonEmergency,
                "عنوان الرسالة رقم 7",
                "تم تحديث الواجهة.\nSee version 3.\nשלום",
            ),
        ),
    ];
    notifications.into_iter().map(|(name, notification)| (format!("notification-{name}"), notification)).collect()
}
