//! Words for people, by message and language. Logic never contains prose: it hands out statuses,
//! reasons and notes, and this module says them.

mod english;

use crate::diagnosis::Diagnosis;
use crate::link::LinkError;
use crate::ports::PortRange;
use crate::report::{Note, Report, Row};
use crate::requirement::RequirementId;
use crate::verdict::{Evidence, Overall, Status};

/// A language in which every message exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English
    #[default]
    English,
}

impl Language {
    /// One sentence that answers the question.
    #[must_use]
    pub fn headline(self, overall: Overall) -> &'static str {
        match self {
            Self::English => english::headline(overall),
        }
    }

    /// What to do after the headline.
    #[must_use]
    pub fn next_step(self, overall: Overall) -> &'static str {
        match self {
            Self::English => english::next_step(overall),
        }
    }

    /// The name of a row.
    #[must_use]
    pub fn row_name(self, id: RequirementId) -> &'static str {
        match self {
            Self::English => english::row_name(id),
        }
    }

    /// What the camera uses the row for.
    #[must_use]
    pub fn purpose(self, id: RequirementId) -> &'static str {
        match self {
            Self::English => english::purpose(id),
        }
    }

    /// A status in one or two words.
    #[must_use]
    pub fn status(self, status: Status) -> &'static str {
        match self {
            Self::English => english::status(status),
        }
    }

    /// What was found, as one plain sentence.
    #[must_use]
    pub fn sentence(self, row: &Row, report: &Report) -> String {
        let facts = Facts::of(report);
        match self {
            Self::English => english::sentence(row.id, row.status, row.reason, &facts),
        }
    }

    /// What to change, if something is to be changed.
    #[must_use]
    pub fn fix(self, row: &Row, report: &Report) -> Option<String> {
        let facts = Facts::of(report);
        match self {
            Self::English => english::fix(row.id, row.status, row.reason, &facts),
        }
    }

    /// The title above the diagnoses.
    #[must_use]
    pub fn diagnoses_title(self) -> &'static str {
        match self {
            Self::English => english::DIAGNOSES_TITLE,
        }
    }

    /// What is likely going on.
    #[must_use]
    pub fn diagnosis(self, diagnosis: Diagnosis) -> &'static str {
        match self {
            Self::English => english::diagnosis(diagnosis),
        }
    }

    /// What a reader must know of how the run was made.
    #[must_use]
    pub fn note(self, note: Note) -> &'static str {
        match self {
            Self::English => english::note(note),
        }
    }

    /// One observation.
    #[must_use]
    pub fn evidence(self, evidence: &Evidence) -> String {
        match self {
            Self::English => english::evidence(evidence),
        }
    }

    /// From where the site was tested, and with which addresses.
    #[must_use]
    pub fn tested_from(self, report: &Report) -> String {
        match self {
            Self::English => english::tested_from(report),
        }
    }

    /// Why a shared report cannot be shown, and what to do.
    #[must_use]
    pub fn link_error(self, error: LinkError) -> &'static str {
        match self {
            Self::English => english::link_error(error),
        }
    }
}

/// Numbers of a report that sentences quote.
struct Facts {
    udp_open: usize,
    udp_sampled: usize,
    udp_blocked: String,
}

impl Facts {
    fn of(report: &Report) -> Self {
        let network = &report.network;
        let ranges: Vec<_> = network
            .udp_blocked
            .iter()
            .map(PortRange::to_string)
            .collect();
        Self {
            udp_open: network.udp_open,
            udp_sampled: network.udp_sampled,
            udp_blocked: ranges.join(", "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reason::Reason;

    #[test]
    fn every_reason_has_a_sentence_for_every_row() {
        let facts = Facts {
            udp_open: 3,
            udp_sampled: 5,
            udp_blocked: "30000-49999".to_owned(),
        };
        for id in RequirementId::ALL {
            for reason in Reason::ALL {
                let sentence = english::sentence(id, Status::Fail, *reason, &facts);
                assert!(sentence.ends_with('.'), "{id} {reason}: {sentence}");
                assert!(!sentence.contains('_'), "{id} {reason}: {sentence}");
            }
        }
    }

    #[test]
    fn every_failure_has_a_fix_and_a_pass_has_none() {
        let facts = Facts {
            udp_open: 0,
            udp_sampled: 5,
            udp_blocked: String::new(),
        };
        for id in RequirementId::ALL {
            assert!(english::fix(id, Status::Fail, Reason::NoAnswer, &facts).is_some());
            assert!(english::fix(id, Status::Pass, Reason::Answered, &facts).is_none());
        }
    }
}
