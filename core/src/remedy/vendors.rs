//! What firewalls call the settings that matter, as data. Only what stands in a vendor's own
//! documents or in the named public threads is here; for everything else there is the generic
//! rule. Nobody is ever told which firewall he has: he picks it.

mod generic;
mod table;

pub(super) use generic::generic;
pub(super) use table::TABLE;

use super::problem::Problem;
use crate::say::Language;

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

    /// The name as people know it.
    #[must_use]
    pub const fn name(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::SonicWall, _) => "SonicWall",
            (Self::FortiGate, _) => "Fortinet FortiGate",
            (Self::PaloAlto, _) => "Palo Alto Networks",
            (Self::PfSense, _) => "pfSense",
            (Self::OpnSense, _) => "OPNsense",
            (Self::CiscoAsa, _) => "Cisco ASA",
            (Self::Meraki, _) => "Cisco Meraki MX",
            (Self::MikroTik, _) => "MikroTik",
            (Self::Generic, Language::English) => "Another, or I do not know",
            (Self::Generic, Language::Spanish) => "Otro, o no lo sé",
        }
    }
}

/// Where a fact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The document's own title.
    pub title: &'static str,
    /// Its public address, where there is a lasting one.
    pub url: Option<&'static str>,
}

/// One vendor's way to deal with some problems.
pub(super) struct Entry {
    pub(super) vendor: Vendor,
    pub(super) problems: &'static [Problem],
    /// The way through the menus, in the vendor's words.
    pub(super) menu: &'static str,
    /// Commands, one a line, in the vendor's words.
    pub(super) commands: &'static str,
    pub(super) english: &'static str,
    pub(super) spanish: &'static str,
    pub(super) source: Source,
}

impl Entry {
    pub(super) const fn text(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::Spanish => self.spanish,
        }
    }
}
