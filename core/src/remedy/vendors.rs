//! What firewalls call the settings that matter, as data. Only what stands in a vendor's own
//! documents or in the named public threads is here; for everything else there is the generic
//! rule. Nobody is ever told which firewall he has: he picks it.

mod table;

pub(super) use table::TABLE;

use crate::model::problem::Problem;
use crate::model::vendor::{Vendor, VendorSetting};

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
    pub(super) setting: VendorSetting,
    /// The way through the menus, in the vendor's words.
    pub(super) menu: &'static str,
    /// Commands, one a line, in the vendor's words.
    pub(super) commands: &'static str,
    pub(super) source: Source,
}
