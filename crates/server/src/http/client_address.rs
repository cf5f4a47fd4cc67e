//! Where a request comes from, for counting wrong attempts to sign in.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Once;

use axum::extract::{ConnectInfo, FromRequestParts};
use http::request::Parts;
use http::{HeaderMap, HeaderName, header};

use super::Context;
use super::problem::Problem;
use crate::config::{ForwardedBy, Settings};
use crate::store::sign_ins::Origin;

/// Headers by which proxies tell that, and for whom, they pass on a request. A client can send them, too.
const PASSED_ON: [HeaderName; 6] = [
    header::FORWARDED,
    header::VIA,
    HeaderName::from_static("x-forwarded-for"),
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-forwarded-proto"),
    HeaderName::from_static("x-real-ip"),
];

/// The network that a client belongs to: its address, or for IPv6 its /64, which is the least that one subscriber has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientNetwork {
    network: String,
    /// The /48, which is the most that one subscriber commonly has.
    site: Option<String>,
    is_known: bool,
}

impl ClientNetwork {
    /// The network as text; `None` if it is unknown, because a proxy that isn't trusted passed the request on: then all
    /// its clients come from one network.
    #[must_use]
    pub fn known(&self) -> Option<&str> {
        self.is_known.then_some(self.network.as_str())
    }

    /// Where an attempt to sign in comes from.
    #[must_use]
    pub fn origin(&self) -> Origin<'_> {
        Origin { network: &self.network, site: self.site.as_deref(), is_known: self.is_known }
    }

    fn of(Sender { address, is_known }: Sender) -> Self {
        let part = |address: Ipv6Addr, prefix: u32| {
            let mask = u128::MAX.checked_shl(128 - prefix).unwrap_or_default();
            format!("{}/{prefix}", Ipv6Addr::from_bits(address.to_bits() & mask))
        };
        match address.to_canonical() {
            IpAddr::V4(address) => Self { network: address.to_string(), site: None, is_known },
            IpAddr::V6(address) => Self { network: part(address, 64), site: Some(part(address, 48)), is_known },
        }
    }
}

impl FromRequestParts<Context> for ClientNetwork {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.ok_or_else(|| Problem::internal("the connection's address is missing"))?.0.ip();
        let sender = sender(peer, &parts.headers, &context.settings);
        if !sender.is_known {
            warn_of_strange_proxy();
        }
        Ok(Self::of(sender))
    }
}

/// Once a process is enough: whoever reads it changes the configuration and starts another one.
fn warn_of_strange_proxy() {
    static WARNING: Once = Once::new();
    WARNING.call_once(|| {
        tracing::warn!(
            "sign-ins are passed on by a proxy that isn't in `trusted_proxies`, or that doesn't write the header of \
             `forwarded_by`; wrong attempts can't be told apart by network"
        );
    });
}

/// Who sent a request.
#[derive(Clone, Copy)]
struct Sender {
    address: IpAddr,
    /// Whether the address is that of the client, as far as anybody can know.
    is_known: bool,
}

/// The peer, or whom it speaks for if it is a trusted proxy. Headers are read from their end: each proxy appends what
/// it saw, and only what trusted ones appended is believed.
fn sender(peer: IpAddr, headers: &HeaderMap, settings: &Settings) -> Sender {
    if !settings.trusts(peer) {
        // Nobody on the internet is taken for a proxy because of what they say; but from nearby it is most likely one.
        return Sender { address: peer, is_known: !(is_near(peer) && is_passed_on(headers)) };
    }
    let mut client = peer;
    let hops = hops(headers, settings.forwarded_by);
    let is_silent = hops.is_empty() && is_passed_on(headers);
    for hop in hops.into_iter().rev() {
        if !settings.trusts(client) {
            break;
        }
        match hop {
            Some(address) => client = address,
            // A hop without an address ends what can be known.
            None => return Sender { address: client, is_known: false },
        }
    }
    Sender { address: client, is_known: !is_silent }
}

/// Whether the request says of itself that somebody passed it on.
pub(super) fn is_passed_on(headers: &HeaderMap) -> bool {
    PASSED_ON.iter().any(|name| headers.contains_key(name))
}

