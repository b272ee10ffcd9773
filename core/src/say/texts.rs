//! All texts of a language. Each language is a type that implements [`Texts`] in its own folder: if a text
//! is missing, the code does not compile. A text that never varies is a field of a struct; a text that
//! depends on something is a method, and a method for an enum is an exhaustive match. Which text applies is
//! decided elsewhere.

mod labels;
mod page;
mod request;
mod share;
mod watch;

use std::borrow::Cow;

pub use labels::Labels;
pub use page::PageWords;
pub(crate) use request::RequestWords;
pub use share::ShareWords;
pub use watch::LiveWords;
pub(crate) use watch::WatchWords;

use super::facts::NoteFacts;
use super::finding::Finding;
use super::fix::Fix;
use super::headline::Headline;
use super::meaning::Meaning;
use super::next_step::NextStep;
use super::path::{Answer, Outcome, Question};
use super::sweep::Sweep;
use crate::model::certainty::Certainty;
use crate::model::change::{Action, Direction, Protocol};
use crate::model::diagnosis::Diagnosis;
use crate::model::evidence::{Detail, Seen, Target, Test, Word};
use crate::model::failure::TcpFailure;
use crate::model::place::Connection;
use crate::model::problem::Problem;
use crate::model::reason::Reason;
use crate::model::report::Note;
use crate::model::requirement::{Level, RequirementId};
use crate::model::vantage::Vantage;
use crate::model::verdict::{Overall, Status};
use crate::share::link::LinkError;
use crate::share::merge::MergeError;
use crate::watch::Judged;

/// One language.
pub(crate) trait Texts:
    ReportTexts
    + RowTexts
    + FindingTexts
    + ReasonTexts
    + FixTexts
    + EvidenceTexts
    + DiagnosisTexts
    + NoteTexts
    + PageTexts
    + ShareTexts
    + GuideTexts
    + RequestTexts
    + ProblemTexts
    + WatchTexts
{
}

/// A report as a whole, and the run that makes it.
pub(crate) trait ReportTexts {
    /// Short words around a report.
    fn labels(&self) -> &'static Labels;
    /// One sentence that answers the question.
    fn headline(&self, headline: Headline) -> Cow<'static, str>;
    /// The overall verdict in one to three words.
    fn overall(&self, overall: Overall) -> &'static str;
    /// What to do after the headline.
    fn next_step(&self, step: NextStep) -> &'static str;
    /// A date, with the month in letters: digits alone are read differently in different countries. Days and
    /// months count from 1.
    fn date(&self, day: u8, month: u8, year: i32) -> String;
    /// How a device is connected, inside a sentence.
    fn connected(&self, connection: Connection) -> &'static str;
    /// From where the site was tested.
    fn tested_from(&self, vantage: Vantage) -> &'static str;
    /// An additional sentence: the device's addresses as seen from the internet.
    fn seen_from_the_internet(&self, addresses: &str) -> String;
    /// What a sample with this spacing cannot see.
    fn sample_limits(&self, spacing: u16) -> String;
}

/// The rows of a report.
pub(crate) trait RowTexts {
    /// The name of a row.
    fn row_name(&self, id: RequirementId) -> &'static str;
    /// The purpose of the row.
    fn purpose(&self, id: RequirementId) -> &'static str;
    /// The name of a level inside a sentence. It is a word of its own, as not every language writes
    /// it as the title in small letters.
    fn level_in_sentence(&self, level: Level) -> &'static str;
    /// A status in one or two words, without regard to the row.
    fn status(&self, status: Status) -> &'static str;
    /// A row that fails, in one to three words: not every failure is a block.
    fn failed_row(&self, id: RequirementId) -> &'static str;
    /// What a row means for video.
    fn meaning(&self, meaning: Meaning) -> &'static str;
    /// A certainty, and why.
    fn certainty(&self, certainty: Certainty) -> &'static str;
}

