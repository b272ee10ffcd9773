//! The page in WebKit, Safari's engine. The build for Linux has no WebRTC, so what is tested is what the page does
//! without: HTTPS and names are judged as in other browsers, UDP is left open, nothing is judged wrongly. What the page
//! would do with Safari's WebRTC is tested in Chromium, which has the same ICE agent; Safari itself never ran it.

use camcheck_core::model::reason::Reason;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::sim::site::Site;
use camcheck_lab::{BrowserKind, Lab, NamedSite, Seen, SiteLab, WebRtcPolicy, Window};
use libtest_mimic::Failed;

use super::browsers::{
    expect_consistent, expect_overall, expect_row, far_end, press, press_in_chromium,
};
use super::results::expect_none;

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

/// N connections at a time can open N² sockets there, and the oldest of more than 256 is closed.
const MAX_CONNECTIONS: u32 = 16;

/// As Safari calls itself on a Mac.
pub(super) const SAFARI: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) \
     Version/26.0 Safari/605.1.15";

/// Sites where the page has to find what it finds in Chromium.
const JUDGED_IN_THE_WAY_OF_SAFARI: [&str; 4] = [
    "full-cone",
    "symmetric",
    "udp-range-blocked",
    "udp-two-ranges",
];

pub(super) fn tests() -> Vec<(String, Test)> {
    let judged = SITES.map(|name| {
        let test: Test = Box::new(move |lab| judge(lab, name));
        (format!("page::webkit::{name}"), test)
    });
    let as_safari = JUDGED_IN_THE_WAY_OF_SAFARI.map(|name| {
        let test: Test = Box::new(move |lab| judge_as_safari(lab, name));
        (name, test)
    });
    let silence: Test = Box::new(silent_udp);
    let as_safari = as_safari.into_iter().chain([("udp-blocked", silence)]);
    let as_safari = as_safari.map(|(name, test)| (format!("page::as_safari::{name}"), test));
    judged.into_iter().chain(as_safari).collect()
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
    expect_none(name, &differences, &seen.report)?;
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

/// The ICE agent of Chromium is that of Safari, so it shows that few connections with many ports each are enough.
fn judge_as_safari(lab: &Lab, name: &str) -> Result<(), Failed> {
    let site = NamedSite::find(name)?.site;
    let seen = press_as_safari(lab, &site)?;
    expect_none(name, &site.expect.differences(&seen.report), &seen.report)
}

/// Where no port answers, nothing shows that Safari sent anything.
fn silent_udp(lab: &Lab) -> Result<(), Failed> {
    let site = NamedSite::find("udp-blocked")?.site;
    let seen = press_as_safari(lab, &site)?;
    expect_row(
        &seen,
        RequirementId::UdpOutbound,
        Status::Inconclusive,
        Reason::BrowserUnproven,
    )?;
    expect_overall(&seen, Overall::Incomplete)
}

fn press_as_safari(lab: &Lab, site: &Site) -> Result<Seen, Failed> {
    let window = Window {
        user_agent: Some(SAFARI),
        ..Window::default()
    };
    let seen = press_in_chromium(lab, site, &window)?;
    if !(1..=MAX_CONNECTIONS).contains(&seen.most_connections) {
        return Err(format!("{} connections at a time", seen.most_connections).into());
    }
    Ok(seen)
}

/// Of a status with its reason: `fail (no-answer)`.
fn status(text: &str) -> &str {
    text.split(' ').next().unwrap_or(text)
}
