//! The makes of firewalls to pick from.

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
    /// Ubiquiti UniFi gateways.
    UniFi,
    /// Sophos Firewall, SFOS.
    Sophos,
    /// WatchGuard Firebox, Fireware.
    WatchGuard,
    /// Check Point Quantum Security Gateway.
    CheckPoint,
    /// Juniper SRX, Junos OS.
    JuniperSrx,
    /// The router that the internet provider has installed.
    ProviderRouter,
    /// Any other.
    Generic,
}

impl Vendor {
    /// Every make, in the order in which a reader chooses.
    pub const ALL: [Self; 15] = [
        Self::SonicWall,
        Self::UniFi,
        Self::Meraki,
        Self::FortiGate,
        Self::PaloAlto,
        Self::CiscoAsa,
        Self::Sophos,
        Self::WatchGuard,
        Self::CheckPoint,
        Self::JuniperSrx,
        Self::PfSense,
        Self::OpnSense,
        Self::MikroTik,
        Self::ProviderRouter,
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
            Self::UniFi => "unifi",
            Self::Sophos => "sophos",
            Self::WatchGuard => "watchguard",
            Self::CheckPoint => "check-point",
            Self::JuniperSrx => "juniper-srx",
            Self::ProviderRouter => "provider-router",
            Self::Generic => "generic",
        }
    }

    /// The name of the make, the same in every language; `None` where each language has its own words.
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
            Self::UniFi => Some("UniFi"),
            Self::Sophos => Some("Sophos Firewall"),
            Self::WatchGuard => Some("WatchGuard Firebox"),
            Self::CheckPoint => Some("Check Point"),
            Self::JuniperSrx => Some("Juniper SRX"),
            Self::ProviderRouter | Self::Generic => None,
        }
    }
}
