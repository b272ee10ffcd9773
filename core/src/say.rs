//! Words for people, by message and language. Logic never contains prose: it hands out statuses,
//! reasons and notes, and this module says them.
//!
//! Every message is an exhaustive match, a field of a struct or a row of a table with one column
//! per language: a text that is missing in one language does not compile.

mod english;
mod evidence;
pub mod guide;
pub mod labels;
pub mod page;
pub mod share;
mod spanish;

use std::borrow::Cow;

use crate::model::certainty::Certainty;
use crate::model::diagnosis::Diagnosis;
use crate::model::evidence::{Detail, Evidence, Seen, Test};
use crate::model::network::NatPresence;
use crate::model::ports::PortRange;
use crate::model::reason::Reason;
use crate::model::report::{Note, Report, Row};
use crate::model::requirement::{DomainPattern, Level, RequirementId, TcpPort};
use crate::model::vantage::Vantage;
use crate::model::verdict::Status;
use crate::plan::grid::Grid;
use crate::share::link::LinkError;

use labels::Labels;

/// A language in which every message exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// English
    #[default]
    English,
    /// Spanish
    Spanish,
}

/// Calls the function or constant of this name in the language's module.
macro_rules! said {
    ($language:expr, $($message:tt)+) => {
        match $language {
            Language::English => english::$($message)+,
            Language::Spanish => spanish::$($message)+,
        }
    };
}

impl Language {
    /// Every language, in the order in which a reader chooses.
    pub const ALL: [Self; 2] = [Self::English, Self::Spanish];

