//! Sites with several blocked ranges of UDP: which are found, how exactly, and at what cost.

#[path = "../any_site/counted.rs"]
mod counted;

use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use camcheck_core::model::ports::PortRange;
use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::Status;
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::Browser;
use camcheck_core::remedy::ChangeRequest;
use camcheck_core::render::text::Layout;
use camcheck_core::render::{html, markdown, text};
use camcheck_core::say::Language;
use camcheck_core::share::link;
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::sim::{catalogue, report};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError};

use counted::{Cost, Counted};

const VANTAGES: [(Vantage, Browser); 3] = [
    (Vantage::Native, Browser::Other),
    (Vantage::Page, Browser::Chromium),
    (Vantage::Page, Browser::Firefox),
];

/// Offsets that the grid of a page can have; that of the program has half as many.
const OFFSETS: u64 = 1_007;

/// The article's range.
const PORTS: RangeInclusive<u16> = 1025..=65535;

/// Cases of each test, unless `PROPTEST_CASES` is set.
const CASES: u32 = 150;

/// So many ranges, each as wide as the grid's spacing or wider, are found exactly.
const MAX_RANGES: usize = 4;

/// What a default run may take and cost.
const MAX_NATIVE_TIME: Duration = Duration::from_secs(12);
const MAX_PAGE_TIME: Duration = Duration::from_secs(15);
const MAX_FLOWS: usize = 512;
const MAX_FLOWS_PER_SECOND: usize = 50;

/// Ports to which a browser sends nothing, and ports that carriers filter: an edge that lies among
/// them is found as near as can be.
const SAY_NOTHING: [u16; 28] = [
    1434, 1719, 1720, 1723, 1900, 2049, 3283, 3659, 3702, 4045, 4190, 5060, 5061, 5353, 5683, 6000,
    6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211, 27960, 33848,
];

fn spacing(vantage: Vantage) -> u16 {
    match vantage {
        Vantage::Native => 504,
        Vantage::Page => 1_008,
    }
}

/// What one run reported about a site's blocked ranges, and its cost.
struct Outcome {
    report: Report,
    cost: Cost,
}

impl Outcome {
    fn of(ranges: &str, vantage: (Vantage, Browser), seed: u64, jitter: u64) -> Self {
        Self::on(ranges, "", vantage, seed, jitter)
    }

