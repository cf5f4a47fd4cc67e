//! Time zones by their names in the IANA database.
//!
//! Browsers differ in the names that they list and leave aliases out, so neither side asks its own database whether a name
//! exists; both ask one list. It stands in a file, `time-zones.txt`, which the server has in itself and the browser fetches:
//! first the names that stand for a place (the database's `zone.tab`, release 2026e) and UTC, then, after an empty line,
//! all others: aliases, former names and fixed offsets. A test holds it against jiff's copy of the database, and fails when a
//! newer release brings a name that is missing: then add it where it belongs, in alphabetical order.

use crate::Code;

/// The name of an IANA time zone. Aliases such as `Asia/Calcutta` are kept as written: people
/// recognise the name that they chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeZone(String);

impl TimeZone {
    /// Reads a name, leaving out white space around it. `is_known` says whether the database has a name.
    ///
    /// # Errors
    /// `Required` when nothing was given, `InvalidTimeZone` when the database has no such name.
    pub fn parse(text: &str, is_known: &dyn Fn(&str) -> bool) -> Result<Self, Code> {
        match text.trim() {
            "" => Err(Code::Required),
            name if is_known(name) => Ok(Self(name.to_owned())),
            _ => Err(Code::InvalidTimeZone),
        }
    }

    /// The zone's name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The names of all zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ZoneNames<'a>(&'a str);

impl ZoneNames<'static> {
    /// Those that this build knows. A program that doesn't ask for them hasn't got them inside.
    pub const BUILT_IN: Self = Self(include_str!("time-zones.txt"));
}

impl<'a> ZoneNames<'a> {
    /// Those of the file, once it is there.
    #[must_use]
    pub const fn new(file: &'a str) -> Self {
        Self(file)
    }

    /// Whether there is a zone of this name.
    #[must_use]
    pub fn contain(self, name: &str) -> bool {
        !name.is_empty() && self.0.lines().any(|known| known == name)
    }

    /// The names to offer for choosing: those of places, without aliases, in alphabetical order.
    pub fn of_places(self) -> impl Iterator<Item = &'a str> {
        self.0.lines().take_while(|name| !name.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_known(name: &str) -> bool {
        ZoneNames::BUILT_IN.contain(name)
    }

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
            assert_eq!(TimeZone::parse(text, &is_known).map(|_| ()), expected, "{text:?}");
        }
    }

    /// Both sides accept the same names: ours are those that jiff's copy of the database knows,
    /// so that the server can turn every accepted name into an offset.
    #[test]
    #[cfg(not(target_arch = "wasm32"))]
    fn ours_are_the_names_of_the_iana_database() {
        let database = jiff::tz::TimeZoneDatabase::bundled();
        let theirs: Vec<String> = database.available().map(|name| name.to_string()).collect();
        let unknown: Vec<&String> = theirs.iter().filter(|name| !is_known(name)).collect();
        assert!(unknown.is_empty(), "names that we lack: {unknown:?}");
        let [places, others] = lists();
        for name in places.iter().chain(&others) {
            assert!(database.get(name).is_ok(), "{name} is not in the database");
        }
    }

    #[test]
    fn the_lists_are_sorted_and_apart() {
        let [places, others] = lists();
        assert!(places.len() > 400 && others.len() > 150);
        assert!([&places, &others].into_iter().all(|list| list.is_sorted_by(|left, right| left < right)));
        assert!(places.iter().all(|name| !others.contains(name)));
    }

    fn lists() -> [Vec<&'static str>; 2] {
        let places: Vec<_> = ZoneNames::BUILT_IN.of_places().collect();
        let others = ZoneNames::BUILT_IN.0.lines().skip(places.len() + 1).collect();
        [places, others]
    }

    #[test]
    fn names_that_arent_there_yet_are_none() {
        assert!(!ZoneNames::new("").contain("UTC") && ZoneNames::new("").of_places().next().is_none());
    }
}
