//! The catalogue of integration kinds: built in, or the operator's own from the configuration file.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

/// A kind's id is part of rows and of messages' keys; this keeps it readable and its index small.
const KIND_ID_MAX: usize = 64;

/// The kinds that are there when the operator configures none, and whether each has merchant issues.
const BUILT_IN: [(&str, bool); 4] =
    [("ordering", true), ("things_to_do", false), ("reservations", true), ("appointments", true)];

/// A kind as the configuration file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindSettings {
    /// Its id: lower-case letters, digits and underscores.
    pub id: String,
    /// Whether merchants can complain about what this kind does, so that somebody must be told.
    pub merchant_issues: bool,
    /// Its name by language tag; built-in kinds have theirs already.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
}

/// A kind of integration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its id.
    pub id: String,
    /// Whether the field for merchant issues is asked for accounts with an integration of this kind.
    pub merchant_issues: bool,
    /// Names that the operator gave, by language tag. Empty for a built-in kind that wasn't renamed.
    pub names: BTreeMap<String, String>,
}

/// All kinds, in the order in which they are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue(Arc<[Kind]>);

impl Catalogue {
    /// The operator's kinds, or the built-in ones if it names none.
    ///
    /// # Errors
    /// When a kind's id is malformed or appears twice, or a kind of the operator's own has no English name.
    pub fn from_settings(settings: Vec<KindSettings>) -> Result<Self, String> {
        if settings.is_empty() {
            return Ok(Self::default());
        }
        let mut kinds: Vec<Kind> = Vec::new();
        for KindSettings { id, merchant_issues, names } in settings {
            if id.is_empty() || id.len() > KIND_ID_MAX || !id.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_'))
            {
                return Err(format!("the id `{id}` must have lower-case letters, digits and underscores only"));
            }
            if kinds.iter().any(|kind| kind.id == id) {
                return Err(format!("the id `{id}` appears twice"));
            }
            let is_built_in = BUILT_IN.iter().any(|(built_in, _)| *built_in == id);
            if !is_built_in && !names.contains_key("en") {
                return Err(format!("the kind `{id}` needs at least an English name (`names.en`)"));
            }
            kinds.push(Kind { id, merchant_issues, names });
        }
        Ok(Self(kinds.into()))
    }

    /// The kind with this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Kind> {
        self.0.iter().find(|kind| kind.id == id)
    }

    /// All kinds.
    pub fn iter(&self) -> impl Iterator<Item = &Kind> {
        self.0.iter()
    }
}

impl Default for Catalogue {
    fn default() -> Self {
        let kinds =
            BUILT_IN.map(|(id, merchant_issues)| Kind { id: id.to_owned(), merchant_issues, names: BTreeMap::new() });
        Self(kinds.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(id: &str, names: &[(&str, &str)]) -> KindSettings {
        let names = names.iter().map(|(tag, name)| ((*tag).to_owned(), (*name).to_owned())).collect();
        KindSettings { id: id.to_owned(), merchant_issues: false, names }
    }

    #[test]
    fn without_settings_the_built_in_kinds_are_there() {
        let catalogue = Catalogue::from_settings(Vec::new()).unwrap();
        let with_merchant_issues: Vec<_> =
            catalogue.iter().filter(|kind| kind.merchant_issues).map(|kind| kind.id.as_str()).collect();
        assert_eq!(with_merchant_issues, ["ordering", "reservations", "appointments"]);
    }

    #[test]
    fn an_operator_s_kinds_replace_them() {
        let catalogue =
            Catalogue::from_settings(vec![kind("parcels", &[("en", "Parcels")]), kind("ordering", &[])]).unwrap();
        assert!(catalogue.find("parcels").is_some() && catalogue.find("reservations").is_none());
        assert_eq!(catalogue.find("ordering").map(|kind| kind.merchant_issues), Some(false));
    }

    #[test]
    fn mistakes_are_named() {
        for (kinds, expected) in [
            (vec![kind("Parcels", &[("en", "x")])], "`Parcels` must have"),
            (vec![kind("", &[("en", "x")])], "`` must have"),
            (vec![kind("parcels", &[("de", "Pakete")])], "`names.en`"),
            (vec![kind("ordering", &[]), kind("ordering", &[])], "`ordering` appears twice"),
        ] {
            let problem = Catalogue::from_settings(kinds).unwrap_err();
            assert!(problem.contains(expected), "{problem}");
        }
    }
}
