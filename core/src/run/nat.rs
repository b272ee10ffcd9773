//! The tests of NAT behaviour, and the ports on which they are run.

use std::net::SocketAddr;

use crate::model::requirement::RequirementId;
use crate::observed::application::spread;
use crate::observed::board::Board;
use crate::observed::far_end;
use crate::observed::nat::{self, Behavior, Mapping};
use crate::observed::survey::answered_at_first;
use crate::plan::Plan;
use crate::probe::{
    FilteringProbe, HttpEndpoint, MappingOutcome, MappingProbe, NatPresenceOutcome,
    NatPresenceProbe, Probe,
};
use crate::wire::token::RunToken;
use crate::wire::{ALTERNATE_PORT, STUN_PORT, alternate_of};

/// Added to the attempt of a test of filtering that follows two others.
const THIRD: u8 = 4;

/// Distinguishes the tests on other ports from those on the two usual ones.
const ON_OTHER_PORTS: u8 = 2;

/// Which NAT tests a run includes.
pub(super) struct NatTests<'a> {
    plan: &'a Plan,
    board: &'a Board,
    granted: Option<&'a (RunToken, HttpEndpoint)>,
}

/// The ports on which a set of tests is run.
#[derive(Clone, Copy)]
struct Place {
    /// The port that is contacted on both addresses.
    port: u16,
    /// Another port of the primary address, for the mapping.
    other_port: u16,
    /// The attempt of the first test of each kind.
    attempt: u8,
}

const USUAL: Place = Place {
    port: STUN_PORT,
    other_port: ALTERNATE_PORT,
    attempt: 0,
};

