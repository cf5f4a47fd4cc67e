//! E-mail addresses.

use crate::domain::to_a_labels;
use crate::name::is_control;
use crate::{Code, limits};

/// An e-mail address that mail can be sent to: a dot-atom (RFC 5322, section 3.2.3) or an
/// international local part (RFC 6531, section 3.3), at a domain name of at least two labels.
/// Quoted local parts, comments and address literals are left out on purpose: no mailbox that a
/// person reads has one, and each is a way to say something else than one seems to say.
#[derive(Debug, Clone)]
pub struct EmailAddress {
    text: String,
    at: usize,
    ascii_domain: String,
}

impl EmailAddress {
    /// Reads an address, leaving out white space around it. ASCII letters of the domain become
    /// lower case; everything else is kept as written.
    ///
    /// # Errors
    /// `Required` when nothing was written, `TooLong` beyond [`limits::EMAIL_OCTETS`], else
    /// `InvalidEmail`.
    pub fn parse(text: &str, domain_to_ascii: &dyn Fn(&str) -> Option<String>) -> Result<Self, Code> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Code::Required);
        }
        let too_long = Code::TooLong { max: limits::EMAIL_OCTETS };
        if text.len() > limits::EMAIL_OCTETS {
            return Err(too_long);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(Code::InvalidEmail)?;
        if !is_local_part(local) {
            return Err(Code::InvalidEmail);
        }
        let ascii_domain = to_a_labels(domain, domain_to_ascii).ok_or(Code::InvalidEmail)?;
        if local.len() + 1 + ascii_domain.len() > limits::EMAIL_OCTETS {
            return Err(too_long);
        }
        let text = [local, "@", &domain.to_ascii_lowercase()].concat();
        Ok(Self { at: local.len(), text, ascii_domain })
    }

    /// The address as it is shown and stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before the `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }

    /// The domain in its A-label form, as mail servers are looked up by.
    #[must_use]
    pub fn ascii_domain(&self) -> &str {
        &self.ascii_domain
    }

    /// What two spellings of one mailbox have in common. Mail servers may tell letter cases of a
    /// local part apart (RFC 5321, section 2.4); none that people use does.
    #[must_use]
    pub fn mailbox(&self) -> String {
        self.mailbox_by(&lower_case)
    }

    /// The same, with a [`lower_case`] from elsewhere: the tables for all scripts would be 4 kB of what each visitor downloads,
    /// and the browser has them.
    pub(crate) fn mailbox_by(&self, lower_case: &dyn Fn(&str) -> String) -> String {
        let local = self.local_part();
        let local = if local.is_ascii() { local.to_ascii_lowercase() } else { lower_case(local) };
        [&local, "@", &self.ascii_domain].concat()
    }
}

/// A text in lower case, letter by letter: the rules for the last letter of a Greek word tell spellings apart that are meant
/// to be the same.
#[must_use]
pub fn lower_case(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for EmailAddress {}

fn is_local_part(local: &str) -> bool {
    local.len() <= limits::EMAIL_LOCAL_OCTETS
        && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom_character))
}

/// `atext` of RFC 5322, and beyond ASCII whatever can be seen.
fn is_atom_character(character: char) -> bool {
    if character.is_ascii() {
        character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".chars().any(|other| other == character)
    } else {
        !character.is_whitespace() && !is_control(character) && !is_invisible(character)
    }
}

