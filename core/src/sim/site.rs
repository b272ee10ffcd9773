//! The schema of a site file (`core/tests/sites/*.toml`).

use serde::Deserialize;

use super::expect::Expect;
use crate::model::ports::PortSet;
use crate::observed::nat::Behavior;

/// A simulated site, and the verdicts expected for it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Site {
    /// One line for people.
    pub title: String,
    /// Address translation at the site's router; none where it is missing.
    #[serde(default)]
    pub nat: Option<Nat>,
    /// A second NAT, of the internet provider, beyond the site's own.
    #[serde(default)]
    pub cgn: Option<Nat>,
    /// Until a user logs in: port 80 leads to the portal, 443 is reset, the rest vanishes.
    #[serde(default)]
    pub captive_portal: bool,
    /// Only the web proxy reaches the internet; browsers are configured to use it.
    #[serde(default)]
    pub proxy_only: bool,
    /// The ports to which the web proxy tunnels; 443 alone if none are given.
    #[serde(default)]
    pub proxy_ports: Option<PortSet>,
    /// Browsers are configured with a file that names the web proxy (PAC), not with the proxy itself.
    #[serde(default)]
    pub proxy_by_file: bool,
    /// The web proxy has an internet address of its own, and UDP needs no proxy.
    #[serde(default)]
    pub proxy_elsewhere: bool,
    /// The router forwards no ICMP and sends none.
    #[serde(default)]
    pub icmp_blocked: bool,
    /// The tester's own device.
    #[serde(default)]
    pub device: Device,
    /// Encrypted connections that the site decrypts and re-signs.
    #[serde(default)]
    pub tls: Tls,
    /// What the router has too little of.
    #[serde(default)]
    pub limits: Limits,
    /// The state of our own servers.
    #[serde(default)]
    pub far_end: FarEnd,
    /// What unsolicited packets from outside meet where there is no NAT.
    #[serde(default)]
    pub firewall: Firewall,
    /// Extra firewall rules, the first match decides.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
    /// What the site's resolver does differently from the internet's.
    #[serde(default)]
    pub dns: Dns,
    /// The line to the internet.
    #[serde(default)]
    pub wan: Wan,
    /// What happens to packets that most traffic does not need.
    #[serde(default)]
    pub path: Path,
    /// What every vantage must report.
    pub expect: Expect,
}

impl Site {
    /// Whether the web proxy, if there is one, tunnels to this port.
    #[must_use]
    pub fn proxy_tunnels_to(&self, port: u16) -> bool {
        let ports = self.proxy_ports.as_ref();
        ports.map_or(port == 443, |ports| ports.contains(port))
    }
}

/// Address translation (RFC 4787).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Nat {
    /// Mapping behaviour.
    pub mapping: Behavior,
    /// Filtering behaviour.
    pub filtering: Behavior,
}

/// What the router does with unsolicited packets from outside. With a NAT, its filtering behaviour
/// decides that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Firewall {
    /// Only answers come in.
    #[default]
    Stateful,
    /// Everything comes in.
    Open,
}

/// A firewall rule for forwarded traffic.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rule {
    /// What happens to a matching packet.
    pub action: RuleAction,
    /// Which packets.
    pub protocol: Protocol,
    /// To (or from) whom.
    #[serde(default)]
    pub to: Destination,
    /// Which way they go, seen from the site.
    #[serde(default)]
    pub direction: Direction,
    /// Remote ports: the destination of outbound, the source of inbound packets.
    pub ports: PortSet,
    /// Which of them, by what they carry.
    #[serde(default)]
    pub when: When,
}

/// What happens to a matching packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleAction {
    /// It passes, whatever later rules contain.
    Accept,
    /// It vanishes.
    Drop,
    /// It is answered with a TCP reset.
    Reset,
    /// It is answered with ICMP "administratively prohibited".
    AdminProhibited,
}

/// Which destinations a rule covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Destination {
    /// All destinations.
    #[default]
    Any,
    /// The hosts of the article's three domains.
    Domains,
    /// Our own servers.
    FarEnd,
}

/// A transport protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// TCP
    Tcp,
    /// UDP
    Udp,
}

/// A direction, seen from the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From the device to the internet.
    #[default]
    Out,
    /// From the internet to the device.
    In,
}

/// What a packet carries, for rules that look into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// Every packet.
    #[default]
    Always,
    /// A TLS ClientHello on an open TCP connection.
    ClientHello,
    /// Data that is not a TLS record on an open TCP connection.
    NotTls,
    /// STUN over UDP (RFC 8489).
    Stun,
    /// DTLS over UDP (identified by its first byte, RFC 7983).
    Dtls,
}