    /// The same with more in the site's file.
    fn on(
        ranges: &str,
        more: &str,
        (vantage, browser): (Vantage, Browser),
        seed: u64,
        jitter: u64,
    ) -> Self {
        let site = Site::parse(&format!(
            "title = \"\"\n{more}\
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
            cost: prober.cost(),
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
            self.cost.flows,
            self.cost.sustained
        )
    }
}

// ---- the promise ----

/// Up to four ranges, whatever they are and wherever the grid lies: all of them, exactly, in time.
fn keeps_the_promise(blocked: &[PortRange], outcome: &Outcome) -> Result<(), TestCaseError> {
    prop_assert_eq!(outcome.status(), Status::Fail);
    let named = outcome.named();
    prop_assert_eq!(named.len(), blocked.len(), "{}", outcome);
    for (named, blocked) in named.iter().zip(blocked) {
        prop_assert!(
            can_be_told_apart(named.first(), blocked.first())
                && can_be_told_apart(named.last(), blocked.last()),
            "{} is named for {}: {}",
            named,
            blocked,
            outcome
        );
    }
    let most = match outcome.report.vantage {
        Vantage::Native => MAX_NATIVE_TIME,
        Vantage::Page => MAX_PAGE_TIME,
    };
    prop_assert!(outcome.duration() <= most, "{}", outcome);
    spares_the_router(outcome)
}

/// Open ports between two ranges that are fewer than the spacing may lie between two sampled ports;
/// the two are then named as one.
fn joined_where_unseen(blocked: &[PortRange], outcome: &Outcome) -> Vec<PortRange> {
    let most = spacing(outcome.report.vantage);
    let is_named_as_one = |one: &PortRange, next: &PortRange| {
        let mut named = outcome.named().iter();
        named.any(|named| named.contains(one.last()) && named.contains(next.first()))
    };
    let mut joined: Vec<PortRange> = Vec::new();
    for range in blocked {
        match joined.last_mut() {
            Some(before)
                if range.first() - before.last() <= most && is_named_as_one(before, range) =>
            {
                *before = PortRange::new(before.first(), range.last()).expect("in order");
            }
            Some(_) | None => joined.push(*range),
        }
    }
    joined
}

/// An edge is exact except for ports whose silence proves nothing.
fn can_be_told_apart(named: u16, edge: u16) -> bool {
    let between = named.min(edge)..=named.max(edge);
    let mut others = between.filter(|port| *port != named);
    others.all(|port| SAY_NOTHING.contains(&port))
}

fn spares_the_router(outcome: &Outcome) -> Result<(), TestCaseError> {
    prop_assert!(outcome.cost.flows <= MAX_FLOWS, "{}", outcome);
    prop_assert!(
        outcome.cost.sustained <= MAX_FLOWS_PER_SECOND,
        "{}",
        outcome
    );
    Ok(())
}

/// More ranges than that: all of them, each edge off by less than the spacing, and reported as inexact.
fn names_them_all(blocked: &[PortRange], outcome: &Outcome) -> Result<(), TestCaseError> {
    prop_assert_eq!(outcome.status(), Status::Fail);
    let named = outcome.named();
    prop_assert_eq!(named.len(), blocked.len(), "{}", outcome);
    let within = outcome.report.network.udp_edges_within;
    prop_assert!(within <= spacing(outcome.report.vantage), "{}", outcome);
    for (named, blocked) in named.iter().zip(blocked) {
        let inside = blocked.contains(named.first()) && blocked.contains(named.last());
        let missed = [
            named.first().abs_diff(blocked.first()),
            named.last().abs_diff(blocked.last()),
        ];
        let said = missed.into_iter().all(|ports| ports <= within);
        prop_assert!(inside && said, "{} for {}: {}", named, blocked, outcome);
    }
    spares_the_router(outcome)
}

// ---- any ranges ----

/// Ranges at least as wide as the spacing and so far apart; ascending.
fn ranges(
    vantage: Vantage,
    count: RangeInclusive<usize>,
    apart: Apart,
) -> impl Strategy<Value = Vec<PortRange>> {
    let least = Least {
        width: u32::from(spacing(vantage)),
        between: match apart {
            Apart::Clearly => u32::from(spacing(vantage)),
            Apart::Somehow => 1,
        },
    };
    // How the ports that are left are shared out: among the ranges, and among what lies between.
    let parts = count.prop_flat_map(|count| vec(weight(), 2 * count + 1));
    (parts, any::<[bool; 2]>()).prop_map(move |(mut weights, at_the_ends)| {
        let count = weights.len() / 2;
        // Often the first range begins at the first port, and the last one ends at the last.
        let [at_the_first, at_the_last] = at_the_ends;
        if let Some(below) = weights.first_mut().filter(|_| at_the_first) {
            *below = 0;
        }
        if let Some(above) = weights.last_mut().filter(|_| at_the_last) {
            *above = 0;
        }
        let count = u32::try_from(count).expect("few");
        let fixed = count * least.width + (count - 1) * least.between;
        let spare = u32::try_from(PORTS.len()).expect("ports") - fixed;
        shared_out(&weights, spare, least)
    })
}

/// How much lies between two ranges.
#[derive(Debug, Clone, Copy)]
enum Apart {
    /// At least one spacing, so that a sampled port lies in between.
    Clearly,
    /// At least one port.
    Somehow,
}

#[derive(Debug, Clone, Copy)]
struct Least {
    width: u32,
    between: u32,
}

/// Most parts are as narrow as they may be; some take most of what is left.
fn weight() -> impl Strategy<Value = u32> {
    prop_oneof![
        2 => Just(0_u32),
        2 => 1..20_u32,
        2 => 20..1_000_u32,
        1 => 1_000..20_000_u32,
    ]
}

/// Between, range, between, range, ..., between: only the outer two may be empty.
fn shared_out(weights: &[u32], spare: u32, least: Least) -> Vec<PortRange> {
    // Where the weights are small, the rest lies above the last range or belongs to it.
    let total = weights.iter().sum::<u32>().max(spare);
    let last = weights.len() - 1;
    let mut start = u32::from(*PORTS.start());
    let mut ranges = Vec::new();
    for (index, weight) in weights.iter().enumerate() {
        let least = match index {
            _ if index == 0 || index == last => 0,
            _ if index % 2 == 1 => least.width,
            _ => least.between,
        };
        let share = u64::from(*weight) * u64::from(spare) / u64::from(total);
        let width = u32::try_from(share).expect("a part") + least;
        if index % 2 == 1 {
            ranges.push((start, start + width - 1));
        }
        start += width;
    }
    let nothing_above = weights.last() == Some(&0);
    if let Some(range) = ranges.last_mut().filter(|_| nothing_above) {
        range.1 = u32::from(*PORTS.end());
    }
    let port = |port| u16::try_from(port).expect("a port");
    let ranges = ranges.into_iter();
    ranges
        .map(|(first, last)| PortRange::new(port(first), port(last)).expect("in order"))
        .collect()
}

fn written(ranges: &[PortRange]) -> String {
    let texts: Vec<_> = ranges.iter().map(ToString::to_string).collect();
    texts.join(",")
}

/// The same cases every time, unless the environment asks for others.
fn config() -> ProptestConfig {
    let asked = |name| std::env::var_os(name).is_some();
    let mut config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if !asked("PROPTEST_CASES") {
        config.cases = CASES;
        if !asked("PROPTEST_RNG_SEED") {
            config.rng_seed = RngSeed::Fixed(1);
        }
    }
    config
}

fn vantage_with_ranges(
    count: RangeInclusive<usize>,
    apart: Apart,
) -> impl Strategy<Value = ((Vantage, Browser), Vec<PortRange>)> {
    let vantages = prop::sample::select(VANTAGES.to_vec());
    vantages.prop_flat_map(move |vantage| (Just(vantage), ranges(vantage.0, count.clone(), apart)))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn up_to_four_ranges_are_found_exactly_and_in_time(
        (vantage, ranges) in vantage_with_ranges(1..=MAX_RANGES, Apart::Clearly),
        seed in 0..OFFSETS,
        jitter in 0..1_000_u64,
    ) {
        let outcome = Outcome::of(&written(&ranges), vantage, seed, jitter);
        keeps_the_promise(&ranges, &outcome)?;
    }

    #[test]
    fn of_ranges_close_together_nothing_is_lost_and_every_edge_is_one(
        (vantage, ranges) in vantage_with_ranges(2..=MAX_RANGES, Apart::Somehow),
        seed in 0..OFFSETS,
        jitter in 0..1_000_u64,
    ) {
        let outcome = Outcome::of(&written(&ranges), vantage, seed, jitter);
        keeps_the_promise(&joined_where_unseen(&ranges, &outcome), &outcome)?;
    }

    #[test]
    fn more_ranges_are_all_named_and_their_edges_said_to_be_rough(
        (vantage, ranges) in vantage_with_ranges(MAX_RANGES + 1..=12, Apart::Clearly),
        seed in 0..OFFSETS,
        jitter in 0..1_000_u64,
    ) {
        let outcome = Outcome::of(&written(&ranges), vantage, seed, jitter);
        names_them_all(&ranges, &outcome)?;
    }
}

/// Sets on which ranges were lost or an edge was off, and others that leave much to search.
#[test]
fn these_are_found_exactly_wherever_the_grid_lies() {
    for (set, from) in SETS
        .iter()
        .filter(|set| list(set).len() <= MAX_RANGES)
        .zip(0..)
    {
        for (vantage, offset) in VANTAGES.into_iter().zip(0..) {
            for seed in (from + offset..OFFSETS).step_by(97) {
                let outcome = Outcome::of(set, vantage, seed, seed);
                let kept = keeps_the_promise(&list(set), &outcome);
                kept.unwrap_or_else(|error| panic!("{set} {vantage:?}, offset {seed}: {error}"));
            }
        }
    }
}

// ---- what cannot be confirmed ----

/// The session table is full after the grid, so that the canaries of every retest die.
#[test]
fn what_was_silent_and_could_not_be_confirmed_is_named_in_the_row() {
    for vantage in VANTAGES {
        let sessions = if vantage.0 == Vantage::Page { 120 } else { 190 };
        let limits = format!("[limits]\nsessions = {sessions}\n");
        let outcome = Outcome::on("20000-29999", &limits, vantage, 1, 0);
        let report = &outcome.report;
        let row = report.row(RequirementId::UdpOutbound).expect("a row");
        assert_eq!(row.status, Status::Inconclusive, "{outcome}");
        assert_eq!(row.reason, Reason::Unstable, "{outcome}");
        let silent = &report.network.udp_unconfirmed;
        assert!(!silent.is_empty(), "{outcome}");
        for range in silent {
            let named = Language::ALL.map(|language| language.sentence(row, report));
            let range = range.to_string();
            assert!(named.iter().all(|text| text.contains(&range)), "{named:?}");
        }
    }
}

#[test]
fn what_was_not_confirmed_beside_a_block_is_in_every_text() {
    let mut report = Outcome::of("30000-49999", VANTAGES[0], 1, 0).report;
    report.network.udp_unconfirmed = list("7000-7503");
    report.network.udp_edges_within = 503;
    for language in Language::ALL {
        let request = ChangeRequest::of(&report);
        let layout = Layout {
            language,
            ..Layout::default()
        };
        for text in [
            request.text(&report, language, None),
            text::render(&report, layout),
            markdown::render(&report, language, None),
            html::render(&report, language),
            language.udp_picture(&report.network),
        ] {
            assert!(text.contains("7000-7503"), "{text}");
        }
        let row = report.row(RequirementId::UdpOutbound).expect("a row");
        // Each language has its own sign between every three digits.
        let sentence = language.sentence(row, &report).replace([',', '\u{a0}'], "");
        for said in ["30000-49999", "20000", "64511", "503", "7000-7503"] {
            assert!(sentence.contains(said), "{sentence}");
        }
    }
    let link = link::full("https://check.example/", &report).expect("room");
    assert_eq!(link::read(&link), Ok(report));
}

// ---- sets of ranges ----

fn list(ranges: &str) -> Vec<PortRange> {
    let parsed = ranges
        .split(',')
        .map(|range| range.parse().expect("a range"));
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
