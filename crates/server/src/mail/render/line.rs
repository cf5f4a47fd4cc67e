//! Lines of our words, and what others wrote within them.
//!
//! What others wrote is between U+2068 and U+2069, which isolate its direction from that of our words; nothing that they wrote
//! has either. HTML has `<bdi>` for the same.

use super::foreign::{balanced, is_right_to_left, one_line};

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

    /// Whether nobody would see anything.
    pub(super) fn is_empty(&self) -> bool {
        self.0.chars().all(|c| matches!(c, OPEN | CLOSE))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_no_links() {
        for name in ["x.example", "https://x.example/", "www.x.example", "ada@x.example"] {
            let line = Line::foreign(name).text();
            assert_ne!(line, name);
            assert_eq!(line.replace(JOINER, ""), name);
            assert_eq!(Line::foreign(name).header(SHORT), name);
        }
        for name in ["J. R. R. Tolkien", "Nota bene: Ada", "Ada & Co."] {
            assert_eq!(Line::foreign(name).text(), name);
        }
        assert_eq!(Line::new(isolated_address("ada@x.example")).text(), "ada@x.example");
    }

    #[test]
    fn html_escapes_everything_and_isolates_what_others_wrote() {
        let line = Line::new(format!("To {}: <hello> & 'bye'", isolated("<b>\"Ada\"</b>")));
        assert_eq!(line.html(), "To <bdi>&lt;b&gt;&quot;Ada&quot;&lt;/b&gt;</bdi>: &lt;hello&gt; &amp; &#39;bye&#39;");
    }

    #[test]
    fn plain_text_isolates_what_is_written_from_right_to_left() {
        let line = |name| Line::new(format!("{}: 1", isolated(name)));
        assert_eq!(line("Ada").text(), "Ada: 1");
        assert_eq!(line("שלום").text(), "\u{2068}שלום\u{2069}: 1");
        assert_eq!(line("Ada \u{1e900}").text(), "\u{2068}Ada \u{1e900}\u{2069}: 1");
    }

    #[test]
    fn lines_are_broken_between_words() {
        let line = Line::new("word ".repeat(40).trim_end().to_owned());
        for indentation in ["", "  "] {
            let wrapped = line.wrapped(indentation);
            let first_width = wrapped.lines().next().unwrap().len() + indentation.len();
            assert!(first_width <= TEXT_WIDTH && wrapped.lines().all(|line| line.len() <= TEXT_WIDTH));
            assert!(wrapped.lines().skip(1).all(|line| line.starts_with(indentation)));
            assert_eq!(wrapped.replace(&format!("\n{indentation}"), " "), line.text());
        }
        let long = "x".repeat(200);
        assert_eq!(Line::new(format!("a {long} b")).wrapped(""), format!("a\n{long}\nb"));
    }

    /// A length that is soon reached.
    const SHORT: usize = 40;

    #[test]
    fn headers_are_cut_without_leaving_anything_open() {
        assert_eq!(Line::new("x".repeat(SHORT)).header(SHORT), "x".repeat(SHORT));
        assert_eq!(Line::new("x".repeat(SHORT + 1)).header(SHORT), format!("{}…", "x".repeat(SHORT - 2)));
        let cut = Line::new(format!("[Emergency] {}", isolated(&"ש".repeat(SHORT)))).header(SHORT);
        assert!(cut.chars().count() <= SHORT && cut.ends_with("…\u{2069}"), "{cut}");
        let cut = Line::new(format!("{} x", isolated(&"😀".repeat(1_000)))).header(SHORT);
        assert_eq!(cut, format!("{}…", "😀".repeat(SHORT - 2)));
    }
}