/// Whether the address is of this machine or of a network that isn't part of the internet, where proxies are.
pub(crate) fn is_near(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            // The last range is shared by a provider's or a cluster's machines (RFC 6598).
            let [a, b, ..] = address.octets();
            address.is_loopback() || address.is_private() || address.is_link_local() || (a == 100 && b & 0xc0 == 64)
        }
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
    }
}

/// The hops that the header names, the farthest first.
fn hops(headers: &HeaderMap, by: ForwardedBy) -> Vec<Option<IpAddr>> {
    let (name, read): (HeaderName, fn(&str) -> Option<IpAddr>) = match by {
        ForwardedBy::XForwardedFor => (HeaderName::from_static("x-forwarded-for"), address),
        ForwardedBy::Forwarded => (header::FORWARDED, forwarded_address),
    };
    // A line that isn't ASCII has hops all the same, and leaving them out would take those before for the last ones.
    let lines = headers.get_all(name).iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
    lines.flat_map(|line| line.split(',').map(|hop| read(hop.trim())).collect::<Vec<_>>()).collect()
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

    const XFF: &str = "x-forwarded-for";

    fn sent(forwarded_by: &str, peer: &str, headers: &[(&str, &[u8])]) -> ClientNetwork {
        let file = tempfile::NamedTempFile::new().unwrap();
        let text = format!("trusted_proxies = ['10.0.0.0/8', '::1']\nforwarded_by = '{forwarded_by}'\n");
        std::fs::write(file.path(), text).unwrap();
        let settings = Settings::load(Some(file.path()), []).unwrap();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name.parse::<HeaderName>().unwrap(), http::HeaderValue::from_bytes(value).unwrap());
        }
        ClientNetwork::of(sender(peer.parse().unwrap(), &map, &settings))
    }

    fn check(forwarded_by: &str, peer: &str, headers: &[(&str, &str)], expected: &str) {
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        let found = sent(forwarded_by, peer, &headers);
        assert_eq!(found.network, expected, "{peer} {headers:?}");
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
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
    #[test]
    fn a_proxy_that_nobody_trusts_does_not_make_its_clients_one() {
        for (peer, headers, is_known) in [
            ("192.168.0.1", &[][..], true),
            ("192.168.0.1", &[(XFF, "198.51.100.7")], false),
            ("127.0.0.1", &[("via", "1.1 proxy")], false),
            ("127.0.0.1", &[("x-real-ip", "198.51.100.7")], false),
            ("::ffff:127.0.0.1", &[("forwarded", "for=198.51.100.7")], false),
            ("100.100.0.1", &[(XFF, "198.51.100.7")], false),
            ("fd00::1", &[(XFF, "198.51.100.7")], false),
            // From the internet, saying so helps nobody.
            ("198.51.100.7", &[(XFF, "192.0.2.1")], true),
            ("2001:db8::1", &[("via", "1.1 proxy"), (XFF, "::1")], true),
            // One that is trusted has to say for whom.
            ("10.0.0.1", &[(XFF, "198.51.100.7")], true),
            ("10.0.0.1", &[(XFF, "10.0.0.2")], true),
            ("10.0.0.1", &[(XFF, "unknown")], false),
            ("10.0.0.1", &[("forwarded", "for=198.51.100.7")], false),
            ("10.0.0.1", &[], true),
        ] {
            let bytes: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
            assert_eq!(sent(XFF, peer, &bytes).known().is_some(), is_known, "{peer} {headers:?}");
        }
    }

    #[test]
    fn a_line_that_is_not_ascii_hides_no_hop() {
        let headers: [(&str, &[u8]); 2] = [(XFF, b"1.1.1.1"), (XFF, b"caf\xe9, 198.51.100.7")];
        assert_eq!(sent(XFF, "10.0.0.1", &headers).network, "198.51.100.7");
        let headers: [(&str, &[u8]); 2] = [(XFF, b"1.1.1.1"), (XFF, b"caf\xe9")];
        assert_eq!(sent(XFF, "10.0.0.1", &headers).network, "10.0.0.1");
    }

    #[test]
    fn a_site_is_the_48_bits_before() {
        let site = |peer: &str| sent(XFF, peer, &[]).site;
        assert_eq!(site("2001:db8:1:2:3::4").as_deref(), Some("2001:db8:1::/48"));
        assert_eq!(site("192.0.2.1"), None);
    }
}