impl<'a> NatTests<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        board: &'a Board,
        granted: Option<&'a (RunToken, HttpEndpoint)>,
    ) -> Self {
        Self {
            plan,
            board,
            granted,
        }
    }

    fn token(&self) -> Option<&'a RunToken> {
        self.granted.map(|(token, _)| token)
    }

    pub(super) fn presence(&self) -> Vec<Probe> {
        let server = self.plan.stun_server();
        server.map_or_else(Vec::new, |server| self.presence_at(server, USUAL))
    }

    pub(super) fn first_mapping(&self) -> Vec<Probe> {
        let probe = self.mapping_at(USUAL, 0);
        probe.into_iter().map(Probe::Mapping).collect()
    }

    /// The first mapping test may need to be repeated on a fresh socket.
    pub(super) fn second_mapping(&self) -> Vec<Probe> {
        self.second_mapping_at(USUAL)
    }

    pub(super) fn filtering(&self) -> Vec<Probe> {
        let server = self.plan.stun_server();
        server.map_or_else(Vec::new, |server| self.filtering_at(server, USUAL))
    }

    /// If a site blocks the usual ports, the same tests on two ports that answer. Under a run's token, the
    /// far end honours their CHANGE-REQUEST on every port. A browser sends no token with the mapping test,
    /// which any port answers.
    pub(super) fn on_other_ports(&self) -> Vec<Probe> {
        let Some((server, place)) = self.other_place() else {
            return Vec::new();
        };
        let mut probes = self.presence_at(server, place);
        let first = self.mapping_at(place, 0).map(Probe::Mapping);
        let is_known = first.as_ref().is_none_or(|first| self.board.has(first));
        probes.extend(first);
        if is_known {
            probes.extend(self.second_mapping_at(place));
            probes.extend(self.filtering_at(server, place));
        }
        probes
    }

    fn other_place(&self) -> Option<(SocketAddr, Place)> {
        let usual = self.board.mapping.get(&self.mapping_at(USUAL, 0)?)?;
        if usual.any_answered() {
            return None;
        }
        let server = self.plan.udp_server()?;
        let mut ports = answered_at_first(self.plan, self.board, server, self.token()?)?;
        ports.retain(|port| ![STUN_PORT, ALTERNATE_PORT].contains(port));
        let [port, other_port] = spread(&ports, 2).try_into().ok()?;
        let place = Place {
            port,
            other_port,
            attempt: ON_OTHER_PORTS,
        };
        Some((SocketAddr::new(server, port), place))
    }

    fn presence_at(&self, server: SocketAddr, place: Place) -> Vec<Probe> {
        if !asks_nat(self.plan, RequirementId::NatPresent) {
            return Vec::new();
        }
        let probe = |again| NatPresenceProbe {
            server,
            token: self.token().cloned(),
            attempt: place.attempt + again,
        };
        // "No NAT" is a failure, so it is tested twice; silence may have been loss.
        let first = self.board.nat_presence.get(&probe(0));
        let again = first.is_some_and(|outcome| match outcome {
            NatPresenceOutcome::Silent | NatPresenceOutcome::HostCandidate => true,
            NatPresenceOutcome::Addresses { local, mapped } => local.ip() == mapped.ip(),
            NatPresenceOutcome::PeerReflexiveCandidate => false,
        });
        let attempts = 0..=u8::from(again);
        attempts
            .map(|again| Probe::NatPresence(probe(again)))
            .collect()
    }

    fn mapping_at(&self, place: Place, again: u8) -> Option<MappingProbe> {
        let servers = self.plan.mapping_servers(place.port, place.other_port);
        (self.asks_behavior() && !servers.is_empty()).then(|| MappingProbe {
            servers,
            token: self.token().cloned(),
            attempt: place.attempt + again,
        })
    }

    fn second_mapping_at(&self, place: Place) -> Vec<Probe> {
        let first = self.mapping_at(place, 0);
        let second = self.mapping_at(place, 1).map(Probe::Mapping);
        let is_plain = first.is_none_or(|first| self.is_plain(&first));
        second.into_iter().filter(|_| !is_plain).collect()
    }

    /// The test found one mapping for every destination, so it need not be repeated.
    fn is_plain(&self, first: &MappingProbe) -> bool {
        let granted = self.granted;
        let receipts =
            granted.and_then(|(token, endpoint)| far_end::receipts(self.board, token, endpoint));
        self.board.mapping.get(first).is_none_or(|outcome| {
            let outcome = nat::attributed(outcome, receipts.as_ref().map(|(receipts, _)| receipts));
            nat::mapping_of(&first.servers, &outcome)
                == Mapping::Known(Behavior::EndpointIndependent)
        })
    }

    fn filtering_at(&self, server: SocketAddr, place: Place) -> Vec<Probe> {
        let (Some(alternate), true) = (self.plan.alternate_server(), self.asks_behavior()) else {
            return Vec::new();
        };
        let probe = |again| FilteringProbe {
            server,
            alternate: SocketAddr::new(alternate, alternate_of(server.port())),
            token: self.token().cloned(),
            attempt: place.attempt + again,
        };
        // Most NATs drop unsolicited packets, and silence needs a second test: both run at the same time,
        // each from its own sockets.
        let both = [0, 1].map(probe);
        let was_loss = self.answers_at(place)
            && both.iter().all(|probe| {
                let outcome = self.board.filtering.get(probe);
                outcome.is_some_and(|outcome| !outcome.contacted)
            });
        let third = was_loss.then(|| probe(THIRD));
        both.into_iter()
            .chain(third)
            .map(Probe::Filtering)
            .collect()
    }

    /// The server answered a mapping test, so it can be reached.
    fn answers_at(&self, place: Place) -> bool {
        let first = self.mapping_at(place, 0);
        let outcome = first.and_then(|first| self.board.mapping.get(&first));
        outcome.is_some_and(MappingOutcome::any_answered)
    }

    fn asks_behavior(&self) -> bool {
        asks_nat(self.plan, RequirementId::NatFullCone)
            || self.plan.selects(RequirementId::UdpInbound)
    }
}

/// NAT rows cannot be judged if the far end runs on the tester's own machine.
fn asks_nat(plan: &Plan, row: RequirementId) -> bool {
    plan.selects(row) && !plan.catalogue().is_demo()
}
