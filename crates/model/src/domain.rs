//! Domain names, as they stand in e-mail addresses and in the addresses of web pages.

use crate::limits;

/// A function that turns an international domain name into its A-label form, as WHATWG's
/// "domain to ASCII" does; `None` when it has none.
///
/// The browser has it built in (`URL`), the server takes it from the `idna` crate. Both follow the
/// same standard (Unicode TR 46), but each with the tables of its own day. So only names beyond ASCII
/// are handed to it, only those about which all tables agree, and what comes back is judged by our own
/// code again: the verdict is the same on both sides.
pub(crate) type DomainToAscii<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The A-label form of a public domain name: at least two labels, the last of which can't be taken for a number, since such
/// a name would be an IPv4 address to a browser (WHATWG URL, "ends in a number").
pub(crate) fn to_a_labels(domain: &str, domain_to_ascii: DomainToAscii<'_>) -> Option<String> {
    let ascii = any_to_a_labels(domain, domain_to_ascii)?;
    let is_public = ascii.bytes().any(|byte| byte == b'.') && !ends_in_number(&ascii);
    is_public.then_some(ascii)
}

/// The A-label form of whatever is written like a domain name, public or not: labels of letters, digits and hyphens
/// (RFC 1123, section 2.1).
pub(crate) fn any_to_a_labels(domain: &str, domain_to_ascii: DomainToAscii<'_>) -> Option<String> {
    let ascii = if domain.is_ascii() {
        domain.to_ascii_lowercase()
    } else if domain.chars().all(is_international) && !domain.split(FULL_STOPS).any(is_reserved) {
        domain_to_ascii(domain)?
    } else {
        return None;
    };
    let is_name = ascii.len() <= limits::DOMAIN_OCTETS && ascii.split('.').all(is_label);
    is_name.then_some(ascii)
}

/// Whether a browser takes such a name for an IPv4 address.
pub(crate) fn ends_in_number(ascii: &str) -> bool {
    ascii.rsplit('.').next().is_some_and(is_number)
}

