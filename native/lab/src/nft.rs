//! The nftables rules of a site's machines, from a site file.
//!
//! Every router drops packets from outside that belong to no flow: let in, they would occupy a
//! port in the connection table, and the next mapping would move to another port, which looks
//! symmetric.

mod nat;

use std::net::Ipv4Addr;

use camcheck_core::model::ports::PortSet;
use camcheck_core::sim::site::{
    self, Destination, Direction, Firewall, Fragments, Limits, Nat, Ntp, Protocol, Rule,
    RuleAction, Site, When,
};
use camcheck_core::wire::{NTP_PORT, SIP_PORT};

use self::nat::nat;
use crate::error::LabError;
use crate::middlebox::{INSPECTION_PORT, PORTAL_PORT};
use crate::net::{FAR_END, FAR_END_ALTERNATE, WAN, WEB, WITNESS};

/// The whole ruleset of the site's router, whose address outside is `wan`.
pub(crate) fn router(site: &Site, wan: Ipv4Addr) -> Result<String, LabError> {
    let rules = site.rules.iter().map(rule).collect::<Result<String, _>>()?;
    let open = if site.nat.is_none() && site.firewall == Firewall::Open {
        "iifname wan0 accept\n"
    } else {
        ""
    };
    let limits = limits(&site.limits);
    let before = walls(site);
    let silent = if site.icmp_blocked {
        "meta l4proto { icmp, ipv6-icmp } drop\n"
    } else {
        ""
    };
    let forward = format!("{silent}{before}{limits}{rules}{PASSING}{open}");
    let nat = site.nat.map_or(Ok(String::new()), |it| nat(it, wan))?;
    let output = format!(
        "table ip quiet {{
chain output {{
type filter hook output priority filter
{silent}}}
}}
"
    );
    Ok(filter(&forward)
        + &output
        + &redirects(site)
        + &timeouts(site)
        + &before_defragmentation(&site.path)
        + &sip_alg(&site.path)
        + &nat)
}

/// The ruleset of a provider's NAT.
pub(crate) fn provider(it: Nat) -> Result<String, LabError> {
    Ok(filter(PASSING) + &nat(it, WAN)?)
}

/// A device that takes only what it asked for.
pub(crate) const DEVICE_FIREWALL: &str = "table inet device_firewall {
chain input {
type filter hook input priority filter; policy drop
ct state established,related accept
iifname lo accept
}
}
";

/// The line loses packets, each way. Questions of the site's resolver are spared: it would ask
/// again or know the answer already, and this one does neither.
pub(crate) fn loss(percent: u32) -> String {
    format!(
        "table inet line {{
chain forward {{
type filter hook forward priority filter
meta l4proto udp th dport 53 accept
meta l4proto udp th sport 53 accept
iifname site0 numgen random mod 100 < {percent} drop
oifname site0 numgen random mod 100 < {percent} drop
}}
}}
"
    )
}

/// What is wrong with the far end's machine.
pub(crate) fn far_end(state: &site::FarEnd) -> String {
    let mut rules = String::new();
    if state.down {
        rules += "drop\n";
    }
    if state.second_address_down {
        rules += &format!("ip daddr {FAR_END_ALTERNATE} drop\nip saddr {FAR_END_ALTERNATE} drop\n");
    }
    for port in &state.tcp_ports_down {
        rules += &format!("tcp dport {port} reject with tcp reset\n");
    }
    ["input", "output"]
        .map(|hook| {
            format!(
                "table ip fault_{hook} {{
chain {hook} {{
type filter hook {hook} priority filter
{rules}}}
}}
"
            )
        })
        .concat()
}

/// What every router lets through after its own rules.
const PASSING: &str = "ct state established,related accept
ct status dnat accept
iifname lan0 accept
";

fn filter(forward: &str) -> String {
    format!(
        "table inet filter {{
chain input {{
type filter hook input priority filter
iifname wan0 ct state established,related accept
iifname wan0 drop
}}
chain forward {{
type filter hook forward priority filter; policy drop
{forward}}}
}}
"
    )
}

