//! Text that others wrote, made harmless, and lines that it stands in.
//!
//! Names and addresses come from people, subjects and texts from the operator's systems. Within a [`Line`], what others wrote
//! is between U+2068 and U+2069, which isolate its direction from that of our words; nothing that they wrote has either.
//! HTML has `<bdi>` for the same. What is left of theirs can't break a line, leave its place, or become a link by itself.

/// The longest line of our own words in the plain text: what mail programs leave as it is.
const TEXT_WIDTH: usize = 78;

const OPEN: char = '\u{2068}';
const CLOSE: char = '\u{2069}';

/// A line of our words, with what others wrote between isolates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line(String);

impl Line {
    /// A line of the catalogue, filled with what [`isolated`] returned.
    pub(super) fn new(text: String) -> Self {
        Self(text)
    }

    /// A line that is somebody else's altogether.
    pub(super) fn foreign(text: &str) -> Self {
        Self(isolated(text))
    }

    /// A name and what it stands for, on one line.
    pub(super) fn fact(name: &Self, value: &Self) -> Self {
        Self(format!("{}: {}", name.0, value.0))
    }

    /// As it stands in other lines.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// As HTML, escaped.
    pub(super) fn html(&self) -> String {
        let mut html = String::with_capacity(self.0.len() + 16);
        for c in self.0.chars() {
            match c {
                OPEN => html.push_str("<bdi>"),
                CLOSE => html.push_str("</bdi>"),
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                '\'' => html.push_str("&#39;"),
                c => html.push(c),
            }
        }
        html
    }

    /// As plain text. Isolates stay around what is written from right to left: elsewhere they change nothing, and some mail
    /// programs show them as boxes.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.0.len());
        let mut rest = self.0.as_str();
        while let Some((before, after)) = rest.split_once(OPEN) {
            let (foreign, behind) = after.split_once(CLOSE).unwrap_or((after, ""));
            text.push_str(before);
            if foreign.chars().any(is_right_to_left) {
                text.extend([OPEN]);
                text.push_str(foreign);
                text.extend([CLOSE]);
            } else {
                text.push_str(foreign);
            }
            rest = behind;
        }
        text.push_str(rest);
        text
    }

    /// As plain text in lines that aren't too long, each but the first behind an indentation.
    pub(super) fn wrapped(&self, indentation: &str) -> String {
        let mut wrapped = String::new();
        let mut width = 0;
        for word in self.text().split(' ') {
            let length = word.chars().count();
            if width > 0 && width + 1 + length > TEXT_WIDTH {
                wrapped.push('\n');
                wrapped.push_str(indentation);
                width = indentation.len();
            } else if width > 0 {
                wrapped.push(' ');
                width += 1;
            } else {
                width = indentation.len();
            }
            wrapped.push_str(word);
            width += length;
        }
        wrapped
    }

    /// As a header: at most so many characters, and nothing that only a page needs.
    pub(super) fn header(&self, length: usize) -> String {
        let text = self.text().replace(JOINER, "");
        if text.chars().count() <= length {
            return text;
        }
        let mut cut: String = text.chars().take(length.saturating_sub(2)).collect();
        cut.truncate(cut.trim_end().len());
        cut.push('…');
        balanced(&cut)
    }
}

/// Keeps mail programs from making links of what looks like an address, and is seen by nobody.
const JOINER: char = '\u{2060}';

/// A name or another text of one line that somebody else wrote, for a place within our words. Whoever may choose a name could
/// otherwise have us send links to strangers.
pub(super) fn isolated(text: &str) -> String {
    let text = one_line(text);
    let mut isolated = String::with_capacity(text.len() + 8);
    isolated.push(OPEN);
    let mut previous = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        isolated.push(c);
        let within_word = !previous.is_whitespace() && rest.peek().is_some_and(|next| !next.is_whitespace());
        if matches!(c, '.' | ':' | '@') && within_word {
            isolated.push(JOINER);
        }
        previous = c;
    }
    isolated.push(CLOSE);
    isolated
}

/// An address: a link by itself where mail programs make one of it, and rightly so.
pub(super) fn isolated_address(address: &str) -> String {
    format!("{OPEN}{}{CLOSE}", one_line(address))
}

/// Without line breaks, control characters, and what changes the direction of what follows.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let spaced = text.chars().map(|c| if c.is_control() || is_line_break(c) { ' ' } else { c });
    for c in spaced.filter(|c| !is_bidi_control(*c)) {
        if c != ' ' || !(line.is_empty() || line.ends_with(' ')) {
            line.push(c);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// A text of many lines that somebody else wrote, as it is but for what would reach beyond it: line breaks become those of a
/// mail, control characters visible, and what changes the direction ends with its line.
pub(super) fn many_lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let lines: Vec<_> = text.split(|c| c == '\r' || is_line_break(c)).map(|line| balanced(&visible(line))).collect();
    lines.join("\n").trim_end().to_owned()
}

fn visible(line: &str) -> String {
    let shown = line.chars().map(|c| match c {
        '\t' => c,
        // Unicode has a picture for each control character of ASCII.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '\u{2421}',
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    });
    shown.collect()
}

/// A line in which every change of direction ends, and nothing ends that didn't begin.
fn balanced(line: &str) -> String {
    let mut balanced = String::with_capacity(line.len());
    let mut begun: Vec<char> = Vec::new();
    let mut isolates = 0_usize;
    for c in line.chars() {
        match c {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => begun.push(c),
            '\u{2066}'..='\u{2068}' => {
                begun.push(c);
                isolates += 1;
            }
            '\u{202c}' if begun.last().is_none_or(|last| is_isolate(*last)) => continue,
            '\u{202c}' => {
                begun.pop();
            }
            CLOSE if isolates == 0 => continue,
            CLOSE => {
                // The end of an isolate ends what began within it.
                while begun.pop().is_some_and(|last| !is_isolate(last)) {}
                isolates -= 1;
            }
            _ => {}
        }
        balanced.push(c);
    }
    balanced.extend(begun.iter().rev().map(|begun| if is_isolate(*begun) { CLOSE } else { '\u{202c}' }));
    balanced
}

fn is_isolate(c: char) -> bool {
    matches!(c, '\u{2066}'..='\u{2068}')
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character is in one of the blocks that Unicode keeps for scripts written from right to left.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
        || matches!(c, '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}
