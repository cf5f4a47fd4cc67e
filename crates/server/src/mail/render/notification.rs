//! What the operator's systems tell, framed: what it is and where, the words as they were written, and why one gets them.

use messages::key::term;
use messages::mail::notification as says;
use model::{Category, Environment, Field, Reason, Severity};

use super::compose::Composer;
use super::foreign::many_lines;
use super::line::{Line, isolated};
use super::{Block, Page, contact};
use crate::mail::letter::Notification;

/// Lays a notification out.
pub(super) fn compose(composer: &Composer<'_>, notification: &Notification) -> Page {
    let words = composer.words;
    let operator = words.operator();
    let account = isolated(&notification.account);
    let label = label(composer, notification);
    let heading = Some(Line::foreign(&notification.subject)).filter(|heading| !heading.is_empty());
    let is_heading_foreign = heading.is_some();
    let heading = heading.unwrap_or_else(|| label.clone());

    let mut body = vec![introduction(composer, notification.category), facts(composer, &account, notification)];
    let text = many_lines(&notification.body);
    if !text.is_empty() {
        body.push(composer.paragraph(says::wrote(operator)));
        body.push(Block::Foreign(text));
    }
    if notification.folded > 0 {
        body.push(composer.paragraph(says::folded(notification.folded)));
    }
    if notification.reason == Reason::Administrator {
        let field = words.field(notification.field.unwrap_or_else(|| usual_field(notification.category)));
        let sentence = words.say(says::fallback(&account, field.as_str()));
        body.push(Block::Link(sentence, composer.in_portal(contact::CONTACT_INFORMATION)));
    }
    body.extend(composer.action(says::ACTION));

    let mut footer = vec![contact::why(composer, &account, notification.reason)];
    footer.extend(match notification.reason {
        Reason::Administrator => vec![contact::change_administrator(composer, &account)],
        _ => contact::change(composer, &account),
    });
    let subject = Line::new(format!("[{}] {account}: {}", label.as_str(), heading.as_str()));
    Page {
        label: Some(label),
        is_emergency: notification.category == Category::Emergency,
        is_heading_foreign,
        body,
        footer,
        ..composer.blank(subject, heading)
    }
}

/// What it is, and where, if not in production.
fn label(composer: &Composer<'_>, notification: &Notification) -> Line {
    let category = composer.words.say(match notification.category {
        Category::ProductionIssue => says::PRODUCTION_ISSUE,
        Category::Emergency => says::EMERGENCY,
        Category::Technical => says::TECHNICAL,
        Category::MerchantIssue => says::MERCHANT_ISSUE,
        Category::UserEscalation => says::USER_ESCALATION,
    });
    match notification.environment {
        Environment::Production => category,
        Environment::Sandbox => {
            let environment = composer.words.environment(notification.environment);
            Line::new(format!("{} – {}", category.as_str(), environment.as_str()))
        }
    }
}

fn introduction(composer: &Composer<'_>, category: Category) -> Block {
    let operator = composer.words.operator();
    composer.paragraph(match category {
        Category::ProductionIssue => says::text_production_issue(operator),
        Category::Emergency => says::text_emergency(operator),
        Category::Technical => says::text_technical(operator),
        Category::MerchantIssue => says::text_merchant_issue(operator),
        Category::UserEscalation => says::text_user_escalation(operator),
    })
}

fn facts(composer: &Composer<'_>, account: &str, notification: &Notification) -> Block {
    let words = composer.words;
    let mut facts = vec![
        (words.say(says::ACCOUNT), Line::new(account.to_owned())),
        (words.say(term::ENVIRONMENT), words.environment(notification.environment)),
    ];
    if let Some(severity) = notification.severity {
        let severity = match severity {
            Severity::High => says::HIGH,
            Severity::Medium => says::MEDIUM,
            Severity::Low => says::LOW,
        };
        facts.push((words.say(says::SEVERITY), words.say(severity)));
    }
    facts.push((words.say(says::POSTED), words.instant(notification.posted_at)));
    Block::Facts(facts)
}

/// The field whose contacts a category goes to, in production and where an account has all fields.
fn usual_field(category: Category) -> Field {
    match category {
        Category::ProductionIssue => Field::AlertContacts,
        Category::Emergency => Field::TechnicalEmergency,
        Category::Technical => Field::TechnicalNonEmergency,
        Category::MerchantIssue => Field::MerchantIssues,
        Category::UserEscalation => Field::OperationalInternal,
    }
}