    /// The language of a tag (RFC 5646) or of a POSIX locale, such as `es`, `es-MX` or
    /// `es_MX.UTF-8`; `None` if there are no texts in it.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.', '@']).next()?.trim();
        Self::ALL
            .into_iter()
            .find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// The first language of a list of wishes in which there are texts, or else English.
    #[must_use]
    pub fn preferred<'a>(tags: impl IntoIterator<Item = &'a str>) -> Self {
        tags.into_iter()
            .find_map(Self::from_tag)
            .unwrap_or_default()
    }

    /// The tag (RFC 5646), as in the attribute `lang` of a page.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
        }
    }

    /// The name of the language in itself.
    #[must_use]
    pub const fn autonym(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
        }
    }

    /// Short words around a report.
    #[must_use]
    pub const fn labels(self) -> &'static Labels {
        match self {
            Self::English => &english::LABELS,
            Self::Spanish => &spanish::LABELS,
        }
    }

    /// One sentence that answers the question.
    #[must_use]
    pub fn headline(self, report: &Report) -> &'static str {
        said!(self, headline(report.overall, report.may_be_inspected()))
    }

    /// What to do after the headline.
    #[must_use]
    pub fn next_step(self, report: &Report) -> &'static str {
        said!(self, next_step(report.overall, report.may_be_inspected()))
    }

    /// The name of a row.
    #[must_use]
    pub fn row_name(self, id: RequirementId) -> &'static str {
        said!(self, row_name(id))
    }

    /// What the row is good for.
    #[must_use]
    pub fn purpose(self, id: RequirementId) -> &'static str {
        said!(self, purpose(id))
    }

    /// The name of a level.
    #[must_use]
    pub const fn level(self, level: Level) -> &'static str {
        let labels = self.labels();
        match level {
            Level::Required => labels.required,
            Level::Recommended => labels.recommended,
            Level::Advice => labels.advice,
        }
    }

    /// The name of a level inside a sentence. It is a word of its own in each language, as not every
    /// language writes it as the title in small letters.
    pub(crate) fn level_in_sentence(self, level: Level) -> &'static str {
        said!(self, level_in_sentence(level))
    }

    /// A status in one or two words, without regard to the row.
    #[must_use]
    pub fn status(self, status: Status) -> &'static str {
        said!(self, status(status))
    }

    /// The status of a row in one to three words: a NAT that is missing is not "blocked".
    #[must_use]
    pub fn row_status(self, id: RequirementId, status: Status) -> &'static str {
        said!(self, row_status(id, status))
    }

    /// What was found, as one plain sentence.
    #[must_use]
    pub fn sentence(self, row: &Row, report: &Report) -> String {
        let facts = Facts::of(row, report);
        said!(self, sentence(row.id, row.status, row.reason, &facts))
    }

    /// What the row means for video, unless all is well or nothing is known.
    #[must_use]
    pub fn meaning(self, row: &Row) -> Option<&'static str> {
        if row.status == Status::Fail && row.reason == Reason::ApplicationFiltered {
            return Some(said!(self, application::MEANING));
        }
        said!(self, meaning(row.id, row.status))
    }

    /// How sure the row is, and why, unless it was not tested.
    #[must_use]
    pub fn certainty(self, row: &Row, report: &Report) -> Option<&'static str> {
        let certainty = Certainty::of(row, report);
        (row.status != Status::NotTested).then(|| self.certainty_of(certainty))
    }

    /// What a failing row means for video, and how sure it is; nothing of other rows.
    pub(crate) fn about_failure(
        self,
        row: &Row,
        report: &Report,
    ) -> impl Iterator<Item = &'static str> {
        let failed = row.status == Status::Fail;
        [self.meaning(row), self.certainty(row, report)]
            .into_iter()
            .flatten()
            .filter(move |_| failed)
    }

    /// A certainty, and why.
    #[must_use]
    pub fn certainty_of(self, certainty: Certainty) -> &'static str {
        said!(self, certainty(certainty))
    }

    /// What to change, if something is to be changed.
    #[must_use]
    pub fn fix(self, row: &Row, report: &Report) -> Option<String> {
        let wanted = match row.status {
            Status::Fail => true,
            // What the device itself is known to drop is no reason to change the site's NAT; and where
            // there is none, none can be set.
            Status::Warn => {
                let is_own = report.diagnoses.contains(Diagnosis::HostFirewallSuspected);
                let has_nat = report.network.nat != NatPresence::Absent;
                row.id == RequirementId::NatFullCone && !is_own && has_nat
            }
            Status::Pass | Status::Inconclusive | Status::NotTested => false,
        };
        let facts = Facts::of(row, report);
        wanted.then(|| said!(self, fix(row.id, row.reason, &facts)))
    }

    /// The title above the diagnoses.
    #[must_use]
    pub fn diagnoses_title(self) -> &'static str {
        self.labels().diagnoses
    }

    /// What is likely going on.
    #[must_use]
    pub fn diagnosis(self, diagnosis: Diagnosis) -> &'static str {
        said!(self, context::diagnosis(diagnosis))
    }

    /// What a reader must know of how the run was made.
    #[must_use]
    pub fn note(self, note: Note, report: &Report) -> Cow<'static, str> {
        said!(self, context::note(note, &NoteFacts::of(report)))
    }

    /// One observation.
    #[must_use]
    pub fn evidence(self, evidence: &Evidence) -> String {
        evidence::evidence(self, evidence)
    }

    /// From where the site was tested, and with which addresses.
    #[must_use]
    pub fn tested_from(self, report: &Report) -> String {
        said!(self, context::tested_from(report))
    }

    /// Why a shared report cannot be shown, and what to do.
    #[must_use]
    pub fn link_error(self, error: LinkError) -> &'static str {
        said!(self, context::link_error(error))
    }

    /// What a sample of ports cannot see, so that "N of M ports" does not read as "the whole
    /// range"; `None` if no UDP port was tried, or all were.
    #[must_use]
    pub fn sample_limits(self, report: &Report) -> Option<String> {
        let sampled = report.network.udp_sampled > 0 && !report.notes.contains(Note::FullSweep);
        let spacing = sampled_grid(report).spacing;
        sampled.then(|| said!(self, context::sample_limits(spacing)))
    }

    /// How far a run is, in one line: the row that is being tested, or, once every row has its
    /// first result, that it is tested again.
    #[must_use]
    pub fn progress(self, row: Option<RequirementId>, done: usize, started: usize) -> String {
        let row = row.map(|row| self.row_name(row));
        said!(self, context::progress(row, done, started))
    }

    /// What a sweep of all UDP ports takes and costs, said before it begins.
    #[must_use]
    pub fn sweep_announcement(self, sweep: Sweep) -> String {
        said!(self, context::sweep_announcement(sweep))
    }
}

/// What a sweep of all UDP ports takes and costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sweep {
    /// How many ports.
    pub ports: u32,
    /// How many of them a second.
    pub rate: u32,
    /// How long it takes.
    pub seconds: u32,
    /// Entries of the router's session table that it takes at a time, at the least and the most.
    pub sessions: (u32, u32),
}

