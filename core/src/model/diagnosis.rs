//! The likely causes: one list of stable names, each with its basis.

#![expect(
    missing_debug_implementations,
    reason = "the derive of EnumSetType adds private types without it, seen from inside a macro only"
)]

use enumset::EnumSetType;

use crate::support::names::report_names;

report_names! {
    /// The likely cause of a site's problems. The names are a contract.
    #[derive(Debug, EnumSetType, PartialOrd, Ord, Hash)]
    #[enumset(serialize_repr = "list")]
    Diagnosis {
        /// No UDP gets out, while TCP to the same server works and its UDP listener is up.
        UdpBlocked = "udp-blocked",
        /// A firewall inspects datagrams and drops a protocol that video needs.
        ApplicationControl = "application-control",
        /// A certificate does not chain to a trusted root, on a port or host whose real certificate does.
        TlsInterception = "tls-interception",
        /// The site's resolver denies, falsifies or ignores names that our server resolves.
        DnsFiltering = "dns-filtering",
        /// A third party answers plain HTTP to our server.
        CaptivePortal = "captive-portal",
        /// Names resolve, but no connection gets out directly; or a page's TCP does and no UDP does, as through
        /// a web proxy.
        ProxyOnly = "proxy-only",
        /// The listed domains answer and our servers do not: perhaps only listed destinations pass.
        AllowListOnly = "allow-list-only",
        /// Our servers do not answer: perhaps they are down.
        FarEndDown = "far-end-down",
        /// UDP ports that were silent at the usual rate answered at a slow one.
        UdpFloodProtection = "udp-flood-protection",
        /// Ports that had answered stopped answering: a session table may be full.
        SessionLimit = "session-limit",
        /// The tester's own device drops unsolicited packets, so the site's filtering
        /// may be wider than it looks.
        HostFirewallSuspected = "host-firewall-suspected",
        /// The internet saw the device under several addresses.
        VpnOrRelaySuspected = "vpn-or-relay-suspected",
        /// The mapping depends on the destination, as with a SonicWall in its default setting.
        SonicwallLike = "sonicwall-like",
    }
}
