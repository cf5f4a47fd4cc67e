//! The words of the language shown.

use std::cell::RefCell;

use messages::{Catalogue, Message, Plural, Text};

use crate::reactive::prelude::*;
use crate::{api, browser};

thread_local! {
    static CATALOGUE: RefCell<Option<Catalogue>> = const { RefCell::new(None) };
}

/// The tag of the language shown. Setting it through [`show_language`] makes all views anew.
#[derive(Clone, Copy)]
pub struct ShownLanguage(pub RwSignal<String>);

/// Fetches a language and shows it.
///
/// # Errors
/// When the file can't be had, or belongs to another build; the language shown stays.
pub async fn show_language(shown: ShownLanguage, tag: &str) -> Result<(), api::Failure> {
    let file = api::get_text(&browser::messages(tag)).await?;
    let catalogue = Catalogue::from_compact(&file).map_err(|_| api::Failure::Unreadable)?;
    speak(catalogue);
    browser::set_page_language(tag);
    shown.0.set(tag.to_owned());
    Ok(())
}

/// From now on all texts come from this catalogue.
pub(crate) fn speak(catalogue: Catalogue) {
    CATALOGUE.with_borrow_mut(|current| *current = Some(catalogue));
}

/// A plain text.
#[must_use]
pub fn text(key: Text) -> String {
    CATALOGUE.with_borrow(|catalogue| {
        catalogue.as_ref().map_or_else(String::new, |catalogue| catalogue.text(key).to_owned())
    })
}

/// A text with what goes into it.
#[must_use]
pub fn message(message: &Message) -> String {
    CATALOGUE.with_borrow(|catalogue| {
        let Some(catalogue) = catalogue else { return String::new() };
        let plural = |count| Plural::from_name(&browser::plural(catalogue.tag(), count));
        catalogue.format(message, plural)
    })
}

/// A date and time, as people write it in the language shown.
#[must_use]
pub fn moment(iso: &str) -> String {
    browser::moment(&tag(), iso, "full")
}

/// A time of day, as people write it in the language shown.
#[must_use]
pub fn time(iso: &str) -> String {
    browser::moment(&tag(), iso, "time")
}

/// A date, as people write it in the language shown.
#[must_use]
pub fn day(iso: &str) -> String {
    browser::day(&tag(), iso)
}

/// The name of a weekday.
#[must_use]
pub fn weekday(day: model::Weekday) -> String {
    browser::weekday(&tag(), day.index(), "long")
}

/// The short name of a weekday.
#[must_use]
pub fn short_weekday(day: model::Weekday) -> String {
    browser::weekday(&tag(), day.index(), "short")
}

/// The tag of the language shown.
#[must_use]
pub fn tag() -> String {
    CATALOGUE.with_borrow(|catalogue| {
        catalogue.as_ref().map_or_else(browser::language, |catalogue| catalogue.tag().to_owned())
    })
}
