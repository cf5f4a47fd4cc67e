//! The names of all time zones. They are a file of their own, which comes when there is a form to choose from them in: nothing
//! else waits for it, and nobody else pays for it.

use model::ZoneNames;

use crate::reactive::prelude::*;
use crate::{api, browser};

/// The names, once they are there. A copy is their address.
#[derive(Clone, Copy)]
pub struct Zones(RwSignal<String>);

impl Zones {
    pub(super) fn new() -> Self {
        Self(RwSignal::new(String::new()))
    }

    /// Brings them, unless they are there.
    pub async fn bring(self) {
        if self.0.with_untracked(String::is_empty)
            && let Ok(file) = api::get_text(&browser::time_zones()).await
        {
            self.0.set(file);
        }
    }

    /// Does something with them; with `None` as long as they aren't there.
    pub(super) fn with<T>(self, act: impl FnOnce(Option<ZoneNames<'_>>) -> T) -> T {
        self.0.with(|file| act((!file.is_empty()).then(|| ZoneNames::new(file))))
    }

    #[cfg(test)]
    pub(super) fn arrive(self, file: &str) {
        self.0.set(file.to_owned());
    }
}

/// Whether there is a zone of this name. What can't be known yet is no mistake: the server looks at it again.
pub(super) fn is_time_zone(names: Option<ZoneNames<'_>>, name: &str) -> bool {
    names.is_none_or(|names| names.contain(name))
}

/// The options to choose from. They are many and never change, so the browser is handed them as one text instead of one view
/// each.
pub(super) fn options(names: Option<ZoneNames<'_>>, chosen: &str) -> String {
    let mut options = String::from("<option value=\"\"></option>");
    let mut add = |name: &str| {
        for part in ["<option value=\"", name, "\">", &name.replace('_', " "), "</option>"] {
            options.push_str(part);
        }
    };
    // An alias that was saved before is offered, too: it is kept as written.
    let is_listed = names.is_some_and(|names| names.of_places().any(|name| name == chosen));
    if !is_listed && !chosen.is_empty() && is_plain(chosen) && is_time_zone(names, chosen) {
        add(chosen);
    }
    names.into_iter().flat_map(ZoneNames::of_places).for_each(add);
    options
}

/// Whether a name has no characters that HTML would mind. Colleagues may have written anything where a zone should be.
fn is_plain(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERED: &str = "<option value=\"Asia/Calcutta\">Asia/Calcutta</option>";

    #[test]
    fn what_is_chosen_is_offered_before_the_names_are_there() {
        assert_eq!(options(None, ""), "<option value=\"\"></option>");
        assert_eq!(options(None, "Asia/Calcutta"), ["<option value=\"\"></option>", OFFERED].concat());
        assert_eq!(options(None, "\"><img src=x>"), "<option value=\"\"></option>");
    }

    #[test]
    fn all_names_of_places_are_offered_and_an_alias_that_was_chosen() {
        let names = Some(ZoneNames::BUILT_IN);
        let count = |chosen| options(names, chosen).matches("<option").count();
        let places = ZoneNames::BUILT_IN.of_places().count();
        assert_eq!(["", "Europe/Warsaw", "Mars", "\"><img src=x>"].map(count), [places + 1; 4]);
        assert_eq!(count("Asia/Calcutta"), places + 2);
        let options = options(names, "Asia/Calcutta");
        assert!(
            options.contains(OFFERED)
                && options.contains("<option value=\"Africa/Dar_es_Salaam\">Africa/Dar es Salaam</option>")
        );
    }

    #[test]
    fn names_are_known_or_not_once_they_are_there() {
        let names = Some(ZoneNames::BUILT_IN);
        assert!(is_time_zone(None, "Mars") && is_time_zone(names, "Asia/Calcutta") && !is_time_zone(names, "Mars"));
    }

    #[test]
    fn no_name_has_characters_that_html_would_mind() {
        assert!(ZoneNames::BUILT_IN.of_places().all(is_plain));
    }
}
