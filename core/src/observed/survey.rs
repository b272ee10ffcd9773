//! The survey of the UDP range: which ports to ask next, and what the answers show. The first pass asks a
//! grid of ports (`grid`), or every port if a sweep was allowed (`sweep`). Rounds follow (`rounds`), each a
//! batch of ports together with canaries: ports that answered before. If the silent stretches are few, as
//! firewall rules produce, they are retested and their edges are searched all together, so that four ranges
//! take hardly more rounds than one. If they are more, or if many ports answer that were silent before, the cause is
//! more likely loss or a limit: those ports are retested slowly, and edges are searched only if few stretches are left.
//! A port counts as blocked when it stayed silent in two batches that proved something. Silent ports
//! without this proof are reported separately. The survey is a pure function of plan and board.

mod edges;
mod grid;
mod known;
mod rounds;
mod stretch;
mod sweep;

use std::net::IpAddr;

use crate::model::ports::PortRange;
use crate::observed::board::Board;
use crate::plan::Plan;
use crate::probe::{Pace, UdpFault, UdpProbe};
use crate::support::collected::collected;
use crate::support::sorted::SortedSet;
use crate::wire::token::RunToken;

pub use grid::batch_count as grid_batch_count;
use known::Known;

/// The state of the survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Survey {
    /// These probes come next (or are running).
    Asking(Vec<UdpProbe>),
    /// Nothing more to ask.
    Done(Findings),
}

/// What the survey found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// Ports that answered at least once.
    pub answered: SortedSet<u16>,
    /// Ports that did not.
    pub silent: SortedSet<u16>,
    /// The silent ones whose silence was shown by an ICMP error at least once.
    pub refused: SortedSet<u16>,
    /// Ports about which nothing is known: the device or the far end refused them.
    pub unmeasured: SortedSet<u16>,
    /// Whether the far end refused them, because of its own rate limits.
    pub rate_limited: bool,
    /// Silent stretches that were proven: both edges and ports inside, twice, with canaries.
    pub blocked: Vec<PortRange>,
    /// How many ports beyond an edge of these may be blocked as well, at most, because they were not asked
    /// or not proven; 0 if every edge is exact.
    pub edges_within: u16,
    /// Silent stretches, or ends of stretches, that could not be proven.
    pub unproven: Vec<PortRange>,
    /// Silent ports that carriers filter anyway; only a sweep asks them.
    pub filtered_upstream: SortedSet<u16>,
    /// The first port of the batch in which a sweep lost its control port and stopped.
    pub stopped_at: Option<u16>,
    /// Ports that were silent at first and answered later.
    pub silent_at_first: SortedSet<u16>,
    /// Those of them that answered at a slow pace.
    pub answered_slowly: SortedSet<u16>,
    /// Why nothing could be sent, if so.
    pub fault: Option<UdpFault>,
}

impl Findings {
    /// How many ports gave an answer or stayed silent.
    #[must_use]
    pub fn measured(&self) -> usize {
        self.answered.len() + self.silent.len()
    }
}

/// The state of the survey for what has been observed so far.
#[must_use]
pub fn survey(plan: &Plan, board: &Board, token: Option<&RunToken>) -> Survey {
    let Some(server) = plan.udp_server() else {
        return Survey::Done(Findings::default());
    };
    let asker = Asker {
        plan,
        server,
        token: token.cloned(),
    };
    let first_pass = match plan.sweep() {
        Some(rate) => sweep::pass(&asker, rate, board),
        None => grid::pass(&asker, board),
    };
    match first_pass {
        FirstPass::Asking(probes) => Survey::Asking(probes),
        FirstPass::Over(known) => rounds::after(&asker, known, board),
    }
}

/// The state of the first pass.
enum FirstPass {
    /// These are its probes; not all of them are answered.
    Asking(Vec<UdpProbe>),
    /// What it showed.
    Over(Known),
}

/// Makes probes to the server of a plan.
struct Asker<'a> {
    plan: &'a Plan,
    server: IpAddr,
    token: Option<RunToken>,
}

impl Asker<'_> {
    fn probe(&self, ports: impl IntoIterator<Item = u16>, pace: Pace, attempt: u8) -> UdpProbe {
        let ports: SortedSet<_> = collected(ports);
        UdpProbe {
            server: self.server,
            ports: ports.into_iter().collect(),
            token: self.token.clone(),
            pace,
            attempt,
        }
    }
}

/// At most this many of these ports, evenly spread and away from both ends.
fn spread(ports: &[u16], wanted: usize) -> Vec<u16> {
    let wanted = wanted.min(ports.len());
    (0..wanted)
        .filter_map(|index| {
            let position = (index + 1) * (ports.len() + 1) / (wanted + 1) - 1;
            ports.get(position).copied()
        })
        .collect()
}

/// The ports that answered in the first pass of the survey, once that is complete. A sweep begins
/// with a sample, which is enough.
pub(crate) fn answered_at_first(
    plan: &Plan,
    board: &Board,
    server: IpAddr,
    token: &RunToken,
) -> Option<Vec<u16>> {
    let sample: SortedSet<_> = collected(plan.udp_sample());
    let is_of_first_pass = |probe: &UdpProbe| {
        let is_own = probe.server == server && probe.token.as_ref() == Some(token);
        is_own && probe.attempt == 0 && probe.ports.iter().all(|port| sample.contains(port))
    };
    let (mut asked, mut answered) = (SortedSet::default(), SortedSet::default());
    for (probe, outcome) in &board.udp {
        if is_of_first_pass(probe) {
            asked.extend(probe.ports.iter().copied());
            let ports = probe.ports.iter().copied();
            answered.extend(ports.filter(|port| outcome.has_answered(*port)));
        }
    }
    (asked == sample).then(|| answered.into_iter().collect())
}

#[cfg(test)]
mod tests;
