//! What a report on a site must contain, and how one differs from that.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::ports::PortRange;
use crate::model::report::Report;
use crate::model::requirement::{Level, RequirementId};
use crate::model::vantage::Vantage;
use crate::model::verdict::{Overall, Status};

/// What the report of every vantage must contain.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Expect {
    /// The overall verdict.
    pub overall: Overall,
    /// The page's overall verdict, where it differs.
    #[serde(default)]
    pub page_overall: Option<Overall>,
    /// The page cannot be opened on this site, so only simulation and native run.
    #[serde(default)]
    pub no_page: bool,
    /// What must be diagnosed, exactly.
    #[serde(default)]
    pub diagnoses: Vec<String>,
    /// What the page must diagnose, where it differs.
    #[serde(default)]
    pub page_diagnoses: Option<Vec<String>>,
    /// Status of each row; a row that is not named must pass, but for `feed-reliability`, which
    /// must be `not-tested`.
    #[serde(default)]
    pub rows: BTreeMap<RequirementId, Status>,
    /// Reasons of rows, by their stable names; rows that are not named may have any.
    #[serde(default)]
    pub reasons: BTreeMap<RequirementId, String>,
    /// The page's reasons, where they differ.
    #[serde(default)]
    pub page_reasons: BTreeMap<RequirementId, String>,
    /// Rows on which the page differs, because it cannot prove them.
    #[serde(default)]
    pub page: BTreeMap<RequirementId, Status>,
    /// Blocked UDP ranges.
    #[serde(default)]
    pub udp_blocked: Vec<PortRange>,
    /// The ranges that the page must name, where they differ.
    #[serde(default)]
    pub page_udp_blocked: Option<Vec<PortRange>>,
}

impl Expect {
    /// The overall verdict that a vantage must give.
    #[must_use]
    pub fn overall(&self, vantage: Vantage) -> Overall {
        match vantage {
            Vantage::Page => self.page_overall.unwrap_or(self.overall),
            Vantage::Native => self.overall,
        }
    }

    /// What a vantage must diagnose.
    #[must_use]
    pub fn diagnoses(&self, vantage: Vantage) -> &[String] {
        match (vantage, &self.page_diagnoses) {
            (Vantage::Page, Some(diagnoses)) => diagnoses,
            _ => &self.diagnoses,
        }
    }

    /// The blocked ranges that a vantage must name.
    #[must_use]
    pub fn udp_blocked(&self, vantage: Vantage) -> &[PortRange] {
        let blocked = match (vantage, &self.page_udp_blocked) {
            (Vantage::Page, Some(blocked)) => blocked,
            _ => &self.udp_blocked,
        };
        match self.status(vantage, RequirementId::UdpOutbound) {
            Status::Fail => blocked,
            Status::Pass | Status::Warn | Status::Inconclusive | Status::NotTested => &[],
        }
    }

    /// The reason that a vantage must give a row, if it must give one.
    #[must_use]
    pub fn reason(&self, vantage: Vantage, row: RequirementId) -> Option<&str> {
        let differs = match vantage {
            Vantage::Page => self.page_reasons.get(&row),
            Vantage::Native => None,
        };
        differs
            .or_else(|| self.reasons.get(&row))
            .map(String::as_str)
    }

    /// The status that a vantage must give a row.
    #[must_use]
    pub fn status(&self, vantage: Vantage, row: RequirementId) -> Status {
        let differs = match vantage {
            Vantage::Page => self.page.get(&row),
            Vantage::Native => None,
        };
        let is_extra = row == RequirementId::FeedReliability || row.level() == Level::Advice;
        let unnamed = if is_extra {
            Status::NotTested
        } else {
            Status::Pass
        };
        differs
            .or_else(|| self.rows.get(&row))
            .copied()
            .unwrap_or(unnamed)
    }
}

/// A difference between a report and the site file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// A row's id, `overall` or `udp_blocked`.
    pub what: String,
    /// In the site file.
    pub expected: String,
    /// In the report.
    pub reported: String,
}

impl Expect {
    /// Every difference between a report and what its vantage must report.
    #[must_use]
    pub fn differences(&self, report: &Report) -> Vec<Difference> {
        let mut differences = Vec::new();
        let mut compare = |what: &str, expected: String, reported: String| {
            if expected != reported {
                differences.push(Difference {
                    what: what.to_owned(),
                    expected,
                    reported,
                });
            }
        };
        compare(
            "overall",
            self.overall(report.vantage).to_string(),
            report.overall.to_string(),
        );
        for id in RequirementId::ALL {
            let row = report.row(id);
            let status = row.map_or_else(|| "no row".to_owned(), |row| row.status.to_string());
            let reason = row.map_or("none", |row| row.reason.as_str());
            let expected_status = self.status(report.vantage, id);
            let expected_reason = self.reason(report.vantage, id).unwrap_or(reason);
            compare(
                id.as_str(),
                format!("{expected_status} ({expected_reason})"),
                format!("{status} ({reason})"),
            );
        }
        let list = |ranges: &[PortRange]| {
            let ranges: Vec<_> = ranges.iter().map(ToString::to_string).collect();
            format!("[{}]", ranges.join(", "))
        };
        compare(
            "udp_blocked",
            list(self.udp_blocked(report.vantage)),
            list(&report.network.udp_blocked),
        );
        let diagnoses: Vec<_> = report
            .diagnoses
            .iter()
            .map(|seen| seen.to_string())
            .collect();
        compare(
            "diagnoses",
            format!("{:?}", self.diagnoses(report.vantage)),
            format!("{diagnoses:?}"),
        );
        differences
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::probe::Browser;
    use crate::sim::judge_site;
    use crate::sim::site::Site;

    #[test]
    fn a_report_differs_from_another_site_just_where_the_sites_do() {
        let parse = |text| Site::parse(text).expect("a sound site file");
        let full_cone = parse(include_str!("../../tests/sites/full-cone.toml"));
        let blocked = parse(include_str!("../../tests/sites/udp-range-blocked.toml"));
        let report = judge_site(&blocked, (Vantage::Native, Browser::Other), 1, 0)
            .expect("the simulated catalogue");
        assert_eq!(blocked.expect.differences(&report), []);
        let differences = full_cone.expect.differences(&report);
        let what: Vec<_> = differences
            .iter()
            .map(|entry| entry.what.as_str())
            .collect();
        assert_eq!(
            what,
            [
                "overall",
                "udp-outbound",
                "udp-inbound",
                "nat-full-cone",
                "udp_blocked"
            ]
        );
        let last = differences.last().map(|entry| entry.reported.as_str());
        assert_eq!(last, Some("[30000-49999]"));
    }
}
