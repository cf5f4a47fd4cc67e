//! Origins of pages that may show the gate.

use std::fmt;
use std::net::Ipv4Addr;

use crate::domain::{any_to_a_labels, ends_in_number};
use crate::{Code, limits};

/// An origin as browsers write it: `https` anywhere, or `http` on one's own machine, where there is nobody in between.
///
/// Origins are written into headers among others, so nothing may be in them that means something there: neither the `*` that
/// stands for every host, nor what ends a directive. Content Security Policy has no way to write an IPv6 address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl Origin {
    /// Reads an origin, leaving out white space around it, and writes it as browsers do: in lower case, with international
    /// names in their ASCII form, without the port that the scheme implies.
    ///
    /// # Errors
    /// `Required` when nothing was written, `TooLong` beyond [`limits::ORIGIN_OCTETS`], else `InvalidOrigin`: for whatever
    /// has a path, a query, credentials or a wildcard, and for `http` elsewhere.
    pub fn parse(text: &str, domain_to_ascii: &dyn Fn(&str) -> Option<String>) -> Result<Self, Code> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Code::Required);
        }
        if text.len() > limits::ORIGIN_OCTETS {
            return Err(Code::TooLong { max: limits::ORIGIN_OCTETS });
        }
        normalised(text, domain_to_ascii).map(Self).ok_or(Code::InvalidOrigin)
    }

    /// The origin as browsers write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn normalised(text: &str, domain_to_ascii: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    // Whoever copies an origin from the address line gets the slash along.
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let host = any_to_a_labels(host, domain_to_ascii).filter(|host| !ends_in_number(host) || ipv4(host).is_some())?;
    let (scheme, implied) = match scheme.to_ascii_lowercase().as_str() {
        "https" => ("https://", "443"),
        "http" if is_own_machine(&host) => ("http://", "80"),
        _ => return None,
    };
    let port = port.map_or(Some(implied.to_owned()), port_number)?;
    let origin = if port == implied { [scheme, &host].concat() } else { [scheme, &host, ":", &port].concat() };
    Some(origin)
}

fn is_own_machine(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || ipv4(host).is_some_and(|address| address.is_loopback())
}

/// An IPv4 address as browsers write it. They read it in other ways, too, such as `0x7f.1`; nobody means to write those.
fn ipv4(host: &str) -> Option<Ipv4Addr> {
    host.parse().ok()
}

fn port_number(port: &str) -> Option<String> {
    let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
    let number = port.parse::<u16>().ok().filter(|number| is_number && *number > 0)?;
    Some(number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<String, Code> {
        let idna = |domain: &str| idna::domain_to_ascii(domain).ok();
        Origin::parse(text, &idna).map(|origin| origin.to_string())
    }

    #[test]
    fn origins_are_written_as_browsers_do() {
        for (text, expected) in [
            ("https://host.example", "https://host.example"),
            (" HTTPS://Host.Example/ ", "https://host.example"),
            ("https://host.example:443", "https://host.example"),
            ("https://host.example:8443", "https://host.example:8443"),
            ("https://host.example:08443", "https://host.example:8443"),
            ("https://host.example:80", "https://host.example:80"),
            ("https://intranet", "https://intranet"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("https://192.0.2.1", "https://192.0.2.1"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://shop.localhost", "http://shop.localhost"),
            ("http://127.0.0.1:80", "http://127.0.0.1"),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(expected), "{text}");
            assert_eq!(parse(expected).as_deref(), Ok(expected), "{expected}");
        }
    }

    #[test]
    fn what_is_no_origin() {
        for text in [
            "*",
            "null",
            "host.example",
            "https:host.example",
            "https://",
            "https:///",
            "https://*",
            "https://*.example",
            "https://host.example/path",
            "https://host.example//",
            "https://host.example?x",
            "https://host.example/?",
            "https://host.example#",
            "https://user@host.example",
            "https://@host.example",
            "https://host.example:",
            "https://host.example:0",
            "https://host.example:+80",
            "https://host.example:65536",
            "https://host.example:80:80",
            "https://host.example.",
            "https://a.example https://b.example",
            "https://host\t.example",
            "https://host.example;script-src",
            "https://host.example,x",
            "https://a'b.example",
            "https://a%2eb.example",
            r"https:\\host.example",
            r"https://host.example\",
            "http://host.example",
            "http://localhost.example",
            "http://192.168.0.1",
            "http://[::1]:3000",
            "https://[2001:db8::1]",
            "https://0x7f.1",
            "https://192.0.2.256",
            "https://192.0.2.01",
            "https://a_b.example",
            "ftp://host.example",
            "javascript:alert(1)",
            "data:,",
        ] {
            assert_eq!(parse(text), Err(Code::InvalidOrigin), "{text}");
        }
    }

    #[test]
    fn what_is_nothing_or_too_long() {
        let too_long = format!("https://{}.example", "a".repeat(limits::ORIGIN_OCTETS));
        assert_eq!(parse(" "), Err(Code::Required));
        assert_eq!(parse(&too_long), Err(Code::TooLong { max: limits::ORIGIN_OCTETS }));
    }
}
