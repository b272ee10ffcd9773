//! The makes of firewalls for which there is help, and the settings that matter in them.

/// A make of firewall to pick from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vendor {
    /// SonicWall, SonicOS 7.
    SonicWall,
    /// Fortinet FortiGate, FortiOS.
    FortiGate,
    /// Palo Alto Networks, PAN-OS.
    PaloAlto,
    /// Netgate pfSense.
    PfSense,
    /// OPNsense.
    OpnSense,
    /// Cisco ASA.
    CiscoAsa,
    /// Cisco Meraki MX.
    Meraki,
    /// MikroTik RouterOS.
    MikroTik,
    /// Any other.
    Generic,
}

impl Vendor {
    /// Every make, in the order in which a reader chooses.
    pub const ALL: [Self; 9] = [
        Self::SonicWall,
        Self::FortiGate,
        Self::PaloAlto,
        Self::PfSense,
        Self::OpnSense,
        Self::CiscoAsa,
        Self::Meraki,
        Self::MikroTik,
        Self::Generic,
    ];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SonicWall => "sonicwall",
            Self::FortiGate => "fortigate",
            Self::PaloAlto => "palo-alto",
            Self::PfSense => "pfsense",
            Self::OpnSense => "opnsense",
            Self::CiscoAsa => "cisco-asa",
            Self::Meraki => "meraki",
            Self::MikroTik => "mikrotik",
            Self::Generic => "generic",
        }
    }

    /// The name of the make, the same in every language; `None` of the one that stands for others.
    #[must_use]
    pub const fn brand(self) -> Option<&'static str> {
        match self {
            Self::SonicWall => Some("SonicWall"),
            Self::FortiGate => Some("Fortinet FortiGate"),
            Self::PaloAlto => Some("Palo Alto Networks"),
            Self::PfSense => Some("pfSense"),
            Self::OpnSense => Some("OPNsense"),
            Self::CiscoAsa => Some("Cisco ASA"),
            Self::Meraki => Some("Cisco Meraki MX"),
            Self::MikroTik => Some("MikroTik"),
            Self::Generic => None,
        }
    }
}

/// A vendor's own setting, of which each language says what to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VendorSetting {
    /// SonicWall: Consistent NAT.
    SonicWallConsistentNat,
    /// SonicWall: SIP Transformations.
    SonicWallSipTransformations,
    /// SonicWall: Default UDP Connection Timeout.
    SonicWallUdpTimeout,
    /// SonicWall: UDP Flood Protection.
    SonicWallUdpFlood,
    /// SonicWall: exclusions from DPI-SSL.
    SonicWallDpiSsl,
    /// SonicWall: Fragmented Packet Handling.
    SonicWallFragments,
    /// FortiGate: a full cone IP pool.
    FortiGateFullCone,
    /// FortiGate: fixed port in a policy.
    FortiGateFixedPort,
    /// FortiGate: the SIP helper.
    FortiGateSipHelper,
    /// Palo Alto Networks: Persistent NAT for DIPP.
    PaloAltoPersistentDipp,
    /// pfSense: Static Port.
    PfSenseStaticPort,
    /// pfSense: endpoint-independent outbound NAT.
    PfSenseEndpointIndependent,
    /// OPNsense: static port.
    OpnSenseStaticPort,
    /// OPNsense: how it filters.
    OpnSenseFiltering,
    /// Cisco ASA: extended PAT.
    CiscoAsaExtendedPat,
    /// Cisco Meraki MX: port forwarding or 1:1 NAT.
    MerakiPortForwarding,
    /// Cisco Meraki MX: 1:1 NAT.
    MerakiOneToOne,
    /// MikroTik: the action endpoint-independent-nat.
    MikroTikEndpointIndependent,
}
