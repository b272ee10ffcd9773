//! The self test of this vantage: each technique, tried once against the far end. On a network that lets everything pass
//! it is known what should be seen, so that a difference shows how this browser behaves.

mod check;

use std::net::SocketAddr;
use std::time::Duration;

use camcheck_core::catalogue::Catalogue;
use camcheck_core::limits::{FEED_WINDOWS, HTTP_DEADLINE, OWN_FILE_TRIES};
use camcheck_core::model::failure::{Cause, Layer};
use camcheck_core::model::requirement::TcpPort;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::plan::{Plan, RunOptions};
use camcheck_core::probe::{
    Arrival, Browser, DtlsOutcome, DtlsProbe, FeedCarrier, FeedOutcome, FeedProbe, FilteringProbe,
    HttpEndpoint, HttpMethod, HttpProbe, MappingProbe, Pace, PortOutcome, TcpTarget, Timing,
    UdpProbe, WebRtc,
};
use camcheck_core::wire::http::{Receipts, RunCreated};
use camcheck_core::wire::orders::Flags;

use super::pairs::Tally;
use super::peer::{Peer, Watch};
use super::quirks::Quirks;
use super::sdp::Candidates;
use super::time::Deadline;
use super::{
    OwnFile, browser, dtls, environment, feed, fetch, filtering, ice_tcp, mapping, own_file, udp,
};
pub(crate) use check::{Check, Verdict};

/// How long one technique may take.
const DEADLINE: Duration = Duration::from_secs(6);

/// The same for a stream: its start, its seconds and one before them, and what comes late.
const FEED_DEADLINE: Duration = Duration::from_secs(FEED_WINDOWS as u64 + 10);

/// Between two new ports: at the pace of a run, and so fast that a browser opens all its connections at once.
const PACE: Duration = Duration::from_millis(20);
const AT_ONCE: Duration = Duration::from_millis(10);

/// How many ports are asked at the pace of a run, and how many are ordered to stay silent.
const PORTS: usize = 40;
const SILENT_PORTS: usize = 16;

/// A TCP port on which no far end listens.
const CLOSED_PORT: u16 = 5350;

/// A far end that has granted a run.
pub(crate) struct SelfTest {
    plan: Plan,
    endpoint: HttpEndpoint,
    created: RunCreated,
    server: SocketAddr,
    quirks: Quirks,
}

impl SelfTest {
    /// Asks the far end of this catalogue, a file beside the page, for a run.
    ///
    /// # Errors
    /// What is missing, in a sentence.
    pub(crate) async fn begin(catalogue: &str) -> Result<Self, String> {
        let OwnFile::Found(json) = own_file(catalogue, OWN_FILE_TRIES).await else {
            return Err("The server of this page has no catalogue, or does not answer.".to_owned());
        };
        let catalogue = Catalogue::parse(&json).map_err(|error| error.to_string())?;
        let seed = js_sys::Math::random().to_bits();
        let plan = Plan::new(RunOptions::new(catalogue, Vantage::Page, seed));
        let none = || "The catalogue of this page names no far end.".to_owned();
        let server = plan.stun_server().ok_or_else(none)?;
        let responder = plan.udp_responder().ok_or_else(none)?;
        for endpoint in plan.http_endpoints(responder) {
            if let Some(created) = granted(&endpoint).await {
                return Ok(Self {
                    endpoint,
                    created,
                    server,
                    quirks: Quirks::of(browser()),
                    plan,
                });
            }
        }
        Err("The far end grants no run.".to_owned())
    }

    /// Tries a technique, and returns what was seen in a sentence.
    pub(crate) async fn perform(&self, check: Check) -> (Verdict, String) {
        match check {
            Check::Webrtc => webrtc().await,
            Check::ManyPorts => self.asked(self.ports(PORTS), PACE).await,
            Check::Silence => self.silence().await,
            Check::ManyConnections => self.asked(self.plan.udp_ports(), AT_ONCE).await,
            Check::TcpOpen => self.tcp_open().await,
            Check::TcpClosed => self.tcp_closed().await,
            Check::OwnChecks => self.own_checks().await,
            Check::Mapping => self.mapping().await,
            Check::Dtls => self.dtls().await,
            Check::Feed => self.feed().await,
        }
    }

    /// The first ports of the sample.
    fn ports(&self, count: usize) -> Vec<u16> {
        let mut ports = self.plan.udp_ports();
        ports.truncate(count);
        ports
    }

