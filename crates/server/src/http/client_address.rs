//! Where a request comes from, for counting wrong attempts to sign in.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::request::Parts;
use http::{HeaderMap, HeaderName, header};

use super::Context;
use super::problem::Problem;
use crate::config::{ForwardedBy, Settings};

/// The network that a client belongs to: its address, or for IPv6 its /64, which is what one subscriber has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientNetwork(String);

impl ClientNetwork {
    /// The network as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(address.to_string()),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self(format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0)))
            }
        }
    }
}

impl FromRequestParts<Context> for ClientNetwork {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.ok_or_else(|| Problem::internal("the connection's address is missing"))?.0.ip();
        Ok(Self::of(client(peer, &parts.headers, &context.settings)))
    }
}

/// The peer, or whom it speaks for if it is a trusted proxy. Headers are read from their end: each proxy appends what
/// it saw, and only what trusted ones appended is believed.
fn client(peer: IpAddr, headers: &HeaderMap, settings: &Settings) -> IpAddr {
    let is_trusted = |address: IpAddr| {
        let address = address.to_canonical();
        settings.trusted_proxies.iter().any(|network| network.contains(&address))
    };
    let mut client = peer;
    for hop in hops(headers, settings.forwarded_by).into_iter().rev() {
        if !is_trusted(client) {
            break;
        }
        match hop {
            Some(address) => client = address,
            // A hop without an address ends what can be known.
            None => break,
        }
    }
    client
}

/// The hops that the header names, the farthest first.
fn hops(headers: &HeaderMap, by: ForwardedBy) -> Vec<Option<IpAddr>> {
    let (name, read): (HeaderName, fn(&str) -> Option<IpAddr>) = match by {
        ForwardedBy::XForwardedFor => (HeaderName::from_static("x-forwarded-for"), address),
        ForwardedBy::Forwarded => (header::FORWARDED, forwarded_address),
    };
    let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(|hop| read(hop.trim())).collect()
}

fn forwarded_address(entry: &str) -> Option<IpAddr> {
    entry.split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        if name.eq_ignore_ascii_case("for") { address(value.trim_matches('"')) } else { None }
    })
}

/// Reads an address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip())).or_else(bracketed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(forwarded_by: &str, peer: &str, headers: &[(&str, &str)], expected: &str) {
        let file = tempfile::NamedTempFile::new().unwrap();
        let text = format!("trusted_proxies = ['10.0.0.0/8', '::1']\nforwarded_by = '{forwarded_by}'\n");
        std::fs::write(file.path(), text).unwrap();
        let settings = Settings::load(Some(file.path()), []).unwrap();
        let headers: HeaderMap =
            headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        let found = ClientNetwork::of(client(peer.parse().unwrap(), &headers, &settings));
        assert_eq!(found.as_str(), expected, "{peer} {headers:?}");
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        const XFF: &str = "x-forwarded-for";
        for (peer, headers, expected) in [
            ("192.0.2.1", &[][..], "192.0.2.1"),
            ("192.0.2.1", &[(XFF, "198.51.100.7")], "192.0.2.1"),
            ("10.0.0.1", &[(XFF, "198.51.100.7")], "198.51.100.7"),
            ("::ffff:10.0.0.1", &[(XFF, "198.51.100.7")], "198.51.100.7"),
            ("10.0.0.1", &[(XFF, "1.1.1.1, 198.51.100.7")], "198.51.100.7"),
            ("10.0.0.1", &[(XFF, "1.1.1.1, 198.51.100.7, 10.0.0.2")], "198.51.100.7"),
            ("10.0.0.1", &[(XFF, "nonsense, 10.0.0.2")], "10.0.0.2"),
            ("10.0.0.1", &[(XFF, "198.51.100.7:4711")], "198.51.100.7"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &[("forwarded", "for=1.1.1.1")], "10.0.0.1"),
        ] {
            check(XFF, peer, headers, expected);
        }
        for (headers, expected) in [
            (&[("forwarded", "for=198.51.100.7;proto=https")][..], "198.51.100.7"),
            (&[("forwarded", "For=\"[2001:db8:1:2:3::4]:4711\"")], "2001:db8:1:2::/64"),
            (&[("forwarded", "for=\"[2001:db8:1:2:3::4]\"")], "2001:db8:1:2::/64"),
            (&[("forwarded", "for=unknown"), (XFF, "1.1.1.1")], "::/64"),
        ] {
            check("forwarded", "::1", headers, expected);
        }
    }

    #[test]
    fn neighbours_in_one_subscriber_s_network_are_one() {
        check("x-forwarded-for", "2001:db8:1:2:aaaa::1", &[], "2001:db8:1:2::/64");
        check("x-forwarded-for", "2001:db8:1:2:bbbb::2", &[], "2001:db8:1:2::/64");
        check("x-forwarded-for", "2001:db8:1:3::1", &[], "2001:db8:1:3::/64");
    }
}
