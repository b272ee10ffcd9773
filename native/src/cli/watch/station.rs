//! The native program's part in a watch: its clocks, its rounds, and where they are reported.

use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime};

use camcheck_core::catalogue::Catalogue;
use camcheck_core::model::report::Report;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::watch::{Moment, Order, Station, Watch, measure};

use super::log::Log;
use super::metrics::Metrics;
use super::screen::Screen;
use crate::cli::args::CommonArgs;
use crate::cli::kit::Kit;
use crate::cli::{catalogue, circumstances, clock};

/// Makes rounds from this device.
pub(super) struct NativeStation<'a> {
    args: &'a CommonArgs,
    kit: Kit,
    catalogue: Catalogue,
    screen: Screen,
    metrics: &'a Metrics,
    log: Option<Log>,
    /// Entries that were written, counted and shown.
    told: usize,
}

impl<'a> NativeStation<'a> {
    pub(super) fn new(
        args: &'a CommonArgs,
        kit: Kit,
        catalogue: Catalogue,
        screen: Screen,
        metrics: &'a Metrics,
    ) -> Self {
        Self {
            args,
            kit,
            catalogue,
            screen,
            metrics,
            log: None,
            told: 0,
        }
    }

    /// The same, with a log that already has this many entries.
    pub(super) fn continuing(self, log: Option<Log>, entries: usize) -> Self {
        Self {
            log,
            told: entries,
            ..self
        }
    }

    /// Makes room for the report.
    pub(super) fn clear(&mut self) {
        self.screen.clear();
    }
}

impl Station for NativeStation<'_> {
    fn now(&self) -> Moment {
        now()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    async fn round(&mut self, order: &Order) -> Report {
        self.kit.look_again();
        catalogue::look_up_again(&mut self.catalogue, self.args, &self.kit).await;
        let options = order.options(self.catalogue.clone(), Vantage::Native);
        let started = clock::now();
        // It reads the resolvers and interfaces as they are now.
        let prober = self.kit.prober();
        let screen = &mut self.screen;
        let run = measure(options, &prober, &mut |run| screen.progress(run)).await;
        run.report(circumstances(started, &prober, self.args))
    }

    fn show(&mut self, watch: &mut Watch) {
        let new = watch.entries().get(self.told..).unwrap_or_default();
        if let Some(log) = &mut self.log {
            log.append(new);
        }
        self.metrics.count(new, watch);
        self.screen.show(watch, new);
        self.told = watch.entries().len();
    }
}

/// Both clocks. A time of day before 1970 is wrong in any case.
pub(super) fn now() -> Moment {
    static STARTED: OnceLock<Instant> = OnceLock::new();
    let started = STARTED.get_or_init(Instant::now);
    Moment {
        wall: SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default(),
        monotonic: started.elapsed(),
    }
}
