//! What the far end gave the run: the token, its health check, the receipts.

use crate::limits::TOKEN_TRIES;
use crate::model::failure::TcpFailure;
use crate::model::vantage::Vantage;
use crate::observed::board::Board;
use crate::plan::Plan;
use crate::probe::{
    FeedCarrier, HttpEndpoint, HttpMethod, HttpProbe, HttpReply, Probe, TcpProbe, TcpService,
};
use crate::support::json::{self, FromJson};
use crate::wire::feed::VERSION;
use crate::wire::fingerprint::Fingerprint;
use crate::wire::http::{FORM_OF_RANGES, Health, HealthCheck, Hello, Receipts, RunCreated};
use crate::wire::token::RunToken;

/// The responder for UDP: the first one, unless it answers nothing over TCP or grants no runs, and another does answer.
pub(crate) fn usable_responder(plan: &Plan, board: &Board) -> usize {
    let is_usable = |responder: &usize| {
        let endpoints = http_endpoints(plan, *responder);
        let answers = |endpoint| first_try(board, endpoint) == Some(true);
        endpoints.iter().any(answers) && !grants_no_runs(board, &endpoints)
    };
    if is_usable(&0) || !first_pass_done(plan, board) {
        return 0;
    }
    (1..plan.catalogue().responders.len())
        .find(is_usable)
        .unwrap_or(0)
}

/// A responder has answered that it is about to end, or that there are too many runs from this address (`docs/protocol.md`).
fn grants_no_runs(board: &Board, endpoints: &[HttpEndpoint]) -> bool {
    endpoints.iter().any(|endpoint| {
        let reply = board.http.get(&run_probe(endpoint));
        matches!(
            reply,
            Some(Ok(HttpReply {
                status: 429 | 503,
                ..
            }))
        )
    })
}

/// The state of the request for a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TokenState {
    /// This probe is next, or running.
    Asking(Option<HttpProbe>),
    /// Granted at this endpoint.
    Granted(RunToken, HttpEndpoint),
    /// No endpoint granted one.
    Refused,
}

/// The token of the UDP responder. Endpoints whose TCP service answered come first; while there is none, no
/// request is sent, so that a dropped port does not cost its deadline a second time.
pub(crate) fn token(plan: &Plan, board: &Board, started: &[Probe]) -> TokenState {
    let Some(responder) = plan.udp_responder() else {
        return TokenState::Refused;
    };
    let endpoints = plan.http_endpoints(responder);
    let mut tried = 0;
    for endpoint in &endpoints {
        let probe = run_probe(endpoint);
        match board.http.get(&probe) {
            Some(reply) => {
                if let Some(created) = body::<RunCreated>(reply) {
                    return TokenState::Granted(created.token, endpoint.clone());
                }
                tried += 1;
            }
            None if started.contains(&Probe::Http(probe.clone())) => {
                return TokenState::Asking(Some(probe));
            }
            None => {}
        }
    }
    let has_others = plan.catalogue().responders.len() > 1;
    if has_others && grants_no_runs(board, &endpoints) && !first_pass_done(plan, board) {
        // It is then known whether another one answers.
        return TokenState::Asking(None);
    }
    if tried >= TOKEN_TRIES {
        return TokenState::Refused;
    }
    let mut untried = endpoints
        .iter()
        .filter(|endpoint| !board.http.contains_key(&run_probe(endpoint)));
    let first_answer = untried
        .clone()
        .find(|endpoint| first_try(board, endpoint) == Some(true));
    if let Some(endpoint) = first_answer {
        return TokenState::Asking(Some(run_probe(endpoint)));
    }
    if !first_pass_done(plan, board) {
        return TokenState::Asking(None);
    }
    // Ports that no row of this run tests are tried without that; those that failed are not tried.
    match untried.find(|endpoint| first_try(board, endpoint).is_none()) {
        Some(endpoint) => TokenState::Asking(Some(run_probe(endpoint))),
        None => TokenState::Refused,
    }
}

/// The certificate with which the far end that granted a token here answers DTLS, if it does.
pub(crate) fn dtls_fingerprint(board: &Board, endpoint: &HttpEndpoint) -> Option<Fingerprint> {
    created(board, endpoint)?.dtls_fingerprint
}

/// What carries feeds between that far end and this vantage, if it streams them as this version does.
pub(crate) fn feed_carrier(
    plan: &Plan,
    board: &Board,
    endpoint: &HttpEndpoint,
) -> Option<FeedCarrier> {
    let created = created(board, endpoint)?;
    match plan.vantage() {
        Vantage::Page => {
            let fingerprint = created.dtls_fingerprint.filter(|_| created.feed == VERSION);
            fingerprint.map(FeedCarrier::Channel)
        }
        Vantage::Native => (created.feed_rtp == VERSION).then_some(FeedCarrier::Rtp),
    }
}

/// What the far end that granted a token here offers.
pub(crate) fn created(board: &Board, endpoint: &HttpEndpoint) -> Option<RunCreated> {
    body(board.http.get(&run_probe(endpoint))?)
}

/// The result of the first try of an endpoint's TCP service, if it was tried. Later tries do not count, so
/// that the request for a token does not outlast the first pass.
fn first_try(board: &Board, endpoint: &HttpEndpoint) -> Option<bool> {
    let mut answered = None;
    for (probe, outcome) in &board.tcp {
        if probe.attempt == 0 && speaks_http_at(probe, endpoint) {
            answered = Some(answered == Some(true) || outcome.result.is_ok());
        }
    }
    answered
}

/// The probe required more of this endpoint than an open port.
fn speaks_http_at(probe: &TcpProbe, endpoint: &HttpEndpoint) -> bool {
    probe.target.ip == Some(endpoint.ip)
        && probe.target.port == endpoint.port
        && probe.service != TcpService::IceTcp
}

