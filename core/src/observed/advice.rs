//! The tests of level advice: whether they can be made, which probe comes next, and what they add up to.

pub(crate) mod idle;
pub(crate) mod large;
pub(crate) mod load;
pub(crate) mod ntp;
pub(crate) mod sip;

use std::net::{IpAddr, SocketAddr};

use super::application::spread;
use super::far_end::{self, TokenState};
use super::survey::answered_at_first;
use crate::limits::PATH_TEST_PORTS;
use crate::model::requirement::{Level, RequirementId, TcpPort};
use crate::model::vantage::Vantage;
use crate::observed::board::Board;
use crate::plan::Plan;
use crate::probe::{HttpEndpoint, Probe};
use crate::wire::http::{Passed, RunCreated};
use crate::wire::path::VERSION;
use crate::wire::token::RunToken;

/// Whether the tests can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Access {
    /// No row of level advice is selected, or this vantage has no tests for them.
    NotHere,
    /// The run has no token yet, or it is not known yet which ports answer.
    Waiting(Option<Probe>),
    /// The far end granted no token.
    NoToken,
    /// They can, as far as [`Far::has_ports`].
    Open(Far),
}

/// The far end that takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Far {
    /// Its primary address.
    server: IpAddr,
    /// UDP ports that are used in turn; none if no port answers.
    ports: Vec<u16>,
    token: RunToken,
    /// Where it granted the token.
    endpoint: HttpEndpoint,
    /// Where bulk data goes: the port of HTTPS, if that answers.
    bulk: HttpEndpoint,
    /// What it offers.
    offer: RunCreated,
}

impl Far {
    /// Whether it takes part in the tests of this version.
    pub(crate) fn tests_paths(&self) -> bool {
        self.offer.path_tests == VERSION
    }

    /// What passed between it and others before.
    pub(crate) fn passed(&self) -> Passed {
        self.offer.passed
    }

    /// Whether there are ports for the tests of UDP.
    pub(crate) fn has_ports(&self) -> bool {
        !self.ports.is_empty()
    }

    /// Whether it answers NTP.
    pub(crate) fn answers_ntp(&self) -> bool {
        self.offer.ntp
    }

    /// Its primary address.
    pub(crate) fn address(&self) -> IpAddr {
        self.server
    }

    /// A port of its primary address.
    pub(crate) fn at(&self, port: u16) -> SocketAddr {
        SocketAddr::new(self.server, port)
    }

    /// Where bulk data goes, by name where there is one.
    pub(crate) fn bulk_name(&self) -> String {
        let port = self.bulk.port;
        match &self.bulk.host {
            Some(host) => format!("{host}:{port}"),
            None => SocketAddr::new(self.bulk.ip, port).to_string(),
        }
    }

    /// One of its ports, another one for each try.
    fn port(&self, attempt: u8) -> Option<SocketAddr> {
        let place = usize::from(attempt).checked_rem(self.ports.len())?;
        Some(self.at(*self.ports.get(place)?))
    }
}

/// Whether the plan has a row of level advice that this vantage can measure.
pub(crate) fn is_wanted(plan: &Plan) -> bool {
    let mut rows = RequirementId::ALL.into_iter();
    plan.udp_responder().is_some() && rows.any(|row| plan.selects(row) && is_measurable(plan, row))
}

/// A page can move bulk data, on request.
fn is_measurable(plan: &Plan, row: RequirementId) -> bool {
    match plan.vantage() {
        Vantage::Native => row.level() == Level::Advice,
        Vantage::Page => row == RequirementId::Bandwidth && plan.options().thorough,
    }
}

/// Whether the tests can be made, by what is known so far.
pub(crate) fn access(plan: &Plan, board: &Board, started: &[Probe]) -> Access {
    if !is_wanted(plan) {
        return Access::NotHere;
    }
    let (token, endpoint) = match far_end::token(plan, board, started) {
        TokenState::Asking(probe) => return Access::Waiting(probe.map(Probe::Http)),
        TokenState::Refused => return Access::NoToken,
        TokenState::Granted(token, endpoint) => (token, endpoint),
    };
    let (Some(server), Some(offer)) = (plan.udp_server(), far_end::created(board, &endpoint))
    else {
        return Access::NoToken;
    };
    let Some(ports) = ports(plan, board, server, &token) else {
        return Access::Waiting(None);
    };
    let endpoints = plan.udp_responder().map(|far| plan.http_endpoints(far));
    let mut endpoints = endpoints.into_iter().flatten();
    let bulk = endpoints.find(|endpoint| {
        let is_usual = endpoint.port == TcpPort::P443.number();
        is_usual && far_end::endpoint_answered(board, endpoint)
    });
    Access::Open(Far {
        bulk: bulk.unwrap_or_else(|| endpoint.clone()),
        server,
        ports: spread(&ports, PATH_TEST_PORTS),
        token,
        endpoint,
        offer,
    })
}

/// Ports that answered, or any if this run asks none; `None` while they are being asked.
fn ports(plan: &Plan, board: &Board, server: IpAddr, token: &RunToken) -> Option<Vec<u16>> {
    let asks = [RequirementId::UdpOutbound, RequirementId::UdpInbound];
    if plan.vantage() == Vantage::Page {
        // Its only test is one of TCP.
        Some(Vec::new())
    } else if asks.into_iter().any(|row| plan.selects(row)) {
        answered_at_first(plan, board, server, token)
    } else {
        Some(plan.udp_sample())
    }
}
