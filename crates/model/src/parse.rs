//! From a draft to contact information: every rule is applied here, and every error collected.

use crate::{
    Code, Contact, ContactDraft, ContactInformation, Draft, EmailAddress, Error, Field, Hours, HoursDraft, Interval,
    IntervalDraft, Intervals, Language, Name, PhoneNumber, Pointer, PublicContact, PublicContactDraft, Requirement,
    Requirements, Schedule, ScheduleDraft, TimeOfDay, TimeZone, UserId, WebPage, Weekday, limits,
};

/// What a draft is judged by.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What is asked of each field.
    pub requirements: &'a Requirements,
    /// The ids of all users who have access to the account.
    pub users: &'a [String],
    /// WHATWG's "domain to ASCII": the A-label form of an international domain name, if it has one.
    pub domain_to_ascii: &'a dyn Fn(&str) -> Option<String>,
    /// Whether the IANA database has a time zone of this name: [`ZoneNames::contain`](crate::ZoneNames::contain).
    pub is_time_zone: &'a dyn Fn(&str) -> bool,
    /// Each character of a text in lower case: [`lower_case`](crate::lower_case).
    pub lower_case: &'a dyn Fn(&str) -> String,
}

/// Reads a draft.
///
/// Values come out normalised, and parsing what came out gives the same again.
///
/// # Errors
/// All that is wrong with the draft, in the order of the form.
pub fn parse(draft: &Draft, context: &Context<'_>) -> Result<ContactInformation, Vec<Error>> {
    let mut parser = Parser { context, errors: Vec::new() };
    let information = parser.contact_information(draft);
    match information {
        Some(information) if parser.errors.is_empty() => Ok(information),
        _ => Err(parser.errors),
    }
}

/// Reads one schedule by itself, for showing its hours while others are still being typed. Its zone is taken at its word:
/// whoever shows the hours asks for its clocks, and hears then that there are none.
#[must_use]
pub fn parse_schedule(draft: &ScheduleDraft) -> Option<Schedule> {
    let requirements = Requirements::from_wire(|_| None);
    let context = Context {
        requirements: &requirements,
        users: &[],
        domain_to_ascii: &|_| None,
        is_time_zone: &|_| true,
        lower_case: &str::to_owned,
    };
    let mut parser = Parser { context: &context, errors: Vec::new() };
    let schedule = parser.schedule(draft, &Pointer::root());
    schedule.filter(|_| parser.errors.is_empty())
}

/// What is valid of the entries of one field.
pub(crate) struct Entries<T> {
    pub(crate) entries: Vec<T>,
    /// Whether the field as a whole is: given if it must be, and without errors.
    pub(crate) are_in_order: bool,
}

/// Reads one list of contacts by itself, whatever is wrong elsewhere.
pub(crate) fn parse_contacts(field: Field, draft: &Draft, context: &Context<'_>) -> Entries<Contact> {
    Parser::entries(context, |parser| parser.contacts(field, draft.contacts(field)))
}

/// Reads the alert contacts by themselves, whatever is wrong elsewhere.
pub(crate) fn parse_alert_contacts(draft: &Draft, context: &Context<'_>) -> Entries<UserId> {
    Parser::entries(context, |parser| {
        parser.list(Field::AlertContacts, draft.alert_contacts.as_deref(), Parser::alert_contacts)
    })
}

/// Each method reads one part of a draft. It answers `None` only after it has said what is wrong.
struct Parser<'a> {
    context: &'a Context<'a>,
    errors: Vec<Error>,
}

impl<'a> Parser<'a> {
    fn entries<T>(context: &'a Context<'a>, read: impl FnOnce(&mut Self) -> Option<Vec<T>>) -> Entries<T> {
        let mut parser = Self { context, errors: Vec::new() };
        let entries = read(&mut parser).unwrap_or_default();
        Entries { entries, are_in_order: parser.errors.is_empty() }
    }

