//! The words of the interface: typed keys, one file a language, plural rules.
//!
//! The texts live in `languages/*.toml`, one section a feature. The build turns them into [`key`]: a constant for each
//! plain text, a function with named arguments for each text with placeholders or plural forms. A key that a language
//! lacks or has too many, other placeholders than English, wrong plural forms or an empty text fail the build.
//!
//! The browser doesn't carry any texts: it fetches one language as a compact file ([`Language::file`]) and reads it with
//! [`Catalogue::from_compact`]. With the feature `embedded`, all languages and their plural rules are in the binary, and so
//! is what only mails say: `languages/mail/*.toml`, whose keys are in [`mail`]. No browser downloads that.
//!
//! To add a text, add it to `languages/en.toml` and to every other language. While a feature is written before it is
//! translated, `MESSAGES_ALLOW_MISSING=1` in the environment of the build shows English where a translation lacks.

mod catalogue;
#[cfg(feature = "embedded")]
pub mod embedded;

/// The typed keys: a module a section, documented with the English texts.
pub mod key {
    include!(concat!(env!("OUT_DIR"), "/keys.rs"));
}

/// The typed keys of what only mails say. They are found in the catalogues that are in the binary.
#[cfg(feature = "embedded")]
pub mod mail {
    include!(concat!(env!("OUT_DIR"), "/mail/keys.rs"));
}

pub use catalogue::{Catalogue, Message, Plural, Refused, Text};

include!(concat!(env!("OUT_DIR"), "/shape.rs"));

/// A language that the interface speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// The BCP 47 tag.
    pub tag: &'static str,
    /// The language's own name for itself.
    pub endonym: &'static str,
}

/// The language with that tag.
#[must_use]
pub fn language(tag: &str) -> Option<&'static Language> {
    const ALL: &[Language] = &LANGUAGES;
    ALL.iter().find(|language| language.tag == tag)
}
