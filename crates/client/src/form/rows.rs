//! The rows of the form: signals for what is typed, and whether it was touched.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::reactive::{self, prelude::*};
use model::{ContactDraft, HoursDraft, IntervalDraft, PublicContactDraft, ScheduleDraft, Weekday};

/// Ids of rows are unique in the page, so that they can name its elements.
fn next_id() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A signal that outlives the view that it is made in. Rows are made wherever something is pressed, and what is made there goes
/// once that place is drawn anew; what is typed must not.
pub(super) fn lasting<T: Clone + Send + Sync + 'static>(value: T) -> RwSignal<T> {
    reactive::lasting(|| RwSignal::new(value))
}

/// One text that is typed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Input {
    /// What is typed.
    pub value: RwSignal<String>,
    /// Whether it was left once, or submitted.
    pub touched: RwSignal<bool>,
}

impl Input {
    fn new(value: &str) -> Self {
        Self { value: lasting(value.to_owned()), touched: lasting(false) }
    }

    fn is_blank(self) -> bool {
        self.value.with(|value| value.trim().is_empty())
    }
}

/// A list of rows.
pub struct List<T: 'static> {
    rows: RwSignal<Vec<T>>,
    /// Whether something was taken away, or submitted.
    pub touched: RwSignal<bool>,
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<T> {}

impl<T: Clone + Send + Sync + 'static> List<T> {
    pub(super) fn new() -> Self {
        Self { rows: lasting(Vec::new()), touched: lasting(false) }
    }

    /// The rows.
    #[must_use]
    pub fn get(&self) -> Vec<T> {
        self.rows.get()
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.with(Vec::len)
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.with(Vec::is_empty)
    }

    pub(super) fn set(&self, rows: Vec<T>) {
        self.rows.set(rows);
        self.touched.set(false);
    }

    /// Changes the rows.
    pub fn update(&self, change: impl FnOnce(&mut Vec<T>)) {
        self.rows.update(change);
    }

    /// From now on the list shows its errors.
    pub fn touch(&self) {
        self.touched.set(true);
    }

    pub(super) fn map<R>(&self, read: impl FnMut(&T) -> R) -> Vec<R> {
        self.rows.with(|rows| rows.iter().map(read).collect())
    }

    pub(super) fn for_each(&self, act: impl FnMut(&T)) {
        self.rows.get_untracked().iter().for_each(act);
    }

    /// The row at an index that stands in a pointer.
    pub(super) fn at(&self, index: &str) -> Option<T> {
        let index: usize = index.parse().ok()?;
        self.rows.with(|rows| rows.get(index).cloned())
    }
}

/// A contact.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ContactRow {
    /// Unique in the page.
    pub id: usize,
    /// How to address them.
    pub name: Input,
    /// Where to write to.
    pub email: Input,
    /// Where to call.
    pub phone: Input,
    /// The tag of the language that they are written to in.
    pub language: Input,
}

impl ContactRow {
    pub(super) fn empty(language: &str) -> Self {
        Self::from_draft(&ContactDraft { language: language.to_owned(), ..ContactDraft::default() })
    }

    pub(super) fn from_draft(draft: &ContactDraft) -> Self {
        Self {
            id: next_id(),
            name: Input::new(&draft.name),
            email: Input::new(&draft.email),
            phone: Input::new(&draft.phone),
            language: Input::new(&draft.language),
        }
    }

    pub(super) fn draft(&self) -> ContactDraft {
        ContactDraft {
            name: self.name.value.get(),
            email: self.email.value.get(),
            phone: self.phone.value.get(),
            language: self.language.value.get(),
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.name.is_blank() && self.email.is_blank() && self.phone.is_blank()
    }

    pub(super) fn touch(&self) {
        for input in [self.name, self.email, self.phone, self.language] {
            input.touched.set(true);
        }
    }

    /// The id of the element for a part of this row.
    #[must_use]
    pub fn element_id(&self, part: Option<&str>) -> String {
        ["contact-", &self.id.to_string(), "-", part.unwrap_or("email")].concat()
    }
}

/// The contact for end users.
#[derive(Clone, Copy)]
pub struct PublicRow {
    /// The brand's address for support.
    pub email: Input,
    /// The brand's number for support.
    pub phone: Input,
    /// The brand's page for support.
    pub web_page: Input,
}

impl PublicRow {
    pub(super) fn new() -> Self {
        Self { email: Input::new(""), phone: Input::new(""), web_page: Input::new("") }
    }

    pub(super) fn fill(&self, draft: PublicContactDraft) {
        for (input, value) in [(self.email, draft.email), (self.phone, draft.phone), (self.web_page, draft.web_page)] {
            input.value.set(value);
            input.touched.set(false);
        }
    }

