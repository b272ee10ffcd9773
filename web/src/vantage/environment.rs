//! What the browser reports before any packet is sent.

use camcheck_core::probe::{Browser, Environment, WebRtc};
use futures_util::StreamExt;
use web_sys::Navigator;

use super::peer::{Peer, PeerFault};
use super::quirks::browser_of;
use super::time::{Deadline, within};
use crate::connection::Connection;

/// The browser that executes this code.
pub(crate) fn browser() -> Browser {
    let user_agent = navigator().and_then(|navigator| navigator.user_agent().ok());
    user_agent.map_or(Browser::Other, |user_agent| browser_of(&user_agent))
}

pub(super) async fn look(deadline: Deadline) -> Environment {
    let navigator = navigator();
    Environment {
        // A page cannot see the addresses of its device.
        local_addresses: Vec::new(),
        interface: None,
        offline: navigator
            .as_ref()
            .is_some_and(|navigator| !navigator.on_line()),
        webrtc: Some(webrtc(deadline).await),
        browser: Some(browser()),
        cellular: navigator
            .as_ref()
            .is_some_and(|navigator| Connection::of(navigator).is_cellular()),
        tunnel: false,
        host_firewall: None,
    }
}

/// If a policy or an extension prevents WebRTC from using UDP, there is no UDP host candidate.
async fn webrtc(deadline: Deadline) -> WebRtc {
    let (_peer, mut gathered) = match Peer::gathering(&[]).await {
        Ok(gathering) => gathering,
        Err(PeerFault::Missing) => return WebRtc::Missing,
        Err(PeerFault::Refused) => return WebRtc::Disabled,
    };
    loop {
        match within(deadline.remaining(), gathered.next()).await {
            Some(Some(gathered)) if gathered.candidate.udp => return WebRtc::Available,
            Some(Some(_)) => {}
            Some(None) => return WebRtc::Disabled,
            // Slow does not mean disabled; the probes will show what UDP can do.
            None => return WebRtc::Available,
        }
    }
}

fn navigator() -> Option<Navigator> {
    web_sys::window().map(|window| window.navigator())
}
