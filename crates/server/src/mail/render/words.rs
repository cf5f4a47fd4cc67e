//! One language's words, and the operator's name in them.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use messages::key::term;
use messages::{Catalogue, Message, embedded, mail};
use model::{Environment, Field, Role};

use super::Envelope;
use super::line::{Line, isolated};

/// The words in the receiver's language.
#[derive(Debug)]
pub(super) struct Words {
    catalogue: &'static Catalogue,
    operator: String,
}

impl Words {
    pub(super) fn new(envelope: &Envelope<'_>) -> Option<Self> {
        let catalogue = Catalogue::embedded(envelope.language.tag())?;
        Some(Self { catalogue, operator: isolated(envelope.operator_name) })
    }

    /// A text of the catalogue. What others wrote must come isolated.
    pub(super) fn say(&self, message: impl Into<Message>) -> Line {
        let tag = self.catalogue.tag();
        Line::new(self.catalogue.format(&message.into(), |count| embedded::plural(tag, count)))
    }

    /// The operator's name, for a place in a text.
    pub(super) fn operator(&self) -> &str {
        &self.operator
    }

    /// A field's name.
    pub(super) fn field(&self, field: Field) -> Line {
        self.say(match field {
            Field::AlertContacts => term::ALERT_CONTACTS.into(),
            Field::TechnicalEmergency => term::TECHNICAL_EMERGENCY.into(),
            Field::TechnicalNonEmergency => term::TECHNICAL_NON_EMERGENCY.into(),
            Field::MerchantIssues => term::MERCHANT_ISSUES.into(),
            Field::OperationalInternal => term::operational_internal(&self.operator),
            Field::OperationalPublic => term::OPERATIONAL_PUBLIC.into(),
            Field::OperationalSupport => term::OPERATIONAL_SUPPORT.into(),
        })
    }

    /// Fields' names, as a list.
    pub(super) fn fields(&self, fields: &[Field]) -> Vec<Line> {
        fields.iter().map(|field| self.field(*field)).collect()
    }

    /// What being listed in a field means.
    pub(super) fn meaning(&self, field: Field) -> Line {
        self.say(match field {
            Field::AlertContacts => mail::meaning::ALERT_CONTACTS,
            Field::TechnicalEmergency => mail::meaning::TECHNICAL_EMERGENCY,
            Field::TechnicalNonEmergency => mail::meaning::TECHNICAL_NON_EMERGENCY,
            Field::MerchantIssues => mail::meaning::MERCHANT_ISSUES,
            Field::OperationalInternal => mail::meaning::OPERATIONAL_INTERNAL,
            Field::OperationalPublic => mail::meaning::OPERATIONAL_PUBLIC,
            Field::OperationalSupport => mail::meaning::OPERATIONAL_SUPPORT,
        })
    }

    pub(super) fn environment(&self, environment: Environment) -> Line {
        self.say(match environment {
            Environment::Sandbox => term::SANDBOX,
            Environment::Production => term::PRODUCTION,
        })
    }

    /// What somebody may do.
    pub(super) fn role(&self, role: Role) -> Line {
        self.say(match role {
            Role::Viewer => mail::role::VIEWER,
            Role::Editor => mail::role::EDITOR,
            Role::Administrator => mail::role::ADMINISTRATOR,
        })
    }

    /// The way to the contact information in the portal.
    pub(super) fn contact_information_page(&self) -> String {
        let configuration = self.say(term::CONFIGURATION);
        let contact_information = self.say(term::CONTACT_INFORMATION);
        format!("{} → {}", configuration.as_str(), contact_information.as_str())
    }

    /// An instant, in UTC: contacts are anywhere, and whom they call about it may be anywhere else.
    pub(super) fn instant(&self, instant: Timestamp) -> Line {
        use mail::date;
        const MONTHS: [messages::Text; 12] = [
            date::JANUARY,
            date::FEBRUARY,
            date::MARCH,
            date::APRIL,
            date::MAY,
            date::JUNE,
            date::JULY,
            date::AUGUST,
            date::SEPTEMBER,
            date::OCTOBER,
            date::NOVEMBER,
            date::DECEMBER,
        ];
        let instant = instant.to_zoned(TimeZone::UTC);
        let month = MONTHS.get(usize::from(instant.month().unsigned_abs()) - 1);
        let month = month.map(|month| self.say(*month));
        let day = match instant.day() {
            1 => self.say(date::FIRST_OF_MONTH).as_str().to_owned(),
            day => day.to_string(),
        };
        let year = instant.year().to_string();
        let time = format!("{:02}:{:02}", instant.hour(), instant.minute());
        self.say(date::at(&day, month.as_ref().map_or("", Line::as_str), &year, &time))
    }
}
