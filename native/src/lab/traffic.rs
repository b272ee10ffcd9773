//! What a run costs the site's router: flows, packets, and how fast new flows come.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::error::LabError;
use super::namespace::Namespace;
use super::net::feed;

/// Between two looks at the counters.
const LOOK: Duration = Duration::from_millis(100);

/// Looks that make a second.
const LOOKS_IN_A_SECOND: usize = 10;

/// Seconds over which a rate counts as sustained: longer than the bursts that routers allow for,
/// shorter than any of their entries lives.
pub(super) const SUSTAINED: usize = 5;

/// Before the site's own rules, so that what they drop is counted too. Counts anew each time.
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
pub(super) struct Traffic {
    /// Different flows that the device began, TCP and UDP.
    pub(super) flows: usize,
    /// Packets, both ways.
    pub(super) packets: u64,
    /// The most new flows within a second.
    pub(super) peak: usize,
    /// The most new flows a second within [`SUSTAINED`] seconds, rounded up.
    pub(super) sustained: usize,
}

/// Does some work and counts what it sends through the router.
pub(super) fn count<T>(
    router: &Namespace,
    work: impl FnOnce() -> Result<T, LabError>,
) -> Result<Traffic, LabError> {
    feed(router, Command::new("nft").args(["-f", "-"]), METER)?;
    let done = AtomicBool::new(false);
    let (worked, looks) = thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let mut looks = Vec::new();
            while !done.load(Ordering::Relaxed) {
                looks.push(flows(router));
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
        peak: most_within(&looks, 1),
        sustained: most_within(&looks, SUSTAINED).div_ceil(SUSTAINED),
    })
}

/// The most new flows within so many seconds.
fn most_within(looks: &[usize], seconds: usize) -> usize {
    let later = looks.iter().skip(LOOKS_IN_A_SECOND * seconds);
    let gains = later
        .zip(looks)
        .map(|(now, before)| now.saturating_sub(*before));
    gains.max().or_else(|| looks.last().copied()).unwrap_or(0)
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

    #[test]
    fn a_rate_is_the_largest_gain_within_its_seconds() {
        assert_eq!(most_within(&[], 1), 0);
        assert_eq!(most_within(&[1, 2, 5], 1), 5);
        let looks: Vec<usize> = (0..30).map(|look| look * 4).chain([200]).collect();
        assert_eq!(most_within(&looks, 1), 200 - 20 * 4);
        assert_eq!(most_within(&looks, 2), 200 - 10 * 4);
    }
}
