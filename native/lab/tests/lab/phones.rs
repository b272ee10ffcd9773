//! The page on a phone that is four times slower than this machine and has a line like 4G, in Chromium: no verdict may
//! change.

use std::num::NonZeroU32;
use std::sync::Arc;

use camcheck_core::sim::site::Wan;
use camcheck_lab::{Lab, NamedSite, Window};
use libtest_mimic::Failed;

use super::browsers::press_in_chromium;
use super::results::{Results, expect_none};

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

/// A phone that many people have.
const PHONE: Window = Window {
    width: 360,
    height: 800,
    picture: false,
    dark: false,
    slower: NonZeroU32::new(4),
    user_agent: None,
};

/// Lighthouse's "slow 4G" (its `throttling.mobileSlow4G`): a round trip in milliseconds, and kilobits a second.
const ROUND_TRIP_MS: u32 = 150;
const DOWN_KBPS: u32 = 1638;
const UP_KBPS: u32 = 750;

/// Fast ones and slow ones, and what takes the most connections or the finest timing.
const SITES: [&str; 8] = [
    "full-cone",
    "loss-15",
    "slow-line",
    "symmetric",
    "tcp-8883-dropped",
    "udp-blocked",
    "udp-flood-limit",
    "udp-four-ranges",
];

pub(super) fn tests(results: &Arc<Results>) -> Vec<(String, Test)> {
    let tests = SITES.map(|name| {
        let results = Arc::clone(results);
        let test: Test = Box::new(move |lab| judge(lab, name, &results));
        (format!("page::phone::{name}"), test)
    });
    tests.into()
}

fn judge(lab: &Lab, name: &str, results: &Results) -> Result<(), Failed> {
    let mut site = NamedSite::find(name)?.site;
    site.wan = over_4g(site.wan);
    let seen = press_in_chromium(lab, &site, &PHONE)?;
    let differences = site.expect.differences(&seen.report);
    results.add(name, "phone", &differences);
    expect_none(name, &differences, &seen.report)?;
    let seconds = seen.verdict.as_secs_f64();
    // It depends on the load of this machine, so it is only printed.
    let shift = seen.layout_shift.unwrap_or_default();
    anstream::println!(
        "{name}: verdict on a slow phone over 4G after {seconds:.1} s, layout shift {shift:.3}"
    );
    Ok(())
}

/// What is slower already stays so.
fn over_4g(wan: Wan) -> Wan {
    Wan {
        round_trip_ms: wan.round_trip_ms.max(ROUND_TRIP_MS),
        down_kbps: Some(wan.down_kbps.map_or(DOWN_KBPS, |kbps| kbps.min(DOWN_KBPS))),
        up_kbps: Some(wan.up_kbps.map_or(UP_KBPS, |kbps| kbps.min(UP_KBPS))),
        ..wan
    }
}
