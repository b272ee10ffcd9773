//! The tests of the simulated NAT.

use std::net::SocketAddr;

use super::SimProber;
use crate::probe::{
    Arrival, FilteringOutcome, FilteringProbe, MappingOutcome, MappingProbe, NatPresenceOutcome,
    NatPresenceProbe, Timing,
};
use crate::wire::ALTERNATE_PORT;

impl SimProber<'_> {
    pub(super) async fn compare_addresses(
        &self,
        probe: &NatPresenceProbe,
        timing: Timing,
    ) -> NatPresenceOutcome {
        let mut socket = self.socket(probe);
        let token = probe.token.is_some();
        let Some(mapped) = self.insist(&mut socket, probe.server, token, timing).await else {
            return NatPresenceOutcome::Silent;
        };
        self.spend(probe, 1).await;
        let local = socket.local(self.site());
        match (self.is_page(), local.ip() == mapped.ip()) {
            (false, _) => NatPresenceOutcome::Addresses { local, mapped },
            (true, false) => NatPresenceOutcome::PeerReflexiveCandidate,
            (true, true) => NatPresenceOutcome::HostCandidate,
        }
    }

    pub(super) async fn map(&self, probe: &MappingProbe, timing: Timing) -> MappingOutcome {
        let mut socket = self.socket(probe);
        let mut outcome = MappingOutcome::default();
        let token = probe.token.is_some() && !self.is_page();
        let begun = self.clock.now();
        for server in &probe.servers {
            if self.clock.now() - begun >= timing.deadline {
                break;
            }
            let Some(mapped) = self.insist(&mut socket, *server, token, timing).await else {
                continue;
            };
            if self.is_page() {
                outcome.server_reflexive.insert(mapped);
            } else {
                outcome.local = Some(socket.local(self.site()));
                outcome.mapped.insert(*server, mapped);
            }
        }
        self.spend(probe, 3).await;
        outcome
    }

    pub(super) async fn filter(&self, probe: &FilteringProbe, timing: Timing) -> FilteringOutcome {
        let mut socket = self.socket(probe);
        let server = probe.server;
        let token = probe.token.is_some();
        let mapped = self.insist(&mut socket, server, token, timing).await;
        let contacted = mapped.is_some();
        let changes =
            self.servers.is_camcheck(server.ip()) && (token || !self.is_page()) && contacted;
        let from = |ip, port| {
            let from = SocketAddr::new(ip, port);
            let sends = changes && self.is_page() && self.servers.is_up(ip);
            if let (true, Some(mapped)) = (sends, mapped) {
                self.servers.record_own_check(from, mapped);
            }
            let comes = || self.servers.is_up(ip) && self.internet.comes_in(server, from);
            match changes {
                false if contacted && !self.is_page() => Arrival::NotChanged,
                false => Arrival::NotTested,
                true if (0..timing.tries).any(|_| comes()) => Arrival::Arrived,
                true => Arrival::Silent,
            }
        };
        let outcome = FilteringOutcome {
            contacted,
            other_port: from(server.ip(), ALTERNATE_PORT),
            other_address: from(probe.alternate.ip(), server.port()),
            both: from(probe.alternate.ip(), probe.alternate.port()),
        };
        if outcome.both == Arrival::Arrived {
            self.spend(probe, 1).await;
        } else {
            self.clock.sleep(timing.deadline).await;
        }
        outcome
    }
}
