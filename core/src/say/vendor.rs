//! The makes of firewalls.

use super::language::Language;
use crate::model::vendor::Vendor;

impl Language {
    /// The name of a make as people know it.
    #[must_use]
    pub fn vendor(self, vendor: Vendor) -> &'static str {
        vendor.brand().unwrap_or(self.page().other_firewall)
    }
}