    pub(super) fn draft(&self) -> PublicContactDraft {
        PublicContactDraft {
            email: self.email.value.get(),
            phone: self.phone.value.get(),
            web_page: self.web_page.value.get(),
        }
    }

    pub(super) fn touch(&self) {
        for input in [self.email, self.phone, self.web_page] {
            input.touched.set(true);
        }
    }

    /// The id of the element for a part of this row.
    #[must_use]
    pub fn element_id(&self, part: &str) -> String {
        ["public-", part].concat()
    }
}

/// Whether a schedule is around the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScheduleKind {
    /// Around the clock.
    AroundTheClock,
    /// Hours per weekday.
    Weekly,
}

/// A schedule.
#[derive(Clone, Copy)]
pub struct ScheduleRow {
    /// Unique in the page.
    pub id: usize,
    /// The name of the zone.
    pub time_zone: Input,
    /// The tags of the languages spoken.
    pub languages: List<String>,
    /// What was chosen, if anything.
    pub kind: RwSignal<Option<ScheduleKind>>,
    /// Whether the choice was touched.
    pub kind_touched: RwSignal<bool>,
    /// The hours, in the order in which they were added. Kept while *around the clock* is chosen.
    pub intervals: List<IntervalRow>,
}

impl ScheduleRow {
    pub(super) fn empty(time_zone: &str, language: &str) -> Self {
        Self::from_draft(&ScheduleDraft {
            time_zone: time_zone.to_owned(),
            languages: vec![language.to_owned()],
            hours: HoursDraft::Missing,
        })
    }

    pub(super) fn from_draft(draft: &ScheduleDraft) -> Self {
        let (kind, rows) = match &draft.hours {
            HoursDraft::Missing => (None, &[][..]),
            HoursDraft::AroundTheClock => (Some(ScheduleKind::AroundTheClock), &[][..]),
            HoursDraft::Weekly(rows) => (Some(ScheduleKind::Weekly), rows.as_slice()),
        };
        let row = Self {
            id: next_id(),
            time_zone: Input::new(&draft.time_zone),
            languages: List::new(),
            kind: lasting(kind),
            kind_touched: lasting(false),
            intervals: List::new(),
        };
        row.languages.set(draft.languages.clone());
        row.intervals.set(rows.iter().filter_map(IntervalRow::from_draft).collect());
        row
    }

    pub(super) fn draft(&self) -> ScheduleDraft {
        ScheduleDraft {
            time_zone: self.time_zone.value.get(),
            languages: self.languages.get(),
            hours: match self.kind.get() {
                None => HoursDraft::Missing,
                Some(ScheduleKind::AroundTheClock) => HoursDraft::AroundTheClock,
                Some(ScheduleKind::Weekly) => HoursDraft::Weekly(self.intervals.map(IntervalRow::draft)),
            },
        }
    }

    pub(super) fn touch(&self) {
        self.time_zone.touched.set(true);
        self.languages.touch();
        self.kind_touched.set(true);
        self.intervals.touch();
        self.intervals.for_each(IntervalRow::touch);
    }

    /// The id of the element for a part of this row: `time_zone`, `languages`, `hours`, or within the
    /// hours the interval at an index, and its part.
    #[must_use]
    pub fn element_id(&self, part: Option<&str>, interval: Option<&str>, of_interval: Option<&str>) -> String {
        match interval.and_then(|index| self.intervals.at(index)) {
            Some(interval) => interval.element_id(of_interval),
            None => ["schedule-", &self.id.to_string(), "-", part.unwrap_or("time_zone")].concat(),
        }
    }
}

/// Hours on one day.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct IntervalRow {
    /// Unique in the page.
    pub id: usize,
    /// The day.
    pub day: Weekday,
    /// When they begin.
    pub from: Input,
    /// When they end.
    pub to: Input,
}

impl IntervalRow {
    /// Hours to change or to type into.
    #[must_use]
    pub fn new(day: Weekday, from: &str, to: &str) -> Self {
        Self { id: next_id(), day, from: Input::new(from), to: Input::new(to) }
    }

    fn from_draft(draft: &IntervalDraft) -> Option<Self> {
        Some(Self::new(Weekday::from_id(&draft.day)?, &draft.from, &draft.to))
    }

    pub(super) fn draft(&self) -> IntervalDraft {
        IntervalDraft { day: self.day.id().to_owned(), from: self.from.value.get(), to: self.to.value.get() }
    }

    pub(super) fn touch(&self) {
        self.from.touched.set(true);
        self.to.touched.set(true);
    }

    /// The id of the element for a part of this row.
    #[must_use]
    pub fn element_id(&self, part: Option<&str>) -> String {
        ["interval-", &self.id.to_string(), "-", part.unwrap_or("from")].concat()
    }
}
