//! What Windows reports about an interface.

use std::net::IpAddr;

use camcheck_core::model::interface::InterfaceKind;
use ipconfig::{Adapter, IfType};

pub(super) fn kind(name: &str) -> InterfaceKind {
    match adapter(name).map(|adapter| adapter.if_type()) {
        Some(IfType::Ieee80211) => InterfaceKind::Wifi,
        Some(IfType::EthernetCsmacd) => InterfaceKind::Wired,
        Some(_) | None => InterfaceKind::Other,
    }
}

pub(super) fn gateway(name: &str) -> Option<IpAddr> {
    let adapter = adapter(name)?;
    let mut gateways = adapter.gateways().iter().copied();
    gateways.find(IpAddr::is_ipv4)
}

/// By the name that Windows shows to its users.
fn adapter(name: &str) -> Option<Adapter> {
    let adapters = ipconfig::get_adapters().ok()?;
    let mut adapters = adapters.into_iter();
    adapters.find(|adapter| adapter.friendly_name() == name)
}
