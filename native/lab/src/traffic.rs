//! What a run costs the site's router: flows, packets, and how fast new flows come.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::error::LabError;
use crate::namespace::Namespace;
use crate::net::feed;

/// Between two looks at the counters.
const LOOK: Duration = Duration::from_millis(100);

/// The time over which a rate counts as sustained: longer than the bursts that routers allow for,
/// shorter than any of their entries lives.
pub(crate) const SUSTAINED: Duration = Duration::from_secs(5);

/// Before the site's own rules, so that what they drop is counted too. Starts counting from zero
/// each time.
const METER: &str = "table inet traffic
delete table inet traffic
table inet traffic {
set begun {
type inet_proto . ipv4_addr . inet_service . inet_service
flags dynamic
size 65536
}
counter passed { }
chain forward {
type filter hook forward priority filter - 10
meta l4proto { tcp, udp } counter name passed
iifname lan0 meta l4proto { tcp, udp } add @begun { meta l4proto . ip daddr . th sport . th dport }
}
}
";

/// What went through the router.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Traffic {
    /// Different flows that the device began, TCP and UDP.
    pub(crate) flows: usize,
    /// Packets, both ways.
    pub(crate) packets: u64,
    /// The most new flows a second within one second, rounded up.
    pub(crate) peak: usize,
    /// The most new flows a second within [`SUSTAINED`], rounded up.
    pub(crate) sustained: usize,
}

/// Does some work and counts what it sends through the router.
pub(crate) fn count<T>(
    router: &Namespace,
    work: impl FnOnce() -> Result<T, LabError>,
) -> Result<Traffic, LabError> {
    feed(router, Command::new("nft").args(["-f", "-"]), METER)?;
    let done = AtomicBool::new(false);
    let (worked, looks) = thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let mut looks = Vec::new();
            while !done.load(Ordering::Relaxed) {
                let at = Instant::now();
                looks.push(flows(router).map(|flows| Look { at, flows }));
                thread::sleep(LOOK);
            }
            looks
        });
        let worked = work();
        done.store(true, Ordering::Relaxed);
        (worked, looking.join())
    });
    worked?;
    let looks = looks
        .unwrap_or_default()
        .into_iter()
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Traffic {
        flows: flows(router)?,
        packets: packets(router)?,
        peak: highest_rate(&looks, Duration::from_secs(1)),
        sustained: highest_rate(&looks, SUSTAINED),
    })
}

/// How many flows there were at a time.
#[derive(Debug, Clone, Copy)]
struct Look {
    at: Instant,
    flows: usize,
}

/// The most new flows a second within a time, rounded up. A look itself takes time, so two of them
/// are seldom just that far apart: their own distance counts.
fn highest_rate(looks: &[Look], within: Duration) -> usize {
    let rates = looks.iter().filter_map(|first| {
        let mut later = looks.iter();
        let last = later.find(|look| look.at.saturating_duration_since(first.at) >= within)?;
        let gain = last.flows.saturating_sub(first.flows);
        let millis = usize::try_from((last.at - first.at).as_millis()).ok()?;
        Some((gain * 1000).div_ceil(millis))
    });
    // What took less time than that is over before it is sustained.
    let seconds = usize::try_from(within.as_secs()).unwrap_or(1).max(1);
    let in_all = || looks.last().map_or(0, |last| last.flows.div_ceil(seconds));
    rates.max().unwrap_or_else(in_all)
}

fn flows(router: &Namespace) -> Result<usize, LabError> {
    let listing = list(router, &["set", "inet", "traffic", "begun"])?;
    let elements = find(&listing, "elem").and_then(Value::as_array);
    Ok(elements.map_or(0, Vec::len))
}

fn packets(router: &Namespace) -> Result<u64, LabError> {
    let listing = list(router, &["counter", "inet", "traffic", "passed"])?;
    Ok(find(&listing, "packets")
        .and_then(Value::as_u64)
        .unwrap_or(0))
}

fn list(router: &Namespace, what: &[&str]) -> Result<Value, LabError> {
    let fault = LabError::system("nft");
    let mut command = Command::new("nft");
    match router.output(command.args(["-j", "list"]).args(what)) {
        Ok(output) => serde_json::from_slice(&output.stdout).map_err(|error| fault(error.into())),
        Err(error) => Err(fault(error)),
    }
}

/// The first value of this name, at any depth.
fn find<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(object) => object
            .get(name)
            .or_else(|| object.values().find_map(|inner| find(inner, name))),
        Value::Array(list) => list.iter().find_map(|inner| find(inner, name)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks that are `apart` milliseconds apart.
    fn looks(apart: u64, flows: impl IntoIterator<Item = usize>) -> Vec<Look> {
        let start = Instant::now();
        let times = (0..).map(|index| start + Duration::from_millis(apart * index));
        let looks = times.zip(flows);
        looks.map(|(at, flows)| Look { at, flows }).collect()
    }

    #[test]
    fn a_rate_is_the_largest_gain_in_its_time() {
        let second = Duration::from_secs(1);
        assert_eq!(highest_rate(&[], second), 0);
        assert_eq!(highest_rate(&looks(100, [1, 2, 5]), second), 5);
        assert_eq!(highest_rate(&looks(100, [1, 2, 5]), 2 * second), 3);
        let steady_then_many = || (0..30).map(|look| look * 4).chain([200]);
        let every_100_ms = looks(100, steady_then_many());
        assert_eq!(highest_rate(&every_100_ms, second), 200 - 20 * 4);
        assert_eq!(highest_rate(&every_100_ms, 2 * second), (200 - 10 * 4) / 2);
    }

    #[test]
    fn looks_that_come_late_do_not_raise_the_rate() {
        let every_125_ms = looks(125, (0..50).map(|look| look * 5));
        assert_eq!(highest_rate(&every_125_ms, Duration::from_secs(5)), 40);
    }
}
