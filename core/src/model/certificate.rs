//! The facts about a certificate that are reported.

use serde::{Deserialize, Serialize};

/// A certificate as the device or the far end saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenCertificate {
    /// The issuer's name, as RFC 4514 text or its common name.
    pub issuer: String,
    /// SHA-256 of the leaf, 64 hexadecimal digits.
    pub leaf_sha256: String,
}
