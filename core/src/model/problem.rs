//! The kinds of problems, so that one remedy covers many rows.

use enumset::EnumSetType;

/// A kind of problem, the most urgent first.
#[derive(Debug, EnumSetType, PartialOrd, Ord, Hash)]
pub enum Problem {
    /// A TCP port is blocked.
    PortBlocked,
    /// UDP is blocked on its way out, on some ports or all.
    UdpRange,
    /// What answers UDP packets of the site does not get back in.
    UdpAnswers,
    /// A firewall that inspects datagrams drops a protocol that video needs.
    ApplicationControl,
    /// Names do not resolve, or the hosts behind them are blocked.
    NameBlocked,
    /// Encrypted connections are decrypted, or cut off because of their content.
    TlsInspection,
    /// There is no NAT.
    NoNat,
    /// The mapping depends on the destination.
    SymmetricNat,
    /// The mapping is stable, but only contacted addresses get in.
    NarrowFiltering,
    /// UDP sessions may expire too soon.
    UdpTimeout,
    /// A SIP gateway may tamper with packets.
    SipAlg,
    /// Fragmented packets may be dropped.
    Fragments,
    /// A limit on floods or sessions drops packets.
    FloodProtection,
    /// Packets that are too large vanish without a report.
    MtuBlackHole,
    /// NTP is blocked.
    Ntp,
    /// The line is too slow.
    Bandwidth,
}

impl Problem {
    /// What disturbs video although it passes, by what is known of firewalls.
    pub const SUSPECTS: [Self; 5] = [
        Self::SymmetricNat,
        Self::UdpTimeout,
        Self::SipAlg,
        Self::Fragments,
        Self::FloodProtection,
    ];

    /// Every problem.
    pub const ALL: [Self; 16] = [
        Self::PortBlocked,
        Self::UdpRange,
        Self::UdpAnswers,
        Self::ApplicationControl,
        Self::NameBlocked,
        Self::TlsInspection,
        Self::NoNat,
        Self::SymmetricNat,
        Self::NarrowFiltering,
        Self::UdpTimeout,
        Self::SipAlg,
        Self::Fragments,
        Self::FloodProtection,
        Self::MtuBlackHole,
        Self::Ntp,
        Self::Bandwidth,
    ];

    /// The stable name, as in the files with help for each make of firewall.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PortBlocked => "port-blocked",
            Self::UdpRange => "udp-range",
            Self::UdpAnswers => "udp-answers",
            Self::ApplicationControl => "application-control",
            Self::NameBlocked => "name-blocked",
            Self::TlsInspection => "tls-inspection",
            Self::NoNat => "no-nat",
            Self::SymmetricNat => "symmetric-nat",
            Self::NarrowFiltering => "narrow-filtering",
            Self::UdpTimeout => "udp-timeout",
            Self::SipAlg => "sip-alg",
            Self::Fragments => "fragments",
            Self::FloodProtection => "flood-protection",
            Self::MtuBlackHole => "mtu-black-hole",
            Self::Ntp => "ntp",
            Self::Bandwidth => "bandwidth",
        }
    }
}
