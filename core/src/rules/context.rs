//! Facts about a run that several rules need, computed once.

use std::net::IpAddr;

use crate::limits::BUSY;
use crate::model::evidence::Seen;
use crate::model::ports::PortRange;
use crate::model::requirement::TcpPort;
use crate::model::vantage::Vantage;
use crate::observed::advice::{self, Access};
use crate::observed::application::handshakes::{Handshakes, handshakes};
use crate::observed::board::Board;
use crate::observed::cross_check;
use crate::observed::far_end::{self, TokenState};
use crate::observed::feeds::{Feeds, feeds};
use crate::observed::nat;
use crate::observed::survey::{Survey, survey};
use crate::plan::{Plan, TcpEndpoint};
use crate::probe::{Browser, MappingOutcome, TcpOutcome, TcpProbe, TcpService, WebRtc};
use crate::wire::http::{DestinationHealth, HealthCheck, ListenerState, Passed, Receipts};
use crate::wire::token::RunToken;

pub(crate) struct Context<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) board: &'a Board,
    pub(crate) token: Option<RunToken>,
    pub(crate) receipts: Option<Receipts>,
    /// They were read after every UDP port had been asked, and everything that arrived was recorded, so a
    /// port that is not in them was not seen.
    pub(crate) receipts_are_final: bool,
    pub(crate) survey: Survey,
    pub(crate) handshakes: Handshakes,
    pub(crate) feeds: Feeds<'a>,
    pub(crate) advice: Access,
    /// The health check of each responder.
    health_checks: Vec<Option<HealthCheck>>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(plan: &'a Plan, board: &'a Board) -> Self {
        let (mut fingerprint, mut of_feed) = (None, None);
        let (token, receipts, receipts_are_final) = match far_end::token(plan, board, &[]) {
            TokenState::Granted(token, endpoint) => {
                fingerprint = far_end::dtls_fingerprint(board, &endpoint);
                of_feed = far_end::feed_carrier(plan, board, &endpoint);
                let (receipts, are_final) = far_end::receipts(board, &token, &endpoint).unzip();
                (Some(token), receipts, are_final.unwrap_or(false))
            }
            TokenState::Asking(_) | TokenState::Refused => (None, None, false),
        };
        let health_checks = (0..plan.catalogue().responders.len())
            .map(|responder| far_end::health_check(plan, board, responder))
            .collect();
        Self {
            survey: survey(plan, board, token.as_ref()),
            handshakes: handshakes(plan, board, token.as_ref().zip(fingerprint)),
            feeds: feeds(plan, board, token.as_ref(), of_feed),
            advice: advice::access(plan, board, &[]),
            plan,
            board,
            token,
            receipts,
            receipts_are_final,
            health_checks,
        }
    }

    pub(crate) fn is_page(&self) -> bool {
        self.plan.vantage() == Vantage::Page
    }

    /// What passed between the far end and others before.
    pub(crate) fn passed(&self) -> Passed {
        let TokenState::Granted(_, endpoint) = far_end::token(self.plan, self.board, &[]) else {
            return Passed::default();
        };
        let created = far_end::created(self.board, &endpoint);
        created.map(|created| created.passed).unwrap_or_default()
    }

    /// The device itself is known to drop unsolicited packets.
    pub(crate) fn has_host_firewall(&self) -> bool {
        let environment = self.board.environment.as_ref();
        environment.is_some_and(|environment| environment.host_firewall == Some(true))
    }

    /// The device was overloaded while UDP ports were asked, so it may have missed answers. In a sweep,
    /// which takes minutes, one such moment says nothing about the rest.
    pub(crate) fn device_was_busy(&self) -> bool {
        self.plan.sweep().is_none() && self.board.lag > BUSY
    }

    pub(crate) fn webrtc(&self) -> Option<WebRtc> {
        self.board.environment.as_ref()?.webrtc
    }

    /// A browser in which silence was never compared with a real block.
    pub(crate) fn browser_is_unproven(&self) -> bool {
        self.is_page()
            && !matches!(
                self.board.browser(),
                Some(Browser::Chromium | Browser::Firefox)
            )
    }

    // ---- who answers ----

    /// Any stand-in host answered.
    pub(crate) fn a_domain_answers(&self) -> bool {
        self.board
            .tcp_answered(|probe| matches!(probe.service, TcpService::Site { .. }))
    }

    /// An address answered by any protocol on any port.
    pub(crate) fn address_answers(&self, ip: IpAddr) -> bool {
        let mapping = self
            .board
            .mapping
            .iter()
            .any(|(_, outcome)| outcome.mapped.keys().any(|server| server.ip() == ip));
        let udp = self
            .board
            .udp
            .iter()
            .any(|(probe, outcome)| probe.server == ip && outcome.any_answered());
        mapping || udp || self.address_answers_tcp(ip)
    }

    pub(crate) fn address_answers_tcp(&self, ip: IpAddr) -> bool {
        self.board.tcp_answered(|probe| probe.target.ip == Some(ip))
    }

    /// A responder answered on any address.
    pub(crate) fn responder_answers(&self, responder: usize) -> bool {
        self.plan
            .catalogue()
            .responders
            .get(responder)
            .is_some_and(|responder| {
                responder
                    .addresses
                    .iter()
                    .any(|address| self.address_answers(address.ip))
            })
    }

    /// An answer that only a Camcheck far end gives: a hello, a token, or its health check.
    pub(crate) fn is_proven_far_end(&self, responder: usize) -> bool {
        let Some(responder) = self.plan.catalogue().responders.get(responder) else {
            return false;
        };
        self.board.tcp_answered(|probe| {
            let own = responder
                .addresses
                .iter()
                .any(|address| Some(address.ip) == probe.target.ip);
            own && matches!(probe.service, TcpService::Hello { .. } | TcpService::Mqtt)
        })
    }

    /// The server whose UDP ports were sampled is known to answer on all of them.
    pub(crate) fn udp_server_is_proven(&self) -> bool {
        let server = self.plan.udp_server();
        let listens = server.is_some_and(|server| self.udp_listener(server).is_up());
        listens || self.token.is_some()
    }

    /// A page whose TCP may have gone through a web proxy, which the camera does not use.
    pub(crate) fn proxy_is_suspected(&self) -> bool {
        self.may_be_proxied() && !self.passes_where_no_proxy_tunnels()
    }

    /// It may have, but only through a proxy that tunnels ports that proxies refuse by default.
    pub(crate) fn proxy_is_unlikely(&self) -> bool {
        self.may_be_proxied() && self.passes_where_no_proxy_tunnels()
    }

    /// Chromium and Firefox both tunnel ICE over TCP through a web proxy, to any port, as they do
    /// fetches. Proxies refuse CONNECT to other ports than 443 (and 563) by default: Squid by its
    /// `SSL_ports`, Apache by `AllowCONNECT`. No website uses the port of STUN, so an administrator has
    /// no reason to open it on a proxy.
    fn passes_where_no_proxy_tunnels(&self) -> bool {
        let passes = |port: TcpPort| {
            let endpoints = self.plan.tcp_endpoints().into_iter();
            let mut endpoints = endpoints.filter(|endpoint| endpoint.port == port);
            endpoints.any(|endpoint| {
                let probes = [endpoint.deciding_probe(0), endpoint.explaining_probe(0)];
                probes.iter().all(|probe| {
                    let known = probe.as_ref().and_then(|first| self.board.last_tcp(first));
                    known.is_some_and(|(_, outcome)| outcome.result.is_ok())
                })
            })
        };
        passes(TcpPort::P3478) && (passes(TcpPort::P5349) || passes(TcpPort::P8883))
    }

    /// A page whose TCP works and whose UDP does not, or leaves by another address.
    fn may_be_proxied(&self) -> bool {
        let receipts = self.receipts.iter();
        let seen: Vec<_> = receipts.flat_map(Receipts::udp_sources).collect();
        let no_udp_gets_out = self.webrtc() == Some(WebRtc::Available)
            && matches!(&self.survey, Survey::Done(findings) if findings.measured() > 0)
            && self.any_responder_answers()
            && !self.board.udp_answered()
            && seen.is_empty();
        let leaves_elsewhere = self.board.tcp_leaves_elsewhere(&seen) == Some(true);
        self.is_page() && (no_udp_gets_out || leaves_elsewhere)
    }

    /// If no far end answers a page over TCP, it is unknown whether the page's fetches go through a proxy.
    pub(crate) fn nothing_shows_the_way(&self) -> bool {
        self.is_page()
            && !self.plan.catalogue().responders.is_empty()
            && self.board.seen_by_tcp().is_empty()
    }

    pub(crate) fn any_responder_answers(&self) -> bool {
        (0..self.plan.catalogue().responders.len()).any(|index| self.responder_answers(index))
    }

    /// A mapping outcome with everything that the receipts add to it.
    pub(crate) fn attributed(&self, outcome: &MappingOutcome) -> MappingOutcome {
        nat::attributed(outcome, self.receipts.as_ref())
    }

    // ---- controls ----

    /// The far end's own check, from the first responder that has one.
    pub(crate) fn health(&self) -> Option<&HealthCheck> {
        self.health_checks.iter().flatten().next()
    }

    /// The outcome for a host at the address to which the far end resolves it, if it was tried there.
    pub(crate) fn elsewhere(&self, by_name: &TcpProbe) -> Option<(&TcpProbe, &TcpOutcome)> {
        let probe = cross_check::probe(self.board, by_name, self.health()?)?;
        self.board.last_tcp(&probe)
    }

    /// It is genuine there, so this site's DNS gives a wrong address.
    pub(crate) fn is_led_astray(&self, by_name: &TcpProbe) -> bool {
        self.elsewhere(by_name)
            .is_some_and(|(_, outcome)| outcome.result.is_ok())
    }

    /// What the far end sees of a third party's endpoint.
    pub(crate) fn destination(&self, endpoint: &TcpEndpoint) -> Option<&DestinationHealth> {
        let target = Some(&endpoint.target).filter(|_| endpoint.responder.is_none())?;
        let mut destinations = self.health()?.destinations.iter();
        destinations
            .find(|seen| Some(&seen.host) == target.host.as_ref() && seen.port == target.port)
    }

    /// A responder recently closed connections from here without serving them, because it had too many.
    pub(crate) fn turned_away(&self, responder: usize) -> bool {
        let health = self.health_checks.get(responder).and_then(Option::as_ref);
        health.is_some_and(|health| health.refused_connections > 0)
    }

    /// What is known about a TCP listener, from the responder itself and from witnesses.
    pub(crate) fn listener(&self, responder: usize, ip: IpAddr, port: u16) -> Listener {
        let own = self
            .health_checks
            .get(responder)
            .and_then(Option::as_ref)
            .and_then(|health| {
                let mut tcp = health.listeners.tcp.iter();
                tcp.find(|state| state.address == ip && state.port == port)
            })
            .map(|state| state.up);
        let witnessed = self
            .health_checks
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != responder)
            .filter_map(|(_, health)| health.as_ref())
            .flat_map(|health| &health.others)
            .flat_map(|other| &other.tcp)
            .find(|state| state.address == ip && state.port == port)
            .map(|state| state.up);
        Listener { own, witnessed }
    }

    /// What is known about the UDP listener of an address. For a witness, one port that answers is enough.
    pub(crate) fn udp_listener(&self, ip: IpAddr) -> Listener {
        let health_checks = || self.health_checks.iter().flatten();
        let mut own = health_checks().flat_map(|health| &health.listeners.udp);
        let own = own.find(|state| state.address == ip).map(|state| state.up);
        let witnessed = self.witnessed_udp(ip).map(|state| state.up);
        Listener {
            own,
            witnessed: witnessed.reduce(|one, other| one || other),
        }
    }

    /// Whether a witness found a UDP port of the stretch closed as well.
    pub(crate) fn is_closed_for_a_witness(&self, ip: IpAddr, stretch: &PortRange) -> bool {
        let mut states = self.witnessed_udp(ip);
        states.any(|state| !state.up && stretch.contains(state.port))
    }

    fn witnessed_udp(&self, ip: IpAddr) -> impl Iterator<Item = &ListenerState> {
        let health_checks = self.health_checks.iter().flatten();
        let others = health_checks.flat_map(|health| &health.others);
        let states = others.flat_map(|other| &other.udp);
        states.filter(move |state| state.address == ip)
    }
}

/// What is known about a listener.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listener {
    own: Option<bool>,
    witnessed: Option<bool>,
}

impl Listener {
    pub(crate) fn is_down(self) -> bool {
        self.own == Some(false) || self.witnessed == Some(false)
    }

    pub(crate) fn is_up(self) -> bool {
        self.own == Some(true) || self.witnessed == Some(true)
    }

    pub(crate) fn describe(self) -> Seen {
        match (self.own, self.witnessed) {
            (_, Some(true)) => Seen::OpenForAWitness,
            (_, Some(false)) => Seen::ClosedForAWitness,
            (Some(true), None) => Seen::ListeningUnwitnessed,
            (Some(false), None) => Seen::NotListening,
            (None, None) => Seen::Unwitnessed,
        }
    }
}
