//! The changes that a report asks for, in a sentence each.

use std::mem::discriminant;

use super::facts::Facts;
use super::fix::Fix;
use super::language::Language;
use super::lists::list;
use crate::model::reason::Reason;
use crate::model::report::{Report, Row};
use crate::model::requirement::{Level, RequirementId};
use crate::model::verdict::Status;

impl Language {
    /// What required rows ask for. Rows that ask for the same, of several ports or domains, share a sentence, as they
    /// share a rule of the firewall.
    #[must_use]
    pub fn changes(self, report: &Report) -> Vec<String> {
        let rows = report.requirements.iter();
        let failing: Vec<_> = rows
            .filter(|row| row.level == Level::Required && row.status == Status::Fail)
            .filter(|row| !is_covered_by_port(row, report))
            .map(|row| (row, Facts::of(row, report)))
            .collect();
        let mut changes: Vec<(&Row, Fix<'_>, Vec<&str>)> = Vec::new();
        for (row, facts) in &failing {
            let fix = Fix::of(row.id, row.reason, facts);
            let of_same_kind = |(_, other, _): &&mut (_, Fix<'_>, _)| {
                fix.name().is_some() && discriminant(other) == discriminant(&fix)
            };
            match changes.iter_mut().find(of_same_kind) {
                Some((_, _, names)) => names.extend(fix.name()),
                None => changes.push((row, fix, fix.name().into_iter().collect())),
            }
        }
        let sentence = |(row, fix, names): (&Row, Fix<'_>, Vec<&str>)| match fix.named(&list(names))
        {
            Some(fix) => Some(self.texts().fix(fix)),
            None => self.fix(row, report),
        };
        changes.into_iter().filter_map(sentence).collect()
    }
}

/// A domain whose TLS is inspected, where the change of TCP 443 exempts all of it.
fn is_covered_by_port(row: &Row, report: &Report) -> bool {
    let is_inspected =
        |row: &Row| row.status == Status::Fail && row.reason == Reason::TlsIntercepted;
    let port = report.row(RequirementId::Tcp443);
    row.id.domain().is_some() && is_inspected(row) && port.is_some_and(is_inspected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::vantage::Vantage;
    use crate::probe::Browser;
    use crate::sim::judge_site;
    use crate::sim::site::Site;

    #[test]
    fn ports_and_domains_that_are_blocked_alike_share_a_sentence() {
        let changes = |site| {
            let site = Site::parse(site).expect("a site");
            let report = judge_site(&site, (Vantage::Native, Browser::Chromium), 7, 0);
            Language::English.changes(&report.expect("a report"))
        };
        assert_eq!(
            changes(include_str!("../../tests/sites/tcp-ports-rejected.toml")),
            ["Allow outbound TCP 3478, 5349 from the camera to all destinations."]
        );
        assert_eq!(
            changes(include_str!("../../tests/sites/full-cone.toml")),
            [""; 0]
        );
        // The domains need no change of their own.
        assert_eq!(
            changes(include_str!("../../tests/sites/tls-inspection-443.toml")),
            ["Exempt the camera's traffic on TCP 443 from TLS inspection."]
        );
        let range = changes(include_str!("../../tests/sites/udp-range-blocked.toml"));
        assert!(
            matches!(&range[..], [one] if one.contains("blocked now: ")),
            "{range:?}"
        );
    }
}