/// What was found, where the sentence depends on more than the reason.
pub(crate) trait FindingTexts {
    /// What was found, as one plain sentence.
    fn finding(&self, finding: Finding<'_>) -> String;
    /// An additional sentence: how many more ports on either side of a range may be blocked.
    fn edges_within(&self, ports: u16) -> String;
    /// An additional sentence: ports that are silent without proof.
    fn also_silent(&self, ports: &str) -> String;
}

/// Reasons.
pub(crate) trait ReasonTexts {
    /// A reason as one plain sentence.
    fn reason(&self, reason: Reason) -> &'static str;
}

/// What to change.
pub(crate) trait FixTexts {
    /// What to change for one row.
    fn fix(&self, fix: Fix<'_>) -> String;
}

/// Observations.
pub(crate) trait EvidenceTexts {
    /// What was done, with the word that leads to the target.
    fn test(&self, test: Test) -> &'static str;
    /// From where packets were sent, if the target is not an address.
    fn target(&self, target: Target) -> &'static str;
    /// What was seen.
    fn seen(&self, seen: Seen) -> &'static str;
    /// Where and why a TCP service failed.
    fn tcp_failure(&self, failure: TcpFailure) -> &'static str;
    /// The name of a detail, before its value.
    fn detail(&self, detail: Detail) -> &'static str;
    /// The value of a detail that is a word.
    fn word(&self, word: Word) -> &'static str;
    /// How long it took, after a space.
    fn after(&self, milliseconds: u64) -> String;
}

/// What is likely going on.
pub(crate) trait DiagnosisTexts {
    /// A diagnosis.
    fn diagnosis(&self, diagnosis: Diagnosis) -> &'static str;
}

/// How the run was made.
pub(crate) trait NoteTexts {
    /// What a reader must know of how the run was made.
    fn note(&self, note: Note, facts: &NoteFacts) -> Cow<'static, str>;
}

/// The page.
pub(crate) trait PageTexts {
    /// The words of the page's own controls.
    fn page(&self) -> &'static PageWords;
    /// The progress of a run, as the page shows it.
    fn points_known(&self, settled: usize, all: usize) -> String;
    /// How long a run took, in whole seconds.
    fn took(&self, seconds: u64) -> String;
    /// How many of the tried ports are open, without a stop.
    fn ports_open(&self, open: usize, tried: usize) -> String;
}

/// Shared reports.
pub(crate) trait ShareTexts {
    /// Why a shared report cannot be shown, and what to do.
    fn link_error(&self, error: LinkError) -> &'static str;
    /// Why two reports are not joined, and what to do.
    fn merge_error(&self, error: MergeError) -> &'static str;
}

/// The guided path.
pub(crate) trait GuideTexts {
    /// A question.
    fn question(&self, question: Question) -> &'static str;
    /// An answer.
    fn answer(&self, answer: Answer) -> &'static str;
    /// Where the path ends.
    fn outcome(&self, outcome: Outcome) -> &'static str;
}

/// The change request.
pub(crate) trait RequestTexts {
    /// The words of the request's own fields.
    fn request(&self) -> &'static RequestWords;
    /// A rule in a few words: what comes before the protocol, ports and names that it is about, and what comes after;
    /// or all of it.
    fn rule_title(
        &self,
        action: Action,
        direction: Direction,
    ) -> (&'static str, Option<&'static str>);
    /// What is to be done with the traffic.
    fn action(&self, action: Action) -> &'static str;
    /// Which traffic.
    fn protocol(&self, protocol: Protocol) -> &'static str;
    /// Which way, and with which state.
    fn direction(&self, direction: Direction) -> &'static str;
    /// Why the rule is as wide as it is, and what it exposes; its destination may be names.
    fn least_privilege(&self, action: Action, direction: Direction, named: bool) -> &'static str;
    /// What an administrator might otherwise get wrong, or decline; may be empty.
    fn remark(&self, problem: Problem) -> &'static str;
}

/// Problems, whatever the firewall.
pub(crate) trait ProblemTexts {
    /// A problem in a few words.
    fn problem(&self, problem: Problem) -> &'static str;
    /// What to look for, whatever the firewall.
    fn generic_rule(&self, problem: Problem) -> &'static str;
}

/// The summary of a watch. Times are given with their words, such as from a date to a time.
pub(crate) trait WatchTexts {
    /// Short words.
    fn watch(&self) -> &'static WatchWords;
    /// How much of the time everything worked, in percent, and between which percentages that is with 95 %
    /// confidence.
    fn watch_share(&self, from: &str, to: &str, percent: u64, between: Option<(u8, u8)>) -> String;
    /// No round could be judged.
    fn watch_not_judged(&self, from: &str, to: &str) -> String;
    /// An outage: between which moments it began and ended; it may have begun before the watch, or not have ended
    /// in it. What failed may be empty.
    fn watch_outage(
        &self,
        begin: (Option<&str>, &str),
        end: (&str, Option<&str>),
        failed: &str,
    ) -> String;
    /// For how long nothing was measured, in how many gaps; 0 if a link leaves them out.
    fn watch_gaps(&self, duration: &str, gaps: usize) -> String;
    /// For how long nothing could be judged.
    fn watch_open(&self, duration: &str) -> String;
    /// Further outages that are not listed.
    fn watch_more(&self, outages: usize) -> String;
    /// What a mark of the timeline stands for, and the signs of good, bad, not judged and not measured.
    fn watch_marks(&self, duration: &str, signs: [char; 4]) -> String;
}

/// Texts of the native program only. They are separate from [`Texts`], so that the page does not include
/// them.
pub(crate) trait ProgramTexts {
    /// Short words, most of them around a share link.
    fn share(&self) -> &'static ShareWords;
    /// How far a run is: the row that is being tested, or that all are tested again.
    fn progress(&self, row: Option<&str>, done: usize, started: usize) -> String;
    /// How far a feed is, with a sign for each second that was measured, out and in.
    fn feed_progress(&self, seconds: usize, all: usize, out: &str, back: &str) -> String;
    /// The duration and cost of a sweep of all UDP ports.
    fn sweep_announcement(&self, sweep: Sweep) -> String;
    /// That failing rows are tested again, and how often.
    fn retest_begins(&self, every: &str) -> String;
    /// That the page offers a newer program.
    fn newer_version(&self, version: &str, page: &str) -> String;
    /// That the whole UDP range is tested again, and when.
    fn retest_waits(&self, seconds: u64) -> String;
    /// Words while it watches.
    fn live(&self) -> &'static LiveWords;
    /// How often it tests and until when.
    fn watch_begins(&self, every: &str, until: &str) -> String;
    /// What a round showed.
    fn round_result(&self, result: Judged) -> &'static str;
    /// What earlier rounds a log contains, and how many damaged lines were skipped.
    fn log_continued(&self, rounds: usize, damaged: usize) -> String;
}
