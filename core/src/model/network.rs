//! What a run learns about a network.

use std::net::IpAddr;

use serde::Serialize;

use super::interface::Interface;
use super::ports::PortRange;
use crate::support::json::from_json;
use crate::support::names::report_names;

from_json! {
    Network {
        local_addresses,
        mapped_addresses,
        nat,
        mapping,
        filtering,
        udp_blocked,
        interface: optional,
        udp_edges_within: optional,
        udp_unconfirmed: optional,
        udp_sampled: optional,
        udp_open: optional,
    }
}

/// What was learnt about the network.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Network {
    /// Addresses of the device, where the vantage sees them.
    pub local_addresses: Vec<IpAddr>,
    /// The interface that was used, where the vantage sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interface: Option<Interface>,
    /// Addresses that the internet sees, without ports.
    pub mapped_addresses: Vec<IpAddr>,
    /// Whether there is an address translation.
    pub nat: NatPresence,
    /// Mapping behaviour (RFC 4787 section 4.1).
    pub mapping: BehaviorSeen,
    /// Filtering behaviour (RFC 4787 section 5).
    pub filtering: BehaviorSeen,
    /// Blocked stretches of 1025-65535, outbound.
    pub udp_blocked: Vec<PortRange>,
    /// How many ports beyond an edge of a blocked stretch may be blocked as well, at most; 0 if every edge
    /// is exact.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub udp_edges_within: u16,
    /// Stretches that were also silent, without proof that they are blocked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub udp_unconfirmed: Vec<PortRange>,
    /// How many UDP ports were sampled, not counting those that the search for edges asked.
    #[serde(default)]
    pub udp_sampled: usize,
    /// How many of them answered or were seen by the far end.
    #[serde(default)]
    pub udp_open: usize,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
pub(super) fn is_zero(count: &u16) -> bool {
    *count == 0
}

report_names! {
    /// Whether there is an address translation.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    NatPresence {
        /// There is.
        Present = "present",
        /// There is none.
        Absent = "absent",
        /// It was not measured.
        #[default]
        Unknown = "unknown",
    }
}

report_names! {
    /// A NAT behaviour, or that it is not known.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    BehaviorSeen {
        /// The same for every remote endpoint.
        EndpointIndependent = "endpoint-independent",
        /// Depends on the remote address.
        AddressDependent = "address-dependent",
        /// Depends on the remote address and port.
        AddressAndPortDependent = "address-and-port-dependent",
        /// It was not measured, or not clearly.
        #[default]
        Unknown = "unknown",
    }
}
