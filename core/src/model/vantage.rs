//! From where a site is tested.

use crate::support::names::report_names;

report_names! {
    /// From where a site is tested.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    Vantage {
        /// A browser page: WebRTC and fetch.
        Page = "page",
        /// The native program: sockets.
        Native = "native",
    }
}
