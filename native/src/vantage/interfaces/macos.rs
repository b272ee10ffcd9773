//! What macOS reports about an interface.

use std::net::IpAddr;

use camcheck_core::model::interface::InterfaceKind;
use system_configuration::network_configuration::{SCNetworkInterfaceType, get_interfaces};

/// By the list of the System Settings.
pub(super) fn kind(name: &str) -> InterfaceKind {
    let interfaces = get_interfaces();
    let found = interfaces.iter().find(|interface| {
        let own = interface.bsd_name();
        own.is_some_and(|own| own == name)
    });
    match found.and_then(|interface| interface.interface_type()) {
        Some(SCNetworkInterfaceType::IEEE80211) => InterfaceKind::Wifi,
        Some(SCNetworkInterfaceType::Ethernet) => InterfaceKind::Wired,
        Some(_) | None => InterfaceKind::Other,
    }
}

/// No safe interface of the system reveals it.
pub(super) const fn gateway(_name: &str) -> Option<IpAddr> {
    None
}
