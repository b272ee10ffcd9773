//! The page in WebKit, Safari's engine. The build for Linux has no WebRTC, so what is tested is what the page does
//! without: HTTPS and names are judged as in other browsers, UDP is left open, nothing is judged wrongly. What Safari
//! itself does with WebRTC is not shown here.

use camcheck_core::model::reason::Reason;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_lab::{BrowserKind, Lab, NamedSite, SiteLab, WebRtcPolicy};
use libtest_mimic::Failed;

use super::browsers::{expect_consistent, expect_overall, expect_row, far_end, press};
use super::results::rows;

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

/// What the page judges without WebRTC.
const JUDGED: [RequirementId; 6] = [
    RequirementId::Tcp443,
    RequirementId::Tcp5349,
    RequirementId::Tcp8883,
    RequirementId::DomainLatchaccess,
    RequirementId::DomainLatch,
    RequirementId::DomainAmazonaws,
];

/// What it leaves open. (A browser can only send TLS to a port, and TCP 3478 takes plain STUN.)
const LEFT_OPEN: [RequirementId; 5] = [
    RequirementId::Tcp3478,
    RequirementId::UdpOutbound,
    RequirementId::UdpInbound,
    RequirementId::NatPresent,
    RequirementId::NatFullCone,
];

/// Sites at which ports of TCP, names, both or neither are blocked.
const SITES: [&str; 10] = [
    "dns-block-page",
    "dns-silent",
    "dns-slow",
    "full-cone",
    "latchaccess-nxdomain",
    "several-faults",
    "tcp-8883-dropped",
    "tcp-ports-rejected",
    "tls-5349-reset",
    "udp-blocked",
];

pub(super) fn tests() -> Vec<(String, Test)> {
    SITES
        .into_iter()
        .map(|name| {
            let test: Test = Box::new(move |lab| judge(lab, name));
            (format!("page::webkit::{name}"), test)
        })
        .collect()
}

fn judge(lab: &Lab, name: &str) -> Result<(), Failed> {
    let site = NamedSite::find(name)?.site;
    let built = SiteLab::build(lab, &site, &far_end()?)?;
    let url = built.page_url()?;
    let seen = press(&built, BrowserKind::Webkit, WebRtcPolicy::Allowed, &url)?;
    expect_consistent(&seen)?;
    for id in LEFT_OPEN {
        expect_row(&seen, id, Status::Inconclusive, Reason::WebrtcMissing)?;
    }
    // Its reasons are its own: it sees less of why something failed.
    let mut differences = site.expect.differences(&seen.report);
    differences.retain(|difference| {
        let mut judged = JUDGED.iter().map(|id| id.as_str());
        judged.any(|id| id == difference.what)
            && status(&difference.expected) != status(&difference.reported)
    });
    if !differences.is_empty() {
        return Err(format!("\n{}{:#?}", rows(name, &differences), seen.report).into());
    }
    let fails = |id: &RequirementId| {
        let row = seen.report.row(*id);
        row.is_some_and(|row| row.status == Status::Fail)
    };
    let overall = match JUDGED.iter().any(fails) {
        true => Overall::NotReady,
        false => Overall::Incomplete,
    };
    expect_overall(&seen, overall)
}

/// Of a status with its reason: `fail (no-answer)`.
fn status(text: &str) -> &str {
    text.split(' ').next().unwrap_or(text)
}
