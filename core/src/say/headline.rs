//! Which headline a report has.

use crate::model::report::Report;
use crate::model::requirement::Level;
use crate::model::verdict::{Overall, Status};

/// One sentence that answers the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Headline {
    /// A camera should work.
    Ready,
    /// A camera should work on the Wi-Fi, which is not where it will be.
    ReadyOnWifi,
    /// A browser found nothing blocked and could not rule TLS inspection out.
    NotProven,
    /// Required rows could not be tested; how many.
    NotDecided(usize),
    /// Required rows fail; how many changes that takes.
    NotReady(usize),
}

impl Headline {
    /// `changes`: how many the report asks for.
    pub(super) fn of(report: &Report, changes: usize) -> Self {
        match report.overall {
            Overall::ReadyWithAdvice if report.may_be_inspected() => Self::NotProven,
            Overall::Ready | Overall::ReadyWithAdvice if report.is_from_wifi() => Self::ReadyOnWifi,
            Overall::Ready | Overall::ReadyWithAdvice => Self::Ready,
            Overall::Incomplete => Self::NotDecided(open(report)),
            Overall::NotReady => Self::NotReady(changes),
        }
    }
}

/// Required rows that are neither proven nor refuted.
fn open(report: &Report) -> usize {
    let rows = report.requirements.iter();
    rows.filter(|row| {
        row.level == Level::Required
            && matches!(row.status, Status::Inconclusive | Status::NotTested)
    })
    .count()
}
