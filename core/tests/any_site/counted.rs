//! A prober that counts the flows in the table of a site's router.

use std::cell::RefCell;
use std::time::Duration;

use camcheck_core::probe::prober::Prober;
use camcheck_core::probe::{Observation, Probe, Timing};

/// The sockets of a filtering test (RFC 5780 section 4.4), each with one server.
const FILTERING_TESTS: usize = 3;

/// The time over which a rate of new flows counts as sustained: longer than the bursts that routers
/// allow for, shorter than any of their entries lives.
const SUSTAINED: Duration = Duration::from_secs(5);

/// What a run cost the site's router.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Pairs of a socket of the device and an endpoint outside.
    pub(crate) flows: usize,
    /// New ones a second, at the most, over [`SUSTAINED`].
    pub(crate) sustained: usize,
}

pub(crate) struct Counted<'a, P> {
    prober: &'a P,
    /// When each flow began.
    flows: RefCell<Vec<Duration>>,
}

impl<'a, P: Prober> Counted<'a, P> {
    pub(crate) fn new(prober: &'a P) -> Self {
        Self {
            prober,
            flows: RefCell::default(),
        }
    }

    /// What the run cost so far.
    pub(crate) fn cost(&self) -> Cost {
        let mut begun = self.flows.borrow().clone();
        begun.sort_unstable();
        let within = |first: &Duration| {
            let end = begun.partition_point(|time| *time < *first + SUSTAINED);
            end - begun.partition_point(|time| time < first)
        };
        let most = begun.iter().map(within).max().unwrap_or(0);
        let seconds = usize::try_from(SUSTAINED.as_secs()).expect("a few");
        Cost {
            flows: begun.len(),
            sustained: most.div_ceil(seconds),
        }
    }

    fn count(&self, flows: usize) {
        self.count_paced(flows, Duration::ZERO);
    }

    /// Flows that begin one after the other.
    fn count_paced(&self, flows: usize, gap: Duration) {
        let now = self.prober.elapsed();
        let times = (0..).map(|index| now + gap * index).take(flows);
        self.flows.borrow_mut().extend(times);
    }
}

impl<P: Prober> Prober for Counted<'_, P> {
    async fn measure(&self, probe: &Probe, timing: Timing) -> Observation {
        match probe {
            Probe::Environment => {}
            Probe::Http(_)
            | Probe::Tcp(_)
            | Probe::NatPresence(_)
            | Probe::Dtls(_)
            | Probe::Feed(_)
            | Probe::Large(_)
            | Probe::Idle(_)
            | Probe::Ntp(_)
            | Probe::Load(_) => {
                self.count(1);
            }
            // Its own port and the control.
            Probe::Sip(_) => self.count(2),
            Probe::Udp(probe) => self.count_paced(probe.ports.len(), timing.gap),
            Probe::Mapping(probe) => self.count(probe.servers.len()),
            Probe::Filtering(_) => self.count(FILTERING_TESTS),
            Probe::Plain(probe) => self.count(probe.ports.len()),
        }
        self.prober.measure(probe, timing).await
    }

    async fn sleep(&self, duration: Duration) {
        self.prober.sleep(duration).await;
    }

    fn elapsed(&self) -> Duration {
        self.prober.elapsed()
    }
}
