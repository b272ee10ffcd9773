//! What the page shows, and how it changes: the reducer of the page.

mod shown;

use std::mem;
use std::rc::Rc;

use camcheck_core::downloads::{Arch, Downloads, DownloadsError, Os};
use camcheck_core::model::feed::Feed;
use camcheck_core::model::place::{Connection, Place};
use camcheck_core::model::report::{Report, Row};
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::remedy::{Handbook, Vendor};
use camcheck_core::run::Activity;
use camcheck_core::say::Language;
use camcheck_core::say::guide::{GuideAnswer, Next};
use camcheck_core::share::link::LinkError;
use camcheck_core::share::merge::MergeError;
use camcheck_core::support::sorted::SortedSet;
use enumset::EnumSet;
use yew::Reducible;

pub(crate) use shown::{Origin, Shown};

/// What the page is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Phase {
    /// Waiting for the button.
    #[default]
    Idle,
    /// Measuring.
    Running,
    /// A verdict is shown.
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

/// How far the feed is that follows a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum FeedPhase {
    /// There is none, or it was stopped.
    #[default]
    Idle,
    /// It waits for a press.
    Waiting,
    /// It runs; what it has shown so far.
    Running(Option<Rc<Feed>>),
    /// The report has it.
    Done,
}

impl FeedPhase {
    /// The value of `data-feed`, a contract.
    pub(crate) const fn as_str(&self) -> &'static str {
        match self {
            Self::Idle | Self::Waiting => "idle",
            Self::Running(_) => "running",
            Self::Done => "done",
        }
    }
}

/// The progress of a measurement of the bandwidth, which the visitor requested after the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum BandwidthPhase {
    /// There was none, or it was stopped.
    #[default]
    Idle,
    /// It runs.
    Running,
    /// The report has it.
    Done,
}

impl BandwidthPhase {
    /// The value of `data-bandwidth`, a contract.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Running => "running",
            Self::Done => "done",
        }
    }
}

/// What happens to a measurement of the bandwidth.
#[derive(Debug, Clone)]
pub(crate) enum BandwidthStep {
    /// It runs.
    Runs,
    /// It is over, with this result unless it was not possible.
    Done(Option<Row>),
}

/// What happens to a watch: the page tests again and again.
#[derive(Debug, Clone)]
pub(crate) enum WatchStep {
    /// It is running; carries what it has found so far, if that is new.
    Runs(Option<Rc<Progress>>),
    /// It is over.
    Over,
}

/// What happens to a feed.
#[derive(Debug, Clone)]
pub(crate) enum FeedStep {
    /// It is to wait for a press.
    Waits,
    /// It runs, and has shown this so far.
    Runs(Option<Rc<Feed>>),
    /// It is over, and the report has it.
    Done(Rc<Progress>),
}

/// What a run has found so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) report: Rc<Report>,
    /// Rows whose verdict will not change any more.
    pub(crate) settled: EnumSet<RequirementId>,
    pub(crate) activity: Activity,
    /// UDP ports that have answered, ascending.
    pub(crate) answered: SortedSet<u16>,
    /// The address of the page for links, from the catalogue; `None` if there is no catalogue beside the
    /// page, so that the page's own address is used.
    pub(crate) page: Option<String>,
}

/// Why there is nothing to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The catalogue cannot be used; which entry is wrong, and why.
    Catalogue(String),
    /// The catalogue did not arrive: the page's own server does not answer.
    NoAnswer,
    /// The link with which the page was opened contains no valid report.
    Link(LinkError),
}

/// What can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Copied {
    /// The change request.
    Request,
    /// Its table.
    Table,
    /// The share link.
    Link,
    /// The report for a ticket.
    Markdown,
    /// The command that downloads and starts a program.
    Command(Os, Arch),
}

/// The native programs that are offered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Programs {
    /// Not requested yet.
    #[default]
    Unknown,
    /// There are none here.
    None,
    /// The server of the page does not answer; requested again when the list is opened again.
    NoAnswer,
    /// There are some.
    Offered(Rc<Downloads>),
    /// There are some, but their manifest is invalid.
    Unsound(DownloadsError),
}

/// What the makes of firewalls call their settings.
#[derive(Debug, Clone, Default)]
pub(crate) enum Book {
    /// Not requested yet, or on its way.
    #[default]
    Unknown,
    /// It did not arrive; requested again when another firewall is chosen.
    Missing,
    /// It is there.
    Read(Rc<Handbook>),
}

