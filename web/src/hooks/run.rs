//! Starting and stopping a run.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::future::{AbortHandle, abortable};
use wasm_bindgen_futures::spawn_local;
use yew::{Callback, hook, use_callback, use_effect_with, use_mut_ref};

use crate::frame;
use crate::runner;
use crate::state::Action;

/// Starts and stops the run. There is one at a time.
#[derive(Debug)]
pub(crate) struct RunControl {
    pub(crate) start: Callback<()>,
    pub(crate) stop: Callback<()>,
}

/// Runs that report their progress to the state. Each action is applied to the current state, so nothing
/// here uses an old one. A run that is stopped is dropped together with its connections, and dispatches
/// nothing more.
#[hook]
pub(crate) fn use_run(dispatch: Callback<Action>) -> RunControl {
    let catalogue = use_early_catalogue();
    let current = use_mut_ref(|| None::<AbortHandle>);
    let start = {
        let current = Rc::clone(&current);
        use_callback(dispatch.clone(), move |(), dispatch| {
            if current.borrow().is_some() {
                return;
            }
            dispatch.emit(Action::Start);
            frame::forget_link();
            let run = runner::run(dispatch.clone(), catalogue.borrow().clone());
            let (run, handle) = abortable(run);
            current.replace(Some(handle));
            let current = Rc::clone(&current);
            spawn_local(async move {
                // A run that was stopped has already been removed, and the next one may have started.
                if run.await.is_ok() {
                    current.take();
                }
            });
        })
    };
    let stop = use_callback(dispatch, move |(), dispatch| {
        if let Some(run) = current.take() {
            run.abort();
            dispatch.emit(Action::Stop);
        }
    });
    RunControl { start, stop }
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
