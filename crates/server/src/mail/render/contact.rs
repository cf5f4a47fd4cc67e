//! Why a contact gets a mail, and how that is changed.

use messages::mail::contact as says;
use model::{Field, Reason};

use super::Block;
use super::compose::Composer;

/// The page that has the contact information.
pub(super) const CONTACT_INFORMATION: &str = "/configuration/contact-information";

/// Why somebody is among the recipients.
pub(super) fn why(composer: &Composer<'_>, account: &str, reason: Reason) -> Block {
    let listed = |field| {
        let field = composer.words.field(field);
        says::why_listed(&composer.address(), account, field.as_str())
    };
    composer.paragraph(match reason {
        Reason::AlertContact => says::why_alert(account),
        Reason::TechnicalEmergency => listed(Field::TechnicalEmergency),
        Reason::TechnicalNonEmergency => listed(Field::TechnicalNonEmergency),
        Reason::MerchantIssues => listed(Field::MerchantIssues),
        Reason::OperationalInternal => listed(Field::OperationalInternal),
        Reason::Administrator => says::why_administrator(account),
    })
}

/// Where the account changes it, and where a contact says that it isn't them.
pub(super) fn change(composer: &Composer<'_>, account: &str) -> Vec<Block> {
    let page = composer.words.contact_information_page();
    let sentence = composer.words.say(says::change(account, composer.words.operator(), &page));
    let mut blocks = vec![Block::Link(sentence, composer.in_portal(CONTACT_INFORMATION))];
    if let Some(url) = &composer.envelope.not_me {
        blocks.push(Block::Link(composer.words.say(says::NOT_ME), url.clone()));
    }
    blocks
}

/// Where the account decides who its administrators are.
pub(super) fn change_administrator(composer: &Composer<'_>, account: &str) -> Block {
    composer.users_page(says::change_administrator(account, composer.users().as_str()))
}
