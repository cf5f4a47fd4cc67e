//! Telephone numbers.

use crate::{Code, limits};

/// An international telephone number in E.164 form: `+`, then 7 to 15 digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Reads a number as people write it: spaces, dots, hyphens and parentheses are left out, and
    /// `00` at the front stands for `+`.
    ///
    /// # Errors
    /// `Required` when nothing was written, else `InvalidPhone`.
    pub fn parse(text: &str) -> Result<Self, Code> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Code::Required);
        }
        let compact: String = text.chars().filter(|character| !is_separator(*character)).collect();
        let digits = compact.strip_prefix('+').or_else(|| compact.strip_prefix("00")).ok_or(Code::InvalidPhone)?;
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0')
            && (limits::PHONE_MIN_DIGITS..=limits::PHONE_MAX_DIGITS).contains(&digits.len());
        if is_number { Ok(Self(["+", digits].concat())) } else { Err(Code::InvalidPhone) }
    }

    /// The number in E.164 form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What people put between digits. The two Unicode hyphens come with text copied from web pages.
fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, '.' | '-' | '(' | ')' | '\u{2010}' | '\u{2011}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers() {
        let rows = [
            ("+48 22 123 45 67", Ok("+48221234567")),
            ("0048 22-123.45.67", Ok("+48221234567")),
            (" +1 (415) 555‑0100 ", Ok("+14155550100")),
            ("+6834000", Ok("+6834000")),
            ("+123456789012345", Ok("+123456789012345")),
            ("+1234567890123456", Err(Code::InvalidPhone)),
            ("+683400", Err(Code::InvalidPhone)),
            ("22 123 45 67", Err(Code::InvalidPhone)),
            ("+0 22 123 45 67", Err(Code::InvalidPhone)),
            ("++48221234567", Err(Code::InvalidPhone)),
            ("+48 22 CALL NOW", Err(Code::InvalidPhone)),
            ("+48 22 123 45 67 ext. 5", Err(Code::InvalidPhone)),
            ("+٤٨٢٢١٢٣٤٥٦٧", Err(Code::InvalidPhone)),
            ("+", Err(Code::InvalidPhone)),
            ("", Err(Code::Required)),
            ("  ", Err(Code::Required)),
        ];
        for (text, expected) in rows {
            let number = PhoneNumber::parse(text);
            assert_eq!(number.as_ref().map(PhoneNumber::as_str).map_err(|code| *code), expected, "{text:?}");
        }
    }
}