/// What the site's resolver does differently.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Dns {
    /// These domains and everything below them do not exist.
    pub nxdomain: Vec<String>,
    /// These resolve to 0.0.0.0.
    pub sinkhole: Vec<String>,
    /// These resolve to the router, which shows a page of its own there.
    pub block_page: Vec<String>,
    /// These resolve to a public server of the filter's operator, which shows a page of its own
    /// there, under a certificate that no device trusts.
    pub public_block_page: Vec<String>,
    /// Questions for these get no answer; `.` means all names.
    pub silent: Vec<String>,
    /// Milliseconds until the resolver answers.
    pub slow_ms: u32,
    /// A resolver before the right one in the device's list.
    pub first: Option<FirstResolver>,
}

/// What is wrong with the first resolver of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FirstResolver {
    /// It answers every question with a refusal (REFUSED).
    Refuses,
    /// It never answers.
    Silent,
}

/// The tester's own device.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Device {
    /// It drops unsolicited packets.
    pub firewall: bool,
    /// The root of the site's TLS inspection is installed on it.
    pub trusts_company_root: bool,
    /// It has an IPv6 address only, and so has the line.
    pub ipv6_only: bool,
}

/// TLS inspection.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Tls {
    /// Connections to these ports end at the site's inspection, which signs with its own root.
    pub inspected: Option<PortSet>,
}

/// What the router has too little of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limits {
    /// New UDP flows a second.
    pub udp_flows_per_second: Option<u32>,
    /// How many of them may come at once.
    pub udp_flows_burst: u32,
    /// Flows at the same time, of any kind.
    pub sessions: Option<u32>,
    /// Milliseconds after which an idle UDP flow is forgotten.
    pub udp_timeout_ms: Option<u32>,
}

/// The state of our own servers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct FarEnd {
    /// The machine does not answer at all.
    pub down: bool,
    /// Its alternate address does not.
    pub second_address_down: bool,
    /// These TCP ports have no listener.
    pub tcp_ports_down: Vec<u16>,
    /// It is a plain STUN server (3478 over UDP and TCP, no RFC 5780) and nothing else.
    pub plain_stun: bool,
    /// There is a second responder, which sees the first.
    pub witness: bool,
    /// The catalogue begins with this many far ends of other regions, which do not answer from here.
    pub silent_regions: usize,
    /// It is about to end, and grants no runs.
    pub draining: bool,
    /// It streams no feed, as earlier versions.
    pub no_feed: bool,
    /// It streams to as many others as it can.
    pub feed_busy: bool,
    /// It takes part in the tests of the rows of level advice.
    pub path_tests: bool,
    /// It never had proof that what those tests send reaches it.
    pub path_unproven: bool,
}

/// The line to the internet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Wan {
    /// Added round-trip time in milliseconds.
    pub round_trip_ms: u32,
    /// Each way, up to this many milliseconds more, at random.
    pub jitter_ms: u32,
    /// Packets of a hundred that are lost, each way.
    pub loss_percent: u32,
    /// Kilobits a second that pass from the site.
    pub up_kbps: Option<u32>,
    /// Kilobits a second that pass to the site.
    pub down_kbps: Option<u32>,
    /// Milliseconds for which a feed is interrupted, both ways.
    pub cut_ms: u32,
    /// The cable is not plugged in.
    pub unplugged: bool,
}

/// What happens to packets that most traffic does not need.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Path {
    /// Fragments of UDP datagrams.
    pub fragments: Fragments,
    /// The largest packet in bytes. A larger one that may not be fragmented is reported to its sender, unless
    /// the router sends no ICMP.
    pub mtu: Option<u16>,
    /// Something rewrites what goes to the port of SIP.
    pub sip_alg: bool,
    /// For how many seconds the router keeps an idle UDP session; for good if absent.
    pub udp_lifetime_seconds: Option<u16>,
    /// Requests for the time.
    pub ntp: Ntp,
}

/// What happens to fragments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fragments {
    /// They pass.
    #[default]
    Pass,
    /// They do not get out.
    DroppedOut,
    /// They do not come in.
    DroppedIn,
}

/// What happens to NTP. A rule for UDP 123 blocks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ntp {
    /// It passes.
    #[default]
    Passes,
    /// A server at the site answers it.
    Redirected,
}

impl Site {
    /// Reads a site file.
    ///
    /// # Errors
    /// The parser's message with line and column.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}
