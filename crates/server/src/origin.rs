//! Origins of pages that may show the gate.

use std::fmt;
use std::net::Ipv4Addr;

use url::{Host, Url};

/// A longer one is nobody's: names in the domain name system have at most 253 characters.
pub const ORIGIN_MAX: usize = 300;

/// An origin as browsers write it: `https` anywhere, or `http` on one's own machine, where there is nobody in between.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl Origin {
    /// Reads an origin, and writes it as browsers do: in lower case, with international names in their ASCII form, without
    /// the port that the scheme implies. `None` for whatever has a path, a query, credentials, or a wildcard.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > ORIGIN_MAX {
            return None;
        }
        let url = Url::parse(text).ok()?;
        let is_allowed = match url.scheme() {
            "https" => true,
            "http" => is_own_machine(&url.host()?),
            _ => false,
        };
        let is_origin = url.path() == "/"
            && !text.contains(['?', '#', '@', '\\'])
            && !text.chars().any(|c| c.is_whitespace() || c.is_control());
        (is_allowed && is_origin && is_host(&url.host()?)).then(|| Self(url.origin().ascii_serialization()))
    }

    /// The origin as browsers write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Origins are written into headers among others, so nothing may be in them that means something there: neither the `*`
/// that stands for every host, nor what ends a directive. Content Security Policy has no way to write an IPv6 address.
fn is_host(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.')),
        Host::Ipv4(_) => true,
        Host::Ipv6(_) => false,
    }
}

fn is_own_machine(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => Ipv4Addr::is_loopback(address),
        Host::Ipv6(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_do() {
        for (text, expected) in [
            ("https://host.example", "https://host.example"),
            ("HTTPS://Host.Example/", "https://host.example"),
            ("https://host.example:443", "https://host.example"),
            ("https://host.example:8443", "https://host.example:8443"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("https://192.0.2.1", "https://192.0.2.1"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://shop.localhost", "http://shop.localhost"),
            ("http://127.0.0.1:80", "http://127.0.0.1"),
        ] {
            assert_eq!(Origin::parse(text).as_ref().map(Origin::as_str), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_origin() {
        let long = format!("https://{}.example", "a".repeat(ORIGIN_MAX));
        for text in [
            "",
            "*",
            "null",
            "host.example",
            "https://",
            "https://*",
            "https://*.example",
            "https://host.example/path",
            "https://host.example?x",
            "https://host.example/?",
            "https://host.example#",
            "https://user@host.example",
            "https://@host.example",
            "https://a.example https://b.example",
            " https://host.example",
            "https://host.example;script-src",
            "https://host.example,x",
            "https://a'b.example",
            "http://host.example",
            "http://localhost.example",
            "http://192.168.0.1",
            "http://[::1]:3000",
            "https://[2001:db8::1]",
            "https://a_b.example",
            "ftp://host.example",
            "javascript:alert(1)",
            "data:,",
            &long,
        ] {
            assert_eq!(Origin::parse(text), None, "{text}");
        }
    }
}
