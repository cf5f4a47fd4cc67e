//! Who is connected, counted by network.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// Counts connections by the network of the peer, so that one of them can't take all there are.
#[derive(Clone)]
pub(crate) struct Guests {
    limit: usize,
    /// Whose connections aren't limited: those of proxies, whom everybody comes through.
    is_exempt: Arc<dyn Fn(IpAddr) -> bool + Send + Sync>,
    counts: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// One connection, counted until it is dropped.
pub(crate) struct Guest {
    network: Option<IpAddr>,
    counts: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Guests {
    /// At most `limit` connections from each network, but for those that `is_exempt` says so of.
    pub(crate) fn new(limit: usize, is_exempt: impl Fn(IpAddr) -> bool + Send + Sync + 'static) -> Self {
        Self { limit, is_exempt: Arc::new(is_exempt), counts: Arc::default() }
    }

    /// Counts a connection; `None` if there are too many from its network already.
    pub(crate) fn admit(&self, peer: IpAddr) -> Option<Guest> {
        if (self.is_exempt)(peer) {
            return Some(Guest { network: None, counts: Arc::clone(&self.counts) });
        }
        let network = network(peer);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(network).or_default();
        if *count >= self.limit {
            return None;
        }
        *count += 1;
        Some(Guest { network: Some(network), counts: Arc::clone(&self.counts) })
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let Some(network) = self.network else {
            return;
        };
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&network);
            }
        }
    }
}

/// The address, or for IPv6 the first of its /64, which is the least that one subscriber has.
fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(peer) => {
            let [a, b, c, d, ..] = peer.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        peer @ IpAddr::V4(_) => peer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_network_leaves_room_for_others() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let guests = Guests::new(2, move |peer| peer == proxy);
        let admit = |peer: &str| guests.admit(peer.parse().unwrap());
        let (first, second) = (admit("2001:db8::1").unwrap(), admit("2001:db8::2:1").unwrap());
        assert!(admit("2001:db8::3").is_none());
        assert!(admit("2001:db8:0:1::1").is_some());
        drop(first);
        let third = admit("2001:db8::3");
        assert!(third.is_some() && admit("2001:db8::1").is_none());
        drop((second, third));
        assert!(guests.counts.lock().unwrap().is_empty());
        let many: Vec<_> = (0..10).map(|_| guests.admit(proxy)).collect();
        assert!(many.iter().all(Option::is_some));
        let mapped = [admit("192.0.2.1"), admit("::ffff:192.0.2.1"), admit("192.0.2.1")];
        assert_eq!(mapped.each_ref().map(Option::is_some), [true, true, false]);
    }
}
