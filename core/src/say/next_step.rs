//! The one thing to do after the headline.

use crate::model::diagnosis::Diagnosis;
use crate::model::place::Connection;
use crate::model::reason::Reason;
use crate::model::report::{Report, Row};
use crate::model::requirement::Level;
use crate::model::vantage::Vantage;
use crate::model::verdict::{Overall, Status};

/// What to do next. For a report that decides nothing, each open row asks for something, and the first in this order is
/// shown: what is to be done at the site comes before what is to be waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Next {
    /// What the sentence about this reason asks for.
    AsReasonSays(Reason),
    /// This step.
    Step(NextStep),
}

/// A step with a sentence of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NextStep {
    /// Install the camera.
    Install,
    /// The same; some rows could be better.
    InstallAndImprove,
    /// Run the program before the camera is installed: a browser could not rule TLS inspection out.
    ConfirmWithProgram,
    /// Test at the camera's port: this device was on Wi-Fi.
    TestByCable,
    /// Install the camera if this device was at its port, which the tester does not know.
    InstallIfCable,
    /// Test at the camera's port, and then have the changes made: this device was on Wi-Fi.
    CheckByCable,
    /// Have the changes made.
    SendChanges,
    /// Have the changes made, and then finish the required checks that are open.
    SendChangesAndFinish,
    /// Connect the device.
    Connect,
    /// Have the camera's network exempted from the log-in page: a camera cannot log in.
    ExemptFromLogIn,
    /// Test with a test server: none is configured.
    FindServer,
    /// Run the program: a browser cannot decide it.
    RunProgram,
    /// Compare with another network: either this one allows listed destinations only, or the far end is down.
    OtherNetwork,
    /// Do what the marked rows say.
    SeeRows,
    /// The fault is the far end's, so wait.
    Wait,
    /// Test the rows that were left out.
    TestAll,
}

impl Next {
    pub(super) fn of(report: &Report) -> Self {
        Self::Step(match report.overall {
            Overall::Ready | Overall::ReadyWithAdvice if report.may_be_inspected() => {
                NextStep::ConfirmWithProgram
            }
            Overall::Ready | Overall::ReadyWithAdvice if report.is_from_wifi() => {
                NextStep::TestByCable
            }
            Overall::Ready | Overall::ReadyWithAdvice if may_be_elsewhere(report) => {
                NextStep::InstallIfCable
            }
            Overall::Ready => NextStep::Install,
            Overall::ReadyWithAdvice => NextStep::InstallAndImprove,
            Overall::Incomplete => return Self::of_undecided(report),
            Overall::NotReady if report.is_from_wifi() => NextStep::CheckByCable,
            Overall::NotReady if report.requirements.iter().any(is_open) => {
                NextStep::SendChangesAndFinish
            }
            Overall::NotReady => NextStep::SendChanges,
        })
    }

    fn of_undecided(report: &Report) -> Self {
        if report.diagnoses.contains(Diagnosis::CaptivePortal) {
            return Self::Step(NextStep::ExemptFromLogIn);
        }
        let open = report.requirements.iter().filter(|row| is_open(row));
        let steps = open.filter_map(|row| Self::of_open_row(row.reason));
        steps.min().unwrap_or(Self::Step(NextStep::SeeRows))
    }

    /// `None` if the row only waits for another one.
    fn of_open_row(reason: Reason) -> Option<Self> {
        Some(Self::Step(match reason {
            Reason::NothingGetsOut | Reason::NoControl | Reason::NoToken => return None,
            Reason::NotSelected => NextStep::TestAll,
            Reason::NoNetwork | Reason::NothingAnswers => NextStep::Connect,
            Reason::NoResponder => NextStep::FindServer,
            Reason::NameFiltered
            | Reason::DeviceFault
            | Reason::InspectedHere
            | Reason::KeptPausing => return Some(Self::AsReasonSays(reason)),
            Reason::NotPossibleHere
            | Reason::BrowserUnproven
            | Reason::WebrtcMissing
            | Reason::WebrtcDisabled
            | Reason::FetchFailed
            | Reason::ProxySuspected
            | Reason::RedirectedElsewhere
            | Reason::UnfitForPages => NextStep::RunProgram,
            Reason::FarEndUnreachable => NextStep::OtherNetwork,
            Reason::FarEndPortDown
            | Reason::FarEndFault
            | Reason::FarEndBusy
            | Reason::SecondAddressUnproven
            | Reason::HostDown => NextStep::Wait,
            _ => NextStep::SeeRows,
        }))
    }
}

/// The row is required, and the report does not decide it.
fn is_open(row: &Row) -> bool {
    row.level == Level::Required && matches!(row.status, Status::Inconclusive | Status::NotTested)
}

/// The tester does not know whether the device was on the camera's network, or did not state it: a browser cannot see
/// it.
fn may_be_elsewhere(report: &Report) -> bool {
    match report.place.connection {
        Some(Connection::Unsure) => true,
        Some(Connection::Cable | Connection::Wifi) => false,
        None => report.vantage == Vantage::Page,
    }
}