/// What sentences quote of a report.
struct Facts {
    udp_open: usize,
    udp_sampled: usize,
    udp_blocked: String,
    /// How many of the article's ports that is.
    udp_blocked_ports: usize,
    /// So many more at each edge, at the most.
    udp_edges_within: u16,
    /// Silent as well, without proof.
    udp_unconfirmed: String,
    full_sweep: bool,
    /// Between the device and the internet there is a NAT.
    has_nat: bool,
    /// UDP got out that is no STUN, where no STUN was answered.
    stun_is_filtered: bool,
    /// This device's own firewall is known to drop what nobody asked for.
    own_firewall: bool,
    /// Test destinations of the row that were asked, and those that answered.
    asked: usize,
    answered: usize,
    /// Their host names, without ports.
    hosts: String,
}

impl Facts {
    fn of<'a>(row: &'a Row, report: &Report) -> Self {
        let network = &report.network;
        // Several addresses may share one name, and one address may be asked twice.
        let is_control =
            |seen: &Evidence| seen.test == Test::Elsewhere || seen.test == Test::Control;
        let asked = row.evidence.iter().filter(|seen| {
            let is_tried =
                seen.target.as_ref().contains(':') && seen.result != Seen::NotPossibleHere;
            is_tried && !is_control(seen)
        });
        let destination = |seen: &'a Evidence| (seen.target.as_ref(), seen.detail(Detail::Address));
        let answered = asked.clone().filter(|seen| seen.result == Seen::Answered);
        let answered = distinct(answered.map(destination));
        let asked = distinct(asked.map(destination));
        let mut hosts = distinct(answered.iter().map(|(target, _)| host(target)));
        hosts.sort_unstable();
        Self {
            udp_open: network.udp_open,
            udp_sampled: network.udp_sampled,
            udp_blocked: list(&network.udp_blocked),
            udp_blocked_ports: network.udp_blocked.iter().map(|range| range.count()).sum(),
            udp_edges_within: network.udp_edges_within,
            udp_unconfirmed: some_of(&network.udp_unconfirmed),
            full_sweep: report.notes.contains(Note::FullSweep),
            has_nat: network.nat != NatPresence::Absent,
            stun_is_filtered: row.evidence.iter().any(|seen| seen.test == Test::PlainUdp),
            own_firewall: report.diagnoses.contains(Diagnosis::HostFirewallSuspected),
            asked: asked.len(),
            answered: answered.len(),
            hosts: list(hosts),
        }
    }
}

/// What the notes of a report name.
struct NoteFacts {
    /// The TCP ports on which only TLS gets through.
    tls_only_ports: String,
    /// How long the slowest name took to resolve, in tenths of a second.
    slowest_name: u64,
}

impl NoteFacts {
    fn of(report: &Report) -> Self {
        let evidence = report.requirements.iter().flat_map(|row| &row.evidence);
        let times = evidence.filter_map(|seen| seen.number(Detail::ResolvedInMs));
        Self {
            tls_only_ports: tls_only_ports(report),
            slowest_name: times.max().unwrap_or(0) / 100,
        }
    }
}

/// The TCP ports on which TLS got through and other traffic did not, such as `443, 8883`.
fn tls_only_ports(report: &Report) -> String {
    let is_tls_only = |port: &TcpPort| {
        let row = report.row(port.requirement());
        row.is_some_and(|row| row.reason == Reason::TlsOnlyPath)
    };
    let ports = TcpPort::ALL.into_iter().filter(is_tls_only);
    list(ports.map(TcpPort::number))
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

/// A target such as `probe.example:443` without its port.
fn host(target: &str) -> &str {
    target.rsplit_once(':').map_or(target, |(host, _)| host)
}

/// The wildcard that a domain row is about.
fn domain_of(id: RequirementId) -> Option<&'static str> {
    id.domain().map(DomainPattern::as_str)
}

/// Ranges in a sentence that are not all named where they are many.
const RANGES_IN_A_SENTENCE: usize = 12;

fn some_of(ranges: &[PortRange]) -> String {
    let mut text = list(ranges.iter().take(RANGES_IN_A_SENTENCE));
    if ranges.len() > RANGES_IN_A_SENTENCE {
        text.push_str(", …");
    }
    text
}

/// A count with a comma before every three digits, as both languages write it in the Americas.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Each item once.
fn distinct<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for item in items {
        if !distinct.contains(&item) {
            distinct.push(item);
        }
    }
    distinct
}

fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<_> = items.into_iter().map(|item| item.to_string()).collect();
    texts.join(", ")
}

#[cfg(test)]
mod tests;
