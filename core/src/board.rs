//! Everything that a run has observed, by probe. Rules and stages read it; nothing they say
//! depends on the order in which it was filled.

use std::time::Duration;

use crate::probe::{
    Browser, Environment, FilteringOutcome, FilteringProbe, HttpProbe, HttpReply, MappingOutcome,
    MappingProbe, NatPresenceOutcome, NatPresenceProbe, Observation, PortOutcome, Probe,
    TcpFailure, TcpOutcome, TcpProbe, UdpOutcome, UdpProbe,
};

/// What came of the probes of one kind, each once. A run has dozens of them, so a list is searched
/// fast enough, and takes far less of the page than a map for each kind.
pub type Observed<P, O> = Vec<(P, O)>;

/// The observations of a run.
#[derive(Debug, Clone, Default)]
pub struct Board {
    /// What the device knows of itself.
    pub environment: Option<Environment>,
    /// Calls of the far end.
    pub http: Observed<HttpProbe, Result<HttpReply, TcpFailure>>,
    /// TCP services.
    pub tcp: Observed<TcpProbe, TcpOutcome>,
    /// UDP ports.
    pub udp: Observed<UdpProbe, UdpOutcome>,
    /// Presence of a NAT.
    pub nat_presence: Observed<NatPresenceProbe, NatPresenceOutcome>,
    /// Mapping behaviour.
    pub mapping: Observed<MappingProbe, MappingOutcome>,
    /// Filtering behaviour.
    pub filtering: Observed<FilteringProbe, FilteringOutcome>,
}

/// What came of a probe, if it was answered.
#[must_use]
pub fn outcome_of<'a, P: PartialEq, O>(observed: &'a [(P, O)], probe: &P) -> Option<&'a O> {
    let entry = observed.iter().find(|(known, _)| known == probe)?;
    Some(&entry.1)
}

fn add<P: PartialEq, O>(observed: &mut Observed<P, O>, probe: P, outcome: O) {
    if outcome_of(observed, &probe).is_none() {
        observed.push((probe, outcome));
    }
}

impl Board {
    /// Adds an observation; of two for the same probe the first one stays.
    pub fn add(&mut self, observation: Observation) {
        match observation {
            Observation::Environment(environment) => {
                self.environment.get_or_insert(environment);
            }
            Observation::Http(probe, outcome) => add(&mut self.http, probe, outcome),
            Observation::Tcp(probe, outcome) => add(&mut self.tcp, probe, outcome),
            Observation::Udp(probe, outcome) => add(&mut self.udp, probe, outcome),
            Observation::NatPresence(probe, outcome) => add(&mut self.nat_presence, probe, outcome),
            Observation::Mapping(probe, outcome) => add(&mut self.mapping, probe, outcome),
            Observation::Filtering(probe, outcome) => add(&mut self.filtering, probe, outcome),
        }
    }

    /// Whether the probe has been answered.
    #[must_use]
    pub fn has(&self, probe: &Probe) -> bool {
        match probe {
            Probe::Environment => self.environment.is_some(),
            Probe::Http(probe) => outcome_of(&self.http, probe).is_some(),
            Probe::Tcp(probe) => outcome_of(&self.tcp, probe).is_some(),
            Probe::Udp(probe) => outcome_of(&self.udp, probe).is_some(),
            Probe::NatPresence(probe) => outcome_of(&self.nat_presence, probe).is_some(),
            Probe::Mapping(probe) => outcome_of(&self.mapping, probe).is_some(),
            Probe::Filtering(probe) => outcome_of(&self.filtering, probe).is_some(),
        }
    }

    /// The browser, if there is one.
    #[must_use]
    pub fn browser(&self) -> Option<Browser> {
        self.environment.as_ref()?.browser
    }

    /// The device knows that it has no network.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.environment
            .as_ref()
            .is_some_and(|environment| environment.offline)
    }

    /// The usual round trip to the far ends: the median, since a lost packet makes single ones
    /// look seconds long. `None` before anything answered.
    #[must_use]
    pub fn round_trip(&self) -> Option<Duration> {
        let mut times = Vec::new();
        for (probe, outcome) in &self.tcp {
            if probe.target.ip.is_some() {
                times.extend(outcome.round_trip);
            }
        }
        for (_, outcome) in &self.udp {
            for port in outcome.ports.values() {
                if let PortOutcome::Answered { round_trip, .. } = port {
                    times.extend(*round_trip);
                }
            }
        }
        times.sort_unstable();
        times.get(times.len() / 2).copied()
    }

    /// The recorded attempt of a TCP probe that counts: one that was answered, or else the last.
    #[must_use]
    pub fn last_tcp(&self, first: &TcpProbe) -> Option<(&TcpProbe, &TcpOutcome)> {
        let attempts = self
            .tcp
            .iter()
            .filter(|(probe, _)| probe.target == first.target && probe.service == first.service);
        let last = attempts.max_by_key(|(probe, outcome)| (outcome.result.is_ok(), probe.attempt));
        last.map(|(probe, outcome)| (probe, outcome))
    }

    /// Whether any site or TCP service answered in protocol.
    #[must_use]
    pub fn tcp_answered(&self, matches: impl Fn(&TcpProbe) -> bool) -> bool {
        self.tcp
            .iter()
            .any(|(probe, outcome)| outcome.result.is_ok() && matches(probe))
    }

    /// Whether any UDP port answered.
    #[must_use]
    pub fn udp_answered(&self) -> bool {
        self.udp.iter().any(|(_, outcome)| outcome.any_answered())
            || self.filtering.iter().any(|(_, outcome)| outcome.contacted)
            || self
                .mapping
                .iter()
                .any(|(_, outcome)| !outcome.mapped.is_empty() || !outcome.reflexive.is_empty())
    }
}
