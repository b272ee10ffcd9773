//! The engine as all tasks of the process use it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use camcheck_codec::dtls::Server;
use camcheck_codec::random;

use crate::engine::{Endpoints, Engine, Entropy, PathOffer};

/// The engine behind a lock, and the clock that it counts in.
#[derive(Debug)]
pub(crate) struct SharedEngine {
    engine: Mutex<Engine>,
    started: Instant,
}

impl SharedEngine {
    /// An engine whose time begins now, with at most this many feeds.
    pub(crate) fn new(
        endpoints: Endpoints,
        dtls: Server,
        max_feeds: usize,
        offer: PathOffer,
    ) -> Self {
        let engine = Engine::new(endpoints, Box::new(SystemEntropy))
            .with_dtls(dtls)
            .with_feeds(max_feeds)
            .with_path_offer(offer);
        Self {
            engine: Mutex::new(engine),
            started: Instant::now(),
        }
    }

    /// The engine. A panic elsewhere leaves it usable: every change of it is complete.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Engine> {
        self.engine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The engine's clock.
    pub(crate) fn now(&self) -> Duration {
        self.started.elapsed()
    }
}

/// The operating system's generator.
#[derive(Debug)]
struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        random::fill(bytes);
    }
}
