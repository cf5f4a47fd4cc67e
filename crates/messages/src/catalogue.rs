//! One language's texts, read from a compact file, and the keys that look them up.
//!
//! This is in the browser's download: no formatting machinery, no maps, no copies of single texts.

use crate::{LINES, SHAPE};

/// The key of a plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Text(u16);

impl Text {
    pub(crate) const fn new(line: u16) -> Self {
        Self(line)
    }
}

/// The key of a text with placeholders or plural forms, and what goes into them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    line: u16,
    count: Option<u32>,
    arguments: Vec<String>,
}

impl Message {
    pub(crate) fn new(line: u16, count: Option<u32>, arguments: &[&str]) -> Self {
        Self { line, count, arguments: arguments.iter().map(|argument| (*argument).to_owned()).collect() }
    }
}

impl From<Text> for Message {
    fn from(text: Text) -> Self {
        Self { line: text.0, count: None, arguments: Vec::new() }
    }
}

/// A plural category of CLDR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are CLDR's, and what numbers they hold differs by language")]
pub enum Plural {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl Plural {
    /// The category by the name that `Intl.PluralRules` answers with.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "zero" => Self::Zero,
            "one" => Self::One,
            "two" => Self::Two,
            "few" => Self::Few,
            "many" => Self::Many,
            _ => Self::Other,
        }
    }

    /// The letter that a form of the compact file begins with.
    const fn letter(self) -> u8 {
        match self {
            Self::Zero => b'z',
            Self::One => b'o',
            Self::Two => b't',
            Self::Few => b'f',
            Self::Many => b'm',
            Self::Other => b'x',
        }
    }
}

/// Why a text isn't a catalogue that this build can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It doesn't begin as a catalogue does.
    NotACatalogue,
    /// It was made for other keys: by an older or newer build.
    OtherBuild,
    /// It isn't whole.
    Truncated,
}

/// The texts of one language.
#[derive(Clone, Debug)]
pub struct Catalogue {
    text: String,
    /// Where each line begins; one more than there are lines.
    starts: Vec<usize>,
    /// Where the language's tag stands in the first line.
    tag: usize,
}

impl Catalogue {
    /// Reads a compact file.
    ///
    /// # Errors
    /// When it isn't a catalogue, isn't whole, or belongs to another build: its lines would be other texts.
    pub fn from_compact(text: &str) -> Result<Self, Refused> {
        let rest = text.strip_prefix("callsheet-messages ").ok_or(Refused::NotACatalogue)?;
        let rest = rest.strip_prefix(SHAPE).ok_or(Refused::OtherBuild)?;
        let rest = rest.strip_prefix(' ').ok_or(Refused::OtherBuild)?;
        let tag = text.len() - rest.len();
        let mut starts = Vec::with_capacity(LINES + 1);
        for (position, byte) in text.bytes().enumerate() {
            if byte == b'\n' {
                starts.push(position + 1);
            }
        }
        if starts.len() != LINES + 1 || !text.ends_with('\n') {
            return Err(Refused::Truncated);
        }
        Ok(Self { text: text.to_owned(), starts, tag })
    }

    /// Adds the lines of another compact file, whose keys are numbered from where this one's end.
    #[cfg(feature = "embedded")]
    pub(crate) fn append(&mut self, text: &str) {
        let (_, lines) = text.split_once('\n').unwrap_or_default();
        let end = self.text.len();
        self.starts.extend(lines.match_indices('\n').map(|(position, _)| end + position + 1));
        self.text.push_str(lines);
    }

    /// The tag of the language.
    #[must_use]
    pub fn tag(&self) -> &str {
        let end = self.starts.first().map_or(self.tag, |start| start - 1);
        self.text.get(self.tag..end).unwrap_or_default()
    }

    /// A plain text.
    #[must_use]
    pub fn text(&self, text: Text) -> &str {
        self.line(text.0)
    }

    /// A text with its placeholders filled in. `plural` tells the category of a number in this language.
    #[must_use]
    pub fn format(&self, message: &Message, plural: impl Fn(u32) -> Plural) -> String {
        self.fill(message, message.count.map(plural))
    }

    fn fill(&self, message: &Message, plural: Option<Plural>) -> String {
        let mut rest = self.line(message.line);
        if let Some(plural) = plural {
            rest = form(rest, plural);
        }
        let mut filled = String::with_capacity(rest.len() + 32);
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let Some((slot, behind)) = after.split_once('}') else {
                break;
            };
            if slot == "#" {
                filled.push_str(&message.count.unwrap_or_default().to_string());
            } else if let Some(argument) =
                slot.bytes().next().and_then(|digit| message.arguments.get(usize::from(digit.wrapping_sub(b'0'))))
            {
                filled.push_str(argument);
            }
            rest = behind;
        }
        filled.push_str(rest);
        filled
    }

    fn line(&self, line: u16) -> &str {
        let line = usize::from(line);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let end = self.starts.get(line + 1).copied().unwrap_or_default();
        // A line ends before its line break. A key of this build can't be out of range, as the number of lines is checked.
        self.text.get(start..end.saturating_sub(1)).unwrap_or_default()
    }
}

/// The form for a category, or the last one where a language doesn't tell the two apart.
fn form(line: &str, plural: Plural) -> &str {
    let mut found = "";
    for form in line.split('\u{1f}') {
        found = form.get(1..).unwrap_or_default();
        if form.as_bytes().first() == Some(&plural.letter()) {
            break;
        }
    }
    found
}
