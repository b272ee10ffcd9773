//! The words of the page's own controls. What is said of a site stands in the core's texts.

use camcheck_core::requirement::{Level, RequirementId};
use camcheck_core::text::Language;

/// One language's words.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) title: &'static str,
    pub(crate) question: &'static str,
    pub(crate) promise: &'static str,
    pub(crate) start: &'static str,
    pub(crate) again: &'static str,
    pub(crate) running: &'static str,
    pub(crate) running_hint: &'static str,
    pub(crate) testing: &'static str,
    pub(crate) to_change: &'static str,
    pub(crate) evidence: &'static str,
    pub(crate) article: &'static str,
    pub(crate) no_evidence: &'static str,
    pub(crate) catalogue_fault: &'static str,
    pub(crate) privacy: &'static str,
}

const ENGLISH: Words = Words {
    title: "Camcheck",
    question: "Will a Latch Camera work behind this firewall?",
    promise: "Connect this device to the network that the camera will use, then start the test. It takes under a minute and asks for nothing: no login, no camera, no microphone.",
    start: "Start the test",
    again: "Test again",
    running: "Testing this network",
    running_hint: "Keep this page open.",
    testing: "testing",
    to_change: "To change",
    evidence: "Evidence",
    article: "The requirement, in the words of the help center",
    no_evidence: "Nothing was measured for this row.",
    catalogue_fault: "The list of test servers of this page cannot be read, so nothing was tested.",
    privacy: "The result stays on this page. The test servers see this network's address, as every website does.",
};

impl Words {
    pub(crate) fn of(language: Language) -> &'static Self {
        match language {
            Language::English | Language::Spanish => &ENGLISH,
        }
    }

    /// The heading above the rows of a level.
    pub(crate) const fn level(&self, level: Level) -> &'static str {
        match level {
            Level::Required => "Required",
            Level::Recommended => "Recommended",
            Level::Advice => "Good to know",
        }
    }

    /// How far a run is.
    pub(crate) fn progress(&self, settled: usize) -> String {
        format!("{settled} of {} points known", RequirementId::ALL.len())
    }
}