/// There is one at most, so nothing in it has to be compared.
impl PartialEq for Book {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Read(one), Self::Read(other)) => Rc::ptr_eq(one, other),
            (one, other) => mem::discriminant(one) == mem::discriminant(other),
        }
    }
}

impl Eq for Book {}

/// Everything that the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct State {
    pub(crate) language: Language,
    pub(crate) phase: Phase,
    pub(crate) feed: FeedPhase,
    pub(crate) bandwidth: BandwidthPhase,
    /// The page tests again and again.
    pub(crate) is_watching: bool,
    /// What the current run, or the one that was stopped, has found.
    pub(crate) progress: Option<Rc<Progress>>,
    /// How long that run has lasted.
    pub(crate) seconds: u32,
    /// The verdict.
    pub(crate) shown: Option<Rc<Shown>>,
    /// Why there is none.
    pub(crate) fault: Option<Fault>,
    /// The report with which the page was opened.
    received: Option<Rc<Report>>,
    /// The page's own measurement, if the shown report is joined with that report.
    own: Option<Rc<Progress>>,
    /// Why that report and the page's own are not joined.
    pub(crate) not_joined: Option<MergeError>,
    /// The verdict before the current run, which is kept if the run has no result.
    before: Option<Rc<Shown>>,
    /// The page's own report of the same site from before the one that is shown.
    earlier: Option<Rc<Report>>,
    /// Where the visitor tests.
    pub(crate) place: Place,
    /// The address of this page, without query and fragment.
    pub(crate) address: String,
    /// The firewall for which help is shown.
    pub(crate) vendor: Option<Vendor>,
    /// What is said about it.
    pub(crate) book: Book,
    /// The answers in the guided path so far.
    pub(crate) path: Vec<GuideAnswer>,
    /// What was copied last, and whether that worked.
    pub(crate) copied: Option<(Copied, bool)>,
    pub(crate) programs: Programs,
}

/// What happens to the page.
#[derive(Debug, Clone)]
pub(crate) enum Action {
    /// Another language was chosen.
    Speak(Language),
    /// The button was pressed.
    Start,
    /// The run was stopped.
    Stop,
    /// The run has lasted for this many seconds.
    Ticked(u32),
    /// The run has new results.
    Progress(Rc<Progress>),
    /// The run is over.
    Done(Rc<Progress>),
    /// A feed follows.
    Feed(FeedStep),
    /// The bandwidth is measured.
    Bandwidth(BandwidthStep),
    /// The page keeps testing.
    Watch(WatchStep),
    /// No run is possible.
    Fault(Fault),
    /// The report that came by link is to be left out.
    ShowOwn,
    /// How the device is connected.
    Connected(Connection),
    /// The site was named, or its name was removed.
    Named(String),
    /// A firewall was chosen.
    Vendor(Option<Vendor>),
    /// The words of the makes of firewalls are there, or are not.
    Handbook(Book),
    /// A question of the guided path was answered.
    Answered(GuideAnswer),
    /// One step back in the guided path.
    Back,
    /// The guided path begins again.
    StartOver,
    /// Something was copied, or the browser refused to.
    Copied(Copied, bool),
    /// The manifest of the programs is there, or is not.
    Programs(Programs),
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = Rc::unwrap_or_clone(self);
        next.change(action);
        Rc::new(next)
    }
}

impl State {
    /// The page as it was opened: at this address, perhaps with a report in its link, or with one of its own that it
    /// had shown in another language.
    pub(crate) fn opened(
        language: Language,
        address: String,
        place: Place,
        received: Option<Result<Report, LinkError>>,
        handed_over: Option<Report>,
    ) -> Self {
        let opened = Self {
            language,
            address,
            place,
            ..Self::default()
        };
        if let Some(report) = handed_over {
            let shown = Shown::new(Rc::new(report), Origin::Here, &opened.address);
            return Self {
                phase: Phase::Done,
                shown: Some(Rc::new(shown)),
                ..opened
            };
        }
        match received {
            None | Some(Err(LinkError::NotALink)) => opened,
            Some(Err(error)) => Self {
                fault: Some(Fault::Link(error)),
                ..opened
            },
            Some(Ok(report)) => {
                let report = Rc::new(report);
                let shown = Shown::new(Rc::clone(&report), Origin::Link, &opened.address);
                Self {
                    phase: Phase::Done,
                    shown: Some(Rc::new(shown)),
                    received: Some(report),
                    ..opened
                }
            }
        }
    }

    /// The verdict, once it is final.
    pub(crate) fn overall(&self) -> Option<Overall> {
        self.shown.as_ref().map(|shown| shown.report.overall)
    }

