//! The one thing to do after the headline.

use crate::model::diagnosis::Diagnosis;
use crate::model::place::Connection;
use crate::model::reason::Reason;
use crate::model::report::{Note, Report, Row};
use crate::model::requirement::Level;
use crate::model::verdict::{Overall, Status};

/// What to do next. Of the steps for a report that decides nothing, the first that applies to an open row is
/// shown: what is to be done at the site comes before what is to be waited for.
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
    /// Have the changes made.
    SendChanges,
    /// Use a far end that is not on this machine.
    LeaveThisMachine,
    /// Name a far end.
    NameTestServer,
    /// Connect the device.
    Connect,
    /// Log in at the site's portal.
    LogIn,
    /// Let the test servers' names through.
    AllowTestServers,
    /// The device interferes: use another one.
    OtherDevice,
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

impl NextStep {
    pub(super) fn of(report: &Report) -> Self {
        match report.overall {
            Overall::Ready | Overall::ReadyWithAdvice if report.may_be_inspected() => {
                Self::ConfirmWithProgram
            }
            Overall::Ready | Overall::ReadyWithAdvice if report.is_from_wifi() => Self::TestByCable,
            Overall::Ready | Overall::ReadyWithAdvice
                if report.place.connection == Some(Connection::Unsure) =>
            {
                Self::InstallIfCable
            }
            Overall::Ready => Self::Install,
            Overall::ReadyWithAdvice => Self::InstallAndImprove,
            Overall::Incomplete => Self::of_undecided(report),
            Overall::NotReady => Self::SendChanges,
        }
    }

    fn of_undecided(report: &Report) -> Self {
        if report.notes.contains(Note::LocalFarEnd) {
            return Self::LeaveThisMachine;
        }
        if report.diagnoses.contains(Diagnosis::CaptivePortal) {
            return Self::LogIn;
        }
        let is_open = |row: &&Row| {
            row.level == Level::Required
                && matches!(row.status, Status::Inconclusive | Status::NotTested)
        };
        let open = report.requirements.iter().filter(is_open);
        let steps = open.filter_map(|row| Self::of_open_row(row.reason));
        steps.min().unwrap_or(Self::SeeRows)
    }

    /// `None` if the row only waits for another one.
    fn of_open_row(reason: Reason) -> Option<Self> {
        Some(match reason {
            Reason::NothingGetsOut | Reason::NoControl | Reason::NoToken => return None,
            Reason::NotSelected => Self::TestAll,
            Reason::NoResponder => Self::NameTestServer,
            Reason::NoNetwork | Reason::NothingAnswers => Self::Connect,
            Reason::NameFiltered => Self::AllowTestServers,
            Reason::DeviceFault | Reason::InspectedHere => Self::OtherDevice,
            Reason::NotPossibleHere
            | Reason::BrowserUnproven
            | Reason::WebrtcMissing
            | Reason::WebrtcDisabled
            | Reason::FetchFailed
            | Reason::ProxySuspected
            | Reason::RedirectedElsewhere
            | Reason::UnfitForPages => Self::RunProgram,
            Reason::FarEndUnreachable => Self::OtherNetwork,
            Reason::FarEndPortDown
            | Reason::FarEndFault
            | Reason::FarEndBusy
            | Reason::SecondAddressUnproven
            | Reason::HostDown => Self::Wait,
            _ => Self::SeeRows,
        })
    }
}
