//! Firewall vendors.

use super::language::Language;
use crate::model::vendor::Vendor;

impl Language {
    /// The common name of a vendor.
    #[must_use]
    pub fn vendor(self, vendor: Vendor) -> &'static str {
        vendor.brand().unwrap_or(self.page().other_firewall)
    }
}
