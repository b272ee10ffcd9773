use proptest::prelude::*;

use super::super::{Endpoints, ReceiptsForm, Repeatable, Side};
use super::*;

const SMALL: Capacity = Capacity {
    runs: 6,
    runs_from_one: 3,
    receipts: 8,
    receipts_of_one: 4,
};

/// Runs in little room, with a clock that a test moves.
struct Bench {
    runs: Runs,
    now: Duration,
    entropy: Repeatable,
    counts: Counts,
}

impl Bench {
    fn new() -> Self {
        Self {
            runs: Runs::with(SMALL),
            now: Duration::from_secs(1_000),
            entropy: Repeatable::default(),
            counts: Counts::default(),
        }
    }

    fn create(&mut self, source: u8) -> Option<RunToken> {
        let token = self.runs.create(
            self.now,
            address(source),
            &mut self.entropy,
            &mut self.counts,
        );
        self.assert_sound();
        token
    }

    /// A run of this source, of which a request came.
    fn used(&mut self, source: u8) -> RunToken {
        let token = self.create(source).expect("a place");
        self.record(&token, source, 1);
        token
    }

    fn record(&mut self, token: &RunToken, source: u8, port: u16) -> bool {
        let remote = SocketAddr::new(address(source), 40_000);
        if let Some(run) = self.runs.live(self.now, token) {
            run.knows_address(remote.ip());
        }
        let local = Local {
            side: Side::Primary,
            port,
        };
        let recorded = self
            .runs
            .record(self.now, token, local, remote, &mut self.counts);
        self.assert_sound();
        recorded
    }

    fn give_up(&mut self) {
        self.now += limits::UNUSED_RUN;
    }

    fn lives(&mut self, token: &RunToken) -> bool {
        self.runs.live(self.now, token).is_some()
    }

    /// Receipts, and what is not among them.
    fn receipts(&mut self, token: &RunToken) -> (usize, u32) {
        let endpoints = Endpoints {
            public: vec![address(99)],
            udp: "1-100".parse().expect("ports"),
        };
        let run = self.runs.live(self.now, token).expect("a live run");
        let receipts = run.receipts(&endpoints, ReceiptsForm::List);
        assert_eq!(receipts.refused, 0);
        (receipts.udp.len(), receipts.unrecorded)
    }

    fn count(&self, event: Event) -> u64 {
        self.counts.get(event)
    }

    fn assert_sound(&self) {
        let runs = &self.runs;
        let held: usize = runs.live.values().map(Run::receipts_held).sum();
        assert_eq!(runs.receipts, held);
        assert!(held <= SMALL.receipts);
        assert!(runs.live.len() <= SMALL.runs);
        assert_eq!(runs.by_age.len(), runs.live.len());
        let unused = |age| runs.live[&runs.by_age[age]].receipts_held() == 0;
        assert!(runs.unused.iter().all(unused));
        let mut listed = 0;
        for (source, share) in &runs.by_source {
            assert!((1..=SMALL.runs_from_one).contains(&share.runs.len()));
            listed += share.runs.len();
            let of_source = runs.live.values().filter(|run| run.creator() == *source);
            let held: usize = of_source.map(Run::receipts_held).sum();
            assert_eq!(share.receipts, held);
        }
        assert_eq!(listed, runs.live.len());
    }
}

fn address(source: u8) -> IpAddr {
    IpAddr::from([203, 0, 113, source])
}

// ---- too many runs ----

#[test]
fn of_too_many_runs_of_a_source_the_oldest_unused_one_goes_and_then_the_oldest() {
    let mut bench = Bench::new();
    let used = bench.used(1);
    let unused = bench.create(1).expect("a place");
    let stranger = bench.create(2).expect("a place");
    bench.used(1);
    bench.give_up();
    let fourth = bench.create(1).expect("a place");
    assert!(!bench.lives(&unused));
    assert!(bench.lives(&used));
    let fifth = bench.create(1).expect("a place");
    assert!(!bench.lives(&used));
    assert!(bench.lives(&fourth) && bench.lives(&fifth) && bench.lives(&stranger));
    assert_eq!(bench.count(Event::RunDropped), 2);
}

#[test]
fn a_run_that_has_just_begun_is_not_taken_for_unused() {
    let mut bench = Bench::new();
    let oldest = bench.used(1);
    bench.used(1);
    let fresh = bench.create(1).expect("a place");
    bench.create(1).expect("a place");
    assert!(bench.lives(&fresh));
    assert!(!bench.lives(&oldest));
}

