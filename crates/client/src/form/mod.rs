//! The form for contact information: its state, free of any view.
//!
//! What is typed lives in signals, row by row; [`Form::draft`] reads them into a [`Draft`], and the
//! model's `parse` says what is wrong with it. A field shows its errors once it was touched: left,
//! or submitted.

mod alert_contacts;
mod author;
mod conflict;
mod contacts;
pub(crate) mod emergency;
mod errors;
mod fields;
mod hours;
pub(crate) mod notes;
mod rows;
mod schedules;
mod submit;
mod summary;
#[cfg(test)]
mod tests;
mod values;
mod view;
mod week;
mod zones;

pub(crate) use alert_contacts::role_name;
pub(crate) use author::author_name;
pub use conflict::{CONFLICT_TITLE_ID, Conflict, ConflictView};
pub(crate) use contacts::language_options;
pub use errors::error_text;
pub use fields::field_name;
pub(crate) use fields::hint_of;
pub use rows::{ContactRow, Input, IntervalRow, List, PublicRow, ScheduleKind, ScheduleRow};
pub use submit::{Outcome, submit};
pub use summary::SUMMARY_ID;
pub use values::FieldValues;
pub use view::{FORM_ID, FormView, remarks, second_look};
pub use week::WeekPicture;
pub use zones::Zones;

use std::ops::Deref;

use model::wire::User;
use model::{Context, Draft, Error, Field, Pointer, Requirement, Requirements, parse};

use crate::reactive::prelude::*;

/// The fields that are lists of contacts, in the order of the form.
const CONTACT_FIELDS: [Field; 4] =
    [Field::TechnicalEmergency, Field::TechnicalNonEmergency, Field::MerchantIssues, Field::OperationalInternal];

/// What a new row begins with, and what the browser knows about domain names.
#[derive(Clone, Copy)]
pub struct Surroundings {
    /// The tag of the language shown.
    pub language: fn() -> String,
    /// The name of the time zone that the browser is set to.
    pub time_zone: fn() -> String,
    /// WHATWG's "domain to ASCII".
    pub domain_to_ascii: fn(&str) -> Option<String>,
    /// Each character of a text in lower case.
    pub lower_case: fn(&str) -> String,
}

