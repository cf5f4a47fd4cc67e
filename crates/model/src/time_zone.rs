//! Time zones by their names in the IANA database.

use crate::Code;
use crate::zone_names::{CANONICAL, LINKS};

/// The name of an IANA time zone. Aliases such as `Asia/Calcutta` are kept as written: people
/// recognise the name that they chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeZone(String);

impl TimeZone {
    /// Reads a name, leaving out white space around it.
    ///
    /// # Errors
    /// `Required` when nothing was given, `InvalidTimeZone` when the database has no such name.
    pub fn parse(text: &str) -> Result<Self, Code> {
        let name = text.trim();
        if name.is_empty() {
            return Err(Code::Required);
        }
        let is_known = Self::canonical_names().chain(LINKS.lines()).any(|known| known == name);
        if is_known { Ok(Self(name.to_owned())) } else { Err(Code::InvalidTimeZone) }
    }

    /// The zone's name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The names to offer for choosing: those of places, without aliases, in alphabetical order.
    pub fn canonical_names() -> impl Iterator<Item = &'static str> {
        CANONICAL.lines()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let rows = [
            ("Europe/Warsaw", Ok(())),
            (" America/Sao_Paulo\n", Ok(())),
            ("America/Argentina/Buenos_Aires", Ok(())),
            ("Asia/Calcutta", Ok(())),
            ("Asia/Kolkata", Ok(())),
            ("UTC", Ok(())),
            ("Etc/GMT+5", Ok(())),
            ("Europe/Warsawa", Err(Code::InvalidTimeZone)),
            ("europe/warsaw", Err(Code::InvalidTimeZone)),
            ("Europe", Err(Code::InvalidTimeZone)),
            ("Europe/Warsaw\nEurope/Rome", Err(Code::InvalidTimeZone)),
            ("+02:00", Err(Code::InvalidTimeZone)),
            ("", Err(Code::Required)),
        ];
        for (text, expected) in rows {
            assert_eq!(TimeZone::parse(text).map(|_| ()), expected, "{text:?}");
        }
    }

    /// Both sides accept the same names: ours are those that jiff's copy of the database knows,
    /// so that the server can turn every accepted name into an offset.
    #[test]
    #[cfg(not(target_arch = "wasm32"))]
    fn ours_are_the_names_of_the_iana_database() {
        let database = jiff::tz::TimeZoneDatabase::bundled();
        let theirs: Vec<String> = database.available().map(|name| name.to_string()).collect();
        let unknown: Vec<&String> = theirs.iter().filter(|name| TimeZone::parse(name).is_err()).collect();
        assert!(unknown.is_empty(), "names that we lack: {unknown:?}");
        for name in CANONICAL.lines().chain(LINKS.lines()) {
            assert!(database.get(name).is_ok(), "{name} is not in the database");
        }
    }

    #[test]
    fn the_lists_are_sorted_and_apart() {
        let sorted = |list: &str| list.lines().is_sorted_by(|left, right| left < right);
        assert!(sorted(CANONICAL) && sorted(LINKS));
        assert!(CANONICAL.lines().all(|name| LINKS.lines().all(|link| link != name)));
    }
}