    fn contact_information(&mut self, draft: &Draft) -> Option<ContactInformation> {
        let alert_contacts = self.list(Field::AlertContacts, draft.alert_contacts.as_deref(), Self::alert_contacts);
        let technical_emergency = self.contacts(Field::TechnicalEmergency, draft.technical_emergency.as_deref());
        let technical_non_emergency =
            self.contacts(Field::TechnicalNonEmergency, draft.technical_non_emergency.as_deref());
        let merchant_issues = self.contacts(Field::MerchantIssues, draft.merchant_issues.as_deref());
        let operational_internal = self.contacts(Field::OperationalInternal, draft.operational_internal.as_deref());
        let operational_public = self.public_contact(draft.operational_public.as_ref());
        let operational_support =
            self.list(Field::OperationalSupport, draft.operational_support.as_deref(), Self::schedules);
        Some(ContactInformation {
            alert_contacts,
            technical_emergency: technical_emergency?,
            technical_non_emergency: technical_non_emergency?,
            merchant_issues,
            operational_internal: operational_internal?,
            operational_public: operational_public?,
            operational_support: operational_support?,
        })
    }

    /// What all lists have in common: whether there may, or must, be one, and how long it may be.
    fn list<Row, Entry>(
        &mut self,
        field: Field,
        rows: Option<&[Row]>,
        entries: fn(&mut Self, &[Row], &Pointer) -> Vec<Entry>,
    ) -> Option<Vec<Entry>> {
        let pointer = Pointer::from(field);
        let rows = match (self.context.requirements.of(field), rows) {
            (Requirement::Unavailable, Some(_)) => {
                return self.fail(&pointer, Code::UnavailableField);
            }
            (Requirement::Unavailable, None) | (Requirement::Optional, None | Some([])) => {
                return None;
            }
            (Requirement::Required, None | Some([])) => return self.fail(&pointer, Code::Required),
            (_, Some(rows)) => rows,
        };
        if rows.len() > limits::ENTRIES_PER_FIELD {
            self.fail::<()>(&pointer, Code::TooMany { max: limits::ENTRIES_PER_FIELD });
        }
        Some(entries(self, rows, &pointer))
    }

