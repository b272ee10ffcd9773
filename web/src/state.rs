//! What the page shows, and how it changes.

use std::collections::BTreeSet;
use std::rc::Rc;

use camcheck_core::report::Report;
use camcheck_core::requirement::RequirementId;
use camcheck_core::verdict::Overall;
use yew::Reducible;

/// Where the page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Phase {
    /// Waiting for the button.
    #[default]
    Idle,
    /// Measuring.
    Running,
    /// The verdict is known.
    Done,
}

impl Phase {
    /// The value of `data-state`, a contract.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Running => "running",
            Self::Done => "done",
        }
    }
}

/// What a run has said so far.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Progress {
    pub(crate) report: Report,
    /// Rows whose verdict will not change any more.
    pub(crate) settled: BTreeSet<RequirementId>,
}

/// Everything that the page shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct State {
    pub(crate) phase: Phase,
    pub(crate) progress: Option<Rc<Progress>>,
    /// Why no run was possible.
    pub(crate) fault: Option<String>,
}

/// What happens to the page.
#[derive(Debug)]
pub(crate) enum Action {
    /// The button was pressed.
    Start,
    /// The run knows more.
    Progress(Progress),
    /// The run is over.
    Done(Progress),
    /// No run is possible.
    Fault(String),
}

impl State {
    /// The verdict, once it is final.
    pub(crate) fn overall(&self) -> Option<Overall> {
        self.done().map(|progress| progress.report.overall)
    }

    /// The final progress.
    pub(crate) fn done(&self) -> Option<&Rc<Progress>> {
        self.progress.as_ref().filter(|_| self.phase == Phase::Done)
    }

    /// How many rows are settled.
    pub(crate) fn settled(&self) -> usize {
        self.progress
            .as_ref()
            .map_or(0, |progress| progress.settled.len())
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let (phase, progress, fault) = match action {
            Action::Start => (Phase::Running, None, None),
            Action::Progress(progress) => (Phase::Running, Some(progress), None),
            Action::Done(progress) => (Phase::Done, Some(progress), None),
            Action::Fault(fault) => (Phase::Idle, None, Some(fault)),
        };
        Rc::new(Self {
            phase,
            progress: progress.map(Rc::new),
            fault,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_leads_back_to_the_button() {
        let state = Rc::new(State::default()).reduce(Action::Start);
        assert_eq!((state.phase.as_str(), state.settled()), ("running", 0));
        let state = state.reduce(Action::Fault("entry x: is wrong".to_owned()));
        assert_eq!(state.phase, Phase::Idle);
        assert!(state.fault.is_some());
        assert_eq!(state.overall(), None);
        assert_eq!(state.reduce(Action::Start).fault, None);
    }
}
