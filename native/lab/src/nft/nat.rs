//! Address translation in the ways of RFC 4787.
//!
//! A dynamic mapping is learnt just before source NAT (priority 99 of 100), where the port is
//! still the device's own; it stays right because Linux keeps a free port and the lab has one
//! device.

use std::net::Ipv4Addr;

use camcheck_core::observed::nat::Behavior;
use camcheck_core::sim::site::Nat;

use crate::error::LabError;
use crate::net::PROXY;

/// A router's address translation; its address outside is `wan`.
pub(super) fn nat(nat: Nat, wan: Ipv4Addr) -> Result<String, LabError> {
    use Behavior::{AddressAndPortDependent, AddressDependent, EndpointIndependent};
    let masquerade = "masquerade".to_owned();
    match (nat.mapping, nat.filtering) {
        (EndpointIndependent, AddressAndPortDependent) => Ok(source_nat(&masquerade)),
        (EndpointIndependent, EndpointIndependent) => {
            Ok(source_nat(&masquerade) + &learning(&FULL_CONE))
        }
        (EndpointIndependent, AddressDependent) => {
            Ok(source_nat(&masquerade) + &learning(&ADDRESS_RESTRICTED))
        }
        (AddressAndPortDependent, AddressAndPortDependent) => Ok(source_nat("masquerade random")),
        (AddressDependent, AddressAndPortDependent) => Ok(source_nat(&format!(
            "meta l4proto udp snat to {wan} : jhash ip daddr . udp sport mod 50000 offset 10000
oifname wan0 masquerade"
        ))),
        (AddressDependent | AddressAndPortDependent, _) => Err(LabError::Unsupported(format!(
            "mapping {:?} with filtering {:?}",
            nat.mapping, nat.filtering
        ))),
    }
}

fn source_nat(how: &str) -> String {
    format!(
        "table ip nat {{
chain postrouting {{
type nat hook postrouting priority srcnat
ip saddr {PROXY} accept
oifname wan0 {how}
}}
}}
"
    )
}

/// A mapping that lets packets in by more than the flows that went out.
struct Learning {
    key: &'static str,
    /// From a packet on its way out.
    learnt: &'static str,
    /// From a packet on its way in.
    looked_up: &'static str,
}

/// Any host gets in at the mapped port.
const FULL_CONE: Learning = Learning {
    key: "inet_service",
    learnt: "udp sport",
    looked_up: "udp dport",
};

/// A host that was contacted at any port gets in.
const ADDRESS_RESTRICTED: Learning = Learning {
    key: "ipv4_addr . inet_service",
    learnt: "ip daddr . udp sport",
    looked_up: "ip saddr . udp dport",
};

fn learning(
    Learning {
        key,
        learnt,
        looked_up,
    }: &Learning,
) -> String {
    format!(
        "table ip learning {{
map mappings {{
type {key} : ipv4_addr . inet_service
flags dynamic
size 65536
}}
chain learn {{
type filter hook postrouting priority 99
oifname wan0 meta l4proto udp update @mappings {{ {learnt} : ip saddr . udp sport }}
}}
chain prerouting {{
type nat hook prerouting priority dstnat
iifname wan0 meta l4proto udp dnat to {looked_up} map @mappings
}}
}}
"
    )
}
