//! Connectivity checks from a browser's ICE agent, and the orders in them.

use camcheck_codec::stun::Request;
use camcheck_core::wire::orders::Orders;

/// The orders of an ICE check, once it is known to be from our page.
pub(super) struct Check {
    pub(super) orders: Orders,
    pub(super) browser_ufrag: String,
    pub(super) remote_ufrag: String,
}

impl Check {
    /// Reads USERNAME, which is `<ufrag of the receiver>:<ufrag of the sender>`
    /// (RFC 8445 section 7.2.2).
    pub(super) fn of(request: &Request<'_>) -> Option<Self> {
        let (remote_ufrag, browser_ufrag) = request.username.as_deref()?.split_once(':')?;
        Some(Self {
            orders: remote_ufrag.parse().ok()?,
            browser_ufrag: browser_ufrag.to_owned(),
            remote_ufrag: remote_ufrag.to_owned(),
        })
    }
}
