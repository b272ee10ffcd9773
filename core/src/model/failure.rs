//! Where and why a TCP service failed.

use crate::support::names::names;

/// Where and why a TCP service failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[error("{layer}: {cause}")]
pub struct TcpFailure {
    /// The first layer that did not work.
    pub layer: Layer,
    /// Why.
    pub cause: Cause,
}

impl TcpFailure {
    /// The outcome of a connection whose probe never returned.
    pub const NOTHING_OBSERVED: Self = Self {
        layer: Layer::Opaque,
        cause: Cause::Timeout,
    };

    /// One try is enough: the resolvers were asked repeatedly, for as long as the C library asks.
    #[must_use]
    pub fn needs_no_retest(self) -> bool {
        self.layer == Layer::Dns && self.cause == Cause::Timeout
    }
}

names! {
    /// The layers of a TCP service, in the order in which they come up.
    Layer {
        /// The name did not resolve.
        Dns = "dns",
        /// TCP did not open.
        Connect = "connect",
        /// TCP opened; the TLS handshake failed.
        Tls = "tls",
        /// Everything below worked; the service did not answer as expected.
        Service = "service",
        /// The vantage cannot see which layer it was (fetch).
        Opaque = "opaque",
    }
}

names! {
    /// Why a layer failed.
    Cause {
        /// Nothing came before the deadline.
        Timeout = "timeout",
        /// RST in answer to SYN.
        Refused = "refused",
        /// RST or a closed connection after it had opened.
        Reset = "reset",
        /// An ICMP error: host, network or administratively unreachable.
        Unreachable = "unreachable",
        /// The device has no route or no network.
        NoNetwork = "no-network",
        /// The device itself does not allow it, as a rule of its own firewall does.
        ForbiddenHere = "forbidden-here",
        /// The name does not exist.
        NxDomain = "nx-domain",
        /// The name exists but has no address of a family that can be used.
        NoAddress = "no-address",
        /// The resolver answered with a failure (SERVFAIL, REFUSED).
        ResolverFailure = "resolver-failure",
        /// The device's resolver settings name no server or cannot be read, and its system, asked
        /// instead, found nothing without saying why.
        ResolverUnreadable = "resolver-unreadable",
        /// The name resolved to an address that cannot be the real one (0.0.0.0, loopback, private).
        Sinkhole = "sinkhole",
        /// The chain does not end in a trusted root.
        UntrustedIssuer = "untrusted-issuer",
        /// The certificate is for other names.
        WrongName = "wrong-name",
        /// The certificate is not valid now.
        CertificateExpired = "certificate-expired",
        /// Another TLS failure (alert, version, garbage instead of TLS).
        TlsProtocol = "tls-protocol",
        /// What came is not the protocol that was asked for.
        BadReply = "bad-reply",
        /// A valid answer, but with a different nonce or from a different responder.
        WrongResponder = "wrong-responder",
        /// The far end refused because of its own rate limits (HTTP 429 and the like).
        RateLimited = "rate-limited",
        /// The vantage cannot see why (fetch).
        Opaque = "opaque",
    }
}
