//! Text that others wrote, made harmless: names and addresses come from people, subjects and texts from the operator's systems.
//! What is left can't break a line or reach beyond its place.

/// Without line breaks, control characters, and what changes the direction of what follows.
pub(super) fn one_line(text: &str) -> String {
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
pub(super) fn balanced(line: &str) -> String {
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
            '\u{2069}' if isolates == 0 => continue,
            '\u{2069}' => {
                // The end of an isolate ends what began within it.
                while begun.pop().is_some_and(|last| !is_isolate(last)) {}
                isolates -= 1;
            }
            _ => {}
        }
        balanced.push(c);
    }
    balanced.extend(begun.iter().rev().map(|begun| if is_isolate(*begun) { '\u{2069}' } else { '\u{202c}' }));
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
pub(super) fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
        || matches!(c, '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_one_line(text: &str, expected: &str) {
        assert_eq!(one_line(text), expected, "{text:?}");
    }

    #[track_caller]
    fn check_many_lines(text: &str, expected: &str) {
        assert_eq!(many_lines(text), expected, "{text:?}");
    }

    #[test]
    fn one_line_stays_one_line() {
        check_one_line("Ada Lovelace", "Ada Lovelace");
        check_one_line("  Ada \t\r\n Lovelace\n", "Ada Lovelace");
        check_one_line("Ada\r\nBcc: all@x.example", "Ada Bcc: all@x.example");
        check_one_line("a\u{2028}b\u{2029}c\u{85}d\u{0}e\u{1b}f\u{7f}g", "a b c d e f g");
        check_one_line("\u{202e}exe\u{202c}\u{2066}.\u{2069}\u{2069}\u{200f}\u{61c}", "exe.");
        // What a name may need: marks, joiners, other scripts.
        check_one_line("नीली\u{200d} عمر 👩\u{200d}💻 é", "नीली\u{200d} عمر 👩\u{200d}💻 é");
        check_one_line("\u{202e}\r\n", "");
    }

    #[test]
    fn many_lines_stay_as_they_are() {
        for text in ["a\n\n  b\tc", "<b>&amp;\"'", "100 % {0} {#}", "שלום\nмир", "\u{2067}a\u{2069}b", "\u{200f}a"]
        {
            check_many_lines(text, text);
        }
    }

    #[test]
    fn line_breaks_are_those_of_a_mail() {
        check_many_lines("a\r\nb\rc\nd\u{2028}e\u{85}f\u{c}g", "a\nb\nc\nd\ne\nf\ng");
        check_many_lines("a\r\n\r\nb\r\n", "a\n\nb");
        check_many_lines("\r\n", "");
    }

    #[test]
    fn control_characters_are_seen_and_do_nothing() {
        check_many_lines("\u{1b}[2J\u{0}\u{7}\u{7f}\u{9b}1m", "␛[2J␀␇␡\u{fffd}1m");
    }

    #[test]
    fn changes_of_direction_end_with_their_line() {
        for (line, expected) in [
            ("\u{202e}a", "\u{202e}a\u{202c}"),
            ("\u{202e}a\nb", "\u{202e}a\u{202c}\nb"),
            ("a\u{202c}b\u{2069}c", "abc"),
            ("\u{2067}\u{202e}a", "\u{2067}\u{202e}a\u{202c}\u{2069}"),
            // The end of the isolate ends what is in it; what would end that again is left out.
            ("\u{2067}\u{202e}a\u{2069}b\u{202c}", "\u{2067}\u{202e}a\u{2069}b"),
            // An embedding can't be ended from within an isolate.
            ("\u{202e}\u{2066}a\u{202c}b", "\u{202e}\u{2066}ab\u{2069}\u{202c}"),
        ] {
            check_many_lines(line, expected);
        }
    }
}