    /// The report that has a row's verdict, once that will not change any more.
    pub(crate) fn known(&self, id: RequirementId) -> Option<&Rc<Report>> {
        match (&self.shown, &self.progress) {
            (Some(_), _) if self.is_busy(id) => None,
            (Some(shown), _) => Some(&shown.report),
            (None, Some(progress)) if progress.settled.contains(id) => Some(&progress.report),
            (None, _) => None,
        }
    }

    /// The row is measured after the verdict, and now.
    pub(crate) fn is_busy(&self, id: RequirementId) -> bool {
        self.is_streaming() && is_measured_by_a_feed(id)
            || self.bandwidth == BandwidthPhase::Running && id == RequirementId::Bandwidth
    }

    /// The address that opens what is shown.
    pub(crate) fn address_of_shown(&self) -> &str {
        let shown = self.shown.as_ref();
        let link = shown.and_then(|shown| shown.links.full.as_ref());
        link.unwrap_or(&self.address)
    }

    /// How many rows are settled, and how many there are, without those that a page does not measure.
    pub(crate) fn settled(&self) -> (usize, usize) {
        let all = RequirementId::ALL.len();
        let Some(progress) = &self.progress else {
            return (0, all);
        };
        let rows = progress.report.requirements.iter();
        let settled = rows.filter(|row| progress.settled.contains(row.id));
        let not_tested = settled
            .filter(|row| row.status == Status::NotTested)
            .count();
        let settled = progress.settled.len().saturating_sub(not_tested);
        (settled, all.saturating_sub(not_tested))
    }

    /// A run, a feed or a watch is under way.
    pub(crate) fn is_measuring(&self) -> bool {
        self.phase == Phase::Running
            || self.is_watching
            || self.is_streaming()
            || self.bandwidth == BandwidthPhase::Running
    }

    /// A feed runs.
    pub(crate) fn is_streaming(&self) -> bool {
        matches!(self.feed, FeedPhase::Running(_))
    }

    /// A run was stopped before its end.
    pub(crate) fn was_stopped(&self) -> bool {
        self.phase == Phase::Idle && self.progress.is_some()
    }

    /// Where the reader is in the guided path.
    pub(crate) fn guide(&self, report: &Report) -> Next {
        Next::after(self.path.last(), report, self.vendor)
    }

    /// The state after an action.
    pub(crate) fn change(&mut self, action: Action) {
        match action {
            Action::Feed(_) | Action::Watch(_) | Action::Bandwidth(_)
                if self.phase != Phase::Done => {}
            Action::Watch(WatchStep::Runs(progress)) => {
                if let Some(progress) = progress {
                    self.conclude(progress, false);
                }
                self.feed = FeedPhase::Idle;
                self.bandwidth = BandwidthPhase::Idle;
                self.is_watching = true;
            }
            Action::Watch(WatchStep::Over) => self.is_watching = false,
            Action::Stop if self.is_watching => self.is_watching = false,
            Action::Feed(FeedStep::Waits) => self.feed = FeedPhase::Waiting,
            Action::Feed(FeedStep::Runs(shown)) => self.feed = FeedPhase::Running(shown),
            Action::Feed(FeedStep::Done(progress)) => {
                // A report that the visitor took apart stays so.
                self.conclude(progress, self.own.is_some());
                self.feed = FeedPhase::Done;
            }
            Action::Stop if self.is_streaming() => self.feed = FeedPhase::Idle,
            Action::Bandwidth(BandwidthStep::Runs) => self.bandwidth = BandwidthPhase::Running,
            Action::Bandwidth(BandwidthStep::Done(row)) => self.conclude_bandwidth(row),
            Action::Stop if self.bandwidth == BandwidthPhase::Running => {
                self.bandwidth = BandwidthPhase::Idle;
            }
            // The last progress of a run may still arrive after it is stopped, or the press that stops it
            // after it has ended.
            Action::Stop
            | Action::Ticked(_)
            | Action::Progress(_)
            | Action::Done(_)
            | Action::Fault(_)
                if self.phase != Phase::Running => {}
            Action::Speak(language) => self.language = language,
            Action::Start => self.start(),
            Action::Stop => self.end_without_verdict(),
            Action::Ticked(seconds) => self.seconds = seconds,
            Action::Progress(progress) => self.progress = Some(progress),
            Action::Done(progress) => {
                let place = &self.completed(&progress.report).place;
                self.earlier = self.before.take().and_then(|shown| shown.own_of(place));
                self.conclude(progress, true);
            }
            Action::Fault(fault) => {
                self.progress = None;
                self.fault = Some(fault);
                self.end_without_verdict();
            }
            Action::ShowOwn => {
                if let Some(own) = self.own.take() {
                    let address = own.page.as_ref().unwrap_or(&self.address);
                    let shown = Shown::new(self.completed(&own.report), Origin::Here, address);
                    self.shown = Some(Rc::new(shown));
                }
            }
            Action::Connected(connection) => {
                self.place.connection = Some(connection);
                self.complete_shown();
            }
            Action::Named(site) => {
                self.place.site = (!site.is_empty()).then_some(site);
                self.complete_shown();
            }
            Action::Vendor(vendor) => self.vendor = vendor,
            // Two requests may be under way, and the second may fail.
            Action::Handbook(_) if matches!(self.book, Book::Read(_)) => {}
            Action::Handbook(book) => self.book = book,
            Action::Answered(answered) => {
                self.path.push(answered);
                self.complete_shown();
            }
            Action::Back => {
                self.path.pop();
                self.complete_shown();
            }
            Action::StartOver => {
                self.path.clear();
                self.complete_shown();
            }
            Action::Copied(what, worked) => self.copied = Some((what, worked)),
            Action::Programs(programs) => self.programs = programs,
        }
    }

