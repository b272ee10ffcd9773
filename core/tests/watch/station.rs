//! A device that watches a simulated site: its clocks, its sleep, and what becomes of the site.

use std::cell::Cell;
use std::net::IpAddr;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use camcheck_core::catalogue::Catalogue;
use camcheck_core::model::report::Report;
use camcheck_core::model::time::Time;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::probe::Browser;
use camcheck_core::run::Circumstances;
use camcheck_core::sim::catalogue;
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::watch::{Entry, Moment, Order, Schedule, Station, Watch, drive, measure};
use enumset::EnumSet;

/// When every watch begins: 2026-11-23, 02:55:00 UTC.
pub(crate) const BEGAN: Duration = Duration::from_secs(1_795_402_500);

pub(crate) const fn minutes(minutes: u64) -> u64 {
    minutes * 60
}

pub(crate) const fn hours(hours: u64) -> u64 {
    hours * 3600
}

/// The moment this many seconds after the beginning.
pub(crate) fn at(seconds: u64) -> Time {
    Time::from_seconds(BEGAN.as_secs() + seconds)
}

pub(crate) fn schedule(every: u64, total: u64) -> Schedule {
    Schedule::new(Duration::from_secs(every), Duration::from_secs(total)).expect("sound")
}

/// What happens during a watch, at seconds since its beginning.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Event {
    /// From then on the site is like this.
    Site(u64, &'static str),
    /// The device sleeps from one moment to another.
    Sleep(u64, u64),
    /// The round that begins then takes this many seconds longer, in which the device sleeps.
    SleepInRound(u64, u64),
    /// The round that begins then takes this many seconds longer.
    SlowRound(u64, u64),
    /// From then on the device has this address.
    Move(u64, &'static str),
}

/// The device.
pub(crate) struct Simulated {
    catalogue: Catalogue,
    events: Vec<Event>,
    wall: Cell<Duration>,
    monotonic: Cell<Duration>,
    pub(crate) longest_wait: Duration,
    waited: Cell<Duration>,
    /// How many UDP ports each round asked.
    pub(crate) ports_asked: Vec<usize>,
}

impl Simulated {
    pub(crate) fn new(events: Vec<Event>) -> Self {
        Self {
            catalogue: catalogue(false).expect("the simulated catalogue"),
            events,
            wall: Cell::new(BEGAN),
            monotonic: Cell::new(Duration::from_secs(77)),
            longest_wait: Duration::ZERO,
            waited: Cell::default(),
            ports_asked: Vec::new(),
        }
    }

    /// The same device when the program is started again, this long after the first start.
    pub(crate) fn restarted(&self, seconds: u64) -> Self {
        let restarted = Self::new(Vec::new());
        restarted.wall.set(BEGAN + Duration::from_secs(seconds));
        restarted
    }

    pub(crate) fn watch(&mut self, schedule: Schedule) -> Watch {
        self.continued(schedule, Vec::new())
    }

    pub(crate) fn continued(&mut self, schedule: Schedule, past: Vec<Entry>) -> Watch {
        let mut watch = Watch::begin(schedule, EnumSet::empty(), 7, past, self.moment());
        {
            let mut driven = pin!(drive(&mut watch, self));
            let mut context = Context::from_waker(Waker::noop());
            // Every wait is over at once.
            assert_eq!(driven.as_mut().poll(&mut context), Poll::Ready(()));
        }
        self.longest_wait = self.waited.get();
        watch
    }

    pub(crate) fn moment(&self) -> Moment {
        Moment {
            wall: self.wall.get(),
            monotonic: self.monotonic.get(),
        }
    }

    fn now(&self) -> Duration {
        self.wall.get() - BEGAN
    }

    fn pass(&self, awake: Duration, asleep: Duration) {
        self.wall.set(self.wall.get() + awake + asleep);
        self.monotonic.set(self.monotonic.get() + awake);
    }

    fn site(&self) -> Site {
        let site = self.events.iter().filter_map(|event| match event {
            Event::Site(from, site) if Duration::from_secs(*from) <= self.now() => Some(*site),
            _ => None,
        });
        let more = site.last().unwrap_or_default();
        let text = format!(
            "title = \"watched\"\n[nat]\nmapping = \"endpoint-independent\"\n\
             filtering = \"endpoint-independent\"\n[expect]\noverall = \"ready\"\n{more}"
        );
        Site::parse(&text).expect(&text)
    }

    /// How much longer the round takes that begins now: awake, and asleep.
    fn slowness(&self) -> (Duration, Duration) {
        let is_now = |from: u64| Duration::from_secs(from) == self.now();
        let mut slowness = (Duration::ZERO, Duration::ZERO);
        for event in &self.events {
            match event {
                Event::SlowRound(from, more) if is_now(*from) => {
                    slowness.0 = Duration::from_secs(*more);
                }
                Event::SleepInRound(from, more) if is_now(*from) => {
                    slowness.1 = Duration::from_secs(*more);
                }
                _ => {}
            }
        }
        slowness
    }

    fn address(&self) -> Option<IpAddr> {
        self.events.iter().rev().find_map(|event| match event {
            Event::Move(from, address) if Duration::from_secs(*from) <= self.now() => {
                Some(address.parse().expect("an address"))
            }
            _ => None,
        })
    }
}

impl Station for Simulated {
    fn now(&self) -> Moment {
        self.moment()
    }

    async fn sleep(&self, duration: Duration) {
        let until = self.now() + duration;
        self.waited.set(self.waited.get().max(duration));
        let nap = self.events.iter().find_map(|event| match event {
            Event::Sleep(from, to) => {
                let (from, to) = (Duration::from_secs(*from), Duration::from_secs(*to));
                (self.now() <= from && from < until).then_some((from, to))
            }
            _ => None,
        });
        match nap {
            // The timer has stopped as well, but it is over when the device wakes up.
            Some((from, to)) => self.pass(from - self.now(), to - from),
            None => self.pass(duration, Duration::ZERO),
        }
    }

    async fn round(&mut self, order: &Order) -> Report {
        let (site, clock) = (self.site(), Clock::default());
        let slowness = self.slowness();
        let prober = SimProber::new(
            &site,
            &self.catalogue,
            Vantage::Native,
            Browser::Other,
            clock.clone(),
            0,
        );
        let options = order.options(self.catalogue.clone(), Vantage::Native);
        let run = clock.block_on(measure(options, &prober, &mut |_| {}));
        let asked = run.board().udp.keys().map(|probe| probe.ports.len());
        self.ports_asked.push(asked.sum());
        let mut report = run.report(Circumstances {
            started: "2026-01-01T00:00:00Z".to_owned(),
            ..Circumstances::default()
        });
        if let Some(address) = self.address() {
            report.network.local_addresses = vec![address];
        }
        self.pass(clock.now() + slowness.0, slowness.1);
        report
    }

    fn show(&mut self, _: &mut Watch) {}
}
