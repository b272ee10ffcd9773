//! A catalogue with many far ends: a run uses those that answer first.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

use camcheck_core::catalogue::{Catalogue, Responder};
use camcheck_core::limits::{FAR_ENDS_IN_RACE, RACE_DEADLINE};
use camcheck_core::model::failure::TcpFailure;
use camcheck_core::model::report::Report;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::Overall;
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::prober::Prober;
use camcheck_core::probe::{Browser, HttpProbe, HttpReply, Observation, Probe, Timing};
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::sim::{catalogue, report};

const FULL_CONE: &str = include_str!("sites/full-cone.toml");
const VANTAGES: [Vantage; 2] = [Vantage::Page, Vantage::Native];

/// What happens to the call of a far end.
#[derive(Debug, Clone, Copy)]
enum Call {
    /// It is answered after this many milliseconds more.
    After(u64),
    /// It is not answered.
    Silent,
    /// Something else answers, as a captive portal does.
    Portal,
    /// It is answered by a far end that is about to end.
    Ending,
}

/// A network with a distance to each far end.
struct Distances<'a> {
    prober: SimProber<'a>,
    clock: Clock,
    calls: Vec<Call>,
    /// The far ends that were called, and those that were tested.
    seen: RefCell<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    called: BTreeSet<usize>,
    /// By TCP.
    tested: BTreeSet<usize>,
    /// By UDP.
    asked: BTreeSet<usize>,
}

impl Prober for Distances<'_> {
    async fn measure(&self, probe: &Probe, timing: Timing) -> Observation {
        match probe {
            Probe::Tcp(tcp) => {
                let far_end = tcp.target.ip.and_then(index);
                self.seen.borrow_mut().tested.extend(far_end);
            }
            Probe::Udp(ports) => self.seen.borrow_mut().asked.extend(index(ports.server)),
            _ => {}
        }
        let Some((call, far_end)) = hello(probe) else {
            return self.prober.measure(probe, timing).await;
        };
        self.seen.borrow_mut().called.insert(far_end);
        let fate = self.calls.get(far_end).copied().unwrap_or(Call::After(0));
        let answer = match fate {
            Call::Silent => {
                self.clock.sleep(timing.deadline).await;
                Err(TcpFailure::NOTHING_OBSERVED)
            }
            Call::Portal => Ok("<html>log in</html>".to_owned()),
            Call::Ending => self
                .answer(probe, timing)
                .await
                .map(|body| body.replace("\"use_another\":false", "\"use_another\":true")),
            Call::After(millis) => {
                self.clock.sleep(Duration::from_millis(millis)).await;
                self.answer(probe, timing).await
            }
        };
        let reply = answer.map(|body| HttpReply { status: 200, body });
        Observation::Http(call.clone(), reply)
    }

    async fn sleep(&self, duration: Duration) {
        self.prober.sleep(duration).await;
    }

    fn elapsed(&self) -> Duration {
        self.prober.elapsed()
    }
}

impl Distances<'_> {
    /// The body of what the simulated far end answers.
    async fn answer(&self, probe: &Probe, timing: Timing) -> Result<String, TcpFailure> {
        match self.prober.measure(probe, timing).await {
            Observation::Http(_, answer) => answer.map(|reply| reply.body),
            other => panic!("not a call: {other:?}"),
        }
    }
}

/// The call of the race, and whom it calls.
fn hello(probe: &Probe) -> Option<(&HttpProbe, usize)> {
    match probe {
        Probe::Http(call) if call.path.starts_with("/v1/hello") => {
            Some((call, index(call.endpoint.ip)?))
        }
        _ => None,
    }
}

/// So much higher is the alternate address of a far end.
const ALTERNATE: usize = 100;

/// The far ends have these addresses, in the order of the catalogue.
fn address(far_end: usize) -> IpAddr {
    format!("198.51.100.{}", 30 + far_end)
        .parse()
        .expect("an address")
}

fn index(ip: IpAddr) -> Option<usize> {
    (0..ALTERNATE).find(|far_end| [address(*far_end), address(far_end + ALTERNATE)].contains(&ip))
}

/// Far ends with two addresses, except for those of `single`.
fn many(count: usize, single: &[usize]) -> Catalogue {
    let mut catalogue = catalogue(false).expect("the simulated catalogue");
    let model = catalogue.responders.pop().expect("a far end");
    catalogue.responders = (0..count).map(|far_end| like(&model, far_end)).collect();
    for (far_end, responder) in catalogue.responders.iter_mut().enumerate() {
        if single.contains(&far_end) {
            responder.addresses.truncate(1);
        }
    }
    catalogue
}