    fn start(&mut self) {
        self.phase = Phase::Running;
        self.feed = FeedPhase::Idle;
        self.bandwidth = BandwidthPhase::Idle;
        self.is_watching = false;
        self.progress = None;
        self.seconds = 0;
        self.before = self.shown.take();
        self.fault = None;
        self.not_joined = None;
        self.path.clear();
        self.copied = None;
    }

    /// A report of this page, with what the visitor entered: the place, and the answers on the guided path.
    fn completed(&self, report: &Report) -> Rc<Report> {
        let site = self.place.site.as_deref().map(str::trim);
        Rc::new(Report {
            place: Place {
                site: site.filter(|site| !site.is_empty()).map(str::to_owned),
                ..self.place.clone()
            },
            guide: self.path.clone(),
            ..report.clone()
        })
    }

    /// The visitor may also enter that after the run.
    fn complete_shown(&mut self) {
        if let Some(shown) = self.shown.take() {
            let is_own = shown.origin == Origin::Here;
            let placed = is_own
                .then(|| Shown::new(self.completed(&shown.report), shown.origin, &shown.address));
            self.shown = Some(placed.map_or(shown, Rc::new));
        }
    }

    /// The status that a row had in the run before, if it has changed since.
    pub(crate) fn status_before(&self, id: RequirementId) -> Option<Status> {
        if self.phase != Phase::Done {
            return None;
        }
        let [before, now] =
            [self.earlier.as_ref()?, self.known(id)?].map(|report| Some(report.row(id)?.status));
        before.filter(|_| before != now)
    }

    /// An earlier verdict takes precedence over an unfinished run.
    fn end_without_verdict(&mut self) {
        self.shown = self.before.take();
        self.phase = match self.shown {
            Some(_) => Phase::Done,
            None => Phase::Idle,
        };
    }

    /// Where a joined report comes from: the one that was opened, and the page's own.
    pub(crate) fn joined(&self) -> Option<(&Rc<Report>, &Rc<Report>)> {
        Some((self.received.as_ref()?, &self.own.as_ref()?.report))
    }

    /// Nothing else of the report changes.
    fn conclude_bandwidth(&mut self, row: Option<Row>) {
        self.bandwidth = BandwidthPhase::Done;
        if let (Some(shown), Some(row)) = (&self.shown, row) {
            let mut report = Report::clone(&shown.report);
            report.replace(row);
            let shown = Shown::new(Rc::new(report), shown.origin, &shown.address);
            self.shown = Some(Rc::new(shown));
        }
    }

    /// A report that came by link from the other vantage is joined with the page's own.
    fn conclude(&mut self, progress: Rc<Progress>, joins: bool) {
        let address = progress.page.as_ref().unwrap_or(&self.address);
        let own = self.completed(&progress.report);
        let received = self.received.as_deref().filter(|_| joins);
        let (shown, not_joined) = Shown::conclude(own, received, address);
        self.phase = Phase::Done;
        self.progress = None;
        self.own = (shown.origin == Origin::Joined).then_some(progress);
        self.shown = Some(Rc::new(shown));
        self.not_joined = not_joined.or(self.not_joined);
    }
}

/// What changes while a feed runs.
const fn is_measured_by_a_feed(id: RequirementId) -> bool {
    matches!(
        id,
        RequirementId::FeedReliability | RequirementId::Fragments
    )
}

#[cfg(test)]
mod tests;
