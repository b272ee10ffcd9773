//! The network interface through which a device was tested.

use std::net::IpAddr;

use serde::Serialize;

use super::place::Connection;
use crate::support::json::from_json;
use crate::support::names::report_names;

from_json! {
    Interface { name, kind, address, prefix, gateway: optional }
}

/// An interface, as the operating system describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Interface {
    /// The system's name for it, such as `eth0`.
    pub name: String,
    /// What it is connected to.
    pub kind: InterfaceKind,
    /// Its address, which the packets had.
    pub address: IpAddr,
    /// Bits of the address that name the network.
    pub prefix: u8,
    /// The router that leads to the internet, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<IpAddr>,
}

impl Interface {
    /// How the device was connected, if the interface tells.
    #[must_use]
    pub const fn connection(&self) -> Option<Connection> {
        match self.kind {
            InterfaceKind::Wired => Some(Connection::Cable),
            InterfaceKind::Wifi => Some(Connection::Wifi),
            InterfaceKind::Other => None,
        }
    }
}

report_names! {
    /// What an interface is connected to.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    InterfaceKind {
        /// A cable.
        Wired = "wired",
        /// A wireless network (IEEE 802.11).
        Wifi = "wifi",
        /// Anything else, such as a tunnel, a modem or loopback; or it is not known.
        Other = "other",
    }
}
