//! Texts about a report as a whole, and about the run that makes it.

use std::borrow::Cow;

use super::facts::NoteFacts;
use super::headline::Headline;
use super::language::Language;
use super::lists::list;
use super::next_step::Next;
use super::texts::Labels;
use crate::model::diagnosis::Diagnosis;
use crate::model::guide::GuideAnswer;
use crate::model::interface::{Interface, InterfaceKind};
use crate::model::report::{Note, Report};
use crate::model::vantage::Vantage;
use crate::model::verdict::Overall;
use crate::plan::grid::Grid;

impl Language {
    /// Short words around a report.
    #[must_use]
    pub fn labels(self) -> &'static Labels {
        self.texts().labels()
    }

    /// One sentence that answers the question.
    #[must_use]
    pub fn headline(self, report: &Report) -> Cow<'static, str> {
        let changes = self.changes(report).len();
        self.texts().headline(Headline::of(report, changes))
    }

    /// The overall verdict in one to three words, for a window's title or a list.
    #[must_use]
    pub fn overall(self, report: &Report) -> &'static str {
        self.texts().overall(report.tone())
    }

    /// What to do after the headline.
    #[must_use]
    pub fn next_step(self, report: &Report) -> &'static str {
        let texts = self.texts();
        match Next::of(report) {
            Next::AsReasonSays(reason) => texts.reason(reason),
            Next::Step(step) => texts.next_step(step),
        }
    }

    /// The title above the diagnoses: the causes of failures, or facts worth knowing about a network that is ready.
    #[must_use]
    pub fn diagnoses_title(self, report: &Report) -> &'static str {
        match report.tone() {
            Overall::Ready | Overall::ReadyWithAdvice => self.labels().worth_knowing,
            Overall::Incomplete | Overall::NotReady => self.labels().diagnoses,
        }
    }

    /// What comes before a diagnosis in a line of its own.
    #[must_use]
    pub fn diagnosis_label(self, report: &Report) -> &'static str {
        match report.tone() {
            Overall::Ready | Overall::ReadyWithAdvice => self.labels().worth_knowing,
            Overall::Incomplete | Overall::NotReady => self.labels().diagnosis,
        }
    }

    /// The likely causes.
    #[must_use]
    pub fn diagnosis(self, diagnosis: Diagnosis) -> &'static str {
        self.texts().diagnosis(diagnosis)
    }

    /// What a reader must know about how the run was made, and the tester's answers on the guided path.
    #[must_use]
    pub fn notes(self, report: &Report) -> Vec<String> {
        let facts = NoteFacts::of(report);
        let notes = report.notes.iter();
        let notes = notes.map(|note| self.texts().note(note, &facts).into_owned());
        let mut notes: Vec<_> = notes.collect();
        notes.extend(self.answers(&report.guide));
        notes
    }

    fn answers(self, answered: &[GuideAnswer]) -> Option<String> {
        let mut text = self.labels().answers.to_owned();
        for GuideAnswer { question, answer } in answered {
            for part in [
                self.texts().question(*question),
                self.texts().answer(*answer),
            ] {
                text.push(' ');
                text.push_str(part);
            }
            text.push('.');
        }
        (!answered.is_empty()).then_some(text)
    }

    /// From where the site was tested, and with which addresses.
    #[must_use]
    pub fn tested_from(self, report: &Report) -> String {
        let texts = self.texts();
        let labels = texts.labels();
        let mut text = texts.tested_from(report.vantage).to_owned();
        let local = list(&report.network.local_addresses);
        match &report.network.interface {
            Some(interface) => text.push_str(&self.via(interface)),
            None if local.is_empty() => {}
            None => text.push_str(&format!(" ({local})")),
        }
        text.push_str(labels.same_network);
        let mapped = list(&report.network.mapped_addresses);
        if !mapped.is_empty() {
            text.push_str(&texts.seen_from_the_internet(&mapped));
        }
        text.push_str(labels.pass_is_no_proof);
        text
    }

    /// The interface, after a space.
    fn via(self, interface: &Interface) -> String {
        let Interface {
            name,
            kind,
            address,
            prefix,
            gateway,
        } = interface;
        let labels = self.labels();
        let kind = self.interface_kind(*kind);
        let mut text = format!(" {} {name} ({kind}), {address}/{prefix}", labels.via);
        if let Some(gateway) = gateway {
            text.push_str(&format!(", {} {gateway}", labels.gateway));
        }
        text
    }

    /// The kind of an interface in one or two words.
    #[must_use]
    pub fn interface_kind(self, kind: InterfaceKind) -> &'static str {
        let labels = self.labels();
        match kind {
            InterfaceKind::Wired => labels.wired,
            InterfaceKind::Wifi => labels.wifi,
            InterfaceKind::Other => labels.other_kind,
        }
    }

    /// What a sample of ports cannot see, so that "N of M ports" does not read as "the whole
    /// range"; `None` if no UDP port was tried, or all were.
    #[must_use]
    pub fn sample_limits(self, report: &Report) -> Option<String> {
        let sampled = report.network.udp_sampled > 0
            && !report.notes.contains(Note::FullSweep)
            && !is_of_a_small_round(report);
        let spacing = sampled_grid(report).spacing;
        sampled.then(|| self.texts().sample_limits(spacing))
    }
}

/// A small round of a watch tests only a few ports, to see whether anything has changed.
fn is_of_a_small_round(report: &Report) -> bool {
    let few = report.network.udp_sampled < usize::from(Grid::of(Vantage::Page).count);
    few && report.watch.is_some() && report.notes.contains(Note::Partial)
}

/// The grid whose numbers a report shows. A joined report may show the page's, which is coarser,
/// where the native program could not sample.
fn sampled_grid(report: &Report) -> Grid {
    let own = Grid::of(report.vantage);
    let coarser = report.network.udp_sampled < usize::from(own.count);
    if report.notes.contains(Note::Merged) && coarser {
        Grid::of(Vantage::Page)
    } else {
        own
    }
}
