//! Other systems tell of an interface only its addresses.

use std::net::IpAddr;

use camcheck_core::model::interface::InterfaceKind;

pub(super) const fn kind(_name: &str) -> InterfaceKind {
    InterfaceKind::Other
}

pub(super) const fn gateway(_name: &str) -> Option<IpAddr> {
    None
}
