//! Texts about the rows of a report.

use super::facts::Facts;
use super::finding::Finding;
use super::fix::Fix;
use super::language::Language;
use super::meaning::Meaning;
use super::texts::Texts;
use crate::model::certainty::Certainty;
use crate::model::diagnosis::Diagnosis;
use crate::model::network::NatPresence;
use crate::model::reason::Reason;
use crate::model::report::{Report, Row};
use crate::model::requirement::{Level, RequirementId};
use crate::model::verdict::Status;

impl Language {
    /// The name of a row.
    #[must_use]
    pub fn row_name(self, id: RequirementId) -> &'static str {
        self.texts().row_name(id)
    }

    /// The purpose of the row.
    #[must_use]
    pub fn purpose(self, id: RequirementId) -> &'static str {
        self.texts().purpose(id)
    }

    /// The name of a level.
    #[must_use]
    pub fn level(self, level: Level) -> &'static str {
        let labels = self.labels();
        match level {
            Level::Required => labels.required,
            Level::Recommended => labels.recommended,
            Level::Advice => labels.advice,
        }
    }

    /// The name of a level inside a sentence.
    pub(crate) fn level_in_sentence(self, level: Level) -> &'static str {
        self.texts().level_in_sentence(level)
    }

    /// A status in one or two words, without regard to the row.
    #[must_use]
    pub fn status(self, status: Status) -> &'static str {
        self.texts().status(status)
    }

    /// The status of a row in one to three words: a NAT that is missing is not "blocked", and neither TLS that may be
    /// inspected nor inbound UDP, which the article requires, is an optional matter.
    #[must_use]
    pub fn row_status(self, id: RequirementId, status: Status) -> &'static str {
        match status {
            Status::Fail => self.texts().failed_row(id),
            Status::Warn if id.is_tcp() => self.status(Status::Inconclusive),
            Status::Warn if id == RequirementId::UdpInbound => self.labels().replies_only,
            _ => self.status(status),
        }
    }

    /// What was found, as one plain sentence.
    #[must_use]
    pub fn sentence(self, row: &Row, report: &Report) -> String {
        let facts = Facts::of(row, report);
        sentence(self.texts(), row.id, row.status, row.reason, &facts)
    }

    /// What the row means for video, unless all is well or nothing is known.
    #[must_use]
    pub fn meaning(self, row: &Row) -> Option<&'static str> {
        let meaning = Meaning::of(row.id, row.status, row.reason);
        meaning.map(|meaning| self.texts().meaning(meaning))
    }

    /// How sure the row is, and why, unless it was not tested.
    #[must_use]
    pub fn certainty(self, row: &Row, report: &Report) -> Option<&'static str> {
        let certainty = Certainty::of(row, report);
        (row.status != Status::NotTested).then(|| self.certainty_of(certainty))
    }

    /// What a failing row means for video, and how certain it is; nothing for other rows.
    pub(crate) fn about_failure(
        self,
        row: &Row,
        report: &Report,
    ) -> impl Iterator<Item = &'static str> {
        let failed = row.status == Status::Fail;
        [self.meaning(row), self.certainty(row, report)]
            .into_iter()
            .flatten()
            .filter(move |_| failed)
    }

    /// A certainty, and why.
    #[must_use]
    pub fn certainty_of(self, certainty: Certainty) -> &'static str {
        self.texts().certainty(certainty)
    }

    /// What to change, if something is to be changed.
    #[must_use]
    pub fn fix(self, row: &Row, report: &Report) -> Option<String> {
        let wanted = match row.status {
            Status::Fail => true,
            // If the device itself is known to drop packets, that is no reason to change the site's NAT;
            // and without a NAT, there is none to set.
            Status::Warn => {
                let is_own = report.diagnoses.contains(Diagnosis::HostFirewallSuspected);
                let has_nat = report.network.nat != NatPresence::Absent;
                let of_nat = row.id == RequirementId::NatFullCone && !is_own && has_nat;
                of_nat || row.level == Level::Advice
            }
            Status::Pass | Status::Inconclusive | Status::NotTested => false,
        };
        let facts = Facts::of(row, report);
        wanted.then(|| fix(self.texts(), row.id, row.reason, &facts))
    }
}

pub(super) fn sentence(
    texts: &dyn Texts,
    id: RequirementId,
    status: Status,
    reason: Reason,
    facts: &Facts,
) -> String {
    let mut text = match Finding::of(id, status, reason, facts) {
        Some(finding) => texts.finding(finding),
        None => texts.reason(reason).to_owned(),
    };
    let is_range = id == RequirementId::UdpOutbound && reason == Reason::UdpRangeBlocked;
    if is_range && facts.udp_edges_within > 0 {
        text.push_str(&texts.edges_within(facts.udp_edges_within));
    }
    if is_range || id == RequirementId::UdpOutbound && reason == Reason::Unstable {
        push_silent(&mut text, texts, facts);
    }
    text
}

pub(super) fn fix(texts: &dyn Texts, id: RequirementId, reason: Reason, facts: &Facts) -> String {
    let fix = Fix::of(id, reason, facts);
    let mut text = texts.fix(fix);
    if matches!(fix, Fix::AllowUdpPorts(_)) {
        push_silent(&mut text, texts, facts);
    }
    text
}

/// Adds the ports that are also silent, without proof.
fn push_silent(text: &mut String, texts: &dyn Texts, facts: &Facts) {
    if !facts.udp_unconfirmed.is_empty() {
        text.push_str(&texts.also_silent(&facts.udp_unconfirmed));
    }
}
