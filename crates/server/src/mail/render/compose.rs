//! What each letter says, in order.

use messages::{Message, Text, mail};
use model::{Environment, Field, Role};
use url::Url;

use super::line::{Line, isolated, isolated_address};
use super::words::Words;
use super::{Block, Envelope, Page, contact, notification};
use crate::mail::letter::{Letter, Named};

/// Lays a letter out.
pub(super) fn compose(letter: &Letter, envelope: &Envelope<'_>, words: &Words) -> Page {
    let composer = Composer { envelope, words };
    let mut page = match letter {
        Letter::Invitation { account, invited_by, role, section } => {
            composer.invitation(&isolated(account), &isolated(invited_by), *role, *section)
        }
        Letter::AccessGranted { account, granted_by, role, section } => {
            composer.access_granted(&isolated(account), &isolated(granted_by), *role, *section)
        }
        Letter::PasswordReset => composer.password_reset(),
        Letter::RequestToFill { account, asked_by, environment, missing } => {
            composer.request_to_fill(&isolated(account), &isolated(asked_by), *environment, missing)
        }
        Letter::Verification { account, fields } => composer.verification(&isolated(account), fields),
        Letter::Declined { account, email, fields, replacement } => {
            composer.declined(&isolated(account), &isolated_address(email), fields, replacement.as_ref())
        }
        Letter::Notification(notification) => notification::compose(&composer, notification),
        Letter::TestMessage { account, sent_by, fields } => {
            composer.test_message(&isolated(account), &isolated(sent_by), fields)
        }
        Letter::SetupTest => composer.setup_test(),
    };
    page.footer.push(composer.sent_to());
    page
}

/// What every letter is composed with.
pub(super) struct Composer<'a> {
    pub(super) envelope: &'a Envelope<'a>,
    pub(super) words: &'a Words,
}

impl Composer<'_> {
    fn invitation(&self, account: &str, inviter: &str, role: Role, section: Option<Field>) -> Page {
        use mail::invitation as says;
        let operator = self.words.operator();
        let mut page = self.page(says::subject(operator, account), says::heading(account));
        page.body.push(self.paragraph(says::text(inviter, account, operator)));
        page.body.push(self.role(role, section));
        page.body.extend(self.action(says::ACTION));
        page.body.extend(self.works_once());
        page.footer.push(self.paragraph(says::why(inviter)));
        page.footer.push(self.paragraph(says::CHANGE));
        page
    }

    fn access_granted(&self, account: &str, grantor: &str, role: Role, section: Option<Field>) -> Page {
        use mail::access as says;
        let operator = self.words.operator();
        let mut page = self.page(says::subject(operator, account), says::heading(account));
        page.body.push(self.paragraph(says::text(grantor, account, operator)));
        page.body.push(self.role(role, section));
        page.body.extend(self.action(says::ACTION));
        page.footer.push(self.paragraph(says::why(grantor)));
        page.footer.push(self.paragraph(says::change(grantor, account)));
        page
    }

    fn password_reset(&self) -> Page {
        use mail::reset as says;
        let operator = self.words.operator();
        let mut page = self.page(says::subject(operator), says::HEADING);
        page.body.push(self.paragraph(says::text(&self.address(), operator)));
        page.body.extend(self.action(says::ACTION));
        page.body.extend(self.works_once());
        page.body.push(self.paragraph(says::SESSIONS));
        page.footer.push(self.paragraph(says::WHY));
        page.footer.push(self.paragraph(says::CHANGE));
        page
    }

    fn request_to_fill(&self, account: &str, colleague: &str, environment: Environment, missing: &[Field]) -> Page {
        use mail::request as says;
        let mut page = self.page(says::subject(self.words.operator(), account), says::HEADING);
        page.body.push(self.paragraph(match environment {
            Environment::Sandbox => says::text_sandbox(colleague, account),
            Environment::Production => says::text_production(colleague, account),
        }));
        page.body.extend(self.fields(says::MISSING, missing));
        page.body.extend(self.action(says::ACTION));
        page.footer.push(self.paragraph(says::why(colleague, account)));
        page.footer.push(self.users_page(says::change(account, self.users().as_str())));
        page
    }

    fn verification(&self, account: &str, fields: &[Field]) -> Page {
        use mail::verification as says;
        let operator = self.words.operator();
        let mut page = self.page(says::subject(operator, account), says::HEADING);
        page.body.push(self.paragraph(says::text(account, &self.address(), operator)));
        let meanings = fields.iter().map(|field| (self.words.field(*field), self.words.meaning(*field)));
        page.body.push(Block::Meanings(meanings.collect()));
        page.body.extend(self.action(says::ACTION));
        // What is given to end users gets nothing from the operator, confirmed or not.
        if fields.iter().any(|field| *field != Field::OperationalPublic) {
            page.body.push(self.paragraph(says::UNTIL));
        }
        page.footer.push(self.paragraph(says::why(account, operator)));
        page.footer.push(self.paragraph(says::CHANGE));
        page
    }

    fn declined(&self, account: &str, email: &str, fields: &[Field], replacement: Option<&Named>) -> Page {
        use mail::declined as says;
        let mut page = self.page(says::subject(self.words.operator(), account), says::HEADING);
        page.body.push(self.paragraph(says::text(email, account)));
        page.body.push(Block::List(self.words.fields(fields)));
        page.body.push(match replacement {
            Some(Named { name, email }) => self.paragraph(says::replaced(&person(name.as_deref(), email))),
            None => self.paragraph(says::NOT_REPLACED),
        });
        page.body.extend(self.action(says::ACTION));
        page.footer.push(self.paragraph(says::why(account)));
        page.footer.push(self.users_page(says::change(account, self.users().as_str())));
        page
    }

    fn test_message(&self, account: &str, sender: &str, fields: &[Field]) -> Page {
        use mail::test_message as says;
        let operator = self.words.operator();
        let mut page = self.page(says::subject(operator, account), says::HEADING);
        page.body.push(self.paragraph(says::text(sender, operator, &self.address())));
        page.body.extend(self.fields(mail::every::LISTED_UNDER, fields));
        page.footer.push(self.paragraph(says::why(account)));
        page.footer.extend(contact::change(self, account));
        page
    }

    fn setup_test(&self) -> Page {
        use mail::setup_test as says;
        let operator = self.words.operator();
        let mut page = self.page(says::subject(operator), says::HEADING);
        page.body.push(self.paragraph(says::text(operator)));
        page.footer.push(self.paragraph(says::WHY));
        page.footer.push(self.paragraph(says::CHANGE));
        page
    }
}

