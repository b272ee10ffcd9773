//! One RTCPeerConnection, which closes itself when it is dropped.

use std::net::SocketAddr;
use std::time::Duration;

use camcheck_core::limits::{PAGE_LOOK_LATE, PAGE_LOOK_SOON, PAGE_SOON};
use camcheck_core::wire::fingerprint::Fingerprint;
use camcheck_core::wire::orders::{Answer, Flags};
use camcheck_core::wire::token::RunToken;
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use js_sys::{Array, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    RtcConfiguration, RtcDataChannel, RtcDataChannelInit, RtcIceServer, RtcPeerConnection,
    RtcPeerConnectionIceEvent, RtcSdpType, RtcSessionDescriptionInit,
};

use super::candidate::{LocalCandidate, stun_server};
use super::pairs::Snapshot;
use super::sdp::{self, Candidates};
use super::stats;
use super::time::{Deadline, Moment, sleep};

/// Why no connection could be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PeerFault {
    /// The browser has no RTCPeerConnection.
    Missing,
    /// It has one, and refused.
    Refused,
}

/// A candidate that the browser gathered, and the STUN server that it came from, if the browser reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gathered {
    pub(super) candidate: LocalCandidate,
    pub(super) server: Option<SocketAddr>,
}

/// An ICE agent of the browser.
#[derive(Debug)]
pub(super) struct Peer {
    connection: RtcPeerConnection,
    _on_candidate: Option<OnCandidate>,
}

/// Without a channel there would be nothing to negotiate; this one is never used.
const ANY_CHANNEL: &str = "camcheck";

type OnCandidate = Closure<dyn FnMut(RtcPeerConnectionIceEvent)>;

/// Whether there is WebRTC at all.
pub(super) fn exists() -> bool {
    Reflect::get(&js_sys::global(), &JsValue::from_str("RTCPeerConnection"))
        .is_ok_and(|constructor| constructor.is_function())
}

impl Peer {
    /// A connection that sends ICE checks to these endpoints of the far end.
    pub(super) async fn checking(
        flags: Flags,
        token: Option<&RunToken>,
        candidates: &Candidates,
    ) -> Result<Self, PeerFault> {
        let peer = Self::new(&[])?;
        peer.connection.create_data_channel(ANY_CHANNEL);
        peer.negotiate(flags, token, candidates, None).await?;
        Ok(peer)
    }

    /// A connection that makes a DTLS handshake with one port of the far end, which has this certificate.
    pub(super) async fn shaking_hands(
        token: &RunToken,
        server: SocketAddr,
        certificate: Fingerprint,
    ) -> Result<Self, PeerFault> {
        let peer = Self::new(&[])?;
        peer.connection.create_data_channel(ANY_CHANNEL);
        peer.connect(token, server, certificate, false).await?;
        Ok(peer)
    }

    /// The same with a data channel for a feed. Both sides know its number, so that nothing is negotiated
    /// on it; what gets lost is not sent again (RFC 8831 section 6.1).
    pub(super) async fn streaming(
        token: &RunToken,
        server: SocketAddr,
        certificate: Fingerprint,
    ) -> Result<(Self, RtcDataChannel), PeerFault> {
        let peer = Self::new(&[])?;
        let options = RtcDataChannelInit::new();
        options.set_negotiated(true);
        options.set_id(0);
        options.set_ordered(false);
        options.set_max_retransmits(0);
        let channel = peer
            .connection
            .create_data_channel_with_data_channel_dict("feed", &options);
        peer.connect(token, server, certificate, true).await?;
        Ok((peer, channel))
    }

    async fn connect(
        &self,
        token: &RunToken,
        server: SocketAddr,
        certificate: Fingerprint,
        feed: bool,
    ) -> Result<(), PeerFault> {
        let flags = Flags {
            answer: Some(Answer::Truthful),
            feed,
            ..Flags::default()
        };
        // One candidate only: a browser may move between several.
        let candidates = Candidates::Udp {
            server: server.ip(),
            ports: vec![server.port()],
        };
        self.negotiate(flags, Some(token), &candidates, Some(certificate))
            .await
    }

    async fn negotiate(
        &self,
        flags: Flags,
        token: Option<&RunToken>,
        candidates: &Candidates,
        certificate: Option<Fingerprint>,
    ) -> Result<(), PeerFault> {
        let refused = |_| PeerFault::Refused;
        let offer = self.set_offer().await.map_err(refused)?;
        let password = sdp::own_password(&offer).ok_or(PeerFault::Refused)?;
        let ufrag = sdp::remote_ufrag(flags, token, password);
        self.set_answer(&sdp::answer(&ufrag, candidates, certificate))
            .await
            .map_err(refused)
    }

