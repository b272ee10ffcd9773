//! One run: the catalogue, the core's engine and the page's prober put together.

mod station;

use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use camcheck_core::catalogue::Catalogue;
use camcheck_core::downloads::{self, Downloads};
use camcheck_core::limits::{FEED_WINDOWS, OWN_FILE_TRIES};
use camcheck_core::model::feed::Feed;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::prober::Prober;
use camcheck_core::remedy::{self, Handbook};
use camcheck_core::run::drive::drive;
use camcheck_core::run::{Circumstances, Run};
use camcheck_core::watch;
use camcheck_core::watch::{Schedule, Station, Watch};
use enumset::EnumSet;
use futures_util::future::select;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use crate::state::{Action, BandwidthStep, Book, Fault, FeedStep, Programs, Progress, WatchStep};
use crate::vantage::{OwnFile, PageProber, own_file};
use station::PageStation;

/// The page's own catalogue, beside the page.
pub(crate) const CATALOGUE: &str = "catalogue.json";

/// Fetches the manifest of the native programs, beside the page.
pub(crate) fn want_programs(dispatch: &Callback<Action>) {
    fetch(downloads::FILE_NAME, dispatch, |file| {
        Action::Programs(match file {
            OwnFile::Missing => Programs::None,
            OwnFile::NoAnswer => Programs::NoAnswer,
            OwnFile::Found(json) => match Downloads::parse(&json) {
                Ok(downloads) => Programs::Offered(Rc::new(downloads)),
                Err(error) => Programs::Unsound(error),
            },
        })
    });
}

/// Fetches what the makes of firewalls call their settings, unless it is there.
pub(crate) fn want_handbook(book: &Book, dispatch: &Callback<Action>) {
    if let Book::Read(_) = book {
        return;
    }
    fetch(remedy::FILE_NAME, dispatch, |file| {
        let handbook = match file {
            OwnFile::Found(json) => Handbook::parse(&json).ok(),
            OwnFile::Missing | OwnFile::NoAnswer => None,
        };
        Action::Handbook(handbook.map_or(Book::Missing, |handbook| Book::Read(Rc::new(handbook))))
    });
}

/// With a function pointer, because a future of its own for each file is 1 KB of the page.
fn fetch(file: &'static str, dispatch: &Callback<Action>, read: fn(OwnFile) -> Action) {
    let dispatch = dispatch.clone();
    spawn_local(async move {
        dispatch.emit(read(own_file(file, OWN_FILE_TRIES).await));
    });
}

/// The text of the page's own catalogue, if it has one and its server answers.
pub(crate) async fn early_catalogue() -> Option<Rc<str>> {
    match own_file(CATALOGUE, OWN_FILE_TRIES).await {
        OwnFile::Found(json) => Some(json.into()),
        OwnFile::Missing | OwnFile::NoAnswer => None,
    }
}

/// A run whose verdict is there, and which a feed may follow.
pub(crate) struct Measured {
    run: Run,
    about: About,
}

/// What a report contains besides what was observed.
struct About {
    prober: PageProber,
    started: String,
    /// How long it took to the verdict, once that is there.
    took: Option<Duration>,
    page: Option<String>,
}

/// Measures, and dispatches what is known after every observation. `early` is the catalogue as it was when
/// the page was opened: the network under test may block the page's server.
pub(crate) async fn run(dispatch: Callback<Action>, early: Option<Rc<str>>) -> Option<Measured> {
    let shown = dispatch.clone();
    let mut about = About::begin(Box::new(move |feed| {
        shown.emit(Action::Feed(FeedStep::Runs(Some(Rc::new(feed)))));
    }));
    let (catalogue, is_own) = match catalogue(early).await {
        Ok(catalogue) => catalogue,
        Err(fault) => {
            dispatch.emit(Action::Fault(fault));
            return None;
        }
    };
    about.page = is_own.then(|| catalogue.page.clone());
    let mut run = Run::new(RunOptions::new(catalogue, Vantage::Page, seed()));
    about.measure(&mut run, &dispatch).await;
    about.took = Some(about.prober.elapsed());
    dispatch.emit(Action::Done(about.progress(&run)));
    // A feed would measure everything else once more, without looking out for pauses.
    (!run.was_given_up()).then_some(Measured { run, about })
}

