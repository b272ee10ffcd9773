//! What the front ends and the far end exchange, beyond the RFCs.

pub mod feed;
pub mod fingerprint;
pub mod http;
pub mod ntp;
pub mod orders;
pub mod path;
pub mod plain;
pub mod sip;
pub mod token;

/// Password of the far end's ICE agent (RFC 8445 section 5.3). It is public on purpose: the far end
/// is stateless, and MESSAGE-INTEGRITY is there only because ICE requires it.
pub const FAR_END_ICE_PWD: &str = "camcheckFarEndIsPublic01";

/// Comprehension-optional STUN attribute in which the native program names its run
/// (CAMCHECK-TOKEN, in the range that RFC 8489 section 18.3 leaves to designated experts).
pub const CAMCHECK_TOKEN_ATTRIBUTE: u16 = 0xC0CC;

/// Comprehension-optional STUN attribute of a feed that follows in datagrams (CAMCHECK-NONCE, of the same range). In
/// a request, its value is as long as the answer may grow by; in the answer, it is a nonce that the client repeats,
/// which proves its address.
pub const CAMCHECK_NONCE_ATTRIBUTE: u16 = 0xC0CD;

/// The port of NTP (RFC 5905 section 7.2).
pub const NTP_PORT: u16 = 123;

/// The port of SIP (RFC 3261 section 18.1.1).
pub const SIP_PORT: u16 = 5060;

/// The port that RFC 5780 calls primary.
pub const STUN_PORT: u16 = 3478;

/// The port that RFC 5780 calls alternate.
pub const ALTERNATE_PORT: u16 = 3479;

/// The alternate of a port: 3479, or 3478 when asked on 3479.
#[must_use]
pub const fn alternate_of(port: u16) -> u16 {
    if port == ALTERNATE_PORT {
        STUN_PORT
    } else {
        ALTERNATE_PORT
    }
}

/// From where an own check of the far end came, as seen in the PRIORITY of the check (RFC 8445
/// section 7.1.1), which a page reads as the priority of a remote candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnCheck {
    /// `p`: the address that was asked, its alternate port.
    OtherPort,
    /// `i`: the alternate address, the port that was asked.
    OtherAddress,
    /// `b`: the alternate address and the alternate port.
    Both,
}

impl OwnCheck {
    /// All three.
    pub const ALL: [Self; 3] = [Self::OtherPort, Self::OtherAddress, Self::Both];

    /// The value of PRIORITY that marks the check.
    #[must_use]
    pub const fn priority(self) -> u32 {
        match self {
            Self::OtherPort => 0x1100_0001,
            Self::OtherAddress => 0x2200_0002,
            Self::Both => 0x3300_0003,
        }
    }

    /// The check that this PRIORITY marks.
    #[must_use]
    pub fn from_priority(priority: u32) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|check| check.priority() == priority)
    }
}