/// Sites that let nothing out by themselves.
fn walls(site: &Site) -> &'static str {
    if site.captive_portal {
        "iifname lan0 tcp dport 443 reject with tcp reset\niifname lan0 drop\n"
    } else if site.proxy_only && site.proxy_elsewhere {
        "iifname lan0 meta l4proto tcp drop\n"
    } else if site.proxy_only {
        "iifname lan0 drop\n"
    } else {
        ""
    }
}

/// Connections that end at the router itself.
fn redirects(site: &Site) -> String {
    let mut rules = String::new();
    if site.captive_portal {
        rules += &format!("iifname lan0 tcp dport 80 redirect to :{PORTAL_PORT}\n");
    }
    if site.path.ntp == Ntp::Redirected {
        rules += &format!("iifname lan0 udp dport {NTP_PORT} redirect to :{NTP_PORT}\n");
    }
    if let Some(ports) = &site.tls.inspected {
        let ports = elements(ports);
        rules += &format!("iifname lan0 tcp dport {{ {ports} }} redirect to :{INSPECTION_PORT}\n");
    }
    format!(
        "table ip redirects {{
chain prerouting {{
type nat hook prerouting priority dstnat
{rules}}}
}}
"
    )
}

fn limits(limits: &Limits) -> String {
    let mut rules = String::new();
    if let Some(rate) = limits.udp_flows_per_second {
        let burst = limits.udp_flows_burst;
        rules += &format!(
            "iifname lan0 meta l4proto udp ct state new \
             limit rate over {rate}/second burst {burst} packets drop\n"
        );
    }
    if let Some(sessions) = limits.sessions {
        rules += &format!("iifname lan0 ct state new ct count over {sessions} drop\n");
    }
    rules
}

/// What meets fragments: connection tracking puts them together before any other chain sees them.
fn before_defragmentation(path: &site::Path) -> String {
    let from = match path.fragments {
        Fragments::Pass => return String::new(),
        Fragments::DroppedOut => "lan0",
        Fragments::DroppedIn => "wan0",
    };
    format!(
        "table ip fragments {{
chain prerouting {{
type filter hook prerouting priority -450
iifname {from} ip frag-off & 0x3fff != 0 drop
}}
}}
"
    )
}

/// Changes a character of the request line, as a real one changes addresses. The checksum is made when the packet
/// leaves the router.
fn sip_alg(path: &site::Path) -> String {
    if !path.sip_alg {
        return String::new();
    }
    format!(
        "table ip sip_alg {{
chain forward {{
type filter hook forward priority mangle
iifname lan0 udp dport {SIP_PORT} @th,160,8 set 0x58
}}
}}
"
    )
}

/// The kernel counts whole seconds.
fn timeouts(site: &Site) -> String {
    let seconds = site
        .limits
        .udp_timeout_ms
        .map(|milliseconds| milliseconds.div_ceil(1000));
    let Some(seconds) = seconds.or(site.path.udp_lifetime_seconds.map(u32::from)) else {
        return String::new();
    };
    format!(
        "table ip timeouts {{
ct timeout short {{
protocol udp
l3proto ip
policy = {{ unreplied : {seconds}, replied : {seconds} }}
}}
chain prerouting {{
type filter hook prerouting priority -150
iifname lan0 meta l4proto udp ct timeout set \"short\"
}}
}}
"
    )
}