/// What letters have in common.
impl Composer<'_> {
    fn page(&self, subject: impl Into<Message>, heading: impl Into<Message>) -> Page {
        self.blank(self.words.say(subject), self.words.say(heading))
    }

    /// A page that says nothing yet.
    pub(super) fn blank(&self, subject: Line, heading: Line) -> Page {
        Page {
            subject,
            label: None,
            is_emergency: false,
            heading,
            is_heading_foreign: false,
            body: Vec::new(),
            footer: Vec::new(),
            sender: (self.words.say(mail::every::portal(self.words.operator())), self.envelope.portal.clone()),
        }
    }

    pub(super) fn paragraph(&self, message: impl Into<Message>) -> Block {
        Block::Paragraph(self.words.say(message))
    }

    /// The one thing to do, when it is known where.
    pub(super) fn action(&self, label: Text) -> Option<Block> {
        let url = self.envelope.link.clone()?;
        let written_out = self.words.say(mail::every::WRITTEN_OUT);
        Some(Block::Action { label: self.words.say(label), url, written_out })
    }

    /// Where in the portal something is.
    pub(super) fn in_portal(&self, path: &str) -> Url {
        let mut url = self.envelope.portal.clone();
        url.set_path(path);
        url
    }

    /// The recipient's address, for a place in a text.
    pub(super) fn address(&self) -> String {
        isolated_address(self.envelope.recipient_email)
    }

    fn role(&self, role: Role, section: Option<Field>) -> Block {
        match section {
            Some(field) => self.paragraph(mail::access::section(self.words.field(field).as_str())),
            None => Block::Paragraph(self.words.role(role)),
        }
    }

    fn fields(&self, introduction: Text, fields: &[Field]) -> Vec<Block> {
        if fields.is_empty() {
            return Vec::new();
        }
        vec![self.paragraph(introduction), Block::List(self.words.fields(fields))]
    }

    fn works_once(&self) -> Option<Block> {
        self.envelope.link.as_ref()?;
        Some(match self.envelope.link_expires {
            Some(until) => self.paragraph(mail::every::works_once_until(self.words.instant(until).as_str())),
            None => self.paragraph(mail::every::WORKS_ONCE),
        })
    }

    /// The name of the page with everybody who has access.
    pub(super) fn users(&self) -> Line {
        self.words.say(messages::key::term::USERS)
    }

    /// A sentence that tells of that page.
    pub(super) fn users_page(&self, sentence: Message) -> Block {
        Block::Link(self.words.say(sentence), self.in_portal("/users"))
    }

    fn sent_to(&self) -> Block {
        let recipient = person(self.envelope.recipient_name, self.envelope.recipient_email);
        self.paragraph(mail::every::sent_to(&recipient))
    }
}

/// Somebody with their address, for a place in a text.
fn person(name: Option<&str>, email: &str) -> String {
    let email = isolated_address(email);
    match name {
        Some(name) => format!("{} ({email})", isolated(name)),
        None => email,
    }
}
