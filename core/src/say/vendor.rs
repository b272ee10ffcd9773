//! Firewall vendors.

use super::language::Language;
use crate::model::vendor::Vendor;

impl Language {
    /// The common name of a vendor.
    #[must_use]
    pub fn vendor(self, vendor: Vendor) -> &'static str {
        let words = self.page();
        let own_words = if vendor == Vendor::ProviderRouter {
            words.provider_router
        } else {
            words.other_firewall
        };
        vendor.brand().unwrap_or(own_words)
    }
}
