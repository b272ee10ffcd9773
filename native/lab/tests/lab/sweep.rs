//! All 64,511 UDP ports through an ordinary NAT, by the program itself: on sites that are open,
//! block a range, lose packets, or run out of sessions.

use camcheck_core::model::evidence::{self, Detail};
use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::sim::site::Site;
use camcheck_lab::{FarEnd, Lab, NamedSite, SiteLab, sweep};
use libtest_mimic::Failed;

use super::programs::programs;

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

/// New ports a second: half of what the bench tries, since these programs are not optimised.
const FAST: u32 = 10_000;

/// Batches of 5,000 ports, so that a session table fills in the middle of one.
const FILLING: u32 = 1_000;

/// Full within the second batch.
const SESSIONS: u32 = 6_000;

pub(super) fn tests() -> Vec<(String, Test)> {
    vec![
        test("every_port_answers_through_a_nat", every_port_answers),
        test("a_blocked_range_is_named_exactly", blocked_range),
        test("loss_is_no_block", loss),
        test("a_full_session_table_stops_it", full_table),
    ]
}

/// UDP 1025-65535.
const ALL_PORTS: usize = 64_511;

fn test(name: &str, run: fn(&Lab) -> Result<(), Failed>) -> (String, Test) {
    (format!("sweep::{name}"), Box::new(run))
}

fn every_port_answers(lab: &Lab) -> Result<(), Failed> {
    let site = NamedSite::find("port-restricted")?.site;
    swept(lab, &site, FAST)?.expect("pass answered []", &[(Detail::Answered, "64511")])
}

/// One of the blocked ports is filtered by carriers too, so it is reported apart.
fn blocked_range(lab: &Lab) -> Result<(), Failed> {
    let site = NamedSite::find("udp-range-blocked")?.site;
    swept(lab, &site, FAST)?.expect(
        "fail udp-range-blocked [30000-49999]",
        &[
            (Detail::Answered, "44511"),
            (Detail::FilteredUpstream, "33848"),
        ],
    )
}

/// The nine ports that carriers filter are not tried again, so one of them may be lost, and is then
/// reported apart. Every other one must have answered.
fn loss(lab: &Lab) -> Result<(), Failed> {
    let mut site = NamedSite::find("port-restricted")?.site;
    site.wan.loss_percent = 5;
    let swept = swept(lab, &site, FAST)?;
    let answered = (ALL_PORTS - swept.filtered_upstream()?).to_string();
    swept.expect("pass answered []", &[(Detail::Answered, &answered)])
}

/// The control of the third batch finds no room in the table.
fn full_table(lab: &Lab) -> Result<(), Failed> {
    let mut site = NamedSite::find("port-restricted")?.site;
    site.limits.sessions = Some(SESSIONS);
    swept(lab, &site, FILLING)?.expect("inconclusive unstable []", &[(Detail::StoppedAt, "11025")])
}

fn swept(lab: &Lab, site: &Site, rate: u32) -> Result<Swept, Failed> {
    let programs = programs()?;
    let far_end = FarEnd::responder(programs.responder);
    let built = SiteLab::build(lab, site, &far_end)?;
    Ok(Swept(sweep(&built, &programs.camcheck, rate)?))
}

/// The report of a sweep.
struct Swept(Report);

impl Swept {
    /// How many ports were set apart, as carriers filter them.
    fn filtered_upstream(&self) -> Result<usize, Failed> {
        let row = self.0.row(RequirementId::UdpOutbound).ok_or("no row")?;
        let evidence = row.evidence.iter();
        let mut apart = evidence.filter_map(|seen| seen.detail(Detail::FilteredUpstream));
        Ok(apart.next().map_or(0, |ports| ports.split(',').count()))
    }

    /// Status, reason and blocked ranges, and what is said of all ports together.
    fn expect(&self, verdict: &str, details: &[(Detail, &str)]) -> Result<(), Failed> {
        let Self(report) = self;
        let row = report.row(RequirementId::UdpOutbound).ok_or("no row")?;
        let blocked: Vec<_> = report
            .network
            .udp_blocked
            .iter()
            .map(ToString::to_string)
            .collect();
        let said = format!("{} {} [{}]", row.status, row.reason, blocked.join(", "));
        let all = row
            .evidence
            .iter()
            .find(|entry| entry.test == evidence::Test::UdpGrid);
        let differs = |(name, value): &(Detail, &str)| {
            all.and_then(|all| all.detail(*name))
                .is_none_or(|said| said != *value)
        };
        if said == verdict && !details.iter().any(differs) {
            return Ok(());
        }
        Err(format!("{said} instead of {verdict} with {details:?}: {row:#?}").into())
    }
}
