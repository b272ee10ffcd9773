//! A device that sleeps while it measures: it misses answers, which must not count as blocked.

use std::time::Duration;

use camcheck_core::catalogue::Catalogue;
use camcheck_core::limits::FRESH_STARTS;
use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::{Note, Report};
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::prober::Prober;
use camcheck_core::probe::{
    Browser, DtlsOutcome, Observation, PortOutcome, Probe, Timing, UdpOutcome,
};
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::sim::{catalogue, report};

const FULL_CONE: &str = include_str!("sites/full-cone.toml");
const VANTAGES: [Vantage; 2] = [Vantage::Page, Vantage::Native];

/// From the beginning of a nap to its end, since the start of the run.
type Nap = (Duration, Duration);

/// A prober whose device does nothing during naps; afterwards every timer is late and every answer is lost.
struct Napping<'a> {
    prober: SimProber<'a>,
    clock: Clock,
    naps: &'a [Nap],
}

impl Napping<'_> {
    async fn awake<T>(&self, work: impl Future<Output = T>, unseen: T) -> T {
        let begun = self.clock.now();
        let outcome = work.await;
        let overlaps = |nap: &&Nap| nap.0 < self.clock.now() && begun < nap.1;
        match self.naps.iter().find(overlaps) {
            None => outcome,
            Some(nap) => {
                self.clock
                    .sleep(nap.1.saturating_sub(self.clock.now()))
                    .await;
                unseen
            }
        }
    }
}

/// What a device that slept through the answers sees of a probe.
fn unseen(probe: &Probe) -> Option<Observation> {
    Some(match probe.clone() {
        Probe::Environment => return None,
        Probe::Udp(probe) => {
            let silent = probe.ports.iter().map(|port| (*port, PortOutcome::Silent));
            let outcome = UdpOutcome {
                ports: silent.collect(),
                ..UdpOutcome::default()
            };
            Observation::Udp(probe, outcome)
        }
        Probe::Dtls(probe) => Observation::Dtls(probe, DtlsOutcome::Unfinished),
        probe => probe.nothing_observed(),
    })
}

impl Prober for Napping<'_> {
    async fn measure(&self, probe: &Probe, timing: Timing) -> Observation {
        let work = self.prober.measure(probe, timing);
        match unseen(probe) {
            Some(unseen) => self.awake(work, unseen).await,
            None => work.await,
        }
    }

    async fn sleep(&self, duration: Duration) {
        self.awake(self.prober.sleep(duration), ()).await;
    }

    fn elapsed(&self) -> Duration {
        self.clock.now()
    }
}

fn judged(catalogue: &Catalogue, vantage: Vantage, naps: &[Nap]) -> Report {
    let site = Site::parse(FULL_CONE).expect("a site");
    let clock = Clock::default();
    let browser = Browser::Chromium;
    let prober = Napping {
        prober: SimProber::new(&site, catalogue, vantage, browser, clock.clone(), 0),
        clock: clock.clone(),
        naps,
    };
    let options = RunOptions::new(catalogue.clone(), vantage, 7);
    report(options, &prober, &clock)
}

#[test]
fn what_was_measured_around_a_pause_is_measured_anew() {
    let catalogue = catalogue(false).expect("a catalogue");
    for vantage in VANTAGES {
        let right = judged(&catalogue, vantage, &[]);
        assert!(!right.notes.contains(Note::BegunAnew));
        for begin in (100..right.duration_ms).step_by(100) {
            let begin = Duration::from_millis(begin);
            let nap = (begin, begin + Duration::from_secs(30));
            let paused = judged(&catalogue, vantage, &[nap]);
            assert!(
                paused.notes.contains(Note::BegunAnew),
                "{vantage:?} {nap:?}"
            );
            assert_eq!(paused.requirements, right.requirements, "{nap:?}");
            assert_eq!(paused.overall, right.overall, "{nap:?}");
        }
    }
}

#[test]
fn a_short_pause_is_survived_and_blamed_on_nobody() {
    let catalogue = catalogue(false).expect("a catalogue");
    let nap = (Duration::from_millis(500), Duration::from_millis(1500));
    for vantage in VANTAGES {
        let report = judged(&catalogue, vantage, &[nap]);
        assert!(!report.notes.contains(Note::BegunAnew));
        assert_ne!(report.overall, Overall::NotReady, "{report:#?}");
        assert!(report.diagnoses.is_empty(), "{:?}", report.diagnoses);
    }
}

#[test]
fn a_device_that_keeps_sleeping_judges_nothing() {
    let catalogue = catalogue(false).expect("a catalogue");
    let naps: Vec<Nap> = (0..20)
        .map(|number| {
            let begin = Duration::from_secs(9 * number) + Duration::from_millis(300);
            (begin, begin + Duration::from_secs(8))
        })
        .collect();
    for vantage in VANTAGES {
        let report = judged(&catalogue, vantage, &naps);
        assert_eq!(report.overall, Overall::Incomplete, "{report:#?}");
        for row in &report.requirements {
            assert!(
                matches!(row.status, Status::NotTested | Status::Inconclusive),
                "{row:?}"
            );
        }
        assert!(
            report
                .requirements
                .iter()
                .any(|row| row.reason == Reason::KeptPausing)
        );
        let most = Duration::from_secs(9 * (u64::from(FRESH_STARTS) + 1));
        assert!(u128::from(report.duration_ms) < most.as_millis());
    }
}
