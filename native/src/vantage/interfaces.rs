//! The device's own interfaces, as the operating system describes them.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
mod other;
#[cfg(windows)]
mod windows;

use std::io;
use std::net::IpAddr;
use std::num::NonZeroU32;

use camcheck_core::model::interface::{Interface, InterfaceKind};
use if_addrs::IfAddr;

#[cfg(target_os = "linux")]
use linux as platform;
#[cfg(target_os = "macos")]
use macos as platform;
#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
use other as platform;
#[cfg(windows)]
use windows as platform;

/// An interface of this device that has an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkInterface {
    /// The system's name for it.
    pub name: String,
    /// What it is connected to.
    pub kind: InterfaceKind,
    /// The system's number for it.
    pub index: Option<NonZeroU32>,
    /// Its addresses, each with the bits that name the network. Sockets are bound to the first one of a family.
    pub addresses: Vec<(IpAddr, u8)>,
}

impl NetworkInterface {
    /// The interfaces of this device.
    ///
    /// # Errors
    /// If the system does not list them.
    pub fn all() -> io::Result<Vec<Self>> {
        let mut all: Vec<Self> = Vec::new();
        for found in if_addrs::get_if_addrs()? {
            let address = (found.ip(), prefix(&found.addr));
            match all.iter_mut().find(|known| known.name == found.name) {
                Some(known) => known.addresses.push(address),
                None => all.push(Self {
                    kind: platform::kind(&found.name),
                    index: found.index.and_then(NonZeroU32::new),
                    name: found.name,
                    addresses: vec![address],
                }),
            }
        }
        Ok(all)
    }

    /// The same with this address first, if it has it.
    #[must_use]
    pub fn preferring(mut self, address: IpAddr) -> Self {
        let place = self.addresses.iter().position(|(own, _)| *own == address);
        if let Some(place) = place {
            self.addresses.swap(0, place);
        }
        self
    }

    /// Its first address of the same family.
    pub(crate) fn address_like(&self, other: IpAddr) -> Option<IpAddr> {
        let mut addresses = self.addresses.iter().map(|(address, _)| *address);
        addresses.find(|address| address.is_ipv4() == other.is_ipv4() && !is_link_local(*address))
    }

    /// As a report describes it, with the address that is used.
    fn described(&self, address: IpAddr) -> Option<Interface> {
        let (address, prefix) = *self.addresses.iter().find(|(own, _)| *own == address)?;
        Some(Interface {
            name: self.name.clone(),
            kind: self.kind,
            address,
            prefix,
            gateway: platform::gateway(&self.name),
        })
    }
}

/// The interface that has this address.
pub(crate) fn of_address(address: IpAddr) -> Option<Interface> {
    let all = NetworkInterface::all().ok()?;
    all.iter()
        .find_map(|interface| interface.described(address))
}

const fn prefix(address: &IfAddr) -> u8 {
    match address {
        IfAddr::V4(address) => address.prefixlen,
        IfAddr::V6(address) => address.prefixlen,
    }
}

/// Such an address exists even without a network.
pub(crate) const fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interface_is_described_with_the_address_that_is_used() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let interface = NetworkInterface {
            name: "test0".to_owned(),
            kind: InterfaceKind::Wired,
            index: None,
            addresses: vec![
                (address("fe80::1"), 64),
                (address("192.0.2.5"), 24),
                (address("192.0.2.6"), 28),
            ],
        };
        let [v4, v6] = [address("203.0.113.1"), address("2001:db8::1")];
        assert_eq!(interface.address_like(v4), Some(address("192.0.2.5")));
        assert_eq!(
            interface.address_like(v6),
            None,
            "a link-local one reaches nothing"
        );
        let described = interface.described(address("192.0.2.6")).unwrap();
        assert_eq!(described.prefix, 28);
        assert_eq!(interface.described(address("192.0.2.7")), None);
        let second = interface.preferring(address("192.0.2.6"));
        assert_eq!(second.address_like(v4), Some(address("192.0.2.6")));
    }

    #[test]
    fn every_device_has_loopback_which_is_no_cable() {
        let all = NetworkInterface::all().unwrap();
        let loopback = all.iter().find(|interface| {
            let mut addresses = interface.addresses.iter();
            addresses.any(|(address, _)| address.is_loopback())
        });
        assert_eq!(loopback.unwrap().kind, InterfaceKind::Other);
    }
}
