//! The requirement model: one entry for every row of a report.

use std::fmt;
use std::str::FromStr;

use enumset::EnumSetType;

use crate::support::names::{json_by_name, report_names};

/// Where the requirements come from.
pub const ARTICLE_URL: &str = "https://support.door.com/hc/en-us/articles/24603717115415-Troubleshooting-Firewall-with-Latch-Camera";

/// The help center of the article, where Door Support can be reached.
pub const HELP_CENTER_URL: &str = "https://support.door.com/hc";

report_names! {
    /// How important a requirement is for the overall verdict.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    Level {
        /// The camera does not work without it.
        Required = "required",
        /// The article recommends it; a failure never makes a site not ready.
        Recommended = "recommended",
        /// Background that helps when everything else passes.
        Advice = "advice",
    }
}

/// One of the four TCP ports that the article lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TcpPort {
    /// HTTPS.
    P443,
    /// STUN and TURN over TCP.
    P3478,
    /// STUN and TURN over TLS.
    P5349,
    /// MQTT over TLS.
    P8883,
}

impl TcpPort {
    /// All four, in the article's order.
    pub const ALL: [Self; 4] = [Self::P443, Self::P3478, Self::P5349, Self::P8883];

    /// The port number.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::P443 => 443,
            Self::P3478 => 3478,
            Self::P5349 => 5349,
            Self::P8883 => 8883,
        }
    }

    /// The listed port with this number, if it is one of the four.
    #[must_use]
    pub fn from_number(number: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|port| port.number() == number)
    }

    /// The requirement that this port belongs to.
    #[must_use]
    pub const fn requirement(self) -> RequirementId {
        match self {
            Self::P443 => RequirementId::Tcp443,
            Self::P3478 => RequirementId::Tcp3478,
            Self::P5349 => RequirementId::Tcp5349,
            Self::P8883 => RequirementId::Tcp8883,
        }
    }
}

/// One of the three wildcard domains that the article lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DomainPattern {
    /// `*.latchaccess.com`
    LatchAccess,
    /// `*.latch.com`
    Latch,
    /// `*.amazonaws.com`
    AmazonAws,
}

impl DomainPattern {
    /// All three, in the article's order.
    pub const ALL: [Self; 3] = [Self::LatchAccess, Self::Latch, Self::AmazonAws];

    /// The pattern as the article writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LatchAccess => "*.latchaccess.com",
            Self::Latch => "*.latch.com",
            Self::AmazonAws => "*.amazonaws.com",
        }
    }

    /// The requirement that this pattern belongs to.
    #[must_use]
    pub const fn requirement(self) -> RequirementId {
        match self {
            Self::LatchAccess => RequirementId::DomainLatchaccess,
            Self::Latch => RequirementId::DomainLatch,
            Self::AmazonAws => RequirementId::DomainAmazonaws,
        }
    }

    /// The pattern that a host name belongs to, if there is one.
    #[must_use]
    pub fn of(host: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pattern| pattern.covers(host))
    }

    /// Whether this wildcard covers a host name.
    #[must_use]
    pub fn covers(self, host: &str) -> bool {
        let suffix = self.as_str().trim_start_matches('*');
        let host = host.to_ascii_lowercase();
        host.len() > suffix.len() && host.ends_with(suffix)
    }
}

impl FromStr for DomainPattern {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|pattern| pattern.as_str() == text)
            .ok_or_else(|| UnknownName::new(text, Self::ALL.map(Self::as_str)))
    }
}

/// A row of the report. The names are a contract.
#[derive(Debug, EnumSetType, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename_all = "kebab-case")
)]
pub enum RequirementId {
    /// TCP 443 outbound.
    #[cfg_attr(feature = "schema", schemars(rename = "tcp-443"))]
    Tcp443,
    /// TCP 3478 outbound.
    #[cfg_attr(feature = "schema", schemars(rename = "tcp-3478"))]
    Tcp3478,
    /// TCP 5349 outbound.
    #[cfg_attr(feature = "schema", schemars(rename = "tcp-5349"))]
    Tcp5349,
    /// TCP 8883 outbound.
    #[cfg_attr(feature = "schema", schemars(rename = "tcp-8883"))]
    Tcp8883,
    /// UDP 1025-65535 outbound.
    UdpOutbound,
    /// UDP 1025-65535 inbound.
    UdpInbound,
    /// `*.latchaccess.com` allowed.
    DomainLatchaccess,
    /// `*.latch.com` allowed.
    DomainLatch,
    /// `*.amazonaws.com` allowed.
    DomainAmazonaws,
    /// Some NAT between the camera and the internet.
    NatPresent,
    /// Full cone NAT.
    NatFullCone,
    /// Video-like traffic nearly always gets through.
    FeedReliability,
    /// Large UDP datagrams, which travel in fragments, get through.
    Fragments,
    /// Nothing rewrites SIP messages (SIP ALG).
    SipAlg,
    /// The NAT keeps the mapping of an idle UDP socket long enough.
    UdpLifetime,
    /// 10 Mbit/s are available.
    Bandwidth,
    /// Full-size packets get through, or the path reports that they are too large.
    Mtu,
    /// NTP (UDP 123) is answered.
    Ntp,
}

json_by_name!(RequirementId);

