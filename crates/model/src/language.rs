//! The six languages in which Callsheet speaks and writes.

use serde::{Deserialize, Serialize};

/// A language that a contact can be written to in, and that the portal can be shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    English,
    /// Polish.
    #[serde(rename = "pl")]
    Polish,
    /// German.
    #[serde(rename = "de")]
    German,
    /// Portuguese as written in Brazil.
    #[serde(rename = "pt-BR")]
    BrazilianPortuguese,
    /// Italian.
    #[serde(rename = "it")]
    Italian,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
}

impl Language {
    /// All languages, in the order in which they are offered.
    pub const ALL: [Language; 6] = [
        Language::English,
        Language::Polish,
        Language::German,
        Language::BrazilianPortuguese,
        Language::Italian,
        Language::Spanish,
    ];

    /// The language's BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Polish => "pl",
            Language::German => "de",
            Language::BrazilianPortuguese => "pt-BR",
            Language::Italian => "it",
            Language::Spanish => "es",
        }
    }

    /// The language with this tag, in any case: BCP 47 tags are case-insensitive (RFC 5646,
    /// section 2.1.1).
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(tag))
    }
}
