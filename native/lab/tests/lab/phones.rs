//! The page on a phone that is four times slower than this machine, in Chromium: no verdict may change.

use std::num::NonZeroU32;
use std::sync::Arc;

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
    let site = NamedSite::find(name)?.site;
    let seen = press_in_chromium(lab, &site, &PHONE)?;
    let differences = site.expect.differences(&seen.report);
    results.add(name, "phone", &differences);
    expect_none(name, &differences, &seen.report)?;
    let seconds = seen.verdict.as_secs_f64();
    // It depends on the load of this machine, so it is only printed.
    let shift = seen.layout_shift.unwrap_or_default();
    anstream::println!(
        "{name}: verdict on a slow phone after {seconds:.1} s, layout shift {shift:.3}"
    );
    Ok(())
}
