//! Other systems report only the addresses of an interface.

use std::net::IpAddr;

use camcheck_core::model::interface::InterfaceKind;

pub(super) const fn kind(_name: &str) -> InterfaceKind {
    InterfaceKind::Other
}

pub(super) const fn gateway(_name: &str) -> Option<IpAddr> {
    None
}