    async fn asked(&self, ports: Vec<u16>, gap: Duration) -> (Verdict, String) {
        let probe = UdpProbe {
            server: self.server.ip(),
            token: Some(self.created.token.clone()),
            pace: Pace::Brisk,
            attempt: 0,
            ports,
        };
        let timing = Timing {
            names: Duration::ZERO,
            deadline: DEADLINE,
            retransmit: DEADLINE,
            tries: 1,
            gap,
        };
        let outcome = udp::ask(&probe, timing, self.quirks).await;
        let count = |wanted: fn(&PortOutcome) -> bool| {
            outcome.ports.values().filter(|port| wanted(port)).count()
        };
        let (all, answered) = (probe.ports.len(), count(PortOutcome::is_answered));
        let not_sent = count(|port| *port == PortOutcome::NotSent);
        let seen = format!("{answered} of {all} ports answered; {not_sent} were not asked.");
        (expected_if(answered == all), seen)
    }

    /// Orders without an answer keep the far end silent, and its receipts show that it was asked.
    async fn silence(&self) -> (Verdict, String) {
        let mut ports = self.plan.udp_ports();
        // Not those of other checks, whose receipts are there already.
        ports.reverse();
        ports.truncate(SILENT_PORTS);
        let candidates = Candidates::Udp {
            server: self.server.ip(),
            ports: ports.clone(),
        };
        let token = Some(&self.created.token);
        let mut tally = Tally::default();
        let Ok(peer) = Peer::checking(Flags::default(), token, &candidates).await else {
            return (Verdict::Different, REFUSED.to_owned());
        };
        peer.watch(Deadline::after(DEADLINE), &mut |snapshot| {
            tally.absorb(snapshot);
            Watch::On
        })
        .await;
        let count = |wanted: PortOutcome| {
            let outcomes = ports.iter().map(|port| tally.outcome(*port));
            outcomes.filter(|outcome| *outcome == wanted).count()
        };
        let (silent, not_sent) = (count(PortOutcome::Silent), count(PortOutcome::NotSent));
        let all = ports.len();
        let Some(arrived) = self.arrived(&ports).await else {
            return (
                Verdict::NotTested,
                "The far end gives no receipts.".to_owned(),
            );
        };
        let seen = format!(
            "{silent} of {all} ports are shown as silent, {not_sent} as not asked; the far end was asked on {arrived}."
        );
        (expected_if(silent == all && arrived == all), seen)
    }

    /// On how many of these ports the far end was asked.
    async fn arrived(&self, ports: &[u16]) -> Option<usize> {
        let probe = HttpProbe {
            endpoint: self.endpoint.clone(),
            method: HttpMethod::Get,
            path: Receipts::path(&self.created.token),
            attempt: 0,
        };
        let reply = fetch::call(&probe, HTTP_DEADLINE).await.ok()?;
        let receipts = Receipts::parse(&reply.body)?;
        let seen: Vec<_> = receipts.ports_of(self.server.ip()).collect();
        Some(ports.iter().filter(|port| seen.contains(port)).count())
    }

    async fn tcp_open(&self) -> (Verdict, String) {
        let responder = self.plan.udp_responder();
        let used = responder.and_then(|responder| responder.tcp.get(&TcpPort::P3478));
        let target = self.tcp_target(used.copied().unwrap_or(TcpPort::P3478.number()));
        let outcome = ice_tcp::check(&target, Deadline::after(DEADLINE), self.quirks).await;
        match outcome.result {
            Ok(()) => (
                Verdict::AsExpected,
                format!("TCP {} answered.", target.port),
            ),
            Err(failure) => (
                Verdict::Different,
                format!(
                    "TCP {}: {:?}, {:?}.",
                    target.port, failure.layer, failure.cause
                ),
            ),
        }
    }

    /// Whether Safari shows a refusal as Chromium does is what this is to find out.
    async fn tcp_closed(&self) -> (Verdict, String) {
        let quirks = match self.quirks.browser() {
            Browser::Safari => Quirks::of(Browser::Chromium),
            Browser::Chromium | Browser::Firefox | Browser::Other => self.quirks,
        };
        let target = self.tcp_target(CLOSED_PORT);
        let outcome = ice_tcp::check(&target, Deadline::after(DEADLINE), quirks).await;
        match outcome
            .result
            .map_err(|failure| (failure.layer, failure.cause))
        {
            Ok(()) => (
                Verdict::NotTested,
                "The port answered, so it is open.".to_owned(),
            ),
            Err((Layer::Connect, Cause::Refused)) => (
                Verdict::AsExpected,
                "The port is shown as refused.".to_owned(),
            ),
            Err((layer, cause)) => (
                Verdict::Different,
                format!(
                    "{layer:?}, {cause:?}. If a firewall drops what is for this port, that is right; compare with another \
                     browser."
                ),
            ),
        }
    }

    const fn tcp_target(&self, port: u16) -> TcpTarget {
        TcpTarget {
            ip: Some(self.server.ip()),
            host: None,
            port,
        }
    }

