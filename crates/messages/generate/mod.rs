//! From language files to typed keys and compact catalogues.
//!
//! `build.rs` runs this; the tests include it too and feed it files that are wrong. Everything that is wrong is collected
//! and told at once, each problem with its language, file and key. To add a language, add a row to [`LANGUAGES`] and its
//! file: the build then asks for whatever is missing.

mod check;
mod read;
mod write;

/// A language that the interface speaks.
#[derive(Debug)]
pub(crate) struct Language {
    /// The BCP 47 tag, which is also the name of the file.
    pub(crate) tag: &'static str,
    /// The language's own name for itself.
    pub(crate) endonym: &'static str,
    /// The CLDR cardinal categories that a plural message must have: those that a whole number below a million can have.
    pub(crate) plurals: &'static [&'static str],
    /// Categories that may be given, but that no number we ever show falls into.
    pub(crate) optional_plurals: &'static [&'static str],
    /// Whether the category `one` holds the number 1 alone, so that its text may do without the digit. In Brazilian
    /// Portuguese it holds 0 as well.
    pub(crate) one_is_exactly_one: bool,
}

impl Language {
    pub(crate) fn file(&self) -> String {
        format!("{}.toml", self.tag)
    }
}

/// The languages; English comes first, and all the others are held against it.
pub(crate) const LANGUAGES: [Language; 6] = [
    Language {
        tag: "en",
        endonym: "English",
        plurals: &["one", "other"],
        optional_plurals: &[],
        one_is_exactly_one: true,
    },
    Language {
        tag: "pl",
        endonym: "Polski",
        plurals: &["one", "few", "many"],
        // Fractions only.
        optional_plurals: &["other"],
        one_is_exactly_one: true,
    },
    Language {
        tag: "de",
        endonym: "Deutsch",
        plurals: &["one", "other"],
        optional_plurals: &[],
        one_is_exactly_one: true,
    },
    Language {
        tag: "pt-BR",
        endonym: "Português (Brasil)",
        plurals: &["one", "other"],
        // Whole millions only; so it is for Italian and Spanish.
        optional_plurals: &["many"],
        one_is_exactly_one: false,
    },
    Language {
        tag: "it",
        endonym: "Italiano",
        plurals: &["one", "other"],
        optional_plurals: &["many"],
        one_is_exactly_one: true,
    },
    Language {
        tag: "es",
        endonym: "Español",
        plurals: &["one", "other"],
        optional_plurals: &["many"],
        one_is_exactly_one: true,
    },
];

/// A language file as it was read.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) language: &'static Language,
    /// Where it is, for what is said about it.
    pub(crate) directory: &'static str,
    pub(crate) text: String,
}

/// What becomes of a key that English has and a language lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    Refused,
    FallBackToEnglish,
}

/// Everything that the build writes.
#[derive(Debug)]
pub(crate) struct Generated {
    /// The Rust module with a module a section and a constant or function a key.
    pub(crate) keys: String,
    /// The Rust items that describe the catalogue: its shape, its number of lines, its languages.
    pub(crate) shape: String,
    /// The compact catalogues in the order of the sources.
    pub(crate) compact: Vec<String>,
    /// Keys that fell back to English.
    pub(crate) warnings: Vec<String>,
    /// How many keys there are.
    pub(crate) lines: usize,
}

/// Checks the sources, the first of which is English, and generates everything from them. The first key gets the number
/// `first_line`: those of mails come after those of the interface, so that one catalogue can hold both.
pub(crate) fn generate(sources: &[Source], first_line: usize, missing: Missing) -> Result<Generated, Vec<String>> {
    let mut problems = Vec::new();
    let mut warnings = Vec::new();
    let mut catalogues: Vec<_> = sources.iter().map(|source| read::read(source, &mut problems)).collect();
    if let Some((english, translations)) = catalogues.split_first_mut() {
        check::english(english, &mut problems);
        for translation in translations {
            let lacking = check::translation(english, translation, &mut problems);
            match missing {
                Missing::Refused => problems.extend(lacking),
                Missing::FallBackToEnglish => {
                    translation.fall_back_to(english);
                    warnings.extend(lacking.into_iter().map(|problem| problem + "; English is shown instead"));
                }
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(write::write(&catalogues, first_line, warnings))
}