    fn alert_contacts(&mut self, rows: &[String], list: &Pointer) -> Vec<UserId> {
        let mut users = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let pointer = list.index(index);
            let user = UserId::parse(row, self.context.users);
            if let Some(user) = self.check(&pointer, user) {
                self.add_unless_duplicate(&mut users, user, &pointer);
            }
        }
        users
    }

    fn contacts(&mut self, field: Field, rows: Option<&[ContactDraft]>) -> Option<Vec<Contact>> {
        self.list(field, rows, |parser, rows, list| {
            let mut mailboxes = Vec::new();
            let mut contacts = Vec::new();
            for (index, row) in rows.iter().enumerate() {
                contacts.extend(parser.contact(row, &list.index(index), &mut mailboxes));
            }
            contacts
        })
    }

    /// `mailboxes` are those of the contacts before this one, also of those that are wrong elsewhere.
    fn contact(&mut self, row: &ContactDraft, pointer: &Pointer, mailboxes: &mut Vec<String>) -> Option<Contact> {
        let name = self.check_optional(&pointer.key("name"), Name::parse(&row.name));
        let email = self.email(&row.email, pointer);
        if let Some(email) = &email {
            self.add_unless_duplicate(mailboxes, email.mailbox_by(self.context.lower_case), &pointer.key("email"));
        }
        let phone = self.check_optional(&pointer.key("phone"), PhoneNumber::parse(&row.phone));
        let language = self.language(&row.language, &pointer.key("language"));
        Some(Contact { name, email: email?, phone, language: language? })
    }

    fn public_contact(&mut self, row: Option<&PublicContactDraft>) -> Option<PublicContact> {
        let pointer = Pointer::from(Field::OperationalPublic);
        let Some(row) = row else {
            return self.fail(&pointer, Code::Required);
        };
        let email = self.email(&row.email, &pointer);
        let phone = self.check_optional(&pointer.key("phone"), PhoneNumber::parse(&row.phone));
        let web_page = WebPage::parse(&row.web_page, self.context.domain_to_ascii);
        let web_page = self.check_optional(&pointer.key("web_page"), web_page);
        Some(PublicContact { email: email?, phone, web_page })
    }

    fn schedules(&mut self, rows: &[ScheduleDraft], list: &Pointer) -> Vec<Schedule> {
        let schedule = |(index, row)| self.schedule(row, &list.index(index));
        rows.iter().enumerate().filter_map(schedule).collect()
    }

    fn schedule(&mut self, row: &ScheduleDraft, pointer: &Pointer) -> Option<Schedule> {
        let time_zone =
            self.check(&pointer.key("time_zone"), TimeZone::parse(&row.time_zone, self.context.is_time_zone));
        let languages = self.languages(&row.languages, &pointer.key("languages"));
        let hours = self.hours(&row.hours, &pointer.key("hours"));
        Some(Schedule { time_zone: time_zone?, languages, hours: hours? })
    }

    fn languages(&mut self, tags: &[String], list: &Pointer) -> Vec<Language> {
        if tags.is_empty() {
            self.fail::<()>(list, Code::Required);
        }
        let mut languages = Vec::new();
        for (index, tag) in tags.iter().enumerate() {
            let pointer = list.index(index);
            if let Some(language) = self.language(tag, &pointer) {
                self.add_unless_duplicate(&mut languages, language, &pointer);
            }
        }
        languages
    }

    fn hours(&mut self, hours: &HoursDraft, pointer: &Pointer) -> Option<Hours> {
        match hours {
            HoursDraft::Missing => self.fail(pointer, Code::Required),
            HoursDraft::AroundTheClock => Some(Hours::AroundTheClock),
            HoursDraft::Weekly(rows) => Some(Hours::Weekly(Intervals(self.intervals(rows, &pointer.key("weekly"))))),
        }
    }

    fn intervals(&mut self, rows: &[IntervalDraft], list: &Pointer) -> Vec<Interval> {
        if rows.is_empty() {
            self.fail::<()>(list, Code::Required);
        }
        if rows.len() > limits::INTERVALS_PER_SCHEDULE {
            self.fail::<()>(list, Code::TooMany { max: limits::INTERVALS_PER_SCHEDULE });
        }
        let mut intervals: Vec<Interval> = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let pointer = list.index(index);
            let Some(interval) = self.interval(row, &pointer) else {
                continue;
            };
            if intervals.iter().any(|earlier| earlier.overlaps(&interval)) {
                self.fail::<()>(&pointer, Code::IntervalsOverlap);
            }
            // Put where it belongs: the library's sorting weighs more in the browser than all rules about hours.
            let place = intervals.partition_point(|earlier| *earlier < interval);
            intervals.insert(place, interval);
        }
        intervals
    }

    fn interval(&mut self, row: &IntervalDraft, pointer: &Pointer) -> Option<Interval> {
        let day = match row.day.trim() {
            "" => Err(Code::Required),
            day => Weekday::from_id(day).ok_or(Code::InvalidType),
        };
        let day = self.check(&pointer.key("day"), day);
        let from = match TimeOfDay::parse(&row.from) {
            Ok(TimeOfDay::END_OF_DAY) => Err(Code::InvalidTime),
            from => from,
        };
        let from = self.check(&pointer.key("from"), from);
        let to = self.check(&pointer.key("to"), TimeOfDay::parse(&row.to));
        let interval = Interval::new(day?, from?, to?);
        self.check(&pointer.key("to"), interval)
    }

    fn email(&mut self, text: &str, parent: &Pointer) -> Option<EmailAddress> {
        let email = EmailAddress::parse(text, self.context.domain_to_ascii);
        self.check(&parent.key("email"), email)
    }

    fn language(&mut self, tag: &str, pointer: &Pointer) -> Option<Language> {
        let language = match tag.trim() {
            "" => Err(Code::Required),
            tag => Language::from_tag(tag).ok_or(Code::InvalidLanguage),
        };
        self.check(pointer, language)
    }

    fn add_unless_duplicate<T: PartialEq>(&mut self, entries: &mut Vec<T>, entry: T, pointer: &Pointer) {
        if entries.contains(&entry) {
            self.fail::<()>(pointer, Code::Duplicate);
        } else {
            entries.push(entry);
        }
    }

    fn check<T>(&mut self, pointer: &Pointer, value: Result<T, Code>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(code) => self.fail(pointer, code),
        }
    }

    fn check_optional<T>(&mut self, pointer: &Pointer, value: Result<T, Code>) -> Option<T> {
        match value {
            Err(Code::Required) => None,
            value => self.check(pointer, value),
        }
    }

    fn fail<T>(&mut self, pointer: &Pointer, code: Code) -> Option<T> {
        self.errors.push(Error { pointer: pointer.clone(), code });
        None
    }
}