#[test]
fn of_too_many_runs_in_all_the_oldest_unused_one_goes() {
    let mut bench = Bench::new();
    let used = bench.used(1);
    let unused = bench.create(2).expect("a place");
    let more: Vec<_> = (3..=6).map(|source| bench.create(source)).collect();
    bench.give_up();
    let seventh = bench.create(7).expect("a place");
    assert!(!bench.lives(&unused));
    assert!(bench.lives(&used) && bench.lives(&seventh));
    assert!(more.iter().flatten().all(|token| bench.lives(token)));
}

#[test]
fn where_all_runs_are_used_one_of_the_source_with_most_of_them_goes() {
    let mut bench = Bench::new();
    let single = bench.used(1);
    let (oldest, second) = (bench.used(2), bench.used(2));
    let more: Vec<_> = (3..=5).map(|source| bench.used(source)).collect();
    bench.give_up();
    let newcomer = bench.used(6);
    assert!(!bench.lives(&oldest));
    for token in more.iter().chain([&single, &second, &newcomer]) {
        assert!(bench.lives(token));
    }
    assert_eq!(bench.create(7), None, "nobody has more than one");
    assert_eq!(bench.runs.len(), SMALL.runs);
}

// ---- too many receipts ----

#[test]
fn a_run_that_holds_all_it_may_says_what_is_missing() {
    let mut bench = Bench::new();
    let token = bench.create(1).expect("a place");
    for port in 1..=6 {
        assert!(bench.record(&token, 1, port), "vouched for all the same");
    }
    assert!(bench.record(&token, 1, 1), "known already");
    assert_eq!(bench.receipts(&token), (4, 2));
    assert_eq!(bench.count(Event::Unrecorded), 2);
}

#[test]
fn the_source_that_holds_most_makes_room_and_says_so() {
    let mut bench = Bench::new();
    let empty = bench.create(1).expect("a place");
    let (old, new) = (bench.used(1), bench.used(1));
    for port in 2..=3 {
        bench.record(&old, 1, port);
        bench.record(&new, 1, port);
    }
    let other = bench.used(2);
    bench.record(&other, 2, 2);
    assert_eq!(bench.runs.receipts, SMALL.receipts);
    bench.record(&other, 2, 3);
    assert_eq!(bench.receipts(&old), (0, 3));
    assert_eq!(bench.receipts(&new), (3, 0));
    assert_eq!(bench.receipts(&other), (3, 0));
    assert_eq!(bench.receipts(&empty), (0, 0));
    assert_eq!(bench.count(Event::ReceiptsDropped), 1);
    // What came later alone would look like all that came.
    assert!(bench.record(&old, 1, 4));
    assert_eq!(bench.receipts(&old), (0, 4));
}

#[test]
fn a_stranger_is_not_booked_and_it_is_told() {
    let mut bench = Bench::new();
    let token = bench.used(1);
    let stranger = SocketAddr::new(address(2), 40_000);
    let local = Local {
        side: Side::Primary,
        port: 2,
    };
    let counts = &mut bench.counts;
    assert!(
        !bench
            .runs
            .record(bench.now, &token, local, stranger, counts)
    );
    assert_eq!(bench.receipts(&token), (1, 1));
}

proptest! {
    /// Whatever comes, the sums are right, the limits are kept, and in the end nothing is left.
    #[test]
    fn the_store_stays_sound(
        steps in proptest::collection::vec((0..4_u8, 0..5_u8, any::<prop::sample::Index>(), 1..9_u16), 0..120),
    ) {
        let mut bench = Bench::new();
        let mut tokens = Vec::new();
        for (kind, source, which, port) in steps {
            match kind {
                0 => tokens.extend(bench.create(source)),
                1 => bench.now += Duration::from_secs(u64::from(port) * 40),
                _ if tokens.is_empty() => {}
                _ => {
                    let token: &RunToken = which.get(&tokens);
                    bench.record(&token.clone(), source, port);
                }
            }
        }
        bench.now += limits::RUN_LIFETIME;
        bench.runs.expire(bench.now);
        bench.assert_sound();
        prop_assert_eq!(bench.runs.len(), 0);
        prop_assert!(bench.runs.by_source.is_empty() && bench.runs.unused.is_empty());
    }
}
