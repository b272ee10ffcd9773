//! Vendors' own settings.

use super::English;
use crate::model::vendor::VendorSetting;
use crate::say::texts::VendorTexts;

impl VendorTexts for English {
    fn vendor_setting(&self, setting: VendorSetting) -> &'static str {
        match setting {
            VendorSetting::SonicWallConsistentNat => {
                "Select it; it is off by default. Without it the port changes with every request. It gives a stable mapping, not full cone."
            }
            VendorSetting::SonicWallSipTransformations => {
                "Leave it off, or switch it off unless telephony needs it; SonicOS 7 does not select it by default."
            }
            VendorSetting::SonicWallUdpTimeout => {
                "Raise it if it is short. A UDP timeout set on a single access rule overrides it, so look at the camera's rule too."
            }
            VendorSetting::SonicWallUdpFlood => {
                "It is off by default. If it is on, its threshold is 1,000 packets a second unless it was changed: raise it."
            }
            VendorSetting::SonicWallDpiSsl => {
                "DPI-SSL inspects TLS on any port. Exclude latchaccess.com, latch.com and amazonaws.com, with all names under them."
            }
            VendorSetting::SonicWallFragments => {
                "Door recommends: Enable Fragmented Packet Handling selected, Ignore DF Bit not selected, Enable NAT Traversal selected."
            }
            VendorSetting::FortiGateFullCone => {
                "FortiOS 7.6.0 and later, UDP only: an IP pool like this is full cone. Use it in the camera's policy."
            }
            VendorSetting::FortiGateFixedPort => {
                "In older versions, keep the source port in the camera's own policy. It allows one connection per service at a time, so use it for the camera alone."
            }
            VendorSetting::FortiGateSipHelper => {
                "Only if telephony does not need it: switch the SIP helper off and delete its session helper."
            }
            VendorSetting::PaloAltoPersistentDipp => {
                "Source NAT of type DIPP is symmetric. Persistent NAT for DIPP (PAN-OS 10.1.6 on VM-Series, 10.1.7 on all) keeps the mapping. It is a global setting, restarts the firewall, and applies to NAT rules configured afterwards."
            }
            VendorSetting::PfSenseStaticPort => {
                "Add a rule for the camera's address, UDP, with Static Port."
            }
            VendorSetting::PfSenseEndpointIndependent => {
                "pfSense Plus 25.11 and pfSense 2.9.0 also offer endpoint-independent outbound NAT for UDP."
            }
            VendorSetting::OpnSenseStaticPort => {
                "Add an outbound NAT rule for the camera's address, UDP, with static port."
            }
            VendorSetting::OpnSenseFiltering => {
                "OPNsense filters by address and port. A static port keeps the mapping, but does not make it full cone. Most sites work as they are."
            }
            VendorSetting::CiscoAsaExtendedPat => {
                "Do not use extended PAT (the keyword extended of a PAT pool) for the camera: ICE and TURN need the same mapping for every destination. Without it the ASA keeps the source port if it is free."
            }
            VendorSetting::MerakiPortForwarding => {
                "Port forwarding or 1:1 NAT lets more in to the camera. 1:1 NAT needs its own public address; allow no more than UDP 1025-65535 on it. How the MX maps otherwise is not verified here."
            }
            VendorSetting::MerakiOneToOne => {
                "Where a public address is free, 1:1 NAT ties the camera to it; allow no more than UDP 1025-65535 inbound. How the MX maps otherwise is not verified here."
            }
            VendorSetting::MikroTikEndpointIndependent => {
                "RouterOS 7.10 and later: NAT rules for the camera's UDP traffic with action endpoint-independent-nat."
            }
        }
    }
}