    async fn own_checks(&self) -> (Verdict, String) {
        let Some(alternate) = self.plan.alternate_server() else {
            return (
                Verdict::NotTested,
                "This far end has one address only.".to_owned(),
            );
        };
        let probe = FilteringProbe {
            server: self.server,
            alternate: SocketAddr::new(alternate, self.server.port()),
            token: Some(self.created.token.clone()),
            attempt: 0,
        };
        let outcome = filtering::listen(&probe, Deadline::after(DEADLINE), self.quirks).await;
        let arrivals = [outcome.other_port, outcome.other_address, outcome.both];
        let arrived = arrivals
            .iter()
            .filter(|arrival| **arrival == Arrival::Arrived)
            .count();
        let seen = format!("{arrived} of 3 checks from other endpoints are shown.");
        match (outcome.contacted, arrived) {
            (false, _) => (Verdict::Different, "The far end did not answer.".to_owned()),
            (true, 3) => (Verdict::AsExpected, seen),
            (true, _) => (
                Verdict::NotTested,
                format!("{seen} A NAT that is not full cone lets fewer in."),
            ),
        }
    }

    async fn mapping(&self) -> (Verdict, String) {
        let [port, other] = self.two_ports();
        let probe = MappingProbe {
            servers: self.plan.mapping_servers(port, other),
            token: Some(self.created.token.clone()),
            attempt: 0,
        };
        let outcome = mapping::gather(&probe, Deadline::after(DEADLINE)).await;
        match outcome.server_reflexive.len() {
            0 => (
                Verdict::NotTested,
                "No mapped address is shown; without a NAT there is none.".to_owned(),
            ),
            mapped => (
                Verdict::AsExpected,
                format!(
                    "{mapped} mapped addresses from {} servers, {} of which are named.",
                    probe.servers.len(),
                    outcome.mapped.len()
                ),
            ),
        }
    }

    /// The first and the last one of the sample.
    fn two_ports(&self) -> [u16; 2] {
        let ports = self.plan.udp_ports();
        let known = |port: Option<&u16>| port.copied().unwrap_or(self.server.port());
        [known(ports.first()), known(ports.last())]
    }

    async fn dtls(&self) -> (Verdict, String) {
        let Some(fingerprint) = self.created.dtls_fingerprint else {
            return (Verdict::NotTested, NO_DTLS.to_owned());
        };
        let probe = DtlsProbe {
            server: self.server,
            token: self.created.token.clone(),
            fingerprint,
            attempt: 0,
        };
        match dtls::shake_hands(&probe, Deadline::after(DEADLINE)).await {
            DtlsOutcome::Finished => (Verdict::AsExpected, "It finished.".to_owned()),
            other => (Verdict::Different, format!("{other:?}.")),
        }
    }

    async fn feed(&self) -> (Verdict, String) {
        let Some(fingerprint) = self.created.dtls_fingerprint else {
            return (Verdict::NotTested, NO_DTLS.to_owned());
        };
        let [port, _] = self.two_ports();
        let probe = FeedProbe {
            server: SocketAddr::new(self.server.ip(), port),
            token: self.created.token.clone(),
            carrier: FeedCarrier::Channel(fingerprint),
            windows: FEED_WINDOWS,
            attempt: 0,
        };
        match feed::stream(&probe, Deadline::after(FEED_DEADLINE), &|_| {}).await {
            FeedOutcome::Streamed(_) => (Verdict::AsExpected, "It ran to its end.".to_owned()),
            FeedOutcome::Busy => (Verdict::NotTested, "The far end is busy.".to_owned()),
            other => (Verdict::Different, format!("{other:?}.")),
        }
    }
}

const REFUSED: &str = "The browser refused the connection.";

const NO_DTLS: &str = "This far end does not answer DTLS.";

async fn webrtc() -> (Verdict, String) {
    match environment::look(Deadline::after(DEADLINE)).await.webrtc {
        Some(WebRtc::Available) => (Verdict::AsExpected, "There is one.".to_owned()),
        Some(WebRtc::Missing) => (Verdict::Different, "There is no WebRTC.".to_owned()),
        Some(WebRtc::Disabled) | None => (Verdict::Different, "There is none.".to_owned()),
    }
}

async fn granted(endpoint: &HttpEndpoint) -> Option<RunCreated> {
    let probe = HttpProbe {
        endpoint: endpoint.clone(),
        method: HttpMethod::Post,
        path: "/v1/runs".to_owned(),
        attempt: 0,
    };
    let reply = fetch::call(&probe, HTTP_DEADLINE).await.ok()?;
    serde_json::from_str(&reply.body).ok()
}

const fn expected_if(is_so: bool) -> Verdict {
    if is_so {
        Verdict::AsExpected
    } else {
        Verdict::Different
    }
}