impl RequirementId {
    /// Every row, in the order of a report.
    pub const ALL: [Self; 18] = [
        Self::Tcp443,
        Self::Tcp3478,
        Self::Tcp5349,
        Self::Tcp8883,
        Self::UdpOutbound,
        Self::UdpInbound,
        Self::DomainLatchaccess,
        Self::DomainLatch,
        Self::DomainAmazonaws,
        Self::NatPresent,
        Self::NatFullCone,
        Self::FeedReliability,
        Self::Fragments,
        Self::SipAlg,
        Self::UdpLifetime,
        Self::Bandwidth,
        Self::Mtu,
        Self::Ntp,
    ];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tcp443 => "tcp-443",
            Self::Tcp3478 => "tcp-3478",
            Self::Tcp5349 => "tcp-5349",
            Self::Tcp8883 => "tcp-8883",
            Self::UdpOutbound => "udp-outbound",
            Self::UdpInbound => "udp-inbound",
            Self::DomainLatchaccess => "domain-latchaccess",
            Self::DomainLatch => "domain-latch",
            Self::DomainAmazonaws => "domain-amazonaws",
            Self::NatPresent => "nat-present",
            Self::NatFullCone => "nat-full-cone",
            Self::FeedReliability => "feed-reliability",
            Self::Fragments => "fragments",
            Self::SipAlg => "sip-alg",
            Self::UdpLifetime => "udp-lifetime",
            Self::Bandwidth => "bandwidth",
            Self::Mtu => "mtu",
            Self::Ntp => "ntp",
        }
    }

    /// How much the row weighs.
    #[must_use]
    pub const fn level(self) -> Level {
        match self {
            Self::NatFullCone | Self::FeedReliability => Level::Recommended,
            Self::Tcp443
            | Self::Tcp3478
            | Self::Tcp5349
            | Self::Tcp8883
            | Self::UdpOutbound
            | Self::UdpInbound
            | Self::DomainLatchaccess
            | Self::DomainLatch
            | Self::DomainAmazonaws
            | Self::NatPresent => Level::Required,
            Self::Fragments
            | Self::SipAlg
            | Self::UdpLifetime
            | Self::Bandwidth
            | Self::Mtu
            | Self::Ntp => Level::Advice,
        }
    }

    /// Whether the row is about a TCP port.
    #[must_use]
    pub const fn is_tcp(self) -> bool {
        matches!(
            self,
            Self::Tcp443 | Self::Tcp3478 | Self::Tcp5349 | Self::Tcp8883
        )
    }

    /// The domain that this row is about, if it is one of the three.
    #[must_use]
    pub fn domain(self) -> Option<DomainPattern> {
        let mut patterns = DomainPattern::ALL.into_iter();
        patterns.find(|pattern| pattern.requirement() == self)
    }

    /// The article's own words for this row ([`ARTICLE_URL`]); a row of level advice has none, so its line is
    /// the one that it helps to explain.
    #[must_use]
    pub const fn article_quote(self) -> &'static str {
        match self {
            Self::Tcp443 | Self::Tcp3478 | Self::Tcp5349 | Self::Tcp8883 => {
                "Open all destinations on TCP port 443, 3478, 5349 and 8883"
            }
            // The article has both "all UDP ports" and "1025-65535"; the range is what is tested.
            Self::UdpOutbound | Self::UdpInbound => {
                "Open all UDP ports in both directions […] UDP Inbound and Outbound 1025-65535"
            }
            Self::DomainLatchaccess => "Add/Allow the following domains: *.latchaccess.com",
            Self::DomainLatch => "Add/Allow the following domains: *.latch.com",
            Self::DomainAmazonaws => "Add/Allow the following domains: *.amazonaws.com",
            Self::NatPresent => {
                "At a minimum, some NAT is required (otherwise the camera will be exposed to endless attacks)"
            }
            Self::NatFullCone => "full cone NAT configuration is recommended",
            Self::FeedReliability
            | Self::Fragments
            | Self::SipAlg
            | Self::UdpLifetime
            | Self::Bandwidth
            | Self::Mtu
            | Self::Ntp => {
                "If video feeds are working <90% of the time or not at all, ask the integrator if they are using a SonicWall firewall"
            }
        }
    }
}

impl fmt::Display for RequirementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for RequirementId {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|id| id.as_str() == text)
            .ok_or_else(|| UnknownName::new(text, Self::ALL.map(Self::as_str)))
    }
}

/// A name that is in none of the documented lists.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{given}\" is not known; it must be one of: {known}")]
pub struct UnknownName {
    given: String,
    known: String,
}

impl UnknownName {
    fn new<const N: usize>(given: &str, known: [&str; N]) -> Self {
        Self {
            given: given.to_owned(),
            known: known.join(", "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_parses_back_and_matches_its_json_name() {
        for id in RequirementId::ALL {
            assert_eq!(id.as_str().parse(), Ok(id));
            assert_eq!(
                serde_json::to_string(&id).expect("a plain name"),
                format!("\"{id}\"")
            );
        }
    }

    #[test]
    fn an_unknown_id_lists_the_known_ones() {
        let error = "tcp-80".parse::<RequirementId>().expect_err("no such row");
        assert!(error.to_string().contains("tcp-443, tcp-3478"));
    }

    #[test]
    fn a_wildcard_covers_names_below_it_only() {
        assert!(DomainPattern::Latch.covers("www.Latch.com"));
        assert!(!DomainPattern::Latch.covers("latch.com"));
        assert!(!DomainPattern::Latch.covers(".latch.com"));
        assert!(!DomainPattern::Latch.covers("www.notlatch.com"));
        assert_eq!(
            DomainPattern::of("www.latch.com"),
            Some(DomainPattern::Latch)
        );
        assert_eq!(DomainPattern::of("www.example.com"), None);
    }
}
