//! All languages in the binary, with plural rules: for the server, and for whatever writes the files that the browser
//! fetches.

use std::sync::OnceLock;

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};

use crate::{COMPACT, Catalogue, Plural, SECTIONS, TAGS};

/// The compact files of what only mails say, in the order of the tags.
const MAIL: [&str; TAGS.len()] = include!(concat!(env!("OUT_DIR"), "/mail/texts.rs"));

/// The compact file of a language, or nothing for a tag that isn't ours.
#[must_use]
pub fn compact(tag: &str) -> Option<&'static str> {
    let position = TAGS.iter().position(|own| *own == tag)?;
    COMPACT.get(position).copied()
}

/// The sections that the modal speaks from when it is inside other pages, whose visitors fetch no others. A test tells when one
/// is missing here: `tests/modal.rs`.
pub const MODAL: [&str; 26] = [
    "action",
    "alert",
    "announce",
    "asked",
    "conflict",
    "contact",
    "draft",
    "embed",
    "error",
    "gate",
    "hint",
    "membership",
    "problem",
    "role",
    "save",
    "schedule",
    "section",
    "session",
    "summary",
    "term",
    "told",
    "viewer",
    "visibility",
    "warning",
    "week",
    "word",
];

/// The compact file of a language with the texts of some sections. The lines of all others are there, and empty, so that every
/// text has the same line as in the whole file.
#[must_use]
pub fn compact_of(tag: &str, sections: &[&str]) -> Option<String> {
    let (heading, lines) = compact(tag)?.split_once('\n')?;
    let section_of = |line: usize| {
        let (section, _) = SECTIONS.iter().rev().find(|(_, first)| *first <= line)?;
        Some(*section)
    };
    let mut text = [heading, "\n"].concat();
    for (line, words) in lines.lines().enumerate() {
        if section_of(line).is_some_and(|section| sections.contains(&section)) {
            text.push_str(words);
        }
        text.push('\n');
    }
    Some(text)
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
    /// The texts of a language that is in the binary, with those of mails. They are read once.
    #[must_use]
    pub fn embedded(tag: &str) -> Option<&'static Self> {
        static CATALOGUES: [OnceLock<Option<Catalogue>>; TAGS.len()] = [const { OnceLock::new() }; TAGS.len()];
        let position = TAGS.iter().position(|own| *own == tag)?;
        CATALOGUES.get(position)?.get_or_init(|| Self::read_embedded(position)).as_ref()
    }

    fn read_embedded(position: usize) -> Option<Self> {
        let mut catalogue = Self::from_compact(COMPACT.get(position)?).ok()?;
        catalogue.append(MAIL.get(position)?);
        Some(catalogue)
    }
}
