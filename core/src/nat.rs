//! NAT behaviour in the words of RFC 4787, and its inference from what was observed.

use serde::{Deserialize, Serialize};

/// How a NAT maps, or how it filters (RFC 4787 sections 4.1 and 5).
///
/// "Full cone" (RFC 3489) is endpoint-independent in both; "symmetric" is a mapping that is not
/// endpoint-independent. Those two words appear only in texts for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Behavior {
    /// The same for every remote endpoint.
    EndpointIndependent,
    /// Depends on the remote address.
    AddressDependent,
    /// Depends on the remote address and port.
    AddressAndPortDependent,
}
