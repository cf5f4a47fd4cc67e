//! All languages in the binary, with plural rules: for the server, and for whatever writes the files that the browser
//! fetches.

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};

use crate::{COMPACT, Catalogue, Plural, TAGS};

/// The compact files of what only mails say, in the order of the tags.
const MAIL: [&str; TAGS.len()] = include!(concat!(env!("OUT_DIR"), "/mail/texts.rs"));

/// The compact file of a language, or nothing for a tag that isn't ours.
#[must_use]
pub fn compact(tag: &str) -> Option<&'static str> {
    let position = TAGS.iter().position(|own| *own == tag)?;
    COMPACT.get(position).copied()
}

/// The plural category of a number in a language, by CLDR's cardinal rules.
#[must_use]
pub fn plural(tag: &str, count: u32) -> Plural {
    let Ok(locale) = tag.parse::<Locale>() else {
        return Plural::Other;
    };
    let Ok(rules) = PluralRules::try_new_cardinal(locale.into()) else {
        return Plural::Other;
    };
    match rules.category_for(count) {
        PluralCategory::Zero => Plural::Zero,
        PluralCategory::One => Plural::One,
        PluralCategory::Two => Plural::Two,
        PluralCategory::Few => Plural::Few,
        PluralCategory::Many => Plural::Many,
        PluralCategory::Other => Plural::Other,
    }
}

impl Catalogue {
    /// The texts of a language that is in the binary, with those of mails.
    #[must_use]
    pub fn embedded(tag: &str) -> Option<Self> {
        let position = TAGS.iter().position(|own| *own == tag)?;
        let mut catalogue = Self::from_compact(COMPACT.get(position)?).ok()?;
        catalogue.append(MAIL.get(position)?);
        Some(catalogue)
    }
}
