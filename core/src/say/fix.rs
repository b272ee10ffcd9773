//! Which change a row asks for.

use super::facts::Facts;
use crate::model::problem::Problem;
use crate::model::reason::Reason;
use crate::model::requirement::{DomainPattern, RequirementId};

/// What to change, and what a sentence quotes of it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fix<'a> {
    /// Allow a TCP port.
    AllowTcp(&'a str),
    /// Allow a TCP port without inspection.
    AllowTcpUninspected(&'a str),
    /// Exempt a TCP port from TLS inspection.
    ExemptTcp(&'a str),
    /// Allow what application control drops; ports that are blocked as well, or none.
    AllowApplications(&'a str),
    /// Allow UDP; no port answers.
    AllowAllUdp,
    /// Allow UDP; ports that are blocked.
    AllowUdpPorts(&'a str),
    /// Allow UDP.
    AllowUdp,
    /// Let UDP in.
    LetUdpIn,
    /// Allow a domain.
    AllowDomain(&'a str),
    /// Allow a domain without inspection.
    AllowDomainUninspected(&'a str),
    /// Let a domain resolve.
    ResolveDomain(&'a str),
    /// Put the camera behind a NAT.
    AddNat,
    /// Set full cone NAT.
    SetFullCone,
    /// Ask for help with a SonicWall.
    AskSupport,
    /// What to look for, whatever the firewall.
    Generic(Problem),
}

impl<'a> Fix<'a> {
    /// What a row asks for.
    pub(super) fn of(id: RequirementId, reason: Reason, facts: &'a Facts) -> Self {
        match id {
            RequirementId::Tcp443
            | RequirementId::Tcp3478
            | RequirementId::Tcp5349
            | RequirementId::Tcp8883 => of_tcp(id, reason),
            RequirementId::UdpOutbound => of_udp(reason, &facts.udp_blocked),
            RequirementId::UdpInbound => Self::LetUdpIn,
            RequirementId::DomainLatchaccess
            | RequirementId::DomainLatch
            | RequirementId::DomainAmazonaws => of_domain(id, reason),
            RequirementId::NatPresent => Self::AddNat,
            RequirementId::NatFullCone => Self::SetFullCone,
            RequirementId::FeedReliability => Self::AskSupport,
            RequirementId::Fragments => Self::Generic(Problem::Fragments),
            RequirementId::SipAlg => Self::Generic(Problem::SipAlg),
            RequirementId::UdpLifetime => Self::Generic(Problem::UdpTimeout),
            RequirementId::Bandwidth => Self::Generic(Problem::Bandwidth),
            RequirementId::Mtu => Self::Generic(Problem::MtuBlackHole),
            RequirementId::Ntp => Self::Generic(Problem::Ntp),
        }
    }

    /// The port or domain, of a fix that several rows may ask for.
    pub(super) const fn name(&self) -> Option<&'a str> {
        match self {
            Self::AllowTcp(name)
            | Self::AllowTcpUninspected(name)
            | Self::ExemptTcp(name)
            | Self::AllowDomain(name)
            | Self::AllowDomainUninspected(name)
            | Self::ResolveDomain(name) => Some(name),
            _ => None,
        }
    }

    /// The same fix for other ports or domains; `None` if it has no name.
    pub(super) const fn named(self, names: &str) -> Option<Fix<'_>> {
        match self {
            Self::AllowTcp(_) => Some(Fix::AllowTcp(names)),
            Self::AllowTcpUninspected(_) => Some(Fix::AllowTcpUninspected(names)),
            Self::ExemptTcp(_) => Some(Fix::ExemptTcp(names)),
            Self::AllowDomain(_) => Some(Fix::AllowDomain(names)),
            Self::AllowDomainUninspected(_) => Some(Fix::AllowDomainUninspected(names)),
            Self::ResolveDomain(_) => Some(Fix::ResolveDomain(names)),
            _ => None,
        }
    }
}

fn of_tcp(id: RequirementId, reason: Reason) -> Fix<'static> {
    let name = id.as_str();
    let port = name.strip_prefix("tcp-").unwrap_or(name);
    match reason {
        Reason::TlsIntercepted => Fix::ExemptTcp(port),
        Reason::TlsBlocked | Reason::ProtocolBlocked | Reason::Reset => {
            Fix::AllowTcpUninspected(port)
        }
        _ => Fix::AllowTcp(port),
    }
}

fn of_udp(reason: Reason, blocked: &str) -> Fix<'_> {
    match reason {
        Reason::ApplicationFiltered => Fix::AllowApplications(blocked),
        Reason::UdpBlocked => Fix::AllowAllUdp,
        _ if blocked.is_empty() => Fix::AllowUdp,
        _ => Fix::AllowUdpPorts(blocked),
    }
}

fn of_domain(id: RequirementId, reason: Reason) -> Fix<'static> {
    let domain = id.domain().map(DomainPattern::as_str).unwrap_or_default();
    match reason {
        // A web filter's own page looks like TLS inspection.
        Reason::TlsIntercepted | Reason::TlsBlocked | Reason::ProtocolBlocked | Reason::Reset => {
            Fix::AllowDomainUninspected(domain)
        }
        Reason::DnsNxdomain | Reason::DnsSinkhole | Reason::DnsTimeout | Reason::DnsFailure => {
            Fix::ResolveDomain(domain)
        }
        _ => Fix::AllowDomain(domain),
    }
}
