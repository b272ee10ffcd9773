//! One run: the catalogue, the core's engine and the page's prober put together.

use std::rc::Rc;

use camcheck_core::catalogue::Catalogue;
use camcheck_core::downloads::{self, Downloads};
use camcheck_core::limits::OWN_FILE_TRIES;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::prober::Prober;
use camcheck_core::run::drive::drive;
use camcheck_core::run::{Circumstances, Run};
use yew::Callback;

use crate::state::{Action, Fault, Programs, Progress};
use crate::vantage::{OwnFile, PageProber, own_file};

/// The page's own catalogue, beside the page.
const CATALOGUE: &str = "catalogue.json";

/// The manifest of the native programs, beside the page.
pub(crate) async fn programs() -> Programs {
    match own_file(downloads::FILE_NAME, OWN_FILE_TRIES).await {
        OwnFile::Missing => Programs::None,
        OwnFile::NoAnswer => Programs::NoAnswer,
        OwnFile::Found(json) => match Downloads::parse(&json) {
            Ok(downloads) => Programs::Offered(Rc::new(downloads)),
            Err(error) => Programs::Unsound(error),
        },
    }
}

/// The text of the page's own catalogue, if it has one and its server answers.
pub(crate) async fn early_catalogue() -> Option<Rc<str>> {
    match own_file(CATALOGUE, OWN_FILE_TRIES).await {
        OwnFile::Found(json) => Some(json.into()),
        OwnFile::Missing | OwnFile::NoAnswer => None,
    }
}

/// Measures, and dispatches what is known after every observation. `early` is the catalogue as it was when
/// the page was opened: the network under test may block the page's server.
pub(crate) async fn run(dispatch: Callback<Action>, early: Option<Rc<str>>) {
    let prober = PageProber::new();
    let started = now();
    let (catalogue, is_own) = match catalogue(early).await {
        Ok(catalogue) => catalogue,
        Err(fault) => return dispatch.emit(Action::Fault(fault)),
    };
    let address = is_own.then(|| catalogue.page.clone());
    // Not a secret: it only places the UDP grid.
    let seed = js_sys::Math::random().to_bits();
    let mut run = Run::new(RunOptions::new(catalogue, Vantage::Page, seed));
    let progress = |run: &Run| {
        let report = run.report(Circumstances {
            started: started.clone(),
            duration_ms: u64::try_from(prober.elapsed().as_millis()).unwrap_or(u64::MAX),
            extra_root: false,
        });
        Rc::new(Progress {
            settled: run.settled(&report),
            report: Rc::new(report),
            page: address.clone(),
        })
    };
    drive(&mut run, &prober, |run| {
        dispatch.emit(Action::Progress(progress(run)));
    })
    .await;
    dispatch.emit(Action::Done(progress(&run)));
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
