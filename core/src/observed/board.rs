//! Everything that a run has observed, by probe. Rules and stages read it; their results do not depend on
//! the order in which it was filled.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use vecmap::VecMap;

use crate::probe::{
    self, Browser, Environment, MappingOutcome, Observation, PortOutcome, Probe, TcpOutcome,
    TcpProbe, UdpOutcome, for_every_kind,
};
use crate::support::order::median;

/// The outcomes of the probes of one kind, in the order of arrival. A run has a few dozen of each, so a
/// list is as fast as a tree, and smaller: trees for all kinds added 6 KB to the page (measured).
pub type Observed<P, O> = VecMap<P, O>;

macro_rules! board {
    ($($(#[$what:meta])* $Kind:ident $kind:ident: $Probe:ident => $Outcome:ident,)*) => {
        /// The observations of a run.
        #[derive(Debug, Clone, Default)]
        pub struct Board {
            /// Facts about the device itself.
            pub environment: Option<Environment>,
            $($(#[$what])* pub $kind: Observed<probe::$Probe, probe::$Outcome>,)*
            /// The greatest delay of the program's own timers while UDP ports were asked.
            pub lag: Duration,
        }

        impl Board {
            /// Adds an observation; of two for the same probe, the first one is kept.
            pub fn add(&mut self, observation: Observation) {
                match observation {
                    Observation::Environment(environment) => {
                        self.environment.get_or_insert(environment);
                    }
                    $(Observation::$Kind(probe, outcome) => {
                        self.$kind.entry(probe).or_insert(outcome);
                    })*
                }
            }

            /// Whether the probe has been answered.
            #[must_use]
            pub fn has(&self, probe: &Probe) -> bool {
                match probe {
                    Probe::Environment => self.environment.is_some(),
                    $(Probe::$Kind(probe) => self.$kind.contains_key(probe),)*
                }
            }
        }
    };
}
for_every_kind!(board);

impl Board {
    /// The browser, if there is one.
    #[must_use]
    pub fn browser(&self) -> Option<Browser> {
        self.environment.as_ref()?.browser
    }

    /// The device reports that it has no network.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.environment
            .as_ref()
            .is_some_and(|environment| environment.offline)
    }

    /// The usual round trip to the far ends: the median, since a lost packet makes single values look
    /// seconds long. `None` before anything answered.
    #[must_use]
    pub fn round_trip(&self) -> Option<Duration> {
        let mut times = Vec::new();
        let mut add = |time: Option<Duration>| {
            let micros = time.map(|time| u32::try_from(time.as_micros()).unwrap_or(u32::MAX));
            times.extend(micros);
        };
        for (probe, outcome) in &self.tcp {
            if probe.target.ip.is_some() {
                add(outcome.round_trip);
            }
        }
        for outcome in self.udp.values() {
            for port in outcome.ports.values() {
                if let PortOutcome::Answered { round_trip, .. } = port {
                    add(*round_trip);
                }
            }
        }
        let micros = median(&times)?;
        Some(Duration::from_micros(micros.into()))
    }

    /// The time that the slowest name took, of those that resolved.
    #[must_use]
    pub fn names_took(&self) -> Option<Duration> {
        let outcomes = self.tcp.values();
        outcomes.filter_map(|outcome| outcome.resolved_in).max()
    }

    /// The recorded attempt of a TCP probe that counts: one that was answered, or else the last.
    #[must_use]
    pub fn last_tcp(&self, first: &TcpProbe) -> Option<(&TcpProbe, &TcpOutcome)> {
        let attempts = self
            .tcp
            .iter()
            .filter(|(probe, _)| probe.target == first.target && probe.service == first.service);
        attempts.max_by_key(|(probe, outcome)| (outcome.result.is_ok(), probe.attempt))
    }

    /// Whether any site or TCP service answered in protocol.
    #[must_use]
    pub fn tcp_answered(&self, matches: impl Fn(&TcpProbe) -> bool) -> bool {
        self.tcp
            .iter()
            .any(|(probe, outcome)| outcome.result.is_ok() && matches(probe))
    }

    /// Every mapped address and port of the device's UDP.
    #[must_use]
    pub fn seen_by_udp(&self) -> Vec<SocketAddr> {
        let mut seen = Vec::new();
        for outcome in self.udp.values() {
            for port in outcome.ports.values() {
                if let PortOutcome::Answered { mapped, .. } = port {
                    seen.extend(*mapped);
                }
            }
        }
        for outcome in self.mapping.values() {
            seen.extend(outcome.mapped.values().chain(&outcome.server_reflexive));
        }
        seen
    }

    /// Every mapped address and port of the device's TCP.
    #[must_use]
    pub fn seen_by_tcp(&self) -> Vec<SocketAddr> {
        let outcomes = self.tcp.values();
        outcomes.filter_map(|outcome| outcome.seen_from).collect()
    }

    /// Whether TCP reaches the internet by another address than UDP, with `also` as further addresses of
    /// the device's UDP; `None` while one of the two is not known.
    #[must_use]
    pub fn tcp_leaves_elsewhere(&self, also: &[IpAddr]) -> Option<bool> {
        let (tcp, udp) = (self.seen_by_tcp(), self.seen_by_udp());
        let udp: Vec<_> = udp
            .iter()
            .map(SocketAddr::ip)
            .chain(also.iter().copied())
            .collect();
        let shares = |seen: &SocketAddr| udp.contains(&seen.ip());
        (!tcp.is_empty() && !udp.is_empty()).then(|| !tcp.iter().any(shares))
    }

    /// Whether any UDP port answered.
    #[must_use]
    pub fn udp_answered(&self) -> bool {
        self.udp.values().any(UdpOutcome::any_answered)
            || self.filtering.values().any(|outcome| outcome.contacted)
            || self.mapping.values().any(MappingOutcome::any_answered)
    }
}
