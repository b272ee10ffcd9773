//! When a TCP service that failed is tried again.

use std::time::Duration;

use camcheck_core::limits::TCP_RETEST_PAUSE;
use camcheck_core::model::failure::{Cause, Layer};
use camcheck_core::model::vantage::Vantage;
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::{Environment, Observation, Probe, TcpOutcome, TcpProbe};
use camcheck_core::run::{Run, Step};
use camcheck_core::sim::catalogue;

/// The pauses before the further tries of a service that failed so.
fn pauses(cause: Cause) -> Vec<Duration> {
    let options = RunOptions::new(catalogue(false).expect("a catalogue"), Vantage::Native, 1);
    let mut run = Run::new(options);
    run.step();
    run.record(Observation::Environment(Environment::default()));
    let first = tries(&mut run).into_iter().next().expect("a TCP probe").0;
    let failed = TcpOutcome::failed(Layer::Connect, cause);
    run.record(Observation::Tcp(first.clone(), failed));
    let again = tries(&mut run).into_iter();
    again
        .filter(|(probe, _)| probe.target == first.target && probe.service == first.service)
        .map(|(_, pause)| pause)
        .collect()
}

fn tries(run: &mut Run) -> Vec<(TcpProbe, Duration)> {
    let Step::Continue(orders) = run.step() else {
        panic!("there is more to do");
    };
    let tcp = orders.into_iter().filter_map(|order| match order.probe {
        Probe::Tcp(probe) => Some((probe, order.pause)),
        _ => None,
    });
    tcp.collect()
}

#[test]
fn what_failed_at_once_is_tried_again_later() {
    for cause in [Cause::Refused, Cause::Reset, Cause::ResolverFailure] {
        assert_eq!(pauses(cause), [TCP_RETEST_PAUSE], "{cause}");
    }
    // Perhaps at once, perhaps silence: a browser does not say.
    let opaque = [TCP_RETEST_PAUSE, 2 * TCP_RETEST_PAUSE];
    assert_eq!(pauses(Cause::Opaque), opaque);
}

#[test]
fn what_was_silent_has_had_its_time() {
    assert_eq!(pauses(Cause::Timeout), [Duration::ZERO; 2]);
}
