//! Increasingly short forms of a report; the least valuable part is left out first.

use crate::model::ports::PortRange;
use crate::model::report::{Note, Report};
use crate::model::requirement::Level;
use crate::model::verdict::Status;

use super::bounds::{bounded, keep_longest_outages};

/// Addresses that a short form keeps: the one that the internet sees, and one more.
const ADDRESSES_KEPT: usize = 2;

/// Outages of a watch that a short form keeps.
const OUTAGES_KEPT: usize = 3;

/// One step of shortening.
type Step = fn(&mut Report);

/// The forms of a full link, from whole to without evidence and further.
pub(super) fn full(report: &Report) -> impl Iterator<Item = Report> {
    let steps: [Step; 4] = [
        |_| {},
        drop_evidence_of_passing_rows,
        drop_details,
        drop_evidence,
    ];
    let short = without_evidence(report);
    forms(report, steps)
        .chain(fewer_ranges(&short))
        .chain(last_resorts(&short))
}

/// The forms of a short link: no evidence, and then fewer blocked ranges.
pub(super) fn short(report: &Report) -> impl Iterator<Item = Report> {
    let mut short = without_evidence(report);
    short.feeds.clear();
    keep_few_outages(&mut short);
    short.network.local_addresses.clear();
    if let Some(interface) = &mut short.network.interface {
        interface.gateway = None;
    }
    short.network.mapped_addresses.truncate(ADDRESSES_KEPT);
    short.notes.insert(Note::Shortened);
    fewer_ranges(&short).chain(last_resorts(&short))
}

/// Without any range, where even that has no room: fewer outages of a watch, no watch, and no rows of level advice,
/// which a reader then takes for not tested.
fn last_resorts(report: &Report) -> impl Iterator<Item = Report> + use<> {
    let mut form = report.clone();
    keep_widest(&mut form.network.udp_blocked, 0);
    keep_widest(&mut form.network.udp_unconfirmed, 0);
    let steps: [Step; 3] = [keep_few_outages, |form| form.watch = None, drop_advice];
    steps.into_iter().map(move |step| {
        step(&mut form);
        form.clone()
    })
}

fn keep_few_outages(form: &mut Report) {
    if let Some(watch) = &mut form.watch {
        keep_longest_outages(watch, OUTAGES_KEPT);
        watch.gaps.clear();
        watch.timeline.clear();
    }
}

fn drop_advice(form: &mut Report) {
    form.requirements.retain(|row| row.level != Level::Advice);
}

/// Each step applied on top of the ones before it.
fn forms<const N: usize>(
    report: &Report,
    steps: [Step; N],
) -> impl Iterator<Item = Report> + use<N> {
    let mut form = bounded(report);
    steps.into_iter().map(move |step| {
        let before = form.clone();
        step(&mut form);
        if form != before {
            form.notes.insert(Note::Shortened);
        }
        form.clone()
    })
}

fn without_evidence(report: &Report) -> Report {
    let mut form = bounded(report);
    drop_evidence(&mut form);
    form.notes.insert(Note::Shortened);
    form
}

/// The widest ranges are kept longest: half as many each time, down to none.
fn fewer_ranges(report: &Report) -> impl Iterator<Item = Report> + use<> {
    let report = report.clone();
    let network = &report.network;
    let all = network.udp_blocked.len().max(network.udp_unconfirmed.len());
    let counts = std::iter::successors(Some(all), |count| {
        count.checked_div(2).filter(|_| *count > 0)
    });
    counts.map(move |count| {
        let mut form = report.clone();
        keep_widest(&mut form.network.udp_blocked, count);
        keep_widest(&mut form.network.udp_unconfirmed, count);
        form
    })
}

fn keep_widest(ranges: &mut Vec<PortRange>, count: usize) {
    while count < ranges.len() {
        let by_width = ranges.iter().enumerate().rev();
        let narrowest = by_width.min_by_key(|(_, range)| range.count());
        let Some((index, _)) = narrowest else { return };
        ranges.remove(index);
    }
}

fn drop_evidence_of_passing_rows(report: &mut Report) {
    for row in &mut report.requirements {
        if row.status == Status::Pass {
            row.evidence.clear();
        }
    }
}

fn drop_details(report: &mut Report) {
    for row in &mut report.requirements {
        for evidence in &mut row.evidence {
            evidence.details.clear();
        }
    }
}

fn drop_evidence(report: &mut Report) {
    for row in &mut report.requirements {
        row.evidence.clear();
    }
}
