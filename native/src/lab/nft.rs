//! The router's nftables rules, from a site file.
//!
//! Two things keep Linux from looking like a NAT that it is not. Packets from outside that
//! belong to no flow are dropped on input; otherwise they occupy a port in the connection table
//! and the next mapping moves to another port, which looks symmetric. And a dynamic mapping is
//! learnt just before source NAT (priority 99 of 100), where the port is still the device's own;
//! it stays right because Linux keeps a free port and the lab has one device.

use camcheck_core::nat::Behavior;
use camcheck_core::ports::PortSet;
use camcheck_core::sim::site::{Action, Direction, Firewall, Nat, Protocol, Rule, Site, When};

use super::error::LabError;
use super::net::WAN;

/// The whole ruleset of the router.
pub(super) fn ruleset(site: &Site) -> Result<String, LabError> {
    let rules = site.rules.iter().map(rule).collect::<Result<String, _>>()?;
    let open = if site.nat.is_none() && site.firewall == Firewall::Open {
        "iifname wan0 accept\n"
    } else {
        ""
    };
    let nat = site.nat.map_or(Ok(String::new()), nat)?;
    Ok(format!(
        "table inet filter {{
chain input {{
type filter hook input priority filter
iifname wan0 ct state established,related accept
iifname wan0 drop
}}
chain forward {{
type filter hook forward priority filter; policy drop
{rules}ct state established,related accept
ct status dnat accept
iifname lan0 accept
{open}}}
}}
{nat}"
    ))
}

fn rule(rule: &Rule) -> Result<String, LabError> {
    let protocol = match rule.protocol {
        Protocol::Tcp => "tcp",
        Protocol::Udp => "udp",
    };
    let (from, port) = match rule.direction {
        Direction::Out => ("lan0", "dport"),
        Direction::In => ("wan0", "sport"),
    };
    let moment = match (rule.when, rule.protocol) {
        (When::Always, _) => "",
        // The byte behind a TCP header of 32 bytes, which is Linux's with its timestamps: a TLS
        // record of type handshake (RFC 8446 section 5.1).
        (When::ClientHello, Protocol::Tcp) => "tcp doff 8 @th,256,8 0x16 ",
        (When::ClientHello, Protocol::Udp) => {
            return Err(LabError::Unsupported("a ClientHello over UDP".to_owned()));
        }
    };
    let action = match (rule.action, rule.protocol) {
        (Action::Accept, _) => "accept",
        (Action::Drop, _) => "drop",
        (Action::AdminProhibited, _) => "reject with icmpx admin-prohibited",
        (Action::Reset, Protocol::Tcp) => "reject with tcp reset",
        (Action::Reset, Protocol::Udp) => {
            return Err(LabError::Unsupported("a reset of UDP".to_owned()));
        }
    };
    let ports = elements(&rule.ports);
    Ok(format!(
        "iifname {from} {protocol} {port} {{ {ports} }} {moment}{action}\n"
    ))
}

fn elements(ports: &PortSet) -> String {
    let ranges: Vec<_> = ports.ranges().iter().map(ToString::to_string).collect();
    ranges.join(", ")
}

fn nat(nat: Nat) -> Result<String, LabError> {
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
            "meta l4proto udp snat to {WAN} : jhash ip daddr . udp sport mod 50000 offset 10000
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

/// Who knows the mapped port gets in.
const FULL_CONE: Learning = Learning {
    key: "inet_service",
    learnt: "udp sport",
    looked_up: "udp dport",
};

/// Who was contacted at any port gets in.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn site(text: &str) -> Site {
        let whole = format!("title = \"\"\n{text}\n[expect]\noverall = \"ready\"\n");
        Site::parse(&whole).expect("a sound site")
    }

    #[test]
    fn rules_come_before_what_is_let_through() {
        let rules = ruleset(&site(
            "[[rule]]\naction = \"drop\"\nprotocol = \"udp\"\nports = \"30000-49999,7\"\n\
             [[rule]]\naction = \"reset\"\nprotocol = \"tcp\"\nports = \"5349\"\nwhen = \"client-hello\"",
        ))
        .expect("expressible");
        let drop = rules.find("iifname lan0 udp dport { 30000-49999, 7 } drop");
        let reset = rules.find("@th,256,8 0x16 reject with tcp reset");
        let accept = rules.find("established,related accept\nct status");
        assert!(drop.expect("drop") < reset.expect("reset"));
        assert!(reset < accept, "{rules}");
    }

    #[test]
    fn what_has_no_recipe_is_refused() {
        for text in [
            "[nat]\nmapping = \"address-dependent\"\nfiltering = \"endpoint-independent\"",
            "[[rule]]\naction = \"reset\"\nprotocol = \"udp\"\nports = \"1\"",
        ] {
            let refused = ruleset(&site(text));
            assert!(matches!(refused, Err(LabError::Unsupported(_))), "{text}");
        }
    }
}