/// Measures the bandwidth, and dispatches what that showed.
pub(crate) async fn bandwidth(dispatch: Callback<Action>, early: Option<Rc<str>>) {
    dispatch.emit(Action::Bandwidth(BandwidthStep::Runs));
    let mut row = None;
    if let Ok((catalogue, _)) = catalogue(early).await {
        let mut run = Run::new(RunOptions {
            only: RequirementId::Bandwidth.into(),
            thorough: true,
            ..RunOptions::new(catalogue, Vantage::Page, seed())
        });
        let about = About::begin(Box::new(drop));
        about.drive(&mut run, &mut |_| {}).await;
        let report = about.progress(&run).report.clone();
        row = report.row(RequirementId::Bandwidth).cloned();
    }
    dispatch.emit(Action::Bandwidth(BandwidthStep::Done(row)));
}

/// Tests again and again, and dispatches what that adds up to.
pub(crate) async fn watch(dispatch: Callback<Action>, early: Option<Rc<str>>) {
    dispatch.emit(Action::Watch(WatchStep::Runs(None)));
    if let Ok((catalogue, is_own)) = catalogue(early).await {
        let page = is_own.then(|| catalogue.page.clone());
        let mut station = PageStation::new(catalogue, page, dispatch.clone());
        let now = station.now();
        let mut watch = Watch::begin(Schedule::PAGE, EnumSet::empty(), seed(), Vec::new(), now);
        watch::drive(&mut watch, &mut station).await;
    }
    dispatch.emit(Action::Watch(WatchStep::Over));
}

/// Not a secret: it only places the UDP grid.
fn seed() -> u64 {
    js_sys::Math::random().to_bits()
}

/// Dispatches every second that passes.
async fn tick(prober: &PageProber, dispatch: &Callback<Action>) {
    let mut seconds = 0;
    loop {
        prober.sleep(Duration::from_secs(1)).await;
        seconds += 1;
        dispatch.emit(Action::Ticked(seconds));
    }
}

impl Measured {
    /// Streams, and dispatches what that showed.
    pub(crate) async fn stream(mut self, dispatch: Callback<Action>) {
        let began = || dispatch.emit(Action::Feed(FeedStep::Runs(None)));
        began();
        self.run.begin_feed(FEED_WINDOWS);
        self.about.drive(&mut self.run, &mut |_| began()).await;
        let progress = self.about.progress(&self.run);
        dispatch.emit(Action::Feed(FeedStep::Done(progress)));
    }
}

impl About {
    /// Of a run that begins now. `on_feed` is called with what a feed has shown after each of its seconds.
    fn begin(on_feed: Box<dyn Fn(Feed)>) -> Self {
        Self {
            prober: PageProber::new(on_feed),
            started: now(),
            took: None,
            page: None,
        }
    }

    /// Measures to the verdict, and dispatches every step and every second.
    async fn measure(&self, run: &mut Run, dispatch: &Callback<Action>) {
        let mut changed = |run: &Run| dispatch.emit(Action::Progress(self.progress(run)));
        let measuring = pin!(self.drive(run, &mut changed));
        let ticking = pin!(tick(&self.prober, dispatch));
        select(measuring, ticking).await;
    }

    /// With the same types as the rounds of a watch: another copy of the driver is 3 KB of the page.
    async fn drive(&self, run: &mut Run, changed: &mut dyn FnMut(&Run)) {
        drive(run, &self.prober, changed).await;
    }

    fn progress(&self, run: &Run) -> Rc<Progress> {
        let took = self.took.unwrap_or_else(|| self.prober.elapsed());
        let report = run.report(Circumstances {
            started: self.started.clone(),
            duration_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            extra_root: false,
        });
        Rc::new(Progress {
            settled: run.settled(&report),
            activity: run.activity(),
            answered: run.answered_ports(),
            report: Rc::new(report),
            page: self.page.clone(),
        })
    }
}

/// The catalogue of the page's own origin, or the built-in one if there is none; and whether it is the
/// page's own.
async fn catalogue(early: Option<Rc<str>>) -> Result<(Catalogue, bool), Fault> {
    let tries = if early.is_some() { 1 } else { OWN_FILE_TRIES };
    let (parsed, is_own) = match (own_file(CATALOGUE, tries).await, early) {
        (OwnFile::Found(json), _) => (Catalogue::parse(&json), true),
        (OwnFile::Missing, _) => (Catalogue::embedded(), false),
        (OwnFile::NoAnswer, Some(json)) => (Catalogue::parse(&json), true),
        (OwnFile::NoAnswer, None) => return Err(Fault::NoAnswer),
    };
    match parsed {
        Ok(catalogue) => Ok((catalogue, is_own)),
        Err(error) => Err(Fault::Catalogue(error.to_string())),
    }
}

/// RFC 3339 in UTC, to the second.
fn now() -> String {
    let precise: String = js_sys::Date::new_0().to_iso_string().into();
    match precise.split_once('.') {
        Some((seconds, _)) => format!("{seconds}Z"),
        None => precise,
    }
}
