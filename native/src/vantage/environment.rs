//! What the device knows before it sends anything: its addresses, the interface that is used, and what its own
//! firewall does.

mod host_firewall;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use camcheck_core::probe::Environment;

use super::interfaces::{is_link_local, of_address};
use super::outlet::Outlet;

/// An address that is not in use on the internet (RFC 5737).
const ANYWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 9);

/// What the operating system reports about its interfaces.
pub(crate) fn environment(outlet: &Outlet) -> Environment {
    // If the list cannot be read, the device is not known to be offline.
    let Ok(interfaces) = if_addrs::get_if_addrs() else {
        return Environment::default();
    };
    let chosen = outlet.interface();
    let source = outlet.source(ANYWHERE).map(|source| source.ip());
    let source = source.ok().or_else(|| chosen?.address_like(ANYWHERE.ip()));
    let tunnel = interfaces
        .iter()
        .any(|interface| interface.is_p2p() && Some(interface.ip()) == source);
    let is_used = |interface: &if_addrs::Interface| match chosen {
        Some(chosen) => chosen.name == interface.name && !is_link_local(interface.ip()),
        None => counts(interface.ip()),
    };
    let mut local_addresses: Vec<IpAddr> = interfaces
        .into_iter()
        .filter(is_used)
        .map(|interface| interface.ip())
        .collect();
    local_addresses.sort_unstable();
    local_addresses.dedup();
    Environment {
        offline: local_addresses.is_empty(),
        local_addresses,
        interface: source.and_then(of_address),
        tunnel,
        host_firewall: host_firewall::drops_unsolicited(),
        ..Environment::default()
    }
}

/// Loopback reaches no network, and link-local addresses exist even without a network.
fn counts(address: IpAddr) -> bool {
    !address.is_loopback() && !is_link_local(address)
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
