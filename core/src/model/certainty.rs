//! How certain a row is, given its observations.

use super::evidence::{Detail, Seen, Word};
use super::reason::Reason;
use super::report::{Note, Report, Row};
use super::requirement::{Level, RequirementId};
use super::verdict::Status;

/// How much a row's status can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// The answers themselves show it.
    Seen,
    /// The same for the ports that were tried; not all were.
    Sampled,
    /// A browser got through, perhaps by a web proxy that is set up to tunnel unusual ports.
    UnlessProxied,
    /// A browser got through, perhaps by its own DNS, or to a server that only it trusts.
    ByBrowser,
    /// It failed twice while something independent worked.
    CrossChecked,
    /// It failed twice while our server was listening, by its own account.
    Listening,
    /// It failed twice, and nothing independent was asked.
    Likely,
    /// Nothing is known.
    Open,
}

/// Results that confirm a failure independently of the failing connection.
const CROSS_CHECKS: [Seen; 4] = [
    Seen::OpenForAWitness,
    Seen::AnswersOurServer,
    Seen::SilentTwice,
    Seen::AnswersLost,
];

impl Certainty {
    /// How sure this row is. A row without evidence, as in a shortened link, is at most likely
    /// where it fails.
    #[must_use]
    pub fn of(row: &Row, report: &Report) -> Self {
        match row.status {
            Status::Inconclusive | Status::NotTested => Self::Open,
            Status::Pass if is_sampled(row, report) => Self::Sampled,
            Status::Pass if is_by_browser(row) => Self::ByBrowser,
            Status::Pass if has_result(row, Seen::ProxyUnlikely) && !rests_on_program(row) => {
                Self::UnlessProxied
            }
            Status::Pass => Self::Seen,
            Status::Warn if row.level == Level::Advice => of_advice(row),
            // What comes in was observed; that nothing else comes in was tested twice.
            Status::Warn => Self::Likely,
            Status::Fail => of_failure(row),
        }
    }
}

fn is_sampled(row: &Row, report: &Report) -> bool {
    row.id == RequirementId::UdpOutbound && !report.notes.contains(Note::FullSweep)
}

fn is_by_browser(row: &Row) -> bool {
    row.id.domain().is_some() && has_result(row, Seen::TrustStoreUnknown) && !rests_on_program(row)
}

/// A row of a joined report whose verdict is the program's. The proof for it comes first.
fn rests_on_program(row: &Row) -> bool {
    let first = row.evidence.first();
    let seen_by = first.and_then(|evidence| evidence.word(Detail::Vantage));
    seen_by == Some(Word::Native)
}

/// What vanished was accompanied by what did not.
fn of_advice(row: &Row) -> Certainty {
    let has = |results: [Seen; 2]| results.into_iter().any(|result| has_result(row, result));
    if has([Seen::Rewritten, Seen::Transferred]) {
        Certainty::Seen
    } else if has([Seen::Vanished, Seen::Forgotten]) {
        Certainty::CrossChecked
    } else {
        Certainty::Likely
    }
}

fn of_failure(row: &Row) -> Certainty {
    // STUN, or another protocol, got through at the same time.
    let passed_beside = row.reason == Reason::ApplicationFiltered;
    let measured = matches!(row.reason, Reason::NoNat | Reason::MappingDependent);
    let certain_interception = row
        .evidence
        .iter()
        .any(|seen| seen.word(Detail::Interception) == Some(Word::Certain));
    let vouched = CROSS_CHECKS
        .into_iter()
        .any(|result| has_result(row, result));
    if measured || certain_interception {
        Certainty::Seen
    } else if vouched || passed_beside && !row.evidence.is_empty() {
        Certainty::CrossChecked
    } else if has_result(row, Seen::ListeningUnwitnessed) {
        Certainty::Listening
    } else {
        Certainty::Likely
    }
}

fn has_result(row: &Row, result: Seen) -> bool {
    row.evidence.iter().any(|seen| seen.result == result)
}