/// The state of the form. There is one for as long as the page is open; a copy is its address.
#[derive(Clone, Copy)]
pub struct Form(&'static State);

impl Deref for Form {
    type Target = State;

    fn deref(&self) -> &State {
        self.0
    }
}

/// What a [`Form`] leads to.
pub struct State {
    /// The ids of the users who are chosen as alert contacts.
    pub alert_contacts: List<String>,
    contacts: [List<ContactRow>; 4],
    /// What end users are given.
    pub public: PublicRow,
    /// When end users get support.
    pub schedules: List<ScheduleRow>,
    /// What is asked of each field.
    pub requirements: RwSignal<Requirements>,
    /// The users of the account.
    pub users: RwSignal<Vec<User>>,
    /// The only section that whoever is signed in is asked to fill in, until they want to see all.
    pub only: RwSignal<Option<Field>>,
    /// The names of time zones.
    pub zones: Zones,
    /// The version that what is typed was made from.
    pub base_version: RwSignal<i64>,
    /// Everything that is wrong with what is typed now.
    pub errors: Memo<Vec<Error>>,
    refused: RwSignal<(Draft, Vec<Error>)>,
    pristine: RwSignal<Draft>,
    surroundings: Surroundings,
}

impl Form {
    /// An empty form.
    #[must_use]
    pub fn new(surroundings: Surroundings) -> Self {
        let requirements = RwSignal::new(Requirements::from_wire(|_| None));
        let users = RwSignal::new(Vec::new());
        let zones = Zones::new();
        let refused = RwSignal::new((Draft::default(), Vec::new()));
        let inputs = Inputs {
            alert_contacts: List::new(),
            contacts: [List::new(), List::new(), List::new(), List::new()],
            public: PublicRow::new(),
            schedules: List::new(),
        };
        let errors = Memo::new(move |_| {
            let draft = inputs.draft(requirements.get());
            let mut errors = users.with(|users| judge(&draft, requirements.get(), users, zones, surroundings));
            refused.with(|(refused, theirs)| add_refused(&mut errors, theirs, refused, &draft));
            errors
        });
        let Inputs { alert_contacts, contacts, public, schedules } = inputs;
        let state = State {
            alert_contacts,
            contacts,
            public,
            schedules,
            requirements,
            users,
            only: RwSignal::new(None),
            zones,
            base_version: RwSignal::new(0),
            errors,
            refused,
            pristine: RwSignal::new(Draft::default()),
            surroundings,
        };
        let form = Self(Box::leak(Box::new(state)));
        form.fill(&Draft::default());
        form
    }

    /// The rows of a field that is a list of contacts; `None` for the other fields.
    #[must_use]
    pub fn contacts(&self, field: Field) -> Option<List<ContactRow>> {
        let position = CONTACT_FIELDS.iter().position(|other| *other == field)?;
        self.contacts.get(position).copied()
    }

    /// What is typed now, in the fields that can be given.
    #[must_use]
    pub fn draft(&self) -> Draft {
        self.inputs().draft(self.requirements.get())
    }

    /// Puts a draft in the place of what is typed. A list that holds nothing gets a row to begin in.
    pub fn fill(&self, draft: &Draft) {
        self.alert_contacts.set(draft.alert_contacts.clone().unwrap_or_default());
        let rows = [
            &draft.technical_emergency,
            &draft.technical_non_emergency,
            &draft.merchant_issues,
            &draft.operational_internal,
        ];
        for (list, rows) in self.contacts.iter().zip(rows) {
            let rows = rows.as_deref().unwrap_or_default();
            let filled = rows.iter().map(ContactRow::from_draft).collect();
            list.set(if rows.is_empty() { vec![self.new_contact()] } else { filled });
        }
        self.public.fill(draft.operational_public.clone().unwrap_or_default());
        let rows = draft.operational_support.as_deref().unwrap_or_default();
        let filled = rows.iter().map(ScheduleRow::from_draft).collect();
        self.schedules.set(if rows.is_empty() { vec![self.new_schedule()] } else { filled });
    }

    /// Fills the form with what is stored, which then counts as unchanged.
    pub fn fill_stored(&self, stored: &Draft, version: i64) {
        self.fill(stored);
        self.base_version.set(version);
        self.mark_pristine();
    }

    /// Says that what is typed now is what is stored.
    pub fn mark_pristine(&self) {
        self.pristine.set(self.draft());
        self.refused.set((Draft::default(), Vec::new()));
    }

    /// What was typed when the form was filled with what is stored.
    #[must_use]
    pub fn pristine(&self) -> Draft {
        self.pristine.get()
    }

    /// The fields in which something was typed that isn't stored.
    #[must_use]
    pub fn changed_fields(&self) -> Vec<Field> {
        self.pristine.with(|pristine| self.draft().differences(pristine))
    }

    /// Whether the field can be given.
    #[must_use]
    pub fn is_available(&self, field: Field) -> bool {
        self.requirements.with(|requirements| requirements.of(field) != Requirement::Unavailable)
    }

    /// The only section that is shown; `None` when all are, also where that one isn't asked for.
    #[must_use]
    pub fn section(&self) -> Option<Field> {
        self.only.get().filter(|section| self.is_available(*section))
    }

    /// Everything that is wrong with what is shown.
    #[must_use]
    pub fn shown_errors(&self) -> Vec<Error> {
        let section = self.section();
        let mut errors = self.errors.get();
        errors.retain(|error| section.is_none() || error.pointer.field() == section);
        errors
    }

    /// Takes in the errors that the server found in this draft. They show until their field changes.
    pub fn refuse(&self, draft: Draft, errors: Vec<Error>) {
        self.refused.set((draft, errors));
    }

    /// From now on every field shows its errors.
    pub fn touch_all(&self) {
        self.alert_contacts.touch();
        for list in self.contacts {
            list.touch();
            list.for_each(ContactRow::touch);
        }
        self.public.touch();
        self.schedules.touch();
        self.schedules.for_each(ScheduleRow::touch);
    }

    /// A contact to type into, written to in the language shown.
    #[must_use]
    pub fn new_contact(&self) -> ContactRow {
        ContactRow::empty(&(self.surroundings.language)())
    }

    /// A schedule to type into, in the browser's own zone and the language shown.
    #[must_use]
    pub fn new_schedule(&self) -> ScheduleRow {
        ScheduleRow::empty(&(self.surroundings.time_zone)(), &(self.surroundings.language)())
    }

    /// The id of the page's element for what a pointer points to.
    #[must_use]
    pub fn element_id(&self, pointer: &Pointer) -> Option<String> {
        let mut parts = pointer.as_str().split('/').skip(1);
        let field = Field::from_id(parts.next()?)?;
        let Some(first) = parts.next() else { return Some(field.id().to_owned()) };
        match field {
            Field::AlertContacts => Some(field.id().to_owned()),
            Field::OperationalPublic => Some(self.public.element_id(first)),
            Field::OperationalSupport => {
                let schedule = self.schedules.at(first)?;
                Some(schedule.element_id(parts.next(), parts.nth(1), parts.next()))
            }
            _ => Some(self.contacts(field)?.at(first)?.element_id(parts.next())),
        }
    }

    fn inputs(self) -> Inputs {
        Inputs {
            alert_contacts: self.alert_contacts,
            contacts: self.contacts,
            public: self.public,
            schedules: self.schedules,
        }
    }
}

/// The part of the form that is typed into.
#[derive(Clone, Copy)]
struct Inputs {
    alert_contacts: List<String>,
    contacts: [List<ContactRow>; 4],
    public: PublicRow,
    schedules: List<ScheduleRow>,
}

impl Inputs {
    fn draft(&self, requirements: Requirements) -> Draft {
        let [emergency, non_emergency, merchant_issues, internal] =
            self.contacts.map(|list| Some(list.map(ContactRow::draft)));
        let everything = Draft {
            alert_contacts: Some(self.alert_contacts.map(Clone::clone)),
            technical_emergency: emergency,
            technical_non_emergency: non_emergency,
            merchant_issues: merchant_issues.filter(|_| self.is_given(requirements)),
            operational_internal: internal,
            operational_public: Some(self.public.draft()),
            operational_support: Some(self.schedules.map(ScheduleRow::draft)),
        };
        everything.restricted_to(&requirements)
    }

    /// A field that isn't required yet counts as left out while nothing is typed into it.
    fn is_given(&self, requirements: Requirements) -> bool {
        let [_, _, list, _] = self.contacts;
        requirements.of(Field::MerchantIssues) != Requirement::Optional
            || list.map(ContactRow::is_blank).contains(&false)
    }
}

fn judge(draft: &Draft, asked: Requirements, users: &[User], zones: Zones, surroundings: Surroundings) -> Vec<Error> {
    let ids: Vec<String> = users.iter().map(|user| user.id.clone()).collect();
    zones.with(|names| {
        let context = Context {
            requirements: &asked,
            users: &ids,
            domain_to_ascii: &surroundings.domain_to_ascii,
            is_time_zone: &|name| zones::is_time_zone(names, name),
            lower_case: &surroundings.lower_case,
        };
        parse(draft, &context).err().unwrap_or_default()
    })
}

fn add_refused(errors: &mut Vec<Error>, theirs: &[Error], refused: &Draft, now: &Draft) {
    for error in theirs {
        let is_unchanged = error.pointer.field().is_none_or(|field| refused.agrees_on(field, now));
        if is_unchanged && !errors.contains(error) {
            errors.push(error.clone());
        }
    }
}