/// What leaves no trace on the page (Unicode's `Default_Ignorable_Code_Point`, less the selectors
/// that follow an emoji). RFC 6531 allows it; but it would make two addresses look alike.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn idna(domain: &str) -> Option<String> {
        idna::domain_to_ascii(domain).ok()
    }

    #[test]
    fn addresses_that_are_fine() {
        let longest_local = format!("{}@example.com", "a".repeat(limits::EMAIL_LOCAL_OCTETS));
        let rows = [
            ("oncall@bella-pizza.example", "oncall@bella-pizza.example", "bella-pizza.example"),
            ("  Anna.Nowak+portal@Example.COM ", "Anna.Nowak+portal@example.com", "example.com"),
            ("!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com", "example.com"),
            ("zażółć@example.pl", "zażółć@example.pl", "example.pl"),
            ("info@żółw.pl", "info@żółw.pl", "xn--w-uga1v8h.pl"),
            ("info@xn--w-uga1v8h.pl", "info@xn--w-uga1v8h.pl", "xn--w-uga1v8h.pl"),
            ("info@straße.de", "info@straße.de", "xn--strae-oqa.de"),
            ("a@b.c", "a@b.c", "b.c"),
            (&longest_local, &longest_local, "example.com"),
        ];
        for (typed, text, ascii_domain) in rows {
            let email = EmailAddress::parse(typed, &idna).unwrap_or_else(|code| panic!("{typed:?}: {code:?}"));
            assert_eq!((email.as_str(), email.ascii_domain()), (text, ascii_domain), "{typed:?}");
        }
    }

    #[test]
    fn addresses_that_are_not() {
        let long_local = format!("{}@example.com", "a".repeat(limits::EMAIL_LOCAL_OCTETS + 1));
        let long_label = format!("a@{}.com", "b".repeat(limits::DOMAIN_LABEL_OCTETS + 1));
        let rows = [
            "anna",
            "anna@",
            "@example.com",
            "anna@localhost",
            "anna@example",
            "anna@@example.com",
            "anna@ex@ample.com",
            ".anna@example.com",
            "anna.@example.com",
            "an..na@example.com",
            "an na@example.com",
            "anna@exa mple.com",
            "\"anna\"@example.com",
            "anna(work)@example.com",
            "anna@[192.0.2.1]",
            "anna@192.0.2.1",
            "anna@example.0x7f",
            "anna@example.123",
            "anna@-example.com",
            "anna@example-.com",
            "anna@example..com",
            "anna@.example.com",
            "anna@example.com.",
            "anna@exa_mple.com",
            "anna@example.com/help",
            "anna@example.com:25",
            "anna@exam%70le.com",
            "an\u{200B}na@example.com",
            "an\u{202E}na@example.com",
            "an\nna@example.com",
            "anna@１.２",
            "Anna <anna@example.com>",
            "anna@example.com, ben@example.com",
            &long_local,
            &long_label,
        ];
        for typed in rows {
            assert_eq!(EmailAddress::parse(typed, &idna).map(|_| ()), Err(Code::InvalidEmail), "{typed:?}");
        }
        let too_long = format!("a@{}com", "bcd.".repeat(limits::EMAIL_OCTETS / 4));
        let code = EmailAddress::parse(&too_long, &idna).map(|_| ());
        assert_eq!(code, Err(Code::TooLong { max: limits::EMAIL_OCTETS }));
        assert_eq!(EmailAddress::parse(" \t", &idna).map(|_| ()), Err(Code::Required));
    }

    #[test]
    fn a_mailbox_is_the_same_in_every_spelling() {
        let mailbox = |text: &str| EmailAddress::parse(text, &idna).expect("valid").mailbox();
        assert_eq!(mailbox("Anna@Example.com"), mailbox("anna@example.COM"));
        assert_eq!(mailbox("info@żółw.pl"), mailbox("info@xn--w-uga1v8h.pl"));
        assert_ne!(mailbox("anna@example.com"), mailbox("anna+portal@example.com"));
    }

    /// Whatever we take, an independent reader of RFC 5321 takes too.
    #[test]
    #[cfg(not(target_arch = "wasm32"))]
    fn an_independent_reader_agrees() {
        proptest::proptest!(|(text in "[a-z.+_'A-Zżß@-]{1,20}@[a-zż.-]{1,20}\\.[a-z]{1,5}")| {
            if let Ok(email) = EmailAddress::parse(&text, &idna) {
                let ascii = format!("{}@{}", email.local_part(), email.ascii_domain());
                proptest::prop_assert!(ascii.parse::<email_address::EmailAddress>().is_ok(), "{}", ascii);
            }
        });
    }
}