fn like(model: &Responder, far_end: usize) -> Responder {
    let mut responder = model.clone();
    responder.name = format!("region-{far_end}");
    for (place, entry) in responder.addresses.iter_mut().enumerate() {
        entry.ip = address(far_end + place * ALTERNATE);
        entry.name = Some(format!("region-{far_end}-{place}.camcheck.test"));
    }
    responder
}

fn run(vantage: Vantage, count: usize, calls: &[Call]) -> (Report, Seen) {
    run_with(many(count, &[]), vantage, calls)
}

fn run_with(catalogue: Catalogue, vantage: Vantage, calls: &[Call]) -> (Report, Seen) {
    let site = Site::parse(FULL_CONE).expect("a site");
    let clock = Clock::default();
    let prober = Distances {
        prober: SimProber::new(
            &site,
            &catalogue,
            vantage,
            Browser::Firefox,
            clock.clone(),
            0,
        ),
        clock: clock.clone(),
        calls: calls.to_vec(),
        seen: RefCell::default(),
    };
    let options = RunOptions::new(catalogue.clone(), vantage, 3);
    let report = report(options, &prober, &clock);
    (report, prober.seen.into_inner())
}

#[test]
fn the_two_that_answer_first_are_used() {
    use Call::{After, Ending, Portal, Silent};
    for vantage in VANTAGES {
        for (calls, used) in [
            (
                [After(300), After(0), After(200), After(90), After(400)],
                [1, 3],
            ),
            ([Silent, Silent, After(500), After(400), Silent], [2, 3]),
            ([Portal, Ending, After(50), Portal, After(20)], [2, 4]),
            // One alone is not enough: the next in the catalogue becomes the witness.
            ([Silent, Silent, Silent, After(100), Ending], [0, 3]),
            // The catalogue decides if none is to be used.
            ([Silent, Portal, Ending, Silent, Silent], [0, 1]),
        ] {
            let (report, seen) = run(vantage, calls.len(), &calls);
            assert_eq!(seen.tested, used.into(), "{vantage:?} {calls:?}");
            assert_eq!(report.overall, Overall::Ready, "{vantage:?} {calls:?}");
        }
    }
}

/// NAT tests need the second address.
#[test]
fn a_far_end_of_one_address_is_a_witness_unless_there_is_no_other() {
    let calls = [0, 300, 100, 200].map(Call::After);
    for vantage in VANTAGES {
        for (single, asked, tested) in [
            (&[][..], 0, [0, 2]),
            (&[0], 2, [0, 2]),
            (&[0, 2], 3, [0, 3]),
            (&[0, 2, 3], 1, [0, 1]),
            (&[0, 1, 2, 3], 0, [0, 2]),
        ] {
            let (_, seen) = run_with(many(4, single), vantage, &calls);
            assert_eq!(seen.asked, [asked].into(), "{vantage:?} {single:?}");
            assert_eq!(seen.tested, tested.into(), "{vantage:?} {single:?}");
        }
    }
}

#[test]
fn a_race_takes_no_longer_than_its_second_answer() {
    for vantage in VANTAGES {
        let took = |calls: &[Call]| run(vantage, 5, calls).0.duration_ms;
        let quick = took(&[Call::After(0); 5]);
        let rest_silent = [
            Call::After(0),
            Call::Silent,
            Call::Silent,
            Call::Silent,
            Call::After(0),
        ];
        let deadline = u64::try_from(RACE_DEADLINE.as_millis()).expect("few");
        // The run ends when its last call has ended, but does not wait for it before.
        let some_silent = took(&rest_silent);
        assert!(
            some_silent <= deadline.max(quick) + 100,
            "{vantage:?}: {quick} ms, {some_silent} ms"
        );
        let silent = took(&[Call::Silent; 5]);
        assert!(
            silent <= quick + deadline,
            "{vantage:?}: {quick} ms, {silent} ms"
        );
    }
}

#[test]
fn no_more_than_the_first_of_a_long_list_are_called() {
    for vantage in VANTAGES {
        let (_, seen) = run(vantage, 20, &[]);
        assert_eq!(seen.called.len(), FAR_ENDS_IN_RACE);
        assert!(
            seen.called
                .iter()
                .all(|far_end| *far_end < FAR_ENDS_IN_RACE)
        );
        let (_, seen) = run(vantage, 2, &[]);
        assert!(seen.called.is_empty(), "two need no race");
        assert_eq!(seen.tested, [0, 1].into());
    }
}
