//! From where a site is tested.

use serde::{Deserialize, Serialize};

/// From where a site is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Vantage {
    /// A browser page: WebRTC and fetch.
    Page,
    /// The native program: sockets.
    Native,
}
