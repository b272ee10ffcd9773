//! The device's own addresses and the behaviour of its own firewall.

mod host_firewall;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use camcheck_core::probe::Environment;

use super::datagram::source_address;

/// An address that is not in use on the internet (RFC 5737).
const ANYWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 9);

/// What the operating system reports about its interfaces.
pub(crate) fn environment() -> Environment {
    // If the list cannot be read, the device is not known to be offline.
    let Ok(interfaces) = if_addrs::get_if_addrs() else {
        return Environment::default();
    };
    let tunnel = source_address(ANYWHERE).is_ok_and(|source| {
        let mut interfaces = interfaces.iter();
        interfaces.any(|interface| interface.is_p2p() && interface.ip() == source.ip())
    });
    let mut local_addresses: Vec<IpAddr> = interfaces
        .into_iter()
        .map(|interface| interface.ip())
        .filter(|address| counts(*address))
        .collect();
    local_addresses.sort_unstable();
    local_addresses.dedup();
    Environment {
        offline: local_addresses.is_empty(),
        local_addresses,
        tunnel,
        host_firewall: host_firewall::drops_unsolicited(),
        ..Environment::default()
    }
}

/// Loopback reaches no network, and link-local addresses exist even without a network.
fn counts(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !address.is_loopback() && !address.is_link_local(),
        IpAddr::V6(address) => !address.is_loopback() && !address.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_and_link_local_addresses_do_not_count() {
        for address in ["127.0.0.1", "::1", "169.254.7.7", "fe80::1"] {
            assert!(!counts(address.parse().unwrap()), "{address}");
        }
        for address in ["10.0.0.7", "198.51.100.1", "2001:db8::1"] {
            assert!(counts(address.parse().unwrap()), "{address}");
        }
    }
}
