//! The relevant settings of firewalls in each vendor's terms, as data. They come only from the vendor's own
//! documents or the public threads named here; for everything else there is the generic rule. The program
//! never guesses which firewall a site has: the reader picks it.

mod table;

pub(super) use table::TABLE;

use crate::model::problem::Problem;
use crate::model::vendor::{Vendor, VendorSetting};

/// Where a fact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The document's own title.
    pub title: &'static str,
    /// Its public address, if there is a permanent one.
    pub url: Option<&'static str>,
}

/// One vendor's solution for some problems.
pub(super) struct Entry {
    pub(super) vendor: Vendor,
    pub(super) problems: &'static [Problem],
    pub(super) setting: VendorSetting,
    /// The menu path, in the vendor's terms.
    pub(super) menu: &'static str,
    /// Commands of the vendor, one per line.
    pub(super) commands: &'static str,
    pub(super) source: Source,
}