fn is_label(label: &str) -> bool {
    (1..=limits::DOMAIN_LABEL_OCTETS).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn is_number(label: &str) -> bool {
    let hexadecimal = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    label.bytes().all(|byte| byte.is_ascii_digit()) || label.strip_prefix("0x").is_some_and(hexadecimal)
}

/// What separates labels, and what input methods of East Asia type in its place (RFC 3490,
/// section 3.1).
const FULL_STOPS: [char; 4] = ['.', '\u{3002}', '\u{FF0E}', '\u{FF61}'];

/// Whether a label of an international name has hyphens where it must not (RFC 5891, section 4.2.3.1):
/// at an end, or in the third and the fourth place. The latter also keeps out names that mix A-labels
/// with other letters, about which browsers disagree.
fn is_reserved(label: &str) -> bool {
    label.starts_with('-') || label.ends_with('-') || label.chars().skip(2).take(2).eq("--".chars())
}

/// Whether a character may stand in an international name that is handed over. What all tables
/// refuse is left for them to refuse.
///
/// Beyond the Basic Multilingual Plane only emoji and Chinese characters are taken: the scripts there
/// are studied rather than written, and grow with every version of Unicode.
fn is_international(character: char) -> bool {
    match character {
        '\0'..='\u{7F}' => character.is_ascii_alphanumeric() || matches!(character, '-' | '.'),
        '\u{80}'..='\u{FFFF}' => !DISPUTED.iter().any(|&(first, last)| (first..=last).contains(&character)),
        other => BEYOND_THE_BASIC_PLANE.iter().any(|&(first, last)| (first..=last).contains(&other)),
    }
}

/// Emoji, and Chinese characters (Extension B).
const BEYOND_THE_BASIC_PLANE: [(char, char); 4] =
    [('\u{1F300}', '\u{1F64F}'), ('\u{1F680}', '\u{1F6C5}'), ('\u{1F90D}', '\u{1F971}'), ('\u{20000}', '\u{2A6D6}')];

/// Characters that can't be seen, hyphens in disguise, and all about which tables differ: those that
/// came after Unicode 12.1, and those whose meaning has changed (the capital sharp s was `ss` until
/// it became `ß`).
///
/// A test in the browser holds its verdict on every character against that of the `idna` crate. When
/// a newer version of either brings a character that they disagree about, add it here.
const DISPUTED: [(char, char); 63] = [
    ('\u{AD}', '\u{AD}'),
    ('\u{34F}', '\u{34F}'),
    ('\u{4C0}', '\u{4C0}'),
    ('\u{558}', '\u{558}'),
    ('\u{58B}', '\u{58C}'),
    ('\u{5C8}', '\u{5C9}'),
    ('\u{61D}', '\u{61D}'),
    ('\u{870}', '\u{89F}'),
    ('\u{8B5}', '\u{8B5}'),
    ('\u{8BE}', '\u{8D2}'),
    ('\u{B53}', '\u{B55}'),
    ('\u{C3C}', '\u{C3C}'),
    ('\u{C5C}', '\u{C5D}'),
    ('\u{CDC}', '\u{CDD}'),
    ('\u{CF3}', '\u{CF3}'),
    ('\u{D04}', '\u{D04}'),
    ('\u{D81}', '\u{D81}'),
    ('\u{ECE}', '\u{ECE}'),
    ('\u{10A0}', '\u{10C5}'),
    ('\u{115F}', '\u{1160}'),
    ('\u{170D}', '\u{170D}'),
    ('\u{1715}', '\u{171F}'),
    ('\u{17B4}', '\u{17B5}'),
    ('\u{1806}', '\u{1806}'),
    ('\u{180B}', '\u{180F}'),
    ('\u{1ABF}', '\u{1AF0}'),
    ('\u{1B3A}', '\u{1B3A}'),
    ('\u{1B3C}', '\u{1B3C}'),
    ('\u{1B42}', '\u{1B42}'),
    ('\u{1B4C}', '\u{1B4F}'),
    ('\u{1B7D}', '\u{1B7F}'),
    ('\u{1C89}', '\u{1C8A}'),
    ('\u{1DFA}', '\u{1DFA}'),
    ('\u{1E9E}', '\u{1E9E}'),
    ('\u{200B}', '\u{200B}'),
    ('\u{2060}', '\u{206F}'),
    ('\u{208F}', '\u{208F}'),
    ('\u{209D}', '\u{209F}'),
    ('\u{20C0}', '\u{20C4}'),
    ('\u{2132}', '\u{2132}'),
    ('\u{2183}', '\u{2183}'),
    ('\u{2427}', '\u{2429}'),
    ('\u{2B96}', '\u{2B97}'),
    ('\u{2C2F}', '\u{2C2F}'),
    ('\u{2C5F}', '\u{2C5F}'),
    ('\u{2E50}', '\u{2E63}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{31BB}', '\u{31BF}'),
    ('\u{31E4}', '\u{31E5}'),
    ('\u{4DB6}', '\u{4DBF}'),
    ('\u{9FF0}', '\u{9FFF}'),
    ('\u{A7C0}', '\u{A7C1}'),
    ('\u{A7C7}', '\u{A7F6}'),
    ('\u{A82C}', '\u{A82C}'),
    ('\u{AB68}', '\u{AB6D}'),
    ('\u{FBC2}', '\u{FBD2}'),
    ('\u{FD40}', '\u{FD4F}'),
    ('\u{FD90}', '\u{FD91}'),
    ('\u{FDC8}', '\u{FDCF}'),
    ('\u{FDFE}', '\u{FE0F}'),
    ('\u{FE63}', '\u{FE63}'),
    ('\u{FEFF}', '\u{FF0D}'),
    ('\u{FFA0}', '\u{FFA0}'),
];
