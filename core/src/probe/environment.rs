//! Facts about the device that are known before any packet is sent.

use std::net::IpAddr;

use super::timing::{Line, Timing};
use crate::limits::ENVIRONMENT_DEADLINE;
use crate::model::interface::Interface;

/// What the device itself knows before any packet is sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Environment {
    /// Addresses of the device, loopback left out; empty where the vantage cannot see them.
    pub local_addresses: Vec<IpAddr>,
    /// The interface by which packets leave. Native only.
    pub interface: Option<Interface>,
    /// The device knows that it has no network at all.
    pub offline: bool,
    /// What the browser reports about its WebRTC; `None` where there is no browser.
    pub webrtc: Option<WebRtc>,
    /// The browser's engine; `None` where there is no browser.
    pub browser: Option<Browser>,
    /// `navigator.connection.type` is `cellular`.
    pub cellular: bool,
    /// What goes to the internet leaves by a point-to-point interface of the device itself: a VPN, a
    /// tunnel or a modem. Native only.
    pub tunnel: bool,
    /// The device itself drops unsolicited packets; `None` where that cannot be seen.
    pub host_firewall: Option<bool>,
}

/// Whether a page can use WebRTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebRtc {
    /// A connection can be made and gathers UDP candidates.
    Available,
    /// There is no RTCPeerConnection.
    Missing,
    /// There is one, but a policy or an extension prevents it from using UDP.
    Disabled,
}

/// The engine of a browser, as far as its ICE differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Browser {
    /// Chromium and its relatives.
    Chromium,
    /// Firefox.
    Firefox,
    /// Safari and everything on iOS.
    Safari,
    /// Anything else.
    Other,
}

impl Environment {
    /// How long reading the facts may take.
    pub(crate) fn timing(line: &Line) -> Timing {
        line.once(ENVIRONMENT_DEADLINE)
    }

    /// The facts if the device did not report any.
    pub(crate) fn nothing_observed() -> Self {
        Self::default()
    }
}
