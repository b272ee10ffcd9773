//! The table itself.

use super::{Entry, Source};
use crate::model::problem::Problem;
use crate::model::vendor::{Vendor, VendorSetting};

const NAT: &[Problem] = &[Problem::SymmetricNat];
const FULL_CONE: &[Problem] = &[Problem::SymmetricNat, Problem::NarrowFiltering];

const fn source(title: &'static str, url: &'static str) -> Source {
    Source {
        title,
        url: Some(url),
    }
}

/// Every vendor's own settings.
pub(in crate::remedy) const TABLE: &[Entry] = &[
    // ---- SonicWall ----
    Entry {
        vendor: Vendor::SonicWall,
        problems: NAT,
        setting: VendorSetting::SonicWallConsistentNat,
        menu: "NETWORK > VOIP > Settings > General > Enable Consistent NAT",
        commands: "",
        source: source(
            "SonicWall KB 170505836533942, Configuring Consistent NAT",
            "https://www.sonicwall.com/support/knowledge-base/configuring-consistent-nat-network-address-translation/170505836533942",
        ),
    },
    Entry {
        vendor: Vendor::SonicWall,
        problems: &[Problem::SipAlg],
        setting: VendorSetting::SonicWallSipTransformations,
        menu: "NETWORK > VOIP > Settings > SIP Settings > Enable SIP Transformations",
        commands: "",
        source: source(
            "SonicOS/X 7 VoIP, Enabling SIP",
            "https://www.sonicwall.com/support/technical-documentation/docs/sonicos-7-0-0-0-voip/Content/voip-config-tasks-config-voip-sip-set-enabling.htm",
        ),
    },
    Entry {
        vendor: Vendor::SonicWall,
        problems: &[Problem::UdpTimeout],
        setting: VendorSetting::SonicWallUdpTimeout,
        menu: "Flood Protection > UDP > Default UDP Connection Timeout",
        commands: "",
        source: source(
            "SonicOS, Flood Protection, UDP tab",
            "http://help.sonicwall.com/help/sw/eng/6910/26/2/1/content/Firewall_Settings_Flood_Protection.066.4.html",
        ),
    },
    Entry {
        vendor: Vendor::SonicWall,
        problems: &[Problem::FloodProtection],
        setting: VendorSetting::SonicWallUdpFlood,
        menu: "Flood Protection > UDP > UDP Flood Protection",
        commands: "",
        source: source(
            "SonicOS, Flood Protection, UDP tab",
            "http://help.sonicwall.com/help/sw/eng/6910/26/2/1/content/Firewall_Settings_Flood_Protection.066.4.html",
        ),
    },
    Entry {
        vendor: Vendor::SonicWall,
        problems: &[Problem::TlsInspection],
        setting: VendorSetting::SonicWallDpiSsl,
        menu: "POLICY > DPI-SSL > Client SSL > Common Name",
        commands: "",
        source: source(
            "SonicOS 7.0 DPI-SSL, Excluding/Including Common Names",
            "https://www.sonicwall.com/support/technical-documentation/docs/sonicos-7-0-0-0-dpi_ssl/Content/dpi-ssl-client-exclusions-inclusions-common-name-excl-incl-common-names.htm",
        ),
    },
    Entry {
        vendor: Vendor::SonicWall,
        problems: &[Problem::Fragments],
        setting: VendorSetting::SonicWallFragments,
        menu: "VPN > Advanced",
        commands: "",
        source: source(
            "Door, Latch Camera specifications; SonicOS 7, VPN > Advanced",
            "https://support.door.com/hc/en-us/articles/41305649275415",
        ),
    },
    // ---- FortiGate ----
    Entry {
        vendor: Vendor::FortiGate,
        problems: FULL_CONE,
        setting: VendorSetting::FortiGateFullCone,
        menu: "",
        commands: "config firewall ippool\n  edit <name>\n    set type fixed-port-range\n    set permit-any-host enable\n  next\nend",
        source: source(
            "FortiOS 7.6.0 New Features, Full cone NAT for fixed port range IP pools",
            "https://docs.fortinet.com/document/fortigate/7.6.0/new-features/949754/full-cone-nat-for-fixed-port-range-ip-pools",
        ),
    },
    Entry {
        vendor: Vendor::FortiGate,
        problems: NAT,
        setting: VendorSetting::FortiGateFixedPort,
        menu: "",
        commands: "config firewall policy\n  edit <policy-id>\n    set fixedport enable\n  next\nend",
        source: source(
            "FortiOS Handbook, Fixed port",
            "https://docs.fortinet.com/document/fortigate/6.0.0/Handbook/788974/fixed-port",
        ),
    },
    Entry {
        vendor: Vendor::FortiGate,
        problems: &[Problem::SipAlg],
        setting: VendorSetting::FortiGateSipHelper,
        menu: "",
        commands: "config system settings\n  set sip-helper disable\nend\nconfig system session-helper\n  show\n  delete <id of the entry named sip>\nend",
        source: source(
            "Fortinet Technical Tip, Disabling VoIP Inspection",
            "https://community.fortinet.com/t5/FortiGate/Technical-Tip-Disabling-VoIP-Inspection/ta-p/194131",
        ),
    },
    // ---- Palo Alto ----
    Entry {
        vendor: Vendor::PaloAlto,
        problems: NAT,
        setting: VendorSetting::PaloAltoPersistentDipp,
        menu: "",
        commands: "set system setting persistent-dipp enable yes\nrequest restart system",
        source: source(
            "PAN-OS 10.1 New Features, Persistent NAT for DIPP",
            "https://docs.paloaltonetworks.com/pan-os/10-1/pan-os-new-features/networking-features/persistent-nat-for-dipp",
        ),
    },
    // ---- pfSense ----
    Entry {
        vendor: Vendor::PfSense,
        problems: NAT,
        setting: VendorSetting::PfSenseStaticPort,
        menu: "Firewall > NAT > Outbound > Hybrid Outbound NAT",
        commands: "",
        source: source(
            "Netgate docs, Outbound NAT",
            "https://docs.netgate.com/pfsense/en/latest/nat/outbound.html",
        ),
    },
    Entry {
        vendor: Vendor::PfSense,
        problems: NAT,
        setting: VendorSetting::PfSenseEndpointIndependent,
        menu: "Firewall > NAT > Outbound",
        commands: "",
        source: source(
            "tailscale issue 18035, on the pfSense 25.11 release notes",
            "https://github.com/tailscale/tailscale/issues/18035",
        ),
    },
    // ---- OPNsense ----
    Entry {
        vendor: Vendor::OpnSense,
        problems: NAT,
        setting: VendorSetting::OpnSenseStaticPort,
        menu: "Firewall > NAT > Outbound",
        commands: "",
        source: source(
            "opnsense/core issue 9701",
            "https://github.com/opnsense/core/issues/9701",
        ),
    },
    Entry {
        vendor: Vendor::OpnSense,
        problems: &[Problem::NarrowFiltering],
        setting: VendorSetting::OpnSenseFiltering,
        menu: "",
        commands: "",
        source: source(
            "opnsense/core issue 8384",
            "https://github.com/opnsense/core/issues/8384",
        ),
    },
    // ---- Cisco ASA ----
    Entry {
        vendor: Vendor::CiscoAsa,
        problems: NAT,
        setting: VendorSetting::CiscoAsaExtendedPat,
        menu: "",
        commands: "",
        source: Source {
            title: "Cisco ASA Series Firewall CLI Configuration Guide, Network Address Translation (NAT), Dynamic PAT",
            url: None,
        },
    },
    // ---- Meraki ----
    Entry {
        vendor: Vendor::Meraki,
        problems: &[Problem::NarrowFiltering],
        setting: VendorSetting::MerakiPortForwarding,
        menu: "Security & SD-WAN > Configure > Firewall",
        commands: "",
        source: source(
            "Cisco Meraki, Port Forwarding and NAT Rules on the MX",
            "https://documentation.meraki.com/MX-Z/NAT_and_Port_Forwarding/1%3A1_NAT_versus_Port_Forwarding",
        ),
    },
    Entry {
        vendor: Vendor::Meraki,
        problems: NAT,
        setting: VendorSetting::MerakiOneToOne,
        menu: "Security & SD-WAN > Configure > Firewall",
        commands: "",
        source: source(
            "Cisco Meraki, Port Forwarding and NAT Rules on the MX",
            "https://documentation.meraki.com/MX-Z/NAT_and_Port_Forwarding/1%3A1_NAT_versus_Port_Forwarding",
        ),
    },
    // ---- MikroTik ----
    Entry {
        vendor: Vendor::MikroTik,
        problems: FULL_CONE,
        setting: VendorSetting::MikroTikEndpointIndependent,
        menu: "/ip firewall nat",
        commands: "",
        source: source(
            "RouterOS documentation, NAT, Endpoint-Independent NAT",
            "https://help.mikrotik.com/docs/display/ROS/NAT",
        ),
    },
];
