//! Names of people, teams and services.

use crate::{Code, limits};

/// A name: 1 to [`limits::NAME_LENGTH`] characters on one line, none of them invisible controls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// Reads a name, leaving out white space around it.
    ///
    /// # Errors
    /// `Required` when nothing is left, `TooLong`, or `InvalidName` when it has control characters.
    pub fn parse(text: &str) -> Result<Self, Code> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Code::Required);
        }
        if text.chars().any(is_control) {
            return Err(Code::InvalidName);
        }
        if text.chars().count() > limits::NAME_LENGTH {
            return Err(Code::TooLong { max: limits::NAME_LENGTH });
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a character steers the text around it instead of being read. Names end up in mail
/// headers and lists, where a line break adds a header and a bidirectional override (Unicode
/// TR 9) makes one name look like another.
pub(crate) fn is_control(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let longest = "ż".repeat(limits::NAME_LENGTH);
        let too_long = "ż".repeat(limits::NAME_LENGTH + 1);
        let rows: &[(&str, Result<&str, Code>)] = &[
            ("On call", Ok("On call")),
            ("  Zoë O’Brien\t", Ok("Zoë O’Brien")),
            (&longest, Ok(&longest)),
            (&too_long, Err(Code::TooLong { max: limits::NAME_LENGTH })),
            ("", Err(Code::Required)),
            (" \u{a0}\n", Err(Code::Required)),
            ("a\nb", Err(Code::InvalidName)),
            ("a\0b", Err(Code::InvalidName)),
            ("a\u{85}b", Err(Code::InvalidName)),
            ("evil\u{202E}live", Err(Code::InvalidName)),
        ];
        for (text, expected) in rows {
            let name = Name::parse(text);
            assert_eq!(name.as_ref().map(Name::as_str).map_err(|code| *code), *expected, "{text:?}");
        }
    }
}
