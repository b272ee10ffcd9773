//! The page's part in a watch: its clocks, its rounds, and the screen that is kept on.

use std::rc::Rc;
use std::time::Duration;

use camcheck_core::catalogue::Catalogue;
use camcheck_core::model::report::Report;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::watch::{Moment, Order, Station, Watch, measure};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::Callback;

use super::About;
use crate::state::{Action, Progress, WatchStep};
use crate::vantage;

/// Makes rounds from this browser.
pub(super) struct PageStation {
    catalogue: Catalogue,
    page: Option<String>,
    dispatch: Callback<Action>,
    /// What the last round found, until it was shown.
    found: Option<Rc<Progress>>,
}

impl PageStation {
    pub(super) fn new(
        catalogue: Catalogue,
        page: Option<String>,
        dispatch: Callback<Action>,
    ) -> Self {
        Self {
            catalogue,
            page,
            dispatch,
            found: None,
        }
    }
}

impl Station for PageStation {
    fn now(&self) -> Moment {
        vantage::moment()
    }

    async fn sleep(&self, duration: Duration) {
        vantage::sleep(duration).await;
    }

    async fn round(&mut self, order: &Order) -> Report {
        keep_screen_on();
        let options = order.options(self.catalogue.clone(), Vantage::Page);
        let about = About {
            page: self.page.clone(),
            ..About::begin(Box::new(|_| {}))
        };
        let run = measure(options, &about.prober, &mut |_| {}).await;
        let found = about.progress(&run);
        let report = Report::clone(&found.report);
        self.found = Some(found);
        report
    }

    fn show(&mut self, watch: &mut Watch) {
        let found = self.found.take();
        let summed_up = found.and_then(|found| {
            let report = watch.report(self.now())?;
            Some(Rc::new(Progress {
                report: Rc::new(report),
                ..Progress::clone(&found)
            }))
        });
        if summed_up.is_some() {
            self.dispatch
                .emit(Action::Watch(WatchStep::Runs(summed_up)));
        }
    }
}

/// A device whose screen goes off soon sleeps. The lock (Screen Wake Lock API, which some browsers have) is lost whenever
/// the page is not in front, so it is asked for again with each round.
fn keep_screen_on() {
    let field = |object: &JsValue, name: &str| Reflect::get(object, &name.into());
    let request = || {
        let lock = field(&gloo_utils::window().navigator(), "wakeLock")?;
        let request: Function = field(&lock, "request")?.dyn_into()?;
        request.call1(&lock, &"screen".into())?.dyn_into()
    };
    let requested: Result<Promise, JsValue> = request();
    if let Ok(requested) = requested {
        // If it is refused, the time in which the device sleeps is a gap.
        spawn_local(async { drop(JsFuture::from(requested).await) });
    }
}