/// The latest health check of each responder that was asked, by its index in the catalogue.
pub(crate) fn health_check(plan: &Plan, board: &Board, responder: usize) -> Option<HealthCheck> {
    for endpoint in http_endpoints(plan, responder) {
        for attempt in [1, 0] {
            let reply = board.http.get(&health_probe(&endpoint, attempt));
            let body = reply.and_then(good_body).map(str::parse);
            if let Some(Ok(Health::Ready(health))) = body {
                return Some(health);
            }
        }
    }
    None
}

/// The health check of the first responder that has one.
pub(crate) fn first_health_check(plan: &Plan, board: &Board) -> Option<HealthCheck> {
    let responders = 0..plan.catalogue().responders.len();
    responders
        .into_iter()
        .find_map(|responder| health_check(plan, board, responder))
}

/// The last receipts of the run, and whether they are complete: they were read after every UDP port had
/// been asked, and everything that arrived was recorded.
pub(crate) fn receipts(
    board: &Board,
    token: &RunToken,
    endpoint: &HttpEndpoint,
) -> Option<(Receipts, bool)> {
    let read = |attempt| {
        let probe = receipts_probe(endpoint, token, attempt);
        board.http.get(&probe).and_then(body)
    };
    let last = RECEIPTS_AT_THE_END.into_iter().find_map(read);
    let last = last.map(|receipts: Receipts| {
        let is_complete = receipts.unrecorded == 0;
        (receipts, is_complete)
    });
    last.or_else(|| Some((read(RECEIPTS_AFTER_MAPPING)?, false)))
}

/// The receipts that were read after a try with SIP messages, if that succeeded.
pub(crate) fn receipts_of_sip(board: &Board, call: &HttpProbe) -> Option<Receipts> {
    body(board.http.get(call)?)
}

/// Whether a call asks for the receipts of the whole run.
pub(crate) fn are_last_receipts(probe: &HttpProbe) -> bool {
    probe.path.ends_with(FORM_OF_RANGES) && RECEIPTS_AT_THE_END.contains(&probe.attempt)
}

/// Whether a request for the last receipts got no answer; a refusal is an answer.
pub(crate) fn last_receipts_were_lost(board: &Board) -> bool {
    let mut calls = board.http.iter();
    calls.any(|(probe, reply)| are_last_receipts(probe) && reply.is_err())
}

/// Receipts are read once mapping is measured, since they prove which servers a page reached ...
pub(crate) const RECEIPTS_AFTER_MAPPING: u8 = 0;
/// ... and again after every UDP port was asked, twice if the first answer was lost: without them no silent
/// range is known to be blocked.
pub(crate) const RECEIPTS_AT_THE_END: [u8; 2] = [1, 2];

/// ... and after each try with SIP messages, from this attempt on.
const RECEIPTS_OF_SIP: u8 = 3;

pub(crate) fn run_probe(endpoint: &HttpEndpoint) -> HttpProbe {
    probe(endpoint, HttpMethod::Post, "/v1/runs".to_owned(), 0)
}

pub(crate) fn hello_probe(endpoint: &HttpEndpoint, nonce: &str) -> HttpProbe {
    probe(endpoint, HttpMethod::Get, Hello::path(nonce), 0)
}

pub(crate) fn health_probe(endpoint: &HttpEndpoint, attempt: u8) -> HttpProbe {
    probe(endpoint, HttpMethod::Get, "/v1/control".to_owned(), attempt)
}

pub(crate) fn receipts_probe(endpoint: &HttpEndpoint, token: &RunToken, attempt: u8) -> HttpProbe {
    probe(endpoint, HttpMethod::Get, Receipts::path(token), attempt)
}

/// The call for the receipts after a try with SIP messages.
pub(crate) fn receipts_of_sip_probe(
    endpoint: &HttpEndpoint,
    token: &RunToken,
    attempt: u8,
) -> HttpProbe {
    receipts_probe(endpoint, token, RECEIPTS_OF_SIP + attempt)
}

fn probe(endpoint: &HttpEndpoint, method: HttpMethod, path: String, attempt: u8) -> HttpProbe {
    HttpProbe {
        endpoint: endpoint.clone(),
        method,
        path,
        attempt,
    }
}

/// The endpoints of a responder's HTTP interface, by its index in the catalogue.
pub(crate) fn http_endpoints(plan: &Plan, responder: usize) -> Vec<HttpEndpoint> {
    plan.catalogue()
        .responders
        .get(responder)
        .map(|responder| plan.http_endpoints(responder))
        .unwrap_or_default()
}

/// Whether the TCP service of an endpoint answered.
pub(crate) fn endpoint_answered(board: &Board, endpoint: &HttpEndpoint) -> bool {
    board.tcp_answered(|probe| speaks_http_at(probe, endpoint))
}

/// Every port of our servers was tried once. Other destinations show nothing about them, and their names
/// may take long to resolve.
fn first_pass_done(plan: &Plan, board: &Board) -> bool {
    let endpoints = plan.tcp_endpoints().into_iter();
    let probes = endpoints.filter_map(|endpoint| endpoint.deciding_probe(0));
    let mut ours = probes.filter(|probe| probe.target.ip.is_some());
    ours.all(|probe| board.tcp.contains_key(&probe))
}

/// The body of a reply with a 2xx status, if it is of the expected type.
fn body<T: FromJson>(reply: &Result<HttpReply, TcpFailure>) -> Option<T> {
    json::read(good_body(reply)?).ok()
}

fn good_body(reply: &Result<HttpReply, TcpFailure>) -> Option<&str> {
    let reply = reply.as_ref().ok()?;
    (200..300).contains(&reply.status).then_some(&reply.body)
}
