//! What a run is doing, for a user who waits for it.

use super::Run;
use crate::probe::{PortOutcome, Probe};
use crate::support::sorted::SortedSet;

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// Connecting to servers, before any UDP port is asked.
    Connecting,
    /// Asking UDP ports for the first time.
    AskingPorts,
    /// Asking silent UDP ports again, and searching for the edges of blocked ranges.
    NarrowingDown,
    /// What remains once the UDP ports are known.
    Finishing,
}

impl Run {
    /// What the run is doing.
    #[must_use]
    pub fn activity(&self) -> Activity {
        let under_way = |probe: &&Probe| !self.board.has(probe);
        let asks = self.started.iter().filter(under_way);
        let attempts = asks.filter_map(|probe| match probe {
            Probe::Udp(ports) => Some(ports.attempt),
            _ => None,
        });
        match attempts.max() {
            Some(0) => Activity::AskingPorts,
            Some(_) => Activity::NarrowingDown,
            None if self.board.udp.is_empty() => Activity::Connecting,
            None => Activity::Finishing,
        }
    }

    /// The UDP ports that have answered so far, ascending.
    #[must_use]
    pub fn answered_ports(&self) -> SortedSet<u16> {
        let mut answered = SortedSet::default();
        for outcome in self.board.udp.values() {
            for (port, outcome) in outcome.ports.iter() {
                if matches!(outcome, PortOutcome::Answered { .. }) {
                    answered.insert(*port);
                }
            }
        }
        answered
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::vantage::Vantage;
    use crate::plan::RunOptions;
    use crate::probe::Browser;
    use crate::run::drive::drive;
    use crate::sim;

    /// What a page shows in turn while it tests a site.
    fn shown(site: &str) -> (Vec<Activity>, Vec<usize>) {
        let site = sim::site::Site::parse(site).expect("a site");
        let catalogue = sim::catalogue(false).expect("the simulated catalogue");
        let clock = sim::clock::Clock::default();
        let prober = sim::prober::SimProber::new(
            &site,
            &catalogue,
            Vantage::Page,
            Browser::Chromium,
            clock.clone(),
            0,
        );
        let mut run = Run::new(RunOptions::new(catalogue.clone(), Vantage::Page, 7));
        let (mut activities, mut answered) = (Vec::new(), Vec::new());
        clock.block_on(drive(&mut run, &prober, |run| {
            activities.push(run.activity());
            answered.push(run.answered_ports().len());
        }));
        activities.dedup();
        (activities, answered)
    }

    #[test]
    fn a_blocked_range_is_narrowed_down_and_an_open_site_is_not() {
        let (activities, answered) = shown(include_str!("../../tests/sites/full-cone.toml"));
        assert_eq!(activities.first(), Some(&Activity::Connecting));
        assert!(activities.contains(&Activity::AskingPorts));
        assert!(!activities.contains(&Activity::NarrowingDown));
        assert!(answered.is_sorted());
        assert!(answered.last() > Some(&60), "{answered:?}");
        let (activities, answered) =
            shown(include_str!("../../tests/sites/udp-range-blocked.toml"));
        assert!(
            activities.contains(&Activity::NarrowingDown),
            "{activities:?}"
        );
        assert_eq!(activities.last(), Some(&Activity::Finishing));
        assert!(answered.is_sorted());
    }
}
