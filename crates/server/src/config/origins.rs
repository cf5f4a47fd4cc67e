//! Origins: a list in the file, or one text with commas, which is all that the environment can hold.

use std::fmt;

use model::Origin;
use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};

use super::ConfigError;
use super::error::setting;
use crate::verdict::domain_to_ascii;

/// All of them are told to browsers with each page that shows the gate, in a header.
const ORIGINS_MAX: usize = 50;

/// The origins as written.
#[derive(Debug, Default)]
pub(super) struct Listed(Vec<String>);

impl Listed {
    /// The origins, each once.
    pub(super) fn parse(self) -> Result<Vec<Origin>, ConfigError> {
        let mut origins = Vec::new();
        for text in self.0.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
            let origin = Origin::parse(text, &domain_to_ascii).map_err(|_| {
                setting(
                    "embed_origins",
                    "each must be an origin such as https://host.example, without a path or a wildcard; http only on \
                     localhost",
                )
            })?;
            if !origins.contains(&origin) {
                origins.push(origin);
            }
        }
        if origins.len() > ORIGINS_MAX {
            return Err(setting("embed_origins", format!("must be at most {ORIGINS_MAX}")));
        }
        Ok(origins)
    }
}

impl<'de> Deserialize<'de> for Listed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor).map(Self)
    }
}

struct ListVisitor;

impl<'de> Visitor<'de> for ListVisitor {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of origins, or one text with commas between them")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.split(',').map(str::to_owned).collect())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = list.next_element()? {
            texts.push(text);
        }
        Ok(texts)
    }
}