    /// A connection that only gathers, asking these `stun:` URLs. The stream of candidates ends
    /// when gathering is complete.
    pub(super) async fn gathering(
        stun_urls: &[String],
    ) -> Result<(Self, UnboundedReceiver<Gathered>), PeerFault> {
        let mut peer = Self::new(stun_urls)?;
        let (sender, receiver) = unbounded();
        let on_candidate = pass_on(sender);
        peer.connection
            .set_onicecandidate(Some(on_candidate.as_ref().unchecked_ref()));
        peer._on_candidate = Some(on_candidate);
        peer.connection.create_data_channel(ANY_CHANNEL);
        peer.set_offer().await.map_err(|_| PeerFault::Refused)?;
        Ok((peer, receiver))
    }

    /// Reads the statistics until it has seen enough or the deadline is over; the last read is at the
    /// deadline itself.
    pub(super) async fn watch(
        &self,
        mut deadline: Deadline,
        // One function for all probes: a page is better small than fast.
        look: &mut dyn FnMut(&Snapshot) -> Watch,
    ) {
        let began = Moment::now();
        loop {
            let over = deadline.has_passed();
            if let Some(snapshot) = stats::snapshot(&self.connection).await {
                match look(&snapshot) {
                    Watch::On => {}
                    Watch::AtMost(more) => deadline = deadline.or_after(more),
                    Watch::Enough => return,
                }
            }
            if over {
                return;
            }
            let pause = if began.elapsed() < PAGE_SOON {
                PAGE_LOOK_SOON
            } else {
                PAGE_LOOK_LATE
            };
            sleep(pause.min(deadline.remaining())).await;
        }
    }

    fn new(stun_urls: &[String]) -> Result<Self, PeerFault> {
        if !exists() {
            return Err(PeerFault::Missing);
        }
        let configuration = RtcConfiguration::new();
        configuration.set_ice_servers(&ice_servers(stun_urls));
        let connection = RtcPeerConnection::new_with_configuration(&configuration)
            .map_err(|_| PeerFault::Refused)?;
        Ok(Self {
            connection,
            _on_candidate: None,
        })
    }

    /// Makes an offer, sets it and returns its text.
    async fn set_offer(&self) -> Result<String, JsValue> {
        let offer = JsFuture::from(self.connection.create_offer()).await?;
        let offer: RtcSessionDescriptionInit = offer.unchecked_into();
        JsFuture::from(self.connection.set_local_description(&offer)).await?;
        let local = self.connection.local_description();
        local.map(|local| local.sdp()).ok_or(JsValue::UNDEFINED)
    }

    async fn set_answer(&self, sdp: &str) -> Result<(), JsValue> {
        let answer = RtcSessionDescriptionInit::new(RtcSdpType::Answer);
        answer.set_sdp(sdp);
        JsFuture::from(self.connection.set_remote_description(&answer)).await?;
        Ok(())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.connection.set_onicecandidate(None);
        self.connection.close();
    }
}

/// What to do after a read of the statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Watch {
    /// Read again.
    On,
    /// Read again, but for this long at most.
    AtMost(Duration),
    /// Stop.
    Enough,
}

fn ice_servers(stun_urls: &[String]) -> Array {
    stun_urls
        .iter()
        .map(|url| {
            let server = RtcIceServer::new();
            server.set_urls(&JsValue::from_str(url));
            server
        })
        .collect()
}

/// Passes candidates on; the end of gathering closes the channel.
fn pass_on(sender: UnboundedSender<Gathered>) -> OnCandidate {
    Closure::new(move |event: RtcPeerConnectionIceEvent| {
        let Some(candidate) = event.candidate() else {
            sender.close_channel();
            return;
        };
        // An empty candidate ends one generation in Firefox; it does not parse.
        let Some(parsed) = LocalCandidate::parse(&candidate.candidate()) else {
            return;
        };
        // The URL has moved from the event to the candidate over the years.
        let server = url_of(&candidate).or_else(|| url_of(&event));
        let gathered = Gathered {
            candidate: parsed,
            server: server.as_deref().and_then(stun_server),
        };
        // Once the probe is over, there is no receiver.
        let _ = sender.unbounded_send(gathered);
    })
}

fn url_of(object: &JsValue) -> Option<String> {
    Reflect::get(object, &JsValue::from_str("url"))
        .ok()?
        .as_string()
}