fn rule(rule: &Rule) -> Result<String, LabError> {
    let protocol = match rule.protocol {
        Protocol::Tcp => "tcp",
        Protocol::Udp => "udp",
    };
    let (from, remote, port) = match rule.direction {
        Direction::Out => ("lan0", "daddr", "dport"),
        Direction::In => ("wan0", "saddr", "sport"),
    };
    let whom = match rule.to {
        Destination::Any => String::new(),
        Destination::Domains => format!("ip {remote} {WEB} "),
        Destination::FarEnd => {
            format!("ip {remote} {{ {FAR_END}, {FAR_END_ALTERNATE}, {WITNESS} }} ")
        }
    };
    let moment = match (rule.when, rule.protocol) {
        (When::Always, _) => "",
        // The byte behind a TCP header of 32 bytes, which is Linux's with its timestamps: a TLS
        // record of type handshake, or of no type that there is (RFC 8446 section 5.1). A segment
        // without payload has no such byte and does not match.
        (When::ClientHello, Protocol::Tcp) => "tcp doff 8 @th,256,8 0x16 ",
        (When::NotTls, Protocol::Tcp) => "tcp doff 8 @th,256,8 != 0x14-0x17 ",
        (When::ClientHello | When::NotTls, Protocol::Udp) => {
            return Err(LabError::Unsupported("TLS records over UDP".to_owned()));
        }
        // Behind the UDP header of 8 bytes: the magic cookie in the second word of the payload
        // (RFC 8489 section 5), and the first byte of DTLS (RFC 7983 section 7).
        (When::Stun, Protocol::Udp) => "@th,96,32 0x2112a442 ",
        (When::Dtls, Protocol::Udp) => "@th,64,8 20-63 ",
        (When::Stun | When::Dtls, Protocol::Tcp) => {
            return Err(LabError::Unsupported("STUN or DTLS over TCP".to_owned()));
        }
    };
    let action = match (rule.action, rule.protocol) {
        (RuleAction::Accept, _) => "accept",
        (RuleAction::Drop, _) => "drop",
        (RuleAction::AdminProhibited, _) => "reject with icmpx admin-prohibited",
        (RuleAction::Reset, Protocol::Tcp) => "reject with tcp reset",
        (RuleAction::Reset, Protocol::Udp) => {
            return Err(LabError::Unsupported("a reset of UDP".to_owned()));
        }
    };
    let ports = elements(&rule.ports);
    Ok(format!(
        "iifname {from} {whom}{protocol} {port} {{ {ports} }} {moment}{action}\n"
    ))
}

fn elements(ports: &PortSet) -> String {
    let ranges: Vec<_> = ports.ranges().iter().map(ToString::to_string).collect();
    ranges.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &str) -> Result<String, LabError> {
        let whole = format!("title = \"\"\n{text}\n[expect]\noverall = \"ready\"\n");
        router(&Site::parse(&whole).expect("a sound site"), WAN)
    }

    #[test]
    fn rules_come_before_what_is_let_through() {
        let rules = rules(
            "[[rule]]\naction = \"drop\"\nprotocol = \"udp\"\nports = \"30000-49999,7\"\n\
             [[rule]]\naction = \"reset\"\nprotocol = \"tcp\"\nports = \"5349\"\n\
             when = \"client-hello\"\n\
             [[rule]]\naction = \"accept\"\nprotocol = \"tcp\"\nto = \"domains\"\nports = \"443\"\n\
             [[rule]]\naction = \"drop\"\nprotocol = \"udp\"\nports = \"54-65535\"\nwhen = \"dtls\"\n\
             [[rule]]\naction = \"drop\"\nprotocol = \"udp\"\nports = \"54-65535\"\nwhen = \"stun\"",
        )
        .expect("expressible");
        let at = |rule: &str| rules.find(rule).expect(rule);
        let order = [
            at("iifname lan0 udp dport { 30000-49999, 7 } drop"),
            at("@th,256,8 0x16 reject with tcp reset"),
            at("iifname lan0 ip daddr 198.51.100.180 tcp dport { 443 } accept"),
            at("udp dport { 54-65535 } @th,64,8 20-63 drop"),
            at("udp dport { 54-65535 } @th,96,32 0x2112a442 drop"),
            at("established,related accept\nct status"),
        ];
        assert!(order.is_sorted(), "{rules}");
    }

    #[test]
    fn what_has_no_recipe_is_refused() {
        for text in [
            "[nat]\nmapping = \"address-dependent\"\nfiltering = \"endpoint-independent\"",
            "[[rule]]\naction = \"reset\"\nprotocol = \"udp\"\nports = \"1\"",
            "[[rule]]\naction = \"drop\"\nprotocol = \"tcp\"\nports = \"1\"\nwhen = \"dtls\"",
        ] {
            assert!(
                matches!(rules(text), Err(LabError::Unsupported(_))),
                "{text}"
            );
        }
    }
}
