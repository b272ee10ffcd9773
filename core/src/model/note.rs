//! What a reader must know of how a run was made, as a list of stable names.

// EnumSetType adds a type of its own where there are more than 16 variants.
#![allow(
    missing_debug_implementations,
    reason = "the types of this module derive Debug"
)]

use enumset::EnumSetType;

use crate::support::names::report_names;

report_names! {
    /// What a reader must know of how a run was made.
    #[derive(Debug, EnumSetType, PartialOrd, Ord)]
    #[enumset(serialize_repr = "list")]
    Note {
        /// The far end was the tester's own machine; the layer was HTTP without TLS.
        LocalFarEnd = "local-far-end",
        /// An extra root certificate was trusted.
        ExtraRoot = "extra-root",
        /// The device's connection is cellular, so it is not the camera's network.
        Cellular = "cellular",
        /// The device's traffic leaves through its own tunnel or modem, so its path is not the camera's.
        Tunnel = "tunnel",
        /// TCP and UDP were seen from different addresses, or the address changed between ports.
        SeveralAddresses = "several-addresses",
        /// The device has IPv6 addresses only.
        Ipv6Only = "ipv6-only",
        /// Unsolicited packets did not arrive, and the state of the device's own firewall could not be read.
        OwnFirewallUnknown = "own-firewall-unknown",
        /// On some TCP port, TLS got through and other traffic did not. The firewall may inspect TLS
        /// there, with a root that the browser trusts and the camera does not.
        TlsInspectionPossible = "tls-inspection-possible",
        /// Names resolved, but slowly.
        SlowNames = "slow-names",
        /// Only some rows were requested.
        Partial = "partial",
        /// Every UDP port was tried, not a sample.
        FullSweep = "full-sweep",
        /// The program was suspended for a while, so everything was measured again; if that kept happening, the
        /// rows stay open.
        BegunAnew = "begun-anew",
        /// The run was stopped before its end, so the site as a whole is not judged.
        Stopped = "stopped",
        /// Evidence, addresses or ranges were left out to keep a link short.
        Shortened = "shortened",
        /// A page's report and one of the native program, joined row by row.
        Merged = "merged",
        /// The two joined reports contradict each other on a row; the stronger proof is shown.
        VantagesDisagree = "vantages-disagree",
        /// The two joined reports were made more than a day apart.
        MadeDaysApart = "made-days-apart",
        /// The two joined reports have no address seen from the internet in common.
        MadeOnOtherNetworks = "made-on-other-networks",
    }
}
