//! All 64,511 UDP ports through an ordinary NAT.

use std::collections::BTreeMap;
use std::time::Duration;

use camcheck::lab::{FarEnd, Lab, NamedSite, SiteLab, sweep};
use camcheck_core::ports::ARTICLE_UDP;
use camcheck_core::probe::{PortOutcome, Timing, UdpOutcome};
use libtest_mimic::Failed;

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

/// 10,000 ports a second take 7 s, the repeats of silent ones 4 s; the rest is for a busy machine.
const TIMING: Timing = Timing {
    deadline: Duration::from_secs(25),
    retransmit: Duration::from_millis(500),
    tries: 8,
    gap: Duration::from_micros(100),
};

pub(super) fn tests() -> Vec<(String, Test)> {
    vec![
        (
            "sweep::every_port_answers_through_a_nat".to_owned(),
            Box::new(every_port_answers),
        ),
        (
            "sweep::a_blocked_range_is_exactly_what_is_silent".to_owned(),
            Box::new(blocked_range),
        ),
    ]
}

fn every_port_answers(lab: &Lab) -> Result<(), Failed> {
    let outcome = sweep_of(lab, "port-restricted")?;
    expect_silent(&outcome, |_| false)
}

fn blocked_range(lab: &Lab) -> Result<(), Failed> {
    let outcome = sweep_of(lab, "udp-range-blocked")?;
    expect_silent(&outcome, |port| (30_000..=49_999).contains(&port))
}

fn sweep_of(lab: &Lab, site: &str) -> Result<UdpOutcome, Failed> {
    let site = NamedSite::find(site)?.site;
    let far_end = FarEnd::responder(env!("CARGO_BIN_EXE_camcheck-responder").into());
    let built = SiteLab::build(lab, &site, &far_end)?;
    Ok(sweep(&built, TIMING)?)
}

fn expect_silent(
    UdpOutcome {
        ports,
        fault,
        own_drops,
    }: &UdpOutcome,
    silent: impl Fn(u16) -> bool,
) -> Result<(), Failed> {
    let wrong: BTreeMap<_, _> = (ARTICLE_UDP.first()..=ARTICLE_UDP.last())
        .map(|port| (port, ports.get(&port)))
        .filter(|(port, outcome)| {
            let answered = matches!(outcome, Some(PortOutcome::Answered { .. }));
            answered == silent(*port)
        })
        .collect();
    if wrong.is_empty() && fault.is_none() {
        return Ok(());
    }
    let some: Vec<_> = wrong.iter().take(20).collect();
    Err(format!(
        "{} of {} ports wrong, fault {fault:?}, {own_drops} own drops, such as {some:?}",
        wrong.len(),
        ARTICLE_UDP.count()
    )
    .into())
}
