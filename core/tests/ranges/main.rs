//! Sites with several blocked ranges of UDP: what is found of them, how exactly, and at what cost.

#[path = "../any_site/counted.rs"]
mod counted;

use std::fmt::{self, Write};
use std::time::Duration;

use camcheck_core::plan::RunOptions;
use camcheck_core::ports::PortRange;
use camcheck_core::probe::{Browser, Vantage};
use camcheck_core::report::Report;
use camcheck_core::requirement::RequirementId;
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::sim::{catalogue, report};
use camcheck_core::verdict::Status;

use counted::Counted;

const VANTAGES: [(Vantage, Browser); 3] = [
    (Vantage::Native, Browser::Other),
    (Vantage::Page, Browser::Chromium),
    (Vantage::Page, Browser::Firefox),
];

/// Offsets that the grid of a page can have; that of the program has half as many.
const OFFSETS: u64 = 1_007;

/// The time over which a rate of new flows counts as sustained.
const SUSTAINED: Duration = Duration::from_secs(5);

/// What one run said of a site's blocked ranges, and what it cost.
struct Outcome {
    report: Report,
    flows: usize,
    /// New flows a second, at the most.
    sustained: usize,
}

impl Outcome {
    fn of(ranges: &str, (vantage, browser): (Vantage, Browser), seed: u64, jitter: u64) -> Self {
        let site = Site::parse(&format!(
            "title = \"\"\n\
             [nat]\nmapping = \"endpoint-independent\"\nfiltering = \"address-and-port-dependent\"\n\
             [[rule]]\naction = \"drop\"\nprotocol = \"udp\"\nports = \"{ranges}\"\n\
             [expect]\noverall = \"not-ready\"\n"
        ))
        .expect("a sound site file");
        let catalogue = catalogue(false).expect("the simulated catalogue");
        let clock = Clock::default();
        let prober = SimProber::new(&site, &catalogue, vantage, browser, clock.clone(), jitter);
        let prober = Counted::new(&prober);
        let options = RunOptions::new(catalogue.clone(), vantage, seed);
        let report = report(options, &prober, &clock);
        Self {
            report,
            flows: prober.flows(),
            sustained: prober
                .most_within(SUSTAINED)
                .div_ceil(usize::try_from(SUSTAINED.as_secs()).expect("a few")),
        }
    }

    fn status(&self) -> Status {
        let row = self.report.row(RequirementId::UdpOutbound);
        row.expect("every row").status
    }

    fn named(&self) -> &[PortRange] {
        &self.report.network.udp_blocked
    }

    fn duration(&self) -> Duration {
        Duration::from_millis(self.report.duration_ms)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ranges: Vec<_> = self.named().iter().map(ToString::to_string).collect();
        write!(
            f,
            "{} [{}] in {:?}, {} flows, {} a second",
            self.status(),
            ranges.join(","),
            self.duration(),
            self.flows,
            self.sustained
        )
    }
}

fn list(ranges: &str) -> Vec<PortRange> {
    let parsed = ranges.split(',').map(|range| range.parse().expect("a range"));
    parsed.collect()
}

/// Sets of ranges on which a survey once lost some, and more like them.
const SETS: [&str; 6] = [
    "30000-49999",
    "2000-3100,30000-31100",
    "20000-22999,50000-51023",
    "2000-3100,12000-13100,30000-31100,50000-51100",
    "3000-4200,14000-15500,28000-33000,60000-65535",
    "2000-3100,12000-13100,22000-23100,33000-34100,50000-51100",
];

#[test]
#[ignore = "prints figures"]
#[allow(clippy::print_stdout, reason = "the figures are what it is for")]
fn figures() {
    for ranges in SETS {
        for vantage in VANTAGES {
            let outcomes: Vec<_> = (0..1_008)
                .step_by(7)
                .map(|seed| (seed, Outcome::of(ranges, vantage, seed, 0)))
                .collect();
            println!("{ranges} {vantage:?}\n{}", summary(ranges, &outcomes));
        }
    }
}

fn summary(ranges: &str, outcomes: &[(u64, Outcome)]) -> String {
    let wanted = list(ranges);
    let count = |fits: &dyn Fn(&Outcome) -> bool| {
        outcomes.iter().filter(|(_, outcome)| fits(outcome)).count()
    };
    let most = |value: &dyn Fn(&Outcome) -> u64| {
        let values = outcomes.iter().map(|(_, outcome)| value(outcome));
        values.max().unwrap_or(0)
    };
    let mut text = format!(
        "  of {}: fail {}, none named {}, fewer named {}, exact {}; most {} ms, {} flows, {} a second\n",
        outcomes.len(),
        count(&|outcome| outcome.status() == Status::Fail),
        count(&|outcome| outcome.named().is_empty()),
        count(&|outcome| outcome.named().len() < wanted.len()),
        count(&|outcome| outcome.named() == wanted),
        most(&|outcome| outcome.report.duration_ms),
        most(&|outcome| outcome.flows as u64),
        most(&|outcome| outcome.sustained as u64),
    );
    let wrong = outcomes.iter().filter(|(_, outcome)| outcome.named() != wanted);
    for (seed, outcome) in wrong.take(3) {
        let _ = writeln!(text, "    seed {seed}: {outcome}");
    }
    text
}
