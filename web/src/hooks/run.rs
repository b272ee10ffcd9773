//! Starting and stopping a run.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::future::{AbortHandle, LocalBoxFuture, abortable};
use wasm_bindgen_futures::spawn_local;
use yew::{Callback, hook, use_callback, use_effect_with, use_mut_ref};

use crate::frame;
use crate::runner::{self, Measured};
use crate::state::{Action, FeedStep};

/// Starts and stops the run. There is one at a time.
#[derive(Debug)]
pub(crate) struct RunControl {
    pub(crate) start: Callback<()>,
    pub(crate) stop: Callback<()>,
    /// Starts the feed that waits for a press.
    pub(crate) stream: Callback<()>,
    /// Tests again and again.
    pub(crate) watch: Callback<()>,
    /// Measures the bandwidth.
    pub(crate) bandwidth: Callback<()>,
}

/// What is under way.
#[derive(Default)]
enum Current {
    #[default]
    Nothing,
    Run(AbortHandle),
    /// A feed that waits for a press.
    Waiting(Box<Measured>),
    /// A feed, a watch or a measurement of the bandwidth.
    AfterVerdict(AbortHandle),
}

/// Runs that report their progress to the state. Each action is applied to the current state, so nothing
/// here uses an old one. A run that is stopped is dropped together with its connections, and dispatches
/// nothing more. `streams_at_once`: a feed follows without a press.
#[hook]
pub(crate) fn use_run(dispatch: Callback<Action>, streams_at_once: bool) -> RunControl {
    let catalogue = use_early_catalogue();
    let current = use_mut_ref(Current::default);
    let start = {
        let (current, catalogue) = (Rc::clone(&current), Rc::clone(&catalogue));
        use_callback(dispatch.clone(), move |(), dispatch| {
            match current.take() {
                run @ Current::Run(_) => {
                    current.replace(run);
                    return;
                }
                Current::AfterVerdict(other) => other.abort(),
                Current::Nothing | Current::Waiting(_) => {}
            }
            dispatch.emit(Action::Start);
            frame::forget_link();
            let run = runner::run(dispatch.clone(), catalogue.borrow().clone());
            let (run, handle) = abortable(run);
            current.replace(Current::Run(handle));
            let (current, dispatch) = (Rc::clone(&current), dispatch.clone());
            spawn_local(async move {
                // A run that was stopped has already been removed, and the next one may have started.
                let Ok(measured) = run.await else {
                    return;
                };
                match measured {
                    None => drop(current.take()),
                    Some(measured) if streams_at_once => {
                        follow(&current, Box::pin(measured.stream(dispatch)));
                    }
                    Some(measured) => {
                        current.replace(Current::Waiting(Box::new(measured)));
                        dispatch.emit(Action::Feed(FeedStep::Waits));
                    }
                }
            });
        })
    };
    let press = {
        let current = Rc::clone(&current);
        use_callback(dispatch.clone(), move |(), dispatch| match current.take() {
            Current::Waiting(measured) => {
                follow(&current, Box::pin(measured.stream(dispatch.clone())));
            }
            other => drop(current.replace(other)),
        })
    };
    // A feed that waits for a press is part of every round.
    let watch = {
        let (current, catalogue) = (Rc::clone(&current), Rc::clone(&catalogue));
        use_callback(dispatch.clone(), move |(), dispatch| {
            let watch = runner::watch(dispatch.clone(), catalogue.borrow().clone());
            follow(&current, Box::pin(watch));
        })
    };
    let bandwidth = {
        let current = Rc::clone(&current);
        use_callback(dispatch.clone(), move |(), dispatch| {
            let bandwidth = runner::bandwidth(dispatch.clone(), catalogue.borrow().clone());
            follow(&current, Box::pin(bandwidth));
        })
    };
    let stop = use_callback(dispatch, move |(), dispatch| {
        if let Current::Run(handle) | Current::AfterVerdict(handle) = current.take() {
            handle.abort();
            dispatch.emit(Action::Stop);
        }
    });
    RunControl {
        start,
        stop,
        stream: press,
        watch,
        bandwidth,
    }
}

/// Runs what follows a verdict. In a box, because the code for each kind of future would be 1 KB of the page.
fn follow(current: &Rc<RefCell<Current>>, work: LocalBoxFuture<'static, ()>) {
    let (work, handle) = abortable(work);
    current.replace(Current::AfterVerdict(handle));
    let current = Rc::clone(current);
    spawn_local(async move {
        if work.await.is_ok() {
            current.take();
        }
    });
}

/// Starts a run as soon as the page is open, if requested.
#[hook]
pub(crate) fn use_start_at_once(wanted: bool, start: Callback<()>) {
    use_effect_with((), move |()| {
        if wanted {
            start.emit(());
        }
    });
}

/// The page's own catalogue as it was when the page was opened, once it is there.
#[hook]
fn use_early_catalogue() -> Rc<RefCell<Option<Rc<str>>>> {
    let catalogue = use_mut_ref(|| None);
    {
        let catalogue = Rc::clone(&catalogue);
        use_effect_with((), move |()| {
            spawn_local(async move {
                catalogue.replace(runner::early_catalogue().await);
            });
        });
    }
    catalogue
}
