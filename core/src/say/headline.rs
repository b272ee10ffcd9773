//! Which headline a report has, and what to do next.

use crate::model::place::Connection;
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

/// What to do after the headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NextStep {
    /// Install the camera.
    Install,
    /// Install the camera; what could be improved is marked.
    InstallThenImprove,
    /// Test at the camera's own port.
    TestByCable,
    /// Install the camera if this was its own port.
    InstallIfCable,
    /// Run the native program.
    RunTheProgram,
    /// See what kept rows from being tested.
    TestAgain,
    /// Have the changes made.
    SendChanges,
}

impl Headline {
    /// `changes`: how many the report asks for.
    pub(super) fn of(report: &Report, changes: usize) -> Self {
        match report.overall {
            Overall::ReadyWithAdvice if report.may_be_inspected() => Self::NotProven,
            Overall::Ready | Overall::ReadyWithAdvice => match report.place.connection {
                Some(Connection::Wifi) => Self::ReadyOnWifi,
                Some(Connection::Cable | Connection::Unsure) | None => Self::Ready,
            },
            Overall::Incomplete => Self::NotDecided(open(report)),
            Overall::NotReady => Self::NotReady(changes),
        }
    }
}

impl NextStep {
    pub(super) fn of(report: &Report) -> Self {
        match (report.overall, report.place.connection) {
            (Overall::Ready | Overall::ReadyWithAdvice, _) if report.may_be_inspected() => {
                Self::RunTheProgram
            }
            (Overall::Ready | Overall::ReadyWithAdvice, Some(Connection::Wifi)) => {
                Self::TestByCable
            }
            (Overall::Ready | Overall::ReadyWithAdvice, Some(Connection::Unsure)) => {
                Self::InstallIfCable
            }
            (Overall::Ready, Some(Connection::Cable) | None) => Self::Install,
            (Overall::ReadyWithAdvice, Some(Connection::Cable) | None) => Self::InstallThenImprove,
            (Overall::Incomplete, _) => Self::TestAgain,
            (Overall::NotReady, _) => Self::SendChanges,
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
