//! Addresses of web pages.

use crate::domain::to_a_labels;
use crate::name::is_control;
use crate::{Code, limits};

/// The https address of a public web page (RFC 3986): a domain name, perhaps a port, and whatever
/// follows. No user name, no IP address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebPage(String);

impl WebPage {
    /// Reads an address, leaving out white space around it. ASCII letters of the scheme and of the
    /// domain become lower case; everything else is kept as written.
    ///
    /// # Errors
    /// `Required` when nothing was written, `TooLong` beyond [`limits::WEB_PAGE_OCTETS`], else
    /// `InvalidUrl`.
    pub fn parse(text: &str, domain_to_ascii: &dyn Fn(&str) -> Option<String>) -> Result<Self, Code> {
        const SCHEME: &str = "https://";
        let text = text.trim();
        if text.is_empty() {
            return Err(Code::Required);
        }
        if text.len() > limits::WEB_PAGE_OCTETS {
            return Err(Code::TooLong { max: limits::WEB_PAGE_OCTETS });
        }
        let is_https = text.get(..SCHEME.len()).is_some_and(|start| start.eq_ignore_ascii_case(SCHEME));
        if !is_https {
            return Err(Code::InvalidUrl);
        }
        let rest = text.get(SCHEME.len()..).unwrap_or_default();
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let (domain, port) = authority.split_once(':').unwrap_or((authority, "443"));
        let is_valid =
            to_a_labels(domain, domain_to_ascii).is_some() && is_port(port) && path.chars().all(is_address_character);
        if !is_valid {
            return Err(Code::InvalidUrl);
        }
        Ok(Self([SCHEME, &authority.to_ascii_lowercase(), path].concat()))
    }

    /// The address as it is shown and stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

/// Everything but what RFC 3986 leaves out of an address (section 2) and what steers the text around
/// it. Letters beyond ASCII stay: browsers show and send them (RFC 3987).
fn is_address_character(character: char) -> bool {
    !character.is_whitespace() && !is_control(character) && !"\"<>\\^`{|}".chars().any(|other| other == character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_pages() {
        let longest = format!("https://example.com/{}", "a".repeat(limits::WEB_PAGE_OCTETS - 20));
        let too_long = format!("{longest}a");
        let rows: &[(&str, Result<&str, Code>)] = &[
            ("https://bella-pizza.example/help", Ok("https://bella-pizza.example/help")),
            (" HTTPS://Bella-Pizza.Example/Help?a=B#c ", Ok("https://bella-pizza.example/Help?a=B#c")),
            ("https://example.com", Ok("https://example.com")),
            ("https://example.com:8443/x", Ok("https://example.com:8443/x")),
            ("https://żółw.pl/pomoc/ł", Ok("https://żółw.pl/pomoc/ł")),
            (&longest, Ok(&longest)),
            (&too_long, Err(Code::TooLong { max: limits::WEB_PAGE_OCTETS })),
            ("", Err(Code::Required)),
            ("http://example.com", Err(Code::InvalidUrl)),
            ("example.com", Err(Code::InvalidUrl)),
            ("https://", Err(Code::InvalidUrl)),
            ("https://localhost/", Err(Code::InvalidUrl)),
            ("https://192.0.2.1/", Err(Code::InvalidUrl)),
            ("https://[::1]/", Err(Code::InvalidUrl)),
            ("https://user@example.com/", Err(Code::InvalidUrl)),
            ("https://example.com:0/", Err(Code::InvalidUrl)),
            ("https://example.com:+80/", Err(Code::InvalidUrl)),
            ("https://example.com:99999/", Err(Code::InvalidUrl)),
            ("https://example.com/a b", Err(Code::InvalidUrl)),
            ("https://example.com/<script>", Err(Code::InvalidUrl)),
            ("https://example.com\\@evil.example/", Err(Code::InvalidUrl)),
            ("javascript:alert(1)//https://", Err(Code::InvalidUrl)),
            ("żżżżżżżż", Err(Code::InvalidUrl)),
        ];
        let idna = |domain: &str| idna::domain_to_ascii(domain).ok();
        for (text, expected) in rows {
            let page = WebPage::parse(text, &idna);
            assert_eq!(page.as_ref().map(WebPage::as_str).map_err(|code| *code), *expected, "{text:?}");
        }
    }
}
